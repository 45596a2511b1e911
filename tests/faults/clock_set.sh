#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clock_set - the machine's clock itself is set over a deadline, and back, beside an alerter that sleeps until that deadline. It needs
# the right to set the clock, moves it by half an hour for some seconds, and so runs only where HENTRA_TEST_SET_CLOCK=yes says that it may.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/alerts.sh
source "$ROOT/tests/support/alerts.sh"
[[ ${HENTRA_TEST_SET_CLOCK:-} == yes ]] || skip 'sets the clock of the machine: HENTRA_TEST_SET_CLOCK=yes allows it'

CLOCK_SPEED=1
AHEAD=1800 # seconds

# uptime: seconds by a clock that nobody sets.
uptime() { cut -d ' ' -f 1 /proc/uptime; }
BOOTED=$(awk -v now="$(date +%s.%N)" -v up="$(uptime)" 'BEGIN { printf "%.3f", now - up }')
# clock_to SECONDS: so much ahead of the right time.
clock_to() { date -s "@$(awk -v booted="$BOOTED" -v up="$(uptime)" -v ahead="$1" 'BEGIN { printf "%.3f", booted + up + ahead }')" >/dev/null; }
trap 'clock_to 0; on_exit' EXIT

# shellcheck disable=SC2317 # called through eventually
says() { (($(grep -c "$1" "$WORK/alerter-1.log") >= $2)); }
overdue() { sql -c "select count(*) from hentra.alert_history where dossier_id = '$1' and rule = 'overdue'"; }
# shellcheck disable=SC2317 # called through eventually
raised() { [[ $(overdue "$1") == 1 ]]; }
# known N: so many dossiers are there, and the alerter has looked since.
# shellcheck disable=SC2317 # called through eventually
known() {
        [[ $(sql -c "select count(*) = $1 and (select a.looked_at > max(p.updated_at) from hentra.alert_progress a, hentra.position p group by a.looked_at)
                from hentra.dossier") == t ]]
}
# sent DOSSIER SECONDS: a dossier received now, due so many seconds from now.
sent() {
        CLOCK_ORIGIN=$(TZ=Asia/Ho_Chi_Minh date '+%F %T') CLOCK_SINCE=$(date -u +%FT%TZ)
        say_event "$1" 2 H1.1 "$(TZ=Asia/Ho_Chi_Minh date -d "@$(($(date +%s) + $2))" '+%F %T')"
}
# told TEXT DOSSIER: within a second of a moment ago, once.
told() {
        local begin
        begin=$(uptime)
        PAUSE=0.02 eventually 30 raised "$2" || true
        ok "$1" raised "$2"
        ok "$1, within a second" test "$(awk -v begin="$begin" -v up="$(uptime)" 'BEGIN { print up - begin < 1 ? 1 : 0 }')" = 1
}

world clock topic.partitions=1
start_hand
start_loader load
start_alerter 1
sent kept 3600
sent crossed $((AHEAD / 2))
ok 'two dossiers are there' eventually 60 known 2
is 'neither is late' '0 0' "$(overdue crossed) $(overdue kept)"

clock_to $AHEAD
told 'set forward over a due date: late' crossed
ok 'the alerter says why it looked' eventually 30 says alert.clock_set 1
is 'the other one is not late' 0 "$(overdue kept)"

clock_to 0
ok 'set back: it says so' eventually 30 says alert.clock_set 2
sent after 3600
ok 'another dossier is there' eventually 60 known 3
is 'what was late is neither told again nor taken back' 1 "$(overdue crossed)"
is 'nor is another one late' '0 0' "$(overdue kept) $(overdue after)"
kill -TERM "${ALERTER[1]}"
ends 'the alerter ends when it is asked to' "${ALERTER[1]}"
end_world
verdict
