#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# alert - a simulated working day, an hour a second: simulator, loader and two alerters by one clock. Alerters are killed, the loader is
# away over deadlines, PostgreSQL restarts, an agency is backfilled in the middle. The alerts and their transitions are those of
# an oracle that knows every version of every dossier.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/alerts.sh
source "$ROOT/tests/support/alerts.sh"

# at HH:MM: of the day; the clock begins at 05:30.
at() { eventually 120 clock_is_past "$(($(date -ud "1970-01-01 $1" +%s) - 19800))" || die "the clock never showed $1"; }

alert_world day '2022-03-15 05:30'
start_alerter 1
start_alerter 2
start_loader load
"$HENTRA" simulate --profile tien-giang-2022 --month 2022-03 --dossiers 10000 >"$WORK/simulate.log" 2>&1 &
SIMULATE=$!
children+=("$SIMULATE")

at 06:00
hand_received '2022-03-15 08:30'
say_event hand-resolved 2 "$(agency_of COMMUNE)" '2022-03-15 13:30'
at 08:00
kill_alerter 1
at 09:00
start_alerter 1
at 09:30
hand_ended '2022-03-25 17:00'
at 10:00
kill_alerter 2
kill -KILL "$LOADER"
at 11:00
start_alerter 2
at 12:15 # nobody reads it before the return date
say_event hand-resolved 9 "$(agency_of COMMUNE)"
at 13:45
start_loader load-again
at 14:15
"$HENTRA" simulate --profile ba-ria-vung-tau-2022 --month 2022-03 --dossiers 300 >"$WORK/backfill.log" 2>&1 &
BACKFILL=$!
children+=("$BACKFILL")
at 14:30
hand_back '2022-03-15 08:30'
at 15:00
kill_alerter 1
start_alerter 1
at 16:00
"$ROOT/tests/support/services" stop "$HENTRA_TEST_SERVICES" --postgres
"$ROOT/tests/support/services" start "$HENTRA_TEST_SERVICES" --fast --postgres
eventually 120 clock_is_past 84600
kill -TERM "$SIMULATE" "$BACKFILL"

alerts_agree 'a day'
sql -c "select kind, state, coalesce(reason, ''), count(*) from hentra.alert_history group by 1, 2, 3 order by 1, 2, 3" |
        while read -r line; do note "$line"; done
hand_agrees
is 'what was resolved in time, and read later, was never overdue' '' "$(sql -c "select kind, reason, stale, at from hentra.alert_history
        where dossier_id = 'hand-resolved' and kind <> 'DUE_SOON'")"
ok 'every kind was raised' test "$(sql -c 'select count(distinct kind) from hentra.alert_history')" = 3
ok 'hundreds of them' test "$(sql -c 'select count(*) from hentra.alert_history')" -gt 300
kill -TERM "${ALERTER[1]}"
ends 'an alerter ends when it is asked to' "${ALERTER[1]}"
is 'no alerter failed' '' "$(grep -h 'error command.failed' "$WORK"/alerter-*.log)"
end_world
verdict
