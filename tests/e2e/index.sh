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
                        ('ORIGINAL_RESULT_AVAILABLE', 'portal-2026', 'electronic_result', 'handled'),
                        ('ORIGINAL_RESULT_AVAILABLE', 'document', 'paper_electronic_result', 'handled_with_paper'),
                        ('SO_HOA_GIAY_TO_GIAI_QUYET', 'portal-2026', 'digitised', 'handled'),
                        ('SO_HOA_GIAY_TO_GIAI_QUYET', 'document', 'paper_digitised', 'handled_with_paper'),
                        ('REUSED_DIGITIZED_DATA', 'portal-2026', 'reused_data', 'handled'),
                        ('REUSED_DIGITIZED_DATA', 'document', 'paper_reused_data', 'handled_with_paper'),
                        ('SYNCED_WITH_DVCQG_PERSONAL_STORAGE', 'portal-2026', 'shared_to_store', 'handled'),
                        ('SYNCED_WITH_DVCQG_PERSONAL_STORAGE', 'document', 'paper_shared_to_store', 'handled_with_paper'),
                        ('CITIZEN_DATA_CONNECTED_DOSSIER', '', 'citizen_data', 'handled'),
                        ('CITIZEN_DATA_CONNECTED_FORMALITY', '', 'procedures_citizen_data', 'procedures'),
                        ('PETITION_PROCESSING_ON_TIME', '', 'petitions_in_time', 'petitions'),
                        ('PETITION_HANDLING_SATISFACTION', '', 'petitions_satisfied', 'petitions'),
                        ('DOSSIER_RECEIVING_SATISFACTION', 'portal-2026', 'satisfied', 'handled'),
                        ('DOSSIER_RECEIVING_SATISFACTION', 'document', 'satisfied_supplement', 'handled');
                insert into counted_of
                select 'PAYMENT_C', '', 'fee_procedures_online', 'fee_procedures'
                where exists (select from oracle.catalogue_file where fee_online <> '');
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
        is 'ranks of the document go by the share of what a unit could reach' '0 t t' "$(rows "
                , unit as (
                        select r ->> 'kind' as kind, (r ->> 'other_rank')::integer as rank,
                               ((r ->> 'other_score')::numeric - (select (i ->> 'other_score')::numeric from (select r from r) x(i)
                                        where i ->> 'unit' = r ->> 'unit' and i ->> 'kind' = r ->> 'kind' and i ->> 'item' = 'INHERITED'))
                               / ((r ->> 'other_most')::numeric - case when r ->> 'kind' in ('COMMUNE', 'PROVINCE') then 0 else 12 end) as share,
                               (r ->> 'other_most')::numeric as most
                        from r where r ->> 'item' = 'TOTAL')
                select count(*) filter (where rank <> 1 + (select count(*) from unit o where o.kind = u.kind and o.rank > 0 and o.share > u.share)),
                       count(distinct rank) > 20, count(distinct most) > 1
                from unit u")"
        is 'communes have no points of 3.1 by the portal, and all by the document' 'NOT_MEANT 2.0 0.0 NOT_MEANT 2.0 2.0' "$(rows "
                select distinct r ->> 'how', r -> 'most', r -> 'score', r ->> 'other_how', r -> 'other_most', r -> 'other_score'
                from r where r ->> 'kind' = 'COMMUNE' and r ->> 'item' = 'ONLINE_A'")"
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
        hentra report index766 --period CAL:2022 --by unit --format html >"$WORK/index.html"
        is 'a page has a line above each unit' "$(rows "select count(*) from r where r ->> 'item' = 'TOTAL'")" "$(grep -c '<tr class="h">' "$WORK/index.html")"
        is 'and what is the province'"'"'s faint' "$(rows "select count(*) from r where r ->> 'item' = 'PUBLISH_ON_TIME' and r ->> 'kind' <> 'PROVINCE'")" \
                "$(grep -c '<tr class="l faint"><td class="t">1.1</td>' "$WORK/index.html")"
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
        has 'half a figure gives way to another' ', in place of 2500 / (counted)' \
                "$(hentra index set DOSSIER_SYNC --period CAL:2022 --unit H58 --numerator 2501 --source 'acknowledged')"
        is 'the list has what stands' 3 "$(hentra index list --format csv | tail -n +2 | wc -l)"
        local before
        before=$(sql -c "select to_char(now() at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI:SS.US')")
        ok 'it is taken back' "${set[@]}" --unit H58 --take-back
        hentra report index766 --period CAL:2022 --known-at "$before" --format json >"$WORK/report.json"
        is 'what was known before that is known' '43 GIVEN' "$(rows "select r ->> 'numerator', r ->> 'how' from r
                where r ->> 'kind' = 'PROVINCE' and r ->> 'item' = 'PUBLISH_ON_TIME'")"
        hentra report index766 --period CAL:2022 --format json >"$WORK/report.json"
        is 'and not known any more' 'UNKNOWN' "$(rows "select r ->> 'how' from r
                where r ->> 'kind' = 'PROVINCE' and r ->> 'item' = 'PUBLISH_ON_TIME'")"
        is 'and stands no more' 2 "$(hentra index list --period CAL:2022 --format csv | tail -n +2 | wc -l)"
        local wrong rc
        for wrong in 'PROGRESS --unit H58 --numerator 1' 'PUBLISH_ONTIME --unit H58 --numerator 1' 'PUBLISH_ON_TIME --unit H99 --numerator 1' \
                'PUBLISH_ON_TIME --unit H58 --numerator 2 --denominator 1' 'PUBLISH_ON_TIME --unit H58' 'PUBLISH_ON_TIME --unit H58 --numerator -1' \
                'PUBLISH_ON_TIME --unit H58 --numerator 1' 'PUBLISH_ON_TIME --unit H58 --take-back' 'PUBLISH_ON_TIME --numerator 1 --denominator 2'; do
                rc=0
                # shellcheck disable=SC2086 # words
                hentra index set $wrong --period CAL:2022 --source test >"$WORK/wrong.log" 2>&1 || rc=$?
                is "refused: $wrong" 2 "$rc"
        done
        for wrong in 'rules --rules x.csv' 'rules --dry-run' 'rules --all' 'rules --format json' 'list --dry-run' 'list --numerator 1' 'list --rules x.csv'; do
                rc=0
                # shellcheck disable=SC2086 # words
                hentra index $wrong >"$WORK/wrong.log" 2>&1 || rc=$?
                is "refused: index $wrong" 2 "$rc"
        done
        has 'which is said' 'hentra index list` does not take it' "$(<"$WORK/wrong.log")"
        sql -c "alter database ${TOPIC%-*} set default_transaction_read_only = on"
        hentra index set DOSSIER_SYNC --period CAL:2022 --unit H58 --numerator 3 --source test >"$WORK/wrong.log" 2>&1 || true
        sql -c 'set default_transaction_read_only = off' -c "alter database ${TOPIC%-*} reset default_transaction_read_only"
        has 'a warehouse that is only read says so' 'read-only transaction' "$(<"$WORK/wrong.log")"
        is 'and nothing of rights' 0 "$(grep -c hentra_owner "$WORK/wrong.log")"
        for wrong in '--version portal-2027' '--by level' '--rules /nowhere.csv' '--period CAL:2022-13'; do
                rc=0
                # shellcheck disable=SC2086 # words
                hentra report index766 --period CAL:2022 $wrong >"$WORK/wrong.log" 2>&1 || rc=$?
                is "refused: $wrong" 2 "$rc"
        done
        hentra index rules | sed '/^document,SO_HOA/s/,80,share/,90,share/' >"$WORK/false.csv"
        rc=0
        hentra report index766 --period CAL:2022 --rules "$WORK/false.csv" >"$WORK/wrong.log" 2>&1 || rc=$?
        is 'other rules do not pass under the name of a built-in version' 2 "$rc"
        has 'which is said' 'the version document is built in, and has another rule for SO_HOA_GIAY_TO_GIAI_QUYET' "$(<"$WORK/wrong.log")"
        hentra index rules | sed 's/^portal-2026 document,/mine,/; s/^portal-2026,/mine,/; /^document,/d' >"$WORK/mine.csv"
        sed 's/,15 2 5 2,/,,/' "$WORK/mine.csv" >"$WORK/limitless.csv"
        rc=0
        hentra report index766 --period CAL:2022 --rules "$WORK/limitless.csv" >"$WORK/wrong.log" 2>&1 || rc=$?
        is 'rules that count petitions need their limits' 2 "$rc"
        has 'which is said, too' 'no item of the version mine has limits' "$(<"$WORK/wrong.log")"
        is 'rules of a file count alike' "$(hentra report index766 --period CAL:2022 --version portal-2026 --format csv | cut -d, -f13- | sed 's/portal-2026//')" \
                "$(hentra report index766 --period CAL:2022 --rules "$WORK/mine.csv" --format csv | cut -d, -f13- | sed 's/mine//')"
}

