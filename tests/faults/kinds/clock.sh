# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# clock.sh - the wall clock of a loader, of both, or of everybody is set back by an hour while they work, and later forward.
# Only what they see of it: the machine's own clock is left alone.

# set_clock HOURS NAME: in place, since the file is mapped by whoever goes by it.
set_clock() { printf '%b' "\\0$1" 1<>"$WORK/$2.clock"; }
# last_time NAME: when its last line says that it was written.
last_time() { tail -n 1 "$WORK/$1.log" | cut -d ' ' -f 1; }
fault_clock() {
        local groups=(alpha beta 'alpha beta' 'alpha beta producer') name set_back begin
        set_back=${groups[RANDOM % 4]}
        begin=$(date -u +%Y-%m-%dT%H:%M:%SZ)
        send_wave_later
        for name in $set_back; do set_clock 1 "$name"; done
        sent
        send_wave
        ok "$1: the loaders catch up" eventually 300 caught_up
        # shellcheck disable=SC2317 # called through eventually
        written_earlier() { [[ $(last_time "$1") < $begin ]]; }
        for name in ${set_back/producer/}; do
                ok "$1: $name works an hour ago" eventually 180 written_earlier "$name"
        done
        for name in $set_back; do set_clock 0 "$name"; done
        send_wave
        settled "$1"
}
