#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# plans - what the pages of the dashboard ask reaches the tables with facts by an index, for a viewer of a commune, for one of a province and for an
# analyst. Tables are small here, so the planner is told to take an index wherever there is one that will do; bench/run part n measures ten years.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/plans.sh
source "$ROOT/tests/support/plans.sh"

world plans topic.partitions=2
hentra simulate --profile tien-giang-2022 --dossiers 4000 2>/dev/null
hentra simulate --profile tien-giang-2022 --catalogue "$WORK/catalogue" >/dev/null 2>&1
hentra load --until-end 2>/dev/null
for kind in agencies procedures; do hentra catalogue import "$kind" "$WORK/catalogue/$kind.csv" >/dev/null 2>&1; done
commune=e2e_plans_commune province=e2e_plans_province
# Roles belong to the whole server.
trap '[[ -n ${KEEP:-} ]] || end_world; psql -qX -d "$HENTRA_TEST_PG" -c "drop role if exists $commune" -c "drop role if exists $province"; on_exit' EXIT
sql -c "create role $commune in role hentra_viewer" -c "create role $province in role hentra_viewer"
AGENCY=$(sql -c "select a.code from hentra.dossier join hentra.agency a using (agency_id) join hentra.agency_version v using (agency_id)
        where level = 3 group by 1 order by count(*) desc, 1 limit 1")
hentra access grant "$commune" --agency "$AGENCY" >/dev/null
sql -c 'select a.code from hentra.agency_version v join hentra.agency a using (agency_id) where v.parent_id is null' |
        while read -r top; do hentra access grant "$province" --agency "$top" >/dev/null; done
sql -c "insert into hentra.alert (dossier_id, rule_id, step, due_at, transition)
        select dossier_id, 1, 1, due_at, 1 + (ended_by is not null)::integer from hentra.dossier where due_at is not null" \
        -c "insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
        select a.alert_id, t, a.due_at, t - 1, d.agency_id, d.agency_id, d.procedure_id, d.case_kind, false
        from hentra.alert a join hentra.dossier d using (dossier_id), generate_series(1, 2) t where t <= a.transition"
# As if they had come day by day: what lies anywhere is found by no range of blocks, and the planner knows that. A block each, since these are few.
# shellcheck disable=SC2016 # for format()
sql -c 'create index by_day on hentra.dossier (received_at)' -c 'cluster hentra.dossier using by_day' -c 'drop index hentra.by_day' -c 'do $$
        declare brin text;
        begin
                for brin in select indexname from pg_indexes where schemaname = $s$hentra$s$ and indexdef ~* $s$ using brin $s$ loop
                        execute format($s$alter index hentra.%I set (pages_per_range = 1)$s$, brin);
                end loop;
        end $$' -c 'reindex table hentra.dossier' -c 'vacuum analyze'
DOSSIER=$(sql -c "select min(dossier_id) from hentra.dossier join hentra.agency using (agency_id) where code = '$AGENCY'")
plans_on psql -qX -d "$ORACLE_DB"
# shellcheck disable=SC2016 # for format()
sql -c 'do $$ begin execute format($s$alter database %I set enable_seqscan = off$s$, current_database()); end $$'
clock=(--set clock.origin=2022-09-15T10:00:00+07:00 --set "clock.since=$(date -u +%Y-%m-%dT%H:%M:%SZ)")

# These read all histories, or join what is marked by its key.
whole='/report/(marks|satisfaction|procedures|foresight)'
# Indexes that hold what is asked for, and little else.
PARTIAL=$(sql -c "select string_agg(c.relname, ',') from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = 'hentra'::regnamespace and i.indpred is not null")
# What row-level security takes out is read before; dossiers are too few here for the coarse indexes of their instants.
ROWS=$(sql -c "select string_agg(format('%s=%s', relname, reltuples), ',') from pg_class where relnamespace = 'hentra'::regnamespace and relkind = 'r' and reltuples > 500 and relname <> 'dossier'")
# shellcheck disable=SC2317 # called by ok
asks() { page_plans "$@" | tee -a "$WORK/plans"; }
for role in "$commune" "$province" hentra_analyst; do
        setpriv --pdeathsig KILL "$HENTRA" dashboard "${clock[@]}" --listen 127.0.0.1:0 --set "dashboard.open_as=$role" --set dashboard.pool=1 >"$WORK/$role.log" 2>&1 &
        children+=("$!")
        eventually 60 grep -q dashboard.ready "$WORK/$role.log" || die "it did not start: $(tail -n 3 "$WORK/$role.log")"
        strict=(--strict --partial "$PARTIAL")
        [[ $role != hentra_analyst ]] || strict+=(--rows "$ROWS")
        # A period that is over, and one that is not, of which today cuts a half month.
        {
                page_requests CAL:2022-03 2022-01-01 2022-06-30 "$AGENCY" "$DOSSIER"
                page_requests CAL:2022-Q3 2022-07-01 2022-09-15 "$AGENCY" "$DOSSIER" | grep /report/ | grep -vE 'by=.*(field|procedure)'
        } | grep -vE "$whole" >"$WORK/requests"
        while read -r request; do
                ok "$role: $request" asks "$(sed -n 's/.* port=\([0-9]*\).*/\1/p' "$WORK/$role.log" | head -n 1)" "$HENTRA_TEST_SERVICES/postgres.log" \
                        "$role" "${strict[@]}" <<<"$request"
        done <"$WORK/requests"
done
# Where tables are small, another index often does as well: each of these is here for some page, and taken for it.
for index in 'dossier_open alone' dossier_received dossier_ended dossier_returned flow_day_other alert_stands_once alert_transition_number \
        alert_transition_agency alert_transition_recipient; do
        ok "some page takes the index $index" grep -qE "[ ,]$index [0-9]" "$WORK/plans"
done
verdict