# catalogue: what it says of procedures and of other codes of agencies, or does not, and what is over.
catalogue() {
        sql -c "copy (select base, 'thủ tục ' || base, (array['INFORMATION', 'PARTIAL', 'FULL', ''])[1 + h / 3 % 4], (array['yes', 'no', ''])[1 + h / 7 % 3],
                        (array['yes', 'no', ''])[1 + h / 31 % 3], (array['yes', 'no', ''])[1 + h / 101 % 3], null, case h % 5 when 1 then '2022-03-01' end
                from (select distinct regexp_replace(code, '[.]000[.]00[.]00[.].*', '') as base from hentra.procedure) b
                cross join lateral (select hashtext(base) & 65535 as h) m where h % 5 > 0) to stdout csv" >"$WORK/procedures.rows"
        sql -c "copy (select first, 'Đơn vị', 'COMMUNE', 'H58' from (select min(code) as first from hentra.agency where code ~ '[.]3[0-9][.]H58$') a) to stdout csv" >"$WORK/agencies.rows"
        sql -c "copy (select code, 'OLD', (select min(code) from hentra.agency where code ~ '[.]3[0-9][.]H58$')
                from (select code from hentra.agency where code ~ '[.]3[0-9][.]H58$' order by 1 offset 1 limit 3) a) to stdout csv" >"$WORK/aliases.rows"
        { echo 'code,name,service,has_fee,fee_online,returns_paper,valid_from,valid_to' && cat "$WORK/procedures.rows"; } >"$WORK/procedures.csv"
        { echo 'code,name,level,province' && cat "$WORK/agencies.rows"; } >"$WORK/agencies.csv"
        { echo 'alias,system,agency' && cat "$WORK/aliases.rows"; } >"$WORK/aliases.csv"
        local kind
        for kind in procedures agencies aliases; do ok "a catalogue of $kind" hentra catalogue import "$kind" "$WORK/$kind.csv"; done
        sql -c 'copy oracle.catalogue_file from stdin csv' <"$WORK/procedures.rows"
        sql -c 'copy oracle.alias_file from stdin csv' <"$WORK/aliases.rows"
        agree 'a month with a catalogue' 2022-02-01 2022-02-28
        agree 'the year with a catalogue' 2022-01-01 2022-12-31
        hentra report index766 --period CAL:2022 --by unit --format json >"$WORK/report.json"
        is 'of a province those of the catalogue have a fee' t "$(rows "select (r ->> 'denominator')::bigint = (select count(*) filter (where has_fee = 'yes')
                        + (select count(*) from oracle.catalogue_file f where has_fee = '' and valid_to is null and exists (
                                select from oracle.facts x join oracle.at_end a using (d) join oracle.procedure_says p on p.id = a.procedure
                                where p.base = f.code and a.case_kind = 0 and x.fee = 3 and a.received_at >= 1640970000000000))
                        from oracle.catalogue_file where valid_to is null)
                from r where r ->> 'kind' = 'PROVINCE' and r ->> 'item' = 'PAYMENT_B'")"
        is 'a row says where the catalogue is silent' t "$(rows "select bool_and(r ->> 'remark' ~ '^[0-9]+ dossiers whose procedure') from r
                where r ->> 'kind' = 'PROVINCE' and r ->> 'item' in ('ORIGINAL_RESULT_AVAILABLE', 'SO_HOA_GIAY_TO_GIAI_QUYET')")"
        local rc=0
        hentra index set DOSSIER_SYNC --period CAL:2022 --unit "$(cut -d, -f1 "$WORK/aliases.rows" | head -n 1)" --numerator 1 --source test \
                >"$WORK/wrong.log" 2>&1 || rc=$?
        is 'a figure is not given to a code that counts for another unit' 2 "$rc"
        has 'whose name is said' "$(cut -d, -f1 "$WORK/agencies.rows"), and figures are given for that one" "$(<"$WORK/wrong.log")"
}

