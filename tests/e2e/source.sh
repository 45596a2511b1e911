#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# source - a source that sends every hour of the office falls silent over a weekend: said once, by two alerters and after a restart, and
# over when it is heard again; then it sends nonsense, is paused, and is resumed.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

world silent log.level=debug topic.partitions=2 alert.patience=1s kafka.session.timeout.ms=6000 'clock.origin=2022-03-21 15:00' \
        "clock.since=$(date -u +%Y-%m-%dT%H:%M:%SZ)" clock.speed=1
# The rule begins in the past of this world.
sql -c "update hentra.alert_rule set enabled = kind = 4, start_mark = '2022-03-01'"

# say DOSSIER 'YYYY-MM-DD HH:MM': a reception, stated and seen then (local time).
say() {
        local at
        at=$(date -d "$2 +07:00" +%s)000000
        printf '0\t0\t%s\thand\t0\t0\t0\t2\t%s\t%s\t%s\t\\N\t\\N\tH58\t\\N\t0\t\\N\t\\N\t1\t0\t0\t0\t0\n' "$1" "$at" "$at" "$at"
}
for day in 07 08 09 10 11 14 15 16 17 18; do
        for hour in 08 09 10 11 12 13 14 15 16; do say "D-$day-$hour" "2022-03-$day $hour:00"; done
done | topic put "$TOPIC"

start_loader load
eventually 60 caught_up || die 'the loader never caught up'
# shellcheck disable=SC2317 # called through eventually
listed() { hentra alert list | grep -q "$1"; }
start_alerter() {
        setpriv --pdeathsig KILL "$HENTRA" alert >>"$WORK/alerter.log" 2>&1 &
        ALERTER=$!
        children+=("$!")
}
# A killed one is not worth a line of the shell.
kill_alerter() {
        kill -KILL "$ALERTER"
        wait "$ALERTER" 2>/dev/null || true
}
start_alerter
start_alerter
ok 'the silence is said' eventually 150 listed 'source hand: silent since then; usual are 120 working minutes'
# Both have looked, and one of them a minute later, too: the silence could be of Kafka.
ok 'by a second look' test "$(sed '/alert.sources/q' "$WORK/alerter.log" | grep -c alert.regular_look)" -ge 3
has 'and shown beside the source' 'silent since 2022-03-18 16:00:00' "$(hentra source list)"
kill_alerter
start_alerter
ok 'the new alerter looks' eventually 60 grep -q alert.started "$WORK/alerter.log"

say D-again '2022-03-21 15:00' | topic put "$TOPIC"
eventually 60 caught_up || die 'the loader never caught up'
kill_alerter
start_alerter # which looks at once, and not only within a minute
ok 'it is heard again' eventually 60 listed 'no alert stands'
# shellcheck disable=SC2317 # called through eventually
published() { [[ $(sql -c 'select count(*) from hentra.alert_transition where published_at is not null') == 2 ]]; }
# Whoever raised and cleared, the one that publishes hears of it, and does not wait for its own look of the minute.
ok 'and the topic has both' eventually 10 published
is 'raised once, cleared once' 'RAISED  1 CLEARED HEARD 2' \
        "$(sql -c "select string_agg(state || ' ' || coalesce(reason, '') || ' ' || transition, ' ' order by transition) from hentra.alert_history")"

has 'it is paused' 'paused hand' "$(hentra source pause hand --reason 'sends nonsense')"
for hour in 15 16; do say "P-$hour" "2022-03-21 $hour:00"; done | topic put "$TOPIC"
eventually 60 caught_up || die 'the loader never caught up'
is 'what it sends is set aside' 2 "$(sql -c "select set_aside from hentra.source_health where source = 'hand'")"
has 'it is resumed' 'resumed hand; 2 messages' "$(hentra source resume hand)"
eventually 60 caught_up || die 'the loader never caught up'
is 'nothing is left' '93 0 93' "$(sql -c "select events, set_aside, dossiers from hentra.source_health where source = 'hand'")"
agrees 'sources'
verdict
