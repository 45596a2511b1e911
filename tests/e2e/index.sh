#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# index - index 766 of a simulated province and of random dossiers: numerators and denominators of every unit, by both versions,
# against the oracle's recount; figures that people give; and what a month is not.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

# recount FIRST LAST: the oracle's figures of these days, in oracle.counted.
recount() {
        sql -v zone=Asia/Ho_Chi_Minh -v first="$1" -v last="$2" -f "$ROOT/tests/oracle/index.sql" >"$WORK/oracle.log"
}
# differences FIRST LAST: figures of units that differ between the report and the recount; the last line says how many were compared.
differences() {
        hentra report index766 --from "$1" --to "$2" --by unit --format json >"$WORK/report.json"
        recount "$1" "$2"
        sql -v file="$WORK/report.json" <<-'SQL'
                \set report `cat :'file'`
                create temp table counted_of (item text, version text, numerator text, denominator text);
                insert into counted_of values
                        ('PROGRESS', 'portal-2026', 'in_time', 'handled'), ('PROGRESS', 'document', 'in_time_supplement', 'handled'),
                        ('ONLINE_A', '', 'procedures_online', 'procedures'), ('ONLINE_B', '', 'services_with_online', 'services_online'),
                        ('ONLINE_C', 'portal-2026', 'online', 'received'), ('ONLINE_C', 'document', 'online_with_result', 'received'),
                        ('PAYMENT_A', '', 'paid_online', 'fee_dossiers'), ('PAYMENT_B', '', 'fee_procedures_paid_online', 'fee_procedures'),
                        ('ORIGINAL_RESULT_AVAILABLE', '', 'electronic_result', 'handled'),
                        ('SO_HOA_GIAY_TO_GIAI_QUYET', 'portal-2026', 'digitised', 'handled'),
                        ('SO_HOA_GIAY_TO_GIAI_QUYET', 'document', 'paper_digitised', 'handled'),
                        ('REUSED_DIGITIZED_DATA', '', 'reused_data', 'handled'),
                        ('SYNCED_WITH_DVCQG_PERSONAL_STORAGE', '', 'shared_to_store', 'handled'),
                        ('CITIZEN_DATA_CONNECTED_DOSSIER', '', 'citizen_data', 'handled'),
                        ('CITIZEN_DATA_CONNECTED_FORMALITY', '', 'procedures_citizen_data', 'procedures'),
                        ('PETITION_PROCESSING_ON_TIME', '', 'petitions_in_time', 'petitions'),
                        ('PETITION_HANDLING_SATISFACTION', '', 'petitions_satisfied', 'petitions'),
                        ('DOSSIER_RECEIVING_SATISFACTION', 'portal-2026', 'satisfied', 'handled'),
                        ('DOSSIER_RECEIVING_SATISFACTION', 'document', 'satisfied_supplement', 'handled');
                create temp table said as
                select r ->> 'unit' as unit, r ->> 'item' as item, v.version, v.numerator, v.denominator
                from jsonb_array_elements(:'report'::jsonb) r
                cross join lateral (values (r ->> 'version', (r ->> 'numerator')::bigint, (r ->> 'denominator')::bigint),
                        (r ->> 'other_version', (r ->> 'other_numerator')::bigint, (r ->> 'other_denominator')::bigint))
                        v (version, numerator, denominator)
                where r ->> 'kind' <> 'PROVINCE';
                create temp table compared as
                select unit, item, version, s.numerator, s.denominator, c.numerator as right_numerator, c.denominator as right_denominator
                from (select u.code as unit, c.item, c.version, coalesce(n.amount, 0) as numerator, coalesce(d.amount, 0) as denominator
                      from (select distinct c.code, a.agency from oracle.counted a join oracle.code c on c.id = a.agency where amount <> 0) u
                      cross join (select c.item, v.version, c.numerator, c.denominator from counted_of c
                                  join (values ('portal-2026'), ('document')) v (version) on c.version in ('', v.version)) c
                      left join oracle.counted n on (n.agency, n.measure) = (u.agency, c.numerator)
                      left join oracle.counted d on (d.agency, d.measure) = (u.agency, c.denominator)) c
                full join (select * from said where item in (select item from counted_of)) s using (unit, item, version);
                select unit, item, version, numerator, denominator, 'right:', right_numerator, right_denominator
                from compared
                where (numerator, denominator) is distinct from (right_numerator, right_denominator) order by 1, 2, 3 limit 8;
                select count(*), sum(right_denominator) > 0 from compared;
	SQL
}

# agree TEXT FIRST LAST
agree() {
        local answer
        answer=$(differences "$2" "$3")
        is "$1: every figure of every unit" "$(tail -n 1 <<<"$answer" | sed 's/ .*//') t" "$answer"
        note "$1: $(tail -n 1 <<<"$answer" | sed 's/ .*//') figures"
}
# prepare: the warehouse has the topic, and the oracle has recounted it by the rules of index 766.
prepare() {
        ok "$1: the loader reads all of it" hentra load --until-end
        oracle read "$TOPIC"
        sql -v zone=Asia/Ho_Chi_Minh -v rule=6 -f "$ROOT/tests/oracle/recompute.sql" >"$WORK/oracle.log"
}

