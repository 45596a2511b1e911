#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# traps - what no real system would say (tests/oracle/random.sql), scattered over the partitions without regard
# to dossier or agency, so that two workers meet the same dossiers all the time: loader and oracle must agree on all.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

for rule in 5 6; do
        world "rule$rule" topic.partitions=5 setup.rule_version="$rule"
        sql -f "$ROOT/tests/oracle/schema.sql"
        sql -v dossiers="${TRAPS_DOSSIERS:-6000}" -v seed="${TRAPS_SEED:-$rule}" -f "$ROOT/tests/oracle/random.sql"
        sql -c 'copy oracle.event to stdout' >"$WORK/events"
        topic scatter "$TOPIC" <"$WORK/events"
        # Some again: duplicates change nothing.
        awk 'NR % 7 == 0' "$WORK/events" | topic put "$TOPIC"
        start_loader one --until-end
        one=$LOADER
        start_loader two --until-end
        ends "rule $rule: the first of two loaders ends by itself" "$one"
        ends "rule $rule: the second of two loaders ends by itself" "$LOADER"
        ok "rule $rule: every partition is read to its end" caught_up
        agrees "rule $rule"
        # And would both say so, if a count or a date were wrong?
        sql -c "update hentra.flow_day set received = received + 1
                where ctid = (select ctid from hentra.flow_day where received > 0 limit 1)"
        sql -c "update hentra.dossier set due_at = due_at + interval '20 milliseconds'
                where dossier_id = (select min(dossier_id) from hentra.dossier where due_at is not null)"
        ok "rule $rule: verify finds what is off" fails hentra verify
        has "rule $rule: so does the oracle" $'\ndossier.due_at 1\nflow_day.received 1\n' "$(oracle compare 1)"
        [[ -n ${KEEP:-} ]] || end_world
done
verdict
