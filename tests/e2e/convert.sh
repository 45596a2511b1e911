#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# convert - a warehouse of hentra 0.1 is brought over by setup, killed at any moment of it: it goes on, and ends in the bytes that a replay
# of the topic makes.
#   convert.sh [--kills N]   tests/faults/convert.sh does it with 20
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/older.sh
source "$ROOT/tests/support/older.sh"
kills=3 dossiers=30000
while (($#)); do
        case $1 in
        --kills) kills=$2 dossiers=100000 && shift 2 ;;
        *) echo "usage: convert.sh [--kills N]" >&2 && exit 2 ;;
        esac
done

world a topic.partitions=2
NEW=${TOPIC%-*} OLD=${TOPIC%-*}_older
# shellcheck disable=SC2317 # called at the end of the script
end_older() { psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists $OLD with (force)" 2>/dev/null || true; }
hentra simulate --profile tien-giang-2022 --month 2022-03 --dossiers "$dossiers" 2>"$WORK/simulate.log"
hentra load --until-end 2>"$WORK/load.log"
older "$NEW" "$OLD"
sed "s/^warehouse.dbname=.*/warehouse.dbname=$OLD/" "$HENTRA_CONFIG" >"$WORK/older.conf"
on_older() { HENTRA_CONFIG=$WORK/older.conf hentra "$@"; }
older_facts() { ORACLE_DB="$HENTRA_TEST_PG dbname=$OLD" facts_of; }
is 'an older warehouse has the same facts' "$(facts_of)" "$(older_facts)"
version() { older_sql "$OLD" -c 'select max(version) from hentra.migration'; }
converted() { older_sql "$OLD" -c "select case when to_regclass('hentra.dossier_compact') is null then 0
        else (xpath('//n/text()', query_to_xml('select count(*) as n from hentra.dossier_compact', false, true, '')))[1]::text::bigint end" 2>/dev/null ||
        echo 0; } # it has taken the place of the other one just now

ok 'a new loader refuses it' fails on_older load --until-end
said=$(on_older setup --no-topics --dry-run)
has 'a dry run says what will be converted' "would convert: histories of $dossiers dossiers" "$said"
is 'and does nothing' 12 "$(version)"

owner_class=$(sed -nE 's/.*POSITION_OWNER_CLASS = (0x[0-9a-f]+).*/\1/p' "$ROOT/consumers/warehouse/position.h")
psql -qX -d "$HENTRA_TEST_PG dbname=$OLD" -c "select pg_advisory_lock_shared($((owner_class)),
        (select min(position_id) from hentra.position))" -c 'select pg_sleep(600)' >/dev/null 2>&1 &
reader=$!
children+=("$reader")
# shellcheck disable=SC2317 # called through eventually
reads() { [[ $(older_sql "$OLD" -c "select count(*) from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and database = (select oid from pg_database where datname = '$OLD')") == 1 ]]; }
eventually 30 reads
said=$(on_older setup --no-topics 2>&1) && said='it was done'
has 'not while a loader reads' 'stop them before setup converts' "$said"
is 'which leaves it as it was' 12 "$(version)"
older_sql "$OLD" -c "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and mode = 'ShareLock'
        and database = (select oid from pg_database where datname = '$OLD')" >/dev/null
wait "$reader" 2>/dev/null || true
# shellcheck disable=SC2317 # called through eventually
gone() { ! reads; }
eventually 30 gone

