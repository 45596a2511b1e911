#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# export - a receiver that takes every export of `hentra export` has what the warehouse has: after exports beside a loader, of transactions that
# were open meanwhile, after a repair that deletes, a crash that takes commits back, a kill, a full disk, a restored copy. It reads CSV by
# Python's csv and Avro by fastavro.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/standby.sh
source "$ROOT/tests/support/standby.sh"
PYTHON=$ROOT/.cache/python/bin/python
"$PYTHON" -c 'import fastavro' 2>/dev/null || skip 'fastavro is missing: run tests/support/packages tests'

server_start
# What was committed without waiting stays away from the disk for long, so that a crash takes it back.
psql -qX -d "$HENTRA_TEST_PG" -c "alter system set wal_writer_delay = '10s'" -c "alter system set wal_writer_flush_after = '1GB'" \
        -c 'select pg_reload_conf()' >/dev/null
world a topic.partitions=2
OUT=$WORK/out
sends() { hentra simulate --profile tien-giang-2022 --month "$1" --dossiers "$2" >>"$WORK/simulate.log" 2>&1; }
loads() { hentra load --until-end >>"$WORK/load.log" 2>&1; }
exports() { hentra export "$OUT" --format "${1:-csv}" "${@:2}" 2>>"$WORK/export.log"; }
received() { "$PYTHON" "$ROOT/tests/support/exported.py" "$OUT" "$1"; }

# The warehouse's own rows, in the words of the receiver. Measures are summed by names of the catalogue.
instant() { echo "to_char($1 at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS') || case when extract(microseconds from $1)::bigint % 1000000 = 0 then '' else to_char($1, '.US') end || 'Z'"; }
dossiers="select dossier_id, (array['DOSSIER', 'PETITION', 'TASK'])[case_kind + 1], hentra.status_name(status),
        (array['UNKNOWN', 'DIRECT', 'ONLINE', 'POSTAL'])[channel + 1], hentra.service_name(service), a.code, r.code,
        $(instant submitted_at), $(instant received_at), $(instant due_at), $(instant first_due_at), $(instant paused_at), $(instant ended_at),
        case when ended_by is not null then hentra.status_name(ended_by) end, $(instant returned_at),
        (array['', 'EARLY', 'ON_TIME', 'LATE', 'NO_DUE'])[day_class + 1], (array['', 'IN_TIME', 'LATE', 'NO_DUE'])[instant_class + 1],
        $(instant first_observed_at), $(instant last_at), $(instant last_seen_open), $(instant end_first_seen), marks
        from hentra.dossier d join hentra.agency a using (agency_id) left join hentra.procedure r using (procedure_id)"