# rows QUERY: what it says of the last report as r, a row an object.
rows() { sql -v file="$WORK/report.json" <<<"\\set report \`cat :'file'\`"$'\n'"with r as (select r from jsonb_array_elements(:'report'::jsonb) r) $1"; }

# shown: parts, groups, totals and ranks follow from the figures beside them.
shown() {
        hentra report index766 --period CAL:2022 --by unit --format json >"$WORK/report.json"
        is 'percents and scores of items are those of the functions in SQL' '0 t' "$(rows "
                select count(*) filter (where hentra.index_percent((r ->> 'numerator')::bigint, (r ->> 'denominator')::bigint)
                                is distinct from (r ->> 'percent')::numeric
                        or hentra.index_score((r ->> 'most')::numeric, (r ->> 'percent')::numeric,
                                coalesce((select t.target from (values ('ONLINE_A', 80), ('ONLINE_C', 50), ('PAYMENT_B', 80), ('REUSED_DIGITIZED_DATA', 80),
                                        ('DOSSIER_RECEIVING_SATISFACTION', 90)) t (item, target) where t.item = r ->> 'item'), 100))
                                is distinct from (r ->> 'score')::numeric), count(*) > 1000
                from r where r ->> 'percent' is not null")"
        is 'a group is the sum of its rounded parts, a total of its groups' '0 0' "$(rows "
                select count(*) filter (where groups <> total), count(*) filter (where parts <> groups)
                from (select r ->> 'unit', r ->> 'kind',
                              sum((r ->> 'score')::numeric) filter (where r ->> 'item' like 'GROUP%') as groups,
                              sum((r ->> 'score')::numeric) filter (where r ->> 'item' = 'TOTAL') as total,
                              coalesce(sum((r ->> 'score')::numeric) filter (where r ->> 'counted_of' is not null), 0) as parts
                      from r where r ->> 'kind' <> 'SOURCE' group by 1, 2) u")"
        is 'ranks are 1-2-2-4 within a kind, and only of units with dossiers' '0 t' "$(rows "
                , unit as (
                        select r ->> 'unit' as unit, r ->> 'kind' as kind, (r ->> 'rank')::integer as rank,
                               (r ->> 'score')::numeric - (select (i ->> 'score')::numeric from (select r from r) x(i)
                                        where i ->> 'unit' = r ->> 'unit' and i ->> 'kind' = r ->> 'kind' and i ->> 'item' = 'INHERITED') as own,
                               (select (i ->> 'denominator')::bigint from (select r from r) x(i)
                                where i ->> 'unit' = r ->> 'unit' and i ->> 'kind' = r ->> 'kind' and i ->> 'item' = 'PROGRESS') as handled
                        from r where r ->> 'item' = 'TOTAL')
                select count(*) filter (where rank is distinct from case when handled > 0 then 1 + (select count(*) from unit o
                        where o.kind = u.kind and o.handled > 0 and o.own > u.own) end), count(distinct rank) > 20
                from unit u")"
        local part
        for part in text csv json xlsx html; do
                ok "it prints as $part" hentra report index766 --period CAL:2022 --lang vi --format "$part" --output "$WORK/index.$part"
        done
}