# Kills come once the conversion has begun, or has committed one more portion, and up to a tenth of a second later; where one came too late, an
# older warehouse is made again.
PORTION=$(sed -nE 's/.*PORTION = ([0-9]+).*/\1/p' "$ROOT/consumers/setup/convert.c")
killed=0 midway=0
# shellcheck disable=SC2317 # called through eventually
reached() { ! kill -0 "$pid" 2>/dev/null || { (($(version) == 13)) && (($(converted) >= target)); }; }
for ((i = 1; i <= kills; i++)); do
        target=0
        ((RANDOM % 3 == 0 || $(version) < 13)) || target=$(($(converted) + PORTION))
        setsid "$HENTRA" setup --no-topics --config "$WORK/older.conf" >"$WORK/killed.log" 2>&1 &
        pid=$!
        PAUSE=0.02 eventually 60 reached
        sleep "0.0$((RANDOM % 10))"
        kill -KILL "$pid" 2>/dev/null && killed=$((killed + 1))
        wait "$pid" 2>/dev/null || true
        now=$(version)
        [[ $now != 13 ]] || midway=$((midway + 1))
        note "kill $i: version $now, $(converted) converted"
        if [[ $now == 13 && $midway == 1 ]]; then
                ok 'nobody changes a dossier meanwhile' fails psql -qX -d "$HENTRA_TEST_PG dbname=$OLD" -v ON_ERROR_STOP=1 -c 'update hentra.dossier set marks = marks' 2>/dev/null
                is 'readers have the old table' "$dossiers" "$(older_sql "$OLD" -c 'select count(*) from hentra.dossier')"
        fi
        # The older program is asked again only once the warehouse is whole: begin again from what it was.
        ((now < 14 || i == kills)) || older "$NEW" "$OLD"
done
ok 'some kills came in the middle' test "$midway" -gt 0

# One comes between two portions, which takes no luck: who locks the table behind the first portion, in PostgreSQL's order of those that
# wait, has it before the second one.
holds() { # NAME: the lock that portions wait for, until the session of this name is ended
        PGAPPNAME=$1 psql -qX -d "$HENTRA_TEST_PG dbname=$OLD" -c 'begin' -c 'lock table hentra.dossier_compact in share mode' -c 'select pg_sleep(600)' >/dev/null 2>&1 &
        children+=("$!")
}
# shellcheck disable=SC2317 # called through eventually
locks() { # GRANTED MODE [NAME]: how many there are of the table
        older_sql "$OLD" -c "select count(*) from pg_locks join pg_stat_activity using (pid) where relation = to_regclass('hentra.dossier_compact')
                and granted = $1 and mode = '$2' and application_name ~ '^${3:-}'"
}
# shellcheck disable=SC2317 # called through eventually
locked() { (($(locks "$@") == 1)); }
ends() { older_sql "$OLD" -c "select pg_terminate_backend(pid) from pg_stat_activity where application_name = '$1' and datname = '$OLD'" >/dev/null; }
begin_setup() {
        setsid "$HENTRA" setup --no-topics --config "$WORK/older.conf" >"$WORK/killed.log" 2>&1 &
        pid=$!
}
target=0
until (($(version) == 13)) && [[ $(older_sql "$OLD" -c "select to_regclass('hentra.dossier_compact') is not null") == t ]]; do
        older "$NEW" "$OLD"
        begin_setup
        PAUSE=0.01 eventually 60 reached
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
done
older_sql "$OLD" -c 'truncate hentra.dossier_compact' # as where the kill came before the first portion
holds first
eventually 30 locked true ShareLock first
begin_setup
eventually 30 locked false RowExclusiveLock
holds second
eventually 30 locked false ShareLock second
ends first
eventually 60 locked false RowExclusiveLock
kill -KILL "$pid"
wait "$pid" 2>/dev/null || true
is 'one comes between two portions' "$PORTION" "$(converted)"
ends second
ok 'setup goes on' on_older setup --no-topics
is 'and then has nothing to do' 0 "$(on_older setup --no-topics 2>&1 | sed -nE 's/.*setup.done changes=//p')"
is 'the bytes of a replay' "$(stored "$NEW")" "$(stored "$OLD")"
is 'the same facts' "$(facts_of)" "$(older_facts)"
is 'tables, indexes, privileges, comments and triggers as in a new warehouse' '' "$(diff <(shape "$NEW") <(shape "$OLD"))"
ok 'the tables are known to the planner' test "$(older_sql "$OLD" -c "select reltuples::bigint from pg_class where oid = 'hentra.dossier'::regclass")" = "$dossiers"
ok 'verify finds nothing' env HENTRA_CONFIG="$WORK/older.conf" "$HENTRA" verify
end_older
end_world
verdict
