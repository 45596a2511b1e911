#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# provinces - a national warehouse: the topics of two provinces, loaded at the same time by loaders of their own groups, give exactly what the two
# warehouses of the provinces have together. Procedures have the same codes in both, agencies never.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

# rows: all facts of a warehouse by codes, shards summed, a line each, sorted.
rows() {
        local sums some keys table
        sql -c "select 'dossier', dossier_id, case_kind, status, channel, service, a.code, p.code, first_observed_at, last_at, submitted_at, received_at,
                        due_at, first_due_at, paused_at, ended_at, ended_by, returned_at, day_class, instant_class, marks
                from hentra.dossier join hentra.agency a using (agency_id) left join hentra.procedure p using (procedure_id)"
        for table in flow_day flow_half_month; do
                IFS=$'\t' read -r sums some < <(sql -F $'\t' -c "select string_agg('coalesce(sum(' || column_name || '), 0)', ', ' order by ordinal_position),
                                string_agg('coalesce(sum(' || column_name || '), 0) <> 0', ' or ' order by ordinal_position)
                        from information_schema.columns where table_schema = 'hentra' and table_name = '$table'
                        and column_name not in ('day', 'half_month', 'agency_id', 'procedure_id', 'channel', 'case_kind', 'shard')")
                keys=day
                [[ $table == flow_day ]] || keys='half_month, p.code'
                sql -c "select '$table', $keys, a.code, channel, case_kind, $sums from hentra.$table join hentra.agency a using (agency_id)
                        $([[ $table == flow_day ]] || echo 'left join hentra.procedure p using (procedure_id)')
                        group by $keys, a.code, channel, case_kind having $some"
        done
}

# Each province for itself.
topics=()
for profile in tien-giang-2022 ba-ria-vung-tau-2022; do
        world "${profile%%-*}" topic.partitions=2
        topics+=("$TOPIC")
        hentra simulate --profile "$profile" --month 2022-03 --dossiers 700 --taken-back 10 >>"$WORK/simulate.log" 2>&1
        ok "$profile is loaded" hentra load --until-end
        rows >>"$WORK/provinces"
        sql -c "select code from hentra.agency" >>"$WORK/agencies"
        sql -c "select code from hentra.procedure" >>"$WORK/procedures"
done
is 'no agency is in both' '' "$(sort "$WORK/agencies" | uniq -d)"
ok 'procedures are' test -n "$(sort "$WORK/procedures" | uniq -d)"

# Both in one. A loader reads one topic, so each province has loaders of a group of its own.
world nation topic.partitions=2
NATION=$TOPIC
province() { echo "--set topic.status=${topics[$1]} --set load.group=$NATION-$1 --set topic.dead_letter=${topics[$1]}-dlq"; }
# shellcheck disable=SC2046 # words of options
start_loader first --until-end $(province 0)
first=$LOADER
# shellcheck disable=SC2046 # words of options
start_loader second --until-end $(province 1)
ends 'the loader of the one ends' "$first"
ends 'and that of the other' "$LOADER"
sort "$WORK/provinces" >"$WORK/expected"
rows | sort >"$WORK/found"
ok 'the nation has what the provinces have' diff "$WORK/expected" "$WORK/found"
ok 'and it is something' test "$(grep -c '^dossier ' "$WORK/found")" -eq 1400
is 'positions of both topics' "${topics[1]} 2 ${topics[0]} 2" \
        "$(sql -c "select string_agg(topic || ' ' || n, ' ' order by topic) from (select topic, count(*) as n from hentra.position group by 1) t")"
# shellcheck disable=SC2046,SC2317 # words of options; called through ok
nation_verifies() { hentra verify $(province 0); }
ok 'verify finds nothing' nation_verifies
# What one of them sends again changes nothing, and the other is not touched.
# shellcheck disable=SC2046 # words of options
ok 'the one is read again from its start' hentra load --until-end --from-start $(province 0)
rows | sort >"$WORK/found"
ok 'which changes nothing' diff "$WORK/expected" "$WORK/found"
has 'a report by agency has both' H06 "$(hentra report online-rate --period CAL:2022 --by agency --format csv)"
has 'and both' H58 "$(hentra report online-rate --period CAL:2022 --by agency --format csv)"
for topic in "${topics[@]}"; do
        TOPIC=$topic
        end_world
done
TOPIC=$NATION
end_world
verdict
