#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# alert_broker - an alerter begins while no broker answers: alerts are raised all the same, and published once one does. And a loader that
# hears nothing of the broker any more does not count as one that has read all there is.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/faults.sh
source "$ROOT/tests/support/faults.sh"
# shellcheck source=tests/support/alerts.sh
source "$ROOT/tests/support/alerts.sh"
seed=1
read -r behind proxy <<<"$HENTRA_TEST_KAFKA_PROXY"

world broker
sql -c "insert into hentra.agency (code) values ('H.1')"
HENTRA_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$proxy start_alerter 1
ok 'an alerter begins without a broker' eventually 60 grep -q alert.started "$WORK/alerter-1.log"
sql -c "with due as (select clock_timestamp() + interval '1 second' as at)
        insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at,
                last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by, returned_at, paused_at, day_class, instant_class)
        select 'D', '{}', 0, 2, 0, 1, 0, agency_id, 0, now(), now(), null, now(), due.at, due.at, null, null, null, null, 0, 0
        from hentra.agency, due" -c "with told as (insert into hentra.notice (dossiers) values ('D') returning notice_id)
        select pg_notify('hentra_notice', notice_id::text) from told" >/dev/null
# shellcheck disable=SC2317 # called through eventually
is_so() { [[ $(sql -c "select $1") == t ]]; }
ok 'it raises at the deadline' eventually 60 is_so "exists (select from hentra.alert_open where rule = 'overdue')"
ok 'it says that nothing is published' eventually 60 grep -q alert.not_published "$WORK/alerter-1.log"
is 'and nothing is' '0' "$(sql -c 'select count(published_at) from hentra.alert_transition')"
open_door kafka "$behind" "$proxy"
ok 'once there is a broker, the alert is published' eventually 60 is_so "bool_and(published_at is not null) from hentra.alert_transition"
is 'one message' 1 "$(topic bounds "$TOPIC-alert" | awk '{ n += $3 - $2 } END { print n }')"
kill -TERM "${ALERTER[1]}"
ends 'it ends when it is asked to' "${ALERTER[1]}"

# Five minutes pass before the group would notice; the loader's own look comes each second.
HENTRA_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$proxy HENTRA_KAFKA_SESSION_TIMEOUT_MS=300000 HENTRA_KAFKA_TOPIC_METADATA_REFRESH_INTERVAL_MS=1000 \
        start_loader outage
at=$(date +%s)000000
printf '0\t0\tE\thand\t0\t0\t0\t2\t%s\t%s\t%s\t\\N\t\\N\tH.1\t\\N\t0\t\\N\t\\N\t1\t0\t0\t0\t0\n' "$at" "$at" "$at" | topic put "$TOPIC"
eventually 60 caught_up || die "the loader never caught up: $(tail -n 3 "$WORK/outage.log")"
knows_all="not exists (select from hentra.position where behind_since is not null)"
ok 'it has read all' eventually 60 is_so "$knows_all"
door kafka stall
ok 'without a broker it does not count as up to date' eventually 60 is_so "not $knows_all"
door kafka pass
ok 'with one again it does' eventually 60 is_so "$knows_all"
end_world
verdict
