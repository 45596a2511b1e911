#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# postgres_snapshot_xmin.sh - whom does pg_snapshot_xmin(pg_current_snapshot()) wait for: transactions of this database, or of the whole server?
#
# Readers of an outbox table often read the rows whose xid lies below the xmin of their snapshot. Input: in two databases of a server one
# transaction each is open while a third session, in the first database, asks for its snapshot. Is xmin held at or below it?
#   other_reads      another database, has only read
#   other_writes     another database, has written
#   other_prepared   another database, prepared, its session is gone
#   here_reads       this database, has only read
#   here_elsewhere   this database, has written, but never to the table that is read
#   locks            rows of pg_locks with RowExclusiveLock on the outbox table while all of these and one writer of the table are open
#   notify           PREPARE TRANSACTION behind a NOTIFY
# Guess before: no, yes, yes, no, yes, 1, refused. A snapshot lists every transaction with an xid, and xids belong to the server.
# Seen, PostgreSQL 15.18 (Debian 12): so it is. A nightly job in any database, or a prepared transaction that somebody forgot, holds
# such a reader up for as long as it is there, though neither can ever write to its table.
# So `hentra outbox` waits for those that hold a lock on its table, and its trigger sends no NOTIFY where transactions can be prepared.
#
# Needs psql, and in HENTRA_TEST_PG a superuser on a server with max_prepared_transactions above 0. Exits 0 while it behaves so.
set -euo pipefail
: "${HENTRA_TEST_PG:?names no server}"
here=xmin_here_$$ other=xmin_other_$$
psql=(psql -X -q -At -v ON_ERROR_STOP=1)
"${psql[@]}" -d "$HENTRA_TEST_PG" -c "create database $here" -c "create database $other"
leave() {
        "${psql[@]}" -d "$HENTRA_TEST_PG dbname=$other" -c "rollback prepared 'g1'" 2>/dev/null || true
        "${psql[@]}" -d "$HENTRA_TEST_PG dbname=$here" -c "rollback prepared 'g2'" 2>/dev/null || true
        "${psql[@]}" -d "$HENTRA_TEST_PG" -c "drop database $here with (force)" -c "drop database $other with (force)"
}
trap leave EXIT
for database in "$here" "$other"; do
        "${psql[@]}" -d "$HENTRA_TEST_PG dbname=$database" -c 'create table outbox (id bigint)' -c 'create table work (id bigint)'
done

# held DATABASE SQL: yes when xmin of a snapshot in the first database does not pass a transaction that began before. It stays open.
held() {
        local began
        coproc SESSION { "${psql[@]}" -d "$HENTRA_TEST_PG dbname=$1"; }
        printf 'begin; %s; select pg_snapshot_xmax(pg_current_snapshot());\n' "$2" >&"${SESSION[1]}"
        while read -r began <&"${SESSION[0]}" && [[ ! $began =~ ^[0-9]{3,}$ ]]; do :; done
        passed
        eval "exec ${SESSION[1]}>&-"
        wait "$SESSION_PID" || true
}
# passed: burns xids, then compares.
passed() {
        local burnt xmin
        burnt=$("${psql[@]}" -d "$HENTRA_TEST_PG dbname=$here" -c 'select pg_current_xact_id()')
        xmin=$("${psql[@]}" -d "$HENTRA_TEST_PG dbname=$here" -c 'select pg_snapshot_xmin(pg_current_snapshot())')
        if ((xmin > burnt)); then echo no; else echo yes; fi
}
seen=("$(held "$other" 'select count(*) from work')" "$(held "$other" 'insert into work values (1)')")
"${psql[@]}" -d "$HENTRA_TEST_PG dbname=$other" -c begin -c 'insert into work values (2)' -c "prepare transaction 'g1'"
seen+=("$(passed)")
"${psql[@]}" -d "$HENTRA_TEST_PG dbname=$other" -c "rollback prepared 'g1'"
seen+=("$(held "$here" 'select count(*) from work')" "$(held "$here" 'insert into work values (3)')")

coproc ELSEWHERE { "${psql[@]}" -d "$HENTRA_TEST_PG dbname=$here"; }
printf 'begin; insert into work values (4); select 1000;\n' >&"${ELSEWHERE[1]}"
read -r _ <&"${ELSEWHERE[0]}"
seen+=("$("${psql[@]}" -d "$HENTRA_TEST_PG dbname=$here" -c begin -c 'insert into outbox values (1)' \
        -c "select count(*) from pg_locks where relation = 'outbox'::regclass and mode = 'RowExclusiveLock'" -c rollback)")
eval "exec ${ELSEWHERE[1]}>&-"
wait "$ELSEWHERE_PID" || true
said=$("${psql[@]}" -d "$HENTRA_TEST_PG dbname=$here" -c begin -c 'notify outbox' -c "prepare transaction 'g2'" 2>&1 || true)
if [[ $said == *'cannot PREPARE a transaction that has executed LISTEN, UNLISTEN, or NOTIFY'* ]]; then
        seen+=(refused)
else
        seen+=(taken)
fi
echo "${seen[*]}"
[[ ${seen[*]} == 'no yes yes no yes 1 refused' ]]
