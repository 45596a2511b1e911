#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# alert_month - a simulated month, an hour a second, in a quarter of an hour: as e2e/alert.sh, but two alerters are killed twenty times at
# random, PostgreSQL restarts twice, the loader is away for half a day, and a province is backfilled in the middle.
#   alert_month.sh [SEED]
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/alerts.sh
source "$ROOT/tests/support/alerts.sh"
: "${HENTRA_TEST_SERVICES:?is not set: run ./check faults}"
RANDOM=${1:-1}
KILLS=20 HOURS=$((31 * 24))
ALERT_TOLERANCE=2

# hour N: waits until so many hours of the month have passed.
hour() { PAUSE=0.05 eventually 3600 clock_is_past "$(($1 * 3600))" || die "the clock stands still before hour $1"; }
restart_postgres() {
        "$ROOT/tests/support/services" stop "$HENTRA_TEST_SERVICES" --postgres
        "$ROOT/tests/support/services" start "$HENTRA_TEST_SERVICES" --fast --postgres
}
# What happens when: an hour and a word a line, in order.
plan() {
        local i
        for ((i = 0; i < KILLS; i++)); do echo "$((12 + RANDOM % (HOURS - 24))) kill_$((1 + i % 2))"; done
        echo "$((HOURS / 3)) restart"
        echo "$((HOURS * 3 / 4)) restart"
        echo "$((HOURS / 4)) loader_away"
        echo "$((HOURS / 4 + 12)) loader_back"
        echo "$((HOURS / 2)) backfill"
        echo "57 hand_received" # Thursday 09:00
        echo "62 hand_ended"
        echo "129 hand_back"
}

alert_world month '2022-03-01 00:00'
start_alerter 1
start_alerter 2
start_loader load
"$HENTRA" simulate --profile tien-giang-2022 --month 2022-03 --dossiers 15000 >"$WORK/simulate.log" 2>&1 &
SENDERS=("$!")
while read -r when what; do
        hour "$when"
        note "hour $when: $what"
        case $what in
        kill_*) kill_alerter "${what#kill_}" && start_alerter "${what#kill_}" ;;
        restart) restart_postgres ;;
        hand_received) hand_received '2022-03-03 11:30' ;;
        hand_ended) hand_ended '2022-03-30 17:00' ;;
        hand_back) hand_back '2022-03-03 11:30' ;;
        loader_away) kill -KILL "$LOADER" ;;
        loader_back) start_loader load-again ;;
        backfill)
                "$HENTRA" simulate --profile ba-ria-vung-tau-2022 --month 2022-03 --dossiers 3000 >"$WORK/backfill.log" 2>&1 &
                SENDERS+=("$!")
                ;;
        esac
done < <(plan | sort -n)
children+=("${SENDERS[@]}")
hour "$HOURS"
kill -TERM "${SENDERS[@]}" 2>/dev/null || true

alerts_agree 'a month'
while read -r line; do note "$line"; done < <(sql -c "
        select kind, state, coalesce(reason, ''), count(*) from hentra.alert_history group by 1, 2, 3 order by 1, 2, 3")
ok 'more than a thousand alerts' test "$(sql -c 'select count(*) from hentra.alert')" -gt 1000
is 'every rule' 4 "$(sql -c 'select count(distinct rule_id) from hentra.alert')"
hand_agrees
is 'nobody failed' '' "$(grep -h 'error command.failed' "$WORK"/alerter-*.log "$WORK"/load*.log)"
for number in 1 2; do
        kill -TERM "${ALERTER[$number]}"
        ends "alerter $number ends when it is asked to" "${ALERTER[$number]}"
done
((failures > 0)) || end_world # else KEEP=1 leaves it to be looked at
verdict