# flag ITEM [OPTION…]: "numerator denominator" of the province.
flag() {
        hentra report index766 --period CAL:2022 "${@:2}" --format json >"$WORK/report.json"
        rows "select r ->> 'numerator', r ->> 'denominator' from r where r ->> 'kind' = 'PROVINCE' and r ->> 'unit' = 'H58' and r ->> 'item' = '$1'"
}
# flags: one value of a flag that is said of every dossier says nothing, of some it does; and a fee is an amount.
flags() {
        local n half
        n=$(sql -c 'select count(*) from first_said')
        half=$(sql -c 'select count(*) from first_said where hashtext(dossier_id) % 2 = 0')
        is 'a fee that all have is a fee' "$n" "$(flag PAYMENT_A | cut -d ' ' -f 2)"
        is 'a flag that is said of some dossiers counts' "$half $n" "$(flag REUSED_DIGITIZED_DATA)"
        is 'a flag that is said of all does not' "0 $n" "$(flag CITIZEN_DATA_CONNECTED_DOSSIER)"
        is 'and that one alone is left out' 'citizen_data=YES' \
                "$(rows "select string_agg(split_part(r ->> 'name', ' ', 1), ' ') from r where r ->> 'item' = 'FLAG_LEFT_OUT'")"
        hentra report index766 --period CAL:2022 --by unit --format json >"$WORK/report.json"
        is 'what has no known province is shown, and not ranked' '2 0 t' "$(rows "
                select count(*) filter (where r ->> 'unit' in ('', 'ZZ.1')), count(r ->> 'rank') filter (where r ->> 'unit' in ('', 'ZZ.1')),
                       max((r ->> 'ranked')::integer) filter (where r ->> 'kind' = 'PROVINCE') = 1
                from r where r ->> 'item' = 'TOTAL'")"
        # A day later the source says it of one dossier otherwise. The clock of the test does not wait for that day.
        sql -c "update hentra.source_day set day = day - 2" -c "insert into hentra.source_day
                select source_id, day + 2, 9, 1, 0, 0, 1::bigint << 21, last_heard_at, last_heard_at, last_observed_at, last_stated_at, slots
                from hentra.source_day order by dossiers desc limit 1"
        is 'what it says now changes that' "$n $n" "$(flag CITIZEN_DATA_CONNECTED_DOSSIER)"
        is 'but not what was known before' "0 $n" "$(flag CITIZEN_DATA_CONNECTED_DOSSIER --known-at "$(date -d yesterday +%F)")"
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
catalogue
end_world

world flags
hentra simulate --profile tien-giang-2022 --dossiers 1500 2>"$WORK/simulate.log"
oracle read "$TOPIC"
sql -c "create table first_said as select distinct on (dossier_id) e.* from oracle.event e where status = 2 order by dossier_id, occurred_at, kafka_offset" \
        -c "update first_said set fee = 3, citizen_data = 2, reused_data = case when hashtext(dossier_id) % 2 = 0 then 2 else 0 end,
                stated_at = stated_at + 60000000, observed_at = observed_at + 60000000" -c "copy (select (e).* from (select jsonb_populate_record(f, jsonb_build_object('dossier_id', 'ZZ.1-220301-0001', 'agency', 'ZZ.1', 'level', 0))
                        as e from (select e as f from oracle.event e where status = 2 limit 1) f) x
                union all select * from first_said) to stdout" | topic put "$TOPIC"
ok 'the loader reads all of it' hentra load --until-end
flags
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
