# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# loader.sh - faults of a loader's own process: killed, or stopped until others have its work.
# shellcheck disable=SC2154 # of support/faults.sh: victim, xid, worker

# Of ten kills eight fall on a worker that is held where it writes, so that they cannot miss its transaction; one falls on a
# transaction that runs, which may be over first; one falls anywhere. Every seventh takes both.
fault_kill() {
        local tables=(dossier flow_day flow_half_month) chance=$((RANDOM % 10)) held='' name
        ((chance > 7)) || { held=yes && hold "${tables[RANDOM % 3]}"; } # before there is anything to write
        send_wave_later
        victim='' xid=''
        case $chance in
        8) open_transaction $((RANDOM % 20)) false 20 ;;
        9) eventually $((RANDOM % 3 + 1)) false || true ;;
        *)
                open_transaction $((RANDOM % 20)) true 180
                ok "$1: a loader is held between BEGIN and COMMIT" test -n "$xid"
                ;;
        esac
        [[ -n $victim ]] || any_worker
        shoot "$victim"
        [[ -z $held ]] || release
        if [[ -n $held ]]; then
                ok "$1: $victim's transaction is rolled back" rolled_back "$xid"
                tally inside
        elif [[ -n $xid ]] && rolled_back "$xid"; then
                tally inside
        fi
        if ((RANDOM % 7 == 0)); then
                shoot "$(other "$victim")"
                tally both
        fi
        for name in alpha beta; do runs "$name" || start_worker "$name"; done
        sent
        settled "$1"
}

# overslept TEXT VICTIM EPOCHS: it is stopped; wakes up when the group has given all it had to the other one, and may not write.
overslept() {
        local said
        ok "$1: the group gives its partitions to the other" eventually 240 all_taken_since "$3"
        sent
        ok "$1: the other reads on to the end" eval "PAUSE=0.4 eventually 240 caught_up"
        said=$(log_length "$2")
        [[ -z ${door_control[server]:-} ]] || door server pass
        kill -CONT "${worker[$2]}"
        ok "$1: $2 wakes up and is refused" eventually 180 says_since "$said" "$2" load.retry
        send_wave
        settled "$1"
}

# Stopped after it has read what is known and before its transaction: when it wakes up it writes as if nothing had happened.
fault_zombie() {
        local epochs
        epochs=$(epochs)
        hold dossier 'access exclusive'
        send_known_later
        victim=$(sql -c "select watch.reader('{alpha,beta}', '180 s')")
        ok "$1: a loader is held before its transaction" test -n "$victim"
        kill -STOP "${worker[${victim:=alpha}]}"
        release
        overslept "$1" "$victim" "$epochs"
        ok "$1: it was told that the positions are another's" grep -q 'load.retry.*is not where it was left' "$WORK/$victim.log"
}

# Stopped in its transaction: the other one has to end its connection to get at the positions.
fault_asleep() {
        local epochs tables=(dossier flow_day flow_half_month)
        epochs=$(epochs)
        hold "${tables[RANDOM % 3]}"
        send_wave_later
        open_transaction $((RANDOM % 20)) true 180
        ok "$1: a loader is held between BEGIN and COMMIT" test -n "$xid"
        kill -STOP "${worker[${victim:=alpha}]}"
        release
        overslept "$1" "$victim" "$epochs"
        ok "$1: its transaction was rolled back" rolled_back "$xid"
}

# Stopped in the middle of the rows of a COPY: the server waits for the rest of them.
needs_door+=(copy)
fault_copy() {
        # shellcheck disable=SC2034 # of the waves from here on
        local epochs dossiers=4000 # of a year: some 340 in the month of a wave
        epochs=$(epochs)
        door_remember server
        door server copy $((RANDOM % 3 + 1))
        hold dossier 'access exclusive' # the wave waits: a loader that keeps up has too little for COPY
        send_wave
        release
        ok "$1: a COPY stops in its middle" eventually 180 door_reached server copy 1
        # shellcheck disable=SC2317 # called through eventually
        copying() { IFS=' ' read -r victim xid _ < <(sql -c 'select * from watch.copying') && [[ -n $victim ]]; }
        victim='' xid=''
        eventually 180 copying || true
        ok "$1: the server has some of its rows and waits for the rest" test -n "$xid"
        kill -STOP "${worker[${victim:=alpha}]}"
        overslept "$1" "$victim" "$epochs"
        ok "$1: its transaction was rolled back" rolled_back "$xid"
}