measures=''
in_warehouse() {
        case $1 in
        dossiers) sql --csv -c "$dossiers" ;;
        flow_days) sql --csv -c "select case when extract(day from day) < 15 then date_trunc('month', day)::date else date_trunc('month', day)::date + 14 end,
                day, a.code, hentra.channel_name(channel), hentra.case_kind_name(case_kind), $measures
                from hentra.flow_day join hentra.agency a using (agency_id) group by 1, 2, 3, channel, case_kind having $some" ;;
        flow_half_months) sql --csv -c "select half_month, a.code, p.code, hentra.channel_name(channel), hentra.case_kind_name(case_kind), $measures
                from hentra.flow_half_month join hentra.agency a using (agency_id) left join hentra.procedure p using (procedure_id)
                group by 1, 2, 3, channel, case_kind having $some" ;;
        esac | LC_ALL=C sort
}
IFS=$'\t' read -r measures some < <(sql -F $'\t' -c "select string_agg('coalesce(sum(' || column_name || '),0)', ',' order by ordinal_position),
                string_agg('coalesce(sum(' || column_name || '),0)<>0', ' or ' order by ordinal_position)
        from information_schema.columns where table_schema = 'hentra' and table_name = 'flow_day'
        and column_name not in ('day', 'agency_id', 'channel', 'case_kind', 'shard')") || true
# same TEXT: the receiver has what the warehouse has.
same() {
        local what
        for what in dossiers flow_days flow_half_months; do
                received "$what" 2>"$WORK/received.err" | LC_ALL=C sort >"$WORK/received"
                in_warehouse "$what" >"$WORK/warehouse"
                ok "$1: the receiver has the $what" diff "$WORK/warehouse" "$WORK/received"
        done
}

# ---- the first, the next, none ----

sends 2022-03 600
loads
has 'a dry run says it' 'would export 000001, full: 600 of 600 dossiers' "$(exports csv --dry-run)"
ok 'and makes nothing' test ! -e "$OUT"
has 'the first is full' 'exported 000001, full: 600 of 600 dossiers' "$(exports)"
same 'the first'
# shellcheck disable=SC2317 # called through ok
sums() { (cd "$OUT/$1" && sha256sum --check --quiet SHA256SUMS); }
ok 'its sums are right' sums 000001
has 'nothing is exported where nothing was written' 'nothing to export' "$(exports)"
sql -c 'vacuum (freeze, analyze) hentra.dossier' -c 'vacuum (freeze) hentra.flow_day'
has 'also when rows were frozen' 'nothing to export' "$(exports)"
sends 2022-04 50
loads
has 'then what is new' 'exported 000002, changes: 50 of 650 dossiers' "$(exports avro)"
same 'the next, in Avro'
printf 'code,name,level\n000.00.01.H58,Sở,PROVINCE\n' >"$WORK/agencies.csv"
hentra setup --no-topics --agencies "$WORK/agencies.csv" >>"$WORK/setup.log" 2>&1
has 'a catalogue alone is a change' 'changes: 0 of 650 dossiers, flows of 0 half months' "$(exports avro)"
has 'and is exported' '000.00.01.H58,,,Sở,PROVINCE,,,,false,false' "$(received agencies)"
another=$(sql -c "select min(code) from hentra.agency where inferred")
printf 'alias,system,agency,valid_from\n%s,OLD,000.00.01.H58,2020-01-01\n' "$another" >"$WORK/aliases.csv"
ok 'an alias' hentra catalogue import aliases "$WORK/aliases.csv"
has 'alone is a change, too' 'changes: 0 of 650 dossiers' "$(exports avro)"
is 'and is exported' "$another,OLD,,2020-01-01,,000.00.01.H58" "$(received aliases)"
is 'with what it leads to' "$another,2020-01-01,,000.00.01.H58" "$(received counts_for)"
code=$(sql -c 'select min(code) from hentra.procedure')
printf 'code,name,has_fee,fee_online,returns_paper,duration,duration_unit\n%s,Cấp,yes,no,yes,5,WORKING_DAY\n' "$code" >"$WORK/procedures.csv"
ok 'a procedure' hentra catalogue import procedures "$WORK/procedures.csv"
exports >/dev/null
has 'has its fee, kind of result and term' ",Cấp,,false,true,false,true,5,WORKING_DAY" "$(received procedures | grep "^$code," | cut -d, -f1,4,8-)"
has 'and nothing is exported twice' 'nothing to export' "$(exports)"

# Numbers of transactions go round every 2^32: rows written 1 before, at and 1 behind a horizon on either side of that, and 2^31 behind it.
is 'a row is known by the lower half of a number' 'f t t t f|f t t t f|f f' "$(sql -c "select concat_ws('|',
        (select string_agg(left(hentra.written_since(((4294967396 + n) % 4294967296)::text::xid, 4294967396)::text, 1), ' ' order by n)
                from unnest(array[-1, 0, 1, 2147483647, 2147483648]) n),
        (select string_agg(left(hentra.written_since(((12884901886 + n) % 4294967296)::text::xid, 12884901886)::text, 1), ' ' order by n)
                from unnest(array[-1, 0, 6, 2147483647, 2147483648]) n),
        left(hentra.written_since('2', 1)::text, 1) || ' ' || left(hentra.written_since('1', 1)::text, 1))")"

# ---- beside a loader, and a transaction that stays open ----

mkfifo "$WORK/open"
psql -qX -d "$ORACLE_DB" <"$WORK/open" >/dev/null &
OPEN=$!
exec 7>"$WORK/open"
touched=$(sql -c 'select min(dossier_id) from hentra.dossier')
echo "begin; update hentra.dossier set marks = marks | 8 where dossier_id = '$touched';" >&7
# shellcheck disable=SC2317 # called through eventually
written() { [[ $(sql -c "select count(*) from pg_stat_activity where state = 'idle in transaction' and backend_xid is not null and datname = current_database()") == 1 ]]; }
ok 'a transaction has written, and stays open' eventually 30 written
start_loader beside 7>&-
for month in 2022-05 2022-06 2022-07; do
        sends "$month" 400
        exports avro >/dev/null
        eventually 60 caught_up || die 'the loader never caught up'
        exports avro >>"$WORK/beside.out"
done
ok 'exports were made meanwhile' test "$(grep -c '^exported' "$WORK/beside.out")" -ge 1
is 'and none had what is not committed' 0 "$(received dossiers | grep -F "$touched" | awk -F, '$NF >= 8' | wc -l)"
echo 'commit;' >&7
exec 7>&-
wait "$OPEN"
ok 'the loader has all' eventually 120 caught_up
kill -TERM "$LOADER"
ends 'it ends' "$LOADER"
exports >/dev/null
same 'beside a loader'
has 'what was open is not missed' "$touched" "$(received dossiers | grep -F "$touched" | awk -F, '$NF >= 8')"

# ---- a repair rewrites and deletes ----

sql -c "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received) select '2031-05-05', min(agency_id), 1, 0, 1, 7 from hentra.agency"
exports >/dev/null
has 'a wrong half month' '2031-05-01,2031-05-05' "$(received flow_days)"
ok 'is repaired away' hentra verify --repair
exports >/dev/null
same 'deleted'
ok 'other rules' hentra verify --repair --rule-version 6
exports avro >/dev/null
same 'derived anew'

# ---- a crash takes back what was committed without waiting ----

# hasty VALUE: a commit as those of loaders, which nobody waits for.
hasty() { sql -c "set synchronous_commit = off; update hentra.dossier set first_due_at = timestamptz '2022-01-01' + interval '$1 days' where dossier_id = '$touched'"; }
crash() {
        server_stop primary >>"$WORK/own.log" 2>&1
        "$ROOT/tests/support/services" start "$OWN" --postgres --fast >>"$WORK/own.log" 2>&1
}
value() { sql -c "select first_due_at::date - date '2022-01-01' from hentra.dossier where dossier_id = '$touched'"; }
hasty 1
crash
result "$([[ $(value) != 1 ]] && echo true || echo false)" 'a crash takes back what nobody waited for'
for days in 2 3 4; do
        hasty "$days"
        exports >/dev/null
        crash
        is "what was exported survives a crash, $days" "$days" "$(value)"
        same "crash $days"
done
sends 2022-09 100
loads
exports >/dev/null
same 'read again'

# ---- all or nothing ----

newest=$(find "$OUT" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | tail -n 1)
sends 2022-11 3000
loads
rc=0
(trap '' XFSZ && ulimit -f 64 && exec "$HENTRA" export "$OUT") >"$WORK/full.log" 2>&1 || rc=$?
is 'a file that cannot grow ends it' 1 "$rc"
has 'with a word' 'cannot write' "$(<"$WORK/full.log")"
is 'and nothing is left' "$newest" "$(find "$OUT" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | tail -n 1)"
kills=0
for _ in 1 2 3 4 5 6 7 8; do
        "$HENTRA" export "$OUT" --full >>"$WORK/killed.log" 2>&1 &
        # shellcheck disable=SC2317 # called through eventually
        begun() { [[ -n $(find "$OUT" -maxdepth 1 -name '*.part') ]] || ! kill -0 "$!" 2>/dev/null; }
        eventually 20 begun
        kill -KILL "$!" 2>/dev/null && kills=$((kills + 1))
        wait "$!" 2>/dev/null || true
        [[ -z $(find "$OUT" -maxdepth 1 -name '*.part') ]] || break
done
ok "an export was killed in the middle ($kills)" test -n "$(find "$OUT" -maxdepth 1 -name '*.part')"
exec 8<"$OUT"
flock 8
rc=0
told=$(hentra export "$OUT" 2>&1) || rc=$?
is 'a second one at the same time' 1 "$rc"
has 'is told so' 'another export is working' "$told"
exec 8<&-
has 'the next one goes on' 'exported' "$(exports avro)"
is 'and what was killed is gone' '' "$(find "$OUT" -maxdepth 1 -name '*.part')"
same 'after kills'

# ---- the newest one is deleted ----

newest=$(find "$OUT" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | tail -n 1)
rm -r "${OUT:?}/$newest"
told=$(hentra export "$OUT" 2>&1)
has 'its number is not given again' "exported $(printf '%06d' $((10#$newest + 1))), full:" "$told"
has 'and why it is full' 'the newest one is not there any more' "$told"
same 'deleted'

# ---- another warehouse ----

has 'an analyst may export' 'nothing to export' "$(sql -c "create role ana login password 'ana-secret' in role hentra_analyst" &&
        HENTRA_WAREHOUSE_PASSWORD=ana-secret hentra export "$OUT" --set warehouse.user=ana --set warehouse.passfile=/dev/null)"
DB=${TOPIC%-*}
server_sql primary postgres -c "drop database if exists copy" -c 'create database copy'
pg_dump -Fc -d "$ORACLE_DB" | pg_restore -d "${SERVER[primary]} dbname=copy"
told=$(hentra export "$OUT" --set warehouse.dbname=copy 2>&1)
has 'of a restored copy everything is exported' ', full:' "$told"
has 'and why' 'another one, or was restored' "$told"
sed -i 's/"horizon"/"horison"/' "$(find "$OUT" -name manifest.json | sort | tail -n 1)"
rc=0
told=$(hentra export "$OUT" 2>&1) || rc=$?
is 'a manifest that is damaged' 2 "$rc"
has 'is named, with the way out' '--full begins anew' "$told"
note "$DB: $(find "$OUT" -name manifest.json | wc -l) exports"
verdict