# given: what people give stands in place of what is not known, for exactly its period and unit, and units inherit it.
given() {
        local agency
        agency=$(rows "select r ->> 'unit' from r where r ->> 'kind' = 'COMMUNE' order by 1 limit 1")
        local set=(hentra index set PUBLISH_ON_TIME --period CAL:2022 --source 'read on the portal, 2022-12-31')
        ok 'nothing is wrong with a figure' "${set[@]}" --unit H58 --numerator 1 --denominator 47 --dry-run
        is 'and nothing was changed' 0 "$(sql -c 'select count(*) from hentra.index_given')"
        ok 'a figure of the province' "${set[@]}" --unit H58 --numerator 1 --denominator 47
        ok 'another one, later' "${set[@]}" --unit H58 --numerator 43 --denominator 47
        ok 'one of a commune' "${set[@]}" --unit "$agency" --numerator 0 --denominator 0
        ok 'half a figure' hentra index set DOSSIER_SYNC --period CAL:2022 --unit H58 --numerator 2500 --source 'acknowledged'
        hentra report index766 --period CAL:2022 --by unit --format json >"$WORK/report.json"
        is 'the province has what was given last' '43 47 5.49 GIVEN' "$(rows "select r ->> 'numerator', r ->> 'denominator', r ->> 'score', r ->> 'how'
                from r where r ->> 'kind' = 'PROVINCE' and r ->> 'item' = 'PUBLISH_ON_TIME'")"
        is 'the other half is counted' "2500 t" "$(rows "select r ->> 'numerator', (r ->> 'denominator')::bigint > 2500 from r
                where r ->> 'kind' = 'PROVINCE' and r ->> 'item' = 'DOSSIER_SYNC'")"
        is 'its units inherit it, but for the one with its own' "43/47 INHERITED
NOTHING $agency" "$(rows "select distinct case when r ->> 'how' = 'INHERITED' then concat(r ->> 'numerator', '/', r ->> 'denominator') else r ->> 'how' end,
                case when r ->> 'how' = 'INHERITED' then r ->> 'how' else r ->> 'unit' end
                from r where r ->> 'kind' not in ('PROVINCE', 'SOURCE') and r ->> 'item' = 'PUBLISH_ON_TIME' order by 1")"
        is 'communes have full points of it by the document' NOT_MEANT "$(rows "select distinct r ->> 'other_how' from r
                where r ->> 'kind' = 'COMMUNE' and r ->> 'item' = 'PUBLISH_ON_TIME'")"
        is 'what was replaced is kept, with who and when' '4 1' "$(sql -c "select count(*), count(distinct given_by) from hentra.index_given")"
        is 'the list has what stands' 3 "$(hentra index list --format csv | tail -n +2 | wc -l)"
        ok 'it is taken back' "${set[@]}" --unit H58 --take-back
        is 'and stands no more' 2 "$(hentra index list --period CAL:2022 --format csv | tail -n +2 | wc -l)"
        local wrong rc
        for wrong in 'PROGRESS --unit H58 --numerator 1' 'PUBLISH_ONTIME --unit H58 --numerator 1' 'PUBLISH_ON_TIME --unit H99 --numerator 1' \
                'PUBLISH_ON_TIME --unit H58 --numerator 2 --denominator 1' 'PUBLISH_ON_TIME --unit H58' 'PUBLISH_ON_TIME --unit H58 --numerator -1'; do
                rc=0
                # shellcheck disable=SC2086 # words
                hentra index set $wrong --period CAL:2022 --source test >"$WORK/wrong.log" 2>&1 || rc=$?
                is "refused: $wrong" 2 "$rc"
        done
        for wrong in '--version portal-2027' '--by level' '--rules /nowhere.csv' '--period CAL:2022-13'; do
                rc=0
                # shellcheck disable=SC2086 # words
                hentra report index766 --period CAL:2022 $wrong >"$WORK/wrong.log" 2>&1 || rc=$?
                is "refused: $wrong" 2 "$rc"
        done
        hentra index rules | sed 's/^portal-2026 document,/mine,/; s/^portal-2026,/mine,/; /^document,/d' >"$WORK/mine.csv"
        is 'rules of a file count alike' "$(hentra report index766 --period CAL:2022 --version portal-2026 --format csv | cut -d, -f13- | sed 's/portal-2026//')" \
                "$(hentra report index766 --period CAL:2022 --rules "$WORK/mine.csv" --format csv | cut -d, -f13- | sed 's/mine//')"
}

# months: a late open dossier is late in every month, and once in the year.
months() {
        local month sum=0 year
        for month in 01 02 03 04 05 06 07 08 09 10 11 12; do
                hentra report index766 --period "CAL:2022-$month" --format json >"$WORK/report.json"
                sum=$((sum + $(rows "select r ->> 'denominator' from r where r ->> 'item' = 'PROGRESS'")))
        done
        hentra report index766 --period CAL:2022 --format json >"$WORK/report.json"
        year=$(rows "select r ->> 'denominator' from r where r ->> 'item' = 'PROGRESS'")
        result "$([[ $sum -gt $year ]] && echo true || echo false)" "months do not add up: $sum handled in them, $year in the year"
}

# A province: each dossier is said once more, with what the simulator leaves out; some of them asked twice for papers; and petitions about
# some, raised again here and there.
world province
hentra simulate --profile tien-giang-2022 --dossiers "${INDEX_DOSSIERS:-3000}" 2>"$WORK/simulate.log"
oracle read "$TOPIC"
sql -f "$ROOT/tests/oracle/index_said.sql" >"$WORK/said.log"
sql -c 'copy oracle.said to stdout' | topic put "$TOPIC"
prepare province
agree 'the year' 2022-01-01 2022-12-31
agree 'a quarter' 2022-04-01 2022-06-30
agree 'a day' 2022-09-05 2022-09-05
shown
given
months
end_world

world traps
sql -f "$ROOT/tests/oracle/schema.sql"
sql -v dossiers=2000 -v seed=766 -f "$ROOT/tests/oracle/random.sql"
sql -v dossiers=2000 -v seed=766 -c "select setseed(0.766)" -c "update oracle.event set case_kind = case when hashtext(dossier_id) % 5 = 0 then 1 else 0 end,
        fee = (hashtext(dossier_id || content) & 3), citizen_data = (hashtext(content::text) & 65535) % 3, shared_to_store = (hashtext('s' || content) & 65535) % 3,
        rating = (hashtext('r' || content) & 65535) % 3,
        about = case when hashtext(dossier_id) % 5 = 0 then (select dossier_id from oracle.event o where o.kafka_offset = 1 + (hashtext('a' || event.content) & 8191) limit 1) end"
sql -c 'copy oracle.event to stdout' | topic put "$TOPIC"
prepare traps
agree 'two months' 2022-01-01 2022-02-28
agree 'ten days' 2022-01-20 2022-01-29
end_world
verdict
