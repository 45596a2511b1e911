#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# restore - a warehouse that is set back to a dump which is older than what its loaders have read and the group has noted: loaders go on
# from the positions of the dump, and the facts are those of a warehouse that was never set back; also beneath a loader that runs, which
# knows numbers of agencies that the dump has not given out yet. faults/restore.sh moves whole servers.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

world back topic.partitions=3 kafka.session.timeout.ms=6000
DB=${TOPIC%-*}
# set_back: the database anew, from the dump; the old one has its name until the new one is whole.
# shellcheck disable=SC2317 # called through ok
set_back() {
        psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists ${DB}_anew" -c "create database ${DB}_anew" 2>/dev/null
        pg_restore -d "$HENTRA_TEST_PG dbname=${DB}_anew" "$WORK/dump" >"$WORK/restore.log" 2>&1 || return 1
        psql -qX -d "$HENTRA_TEST_PG" -c "drop database $DB with (force)" -c "alter database ${DB}_anew rename to $DB" 2>/dev/null
}
# service: a loader that is started again whenever it failed, as by systemd, until there is the file `over`.
service() {
        until [[ -e $WORK/over ]]; do
                setpriv --pdeathsig KILL "$HENTRA" load >>"$WORK/live.log" 2>&1 &
                echo $! >"$WORK/live.pid"
                wait $! && return 0
        done
}
read_offsets() { sql -c 'select sum(next_offset) from hentra.position'; }
# more PROFILE DOSSIERS: dossiers of another province, whose agencies and procedures are new.
more() { hentra simulate --profile "$1" --month 2022-03 --dossiers "$2" >>"$WORK/simulate.log" 2>&1; }

more tien-giang-2022 1500
hentra load --until-end >"$WORK/load.log" 2>&1
hentra report form06 --period CAL:2022-03 --freeze march >"$WORK/frozen" 2>&1
dumped=$(facts_of) offsets=$(read_offsets)
pg_dump -Fc -d "$ORACLE_DB" -f "$WORK/dump"

more ba-ria-vung-tau-2022 800
hentra load --until-end >>"$WORK/load.log" 2>&1
whole=$(facts_of) all=$(read_offsets)
ok 'there is more than was dumped' test "$all" -gt "$offsets"

# ---- set back, then read on ----

ok 'it is restored' set_back
is 'as it was dumped' "$dumped $offsets" "$(facts_of) $(read_offsets)"
is 'setup has nothing to change' '' "$(hentra setup --dry-run --no-topics)"
ok 'its frozen report is there' hentra report frozen march
ok 'a loader reads on' hentra load --until-end
is 'the facts are those that were never set back' "$whole" "$(facts_of)"
is 'all of it was read' "$all" "$(read_offsets)"
agrees 'set back'

# ---- beneath a loader ----

service &
SERVICE=$!
children+=("$SERVICE")
more tien-giang-2022 300
ok 'the loader has it' eventually 120 caught_up
ok 'it is restored beneath it' set_back
ok 'it reads again what the dump lacks' eventually 180 caught_up
# Numbers that the dump has not given out go to others now, in another order.
more ba-ria-vung-tau-2022 200
ok 'and goes on' eventually 120 caught_up
touch "$WORK/over"
kill -TERM "$(<"$WORK/live.pid")" || true
wait "$SERVICE" || true
agrees 'set back beneath a loader'
is 'no code was given to two, or to none' '0 0' "$(sql -c "select (select count(*) from (select code from hentra.agency group by code having count(*) > 1) twice),
        (select count(*) from hentra.dossier d left join hentra.agency a using (agency_id) where a.code is null)")"
verdict
