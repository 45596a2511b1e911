#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# restore - a warehouse that moves: asked on a hot standby, failed over to it, set back to an older base backup, and dumped into a server
# that lacks the roles. docs/operations.md says what is done here.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/standby.sh
source "$ROOT/tests/support/standby.sh"

server_start
world moving topic.partitions=2 alert.patience=1s
DB=${TOPIC%-*}
hentra simulate --profile tien-giang-2022 --month 2022-03 --dossiers 1000 >"$WORK/simulate.log" 2>&1
hentra load --until-end >"$WORK/load.log" 2>&1
sql -c "insert into hentra.quarantine (topic, partition, kafka_offset, checksum, reason) values ('$TOPIC', 0, 1, 1, 'odd')"

# ---- a hot standby answers as the primary does ----

server_backup standby -R -X stream
server_run standby
# same COMMAND…: prints the same on both, but for what time it is.
# shellcheck disable=SC2317 # called through ok
same() {
        local here there
        here=$(hentra "$@" 2>"$WORK/here.log") || { cat "$WORK/here.log" && return 1; }
        there=$(on standby "$@" 2>"$WORK/there.log") || { cat "$WORK/there.log" && return 1; }
        diff <(grep -v '^now it is' <<<"$here") <(grep -v '^now it is' <<<"$there")
}
# shellcheck disable=SC2317 # called through ok
replayed() { [[ $(server_sql standby "$DB" -c "select pg_last_wal_replay_lsn() >= '$1'") == t ]]; }
ok 'the standby has it all' eventually 30 replayed "$(sql -c 'select pg_current_wal_lsn()')"
for command in 'report form06 --from 2022-01-01 --to 2022-12-31' 'report form06 --by level,field --period CAL:2022' \
        'report form06 --period CAL:2022-03 --as-of 2022-03-20' 'report online-rate --by agency --period CAL:2022' \
        'alert list' "alert explain $(sql -c 'select min(dossier_id) from hentra.dossier')" \
        'alert failed' 'quarantine list' 'quarantine show 0 1' 'calendar show --year 2022' "export $WORK/none --dry-run" verify; do
        # shellcheck disable=SC2086 # words of a command
        ok "on a standby: $command" same $command
done

printf 'day,kind,name\n2027-01-01,OFF,New Year\n' >"$WORK/2027.csv"
for command in setup 'load --until-end' alert "calendar import $WORK/2027.csv"; do
        # shellcheck disable=SC2086 # words of a command
        has "on a standby: $command" 'this server only reads (a standby?): name the primary' "$(on standby $command 2>&1 || true)"
done

# ---- a warehouse set back gives no number of an alert out twice ----

# looked NAME TIME CONDITION: an alerter looks by a clock that shows TIME until the condition holds.
looked() {
        local alerter
        # shellcheck disable=SC2046 # words of options
        setpriv --pdeathsig KILL "$HENTRA" alert --set clock.origin="$2" --set clock.since="$(date -u +%FT%TZ)" \
                $(at_server "$1") >>"$WORK/alert-$1.log" 2>&1 &
        alerter=$!
        children+=("$alerter")
        ok "$1: an alerter looks at $2" eventually 60 holds "$1" "$3"
        kill -TERM "$alerter"
        wait "$alerter" || true
}
# shellcheck disable=SC2317 # called through ok
holds() { [[ $(server_sql "$1" "$DB" -c "select $2") == t ]]; }
raised='(select count(*) > 0 from hentra.alert_open) and not exists (select from hentra.alert_transition where published_at is null)'
looked primary '2022-03-01 06:00' 'looked_at is not null from hentra.alert_progress'
server_backup older -X stream
looked primary '2022-03-31 18:00' "$raised"
server_run older
is 'the older one knows of no alert' 0 "$(server_sql older "$DB" -c 'select count(*) from hentra.alert')"
looked older '2022-03-31 18:00' "$raised"
ids() { server_sql "$1" "$DB" -c 'select alert_id from hentra.alert order by 1'; }
is 'it raises the same alerts' "$(ids primary | wc -l)" "$(ids older | wc -l)"
is 'by other numbers' '' "$(comm -12 <(ids primary | sort) <(ids older | sort))"
rules() { server_sql older "$DB" -c "update hentra.alert_rule set enabled = $1" && looked older '2022-03-31 18:00' "$2"; }
rules false 'count(*) = 0 from hentra.alert_open'
before=$(server_sql older "$DB" -c 'select max(alert_id) from hentra.alert')
rules true "$raised"
is 'rules switched off and on: all of it anew' "$(ids primary | wc -l) t" "$(server_sql older "$DB" -c "select count(*), min(alert_id) > $before
        from hentra.alert_open")"

# ---- failed over, loaders go on ----

primary_port=$(<"$OWN/postgres.port") standby_port=${SERVER[standby]#*port=}
start_loader live --set warehouse.host=127.0.0.1,127.0.0.1 --set "warehouse.port=$primary_port,${standby_port%% *}" \
        --set warehouse.target_session_attrs=read-write

ok 'the standby has it all' eventually 30 replayed "$(sql -c 'select pg_current_wal_lsn()')"
hentra simulate --profile ba-ria-vung-tau-2022 --month 2022-03 --dossiers 300 >>"$WORK/simulate.log" 2>&1
server_stop primary
server_sql standby postgres -c 'select pg_promote()' >/dev/null
ok 'a loader goes on at the one that took over' eventually 60 holds standby 'count(*) = 1300 from hentra.dossier'
kill -TERM "$LOADER"
ends 'and ends when it is asked to' "$LOADER"
ok 'verify finds nothing there' on standby verify
is 'it has every dossier' 1300 "$(server_sql standby "$DB" -c 'select count(*) from hentra.dossier')"

# ---- dumped into a server that lacks the roles ----

pg_dump -Fc -d "${SERVER[standby]} dbname=$DB" -f "$WORK/dump"
server_new bare
server_sql bare postgres -c "create database $DB"
pg_restore -d "${SERVER[bare]} dbname=$DB" "$WORK/dump" >"$WORK/restore.log" 2>&1 || true
has 'the roles are not there' 'role "hentra_owner" does not exist' "$(<"$WORK/restore.log")"
ok 'setup takes it over' on bare setup
is 'all of it' hentra_owner "$(server_sql bare "$DB" -c "select string_agg(distinct relowner::regrole::text, ' ')
        from pg_class where relnamespace = 'hentra'::regnamespace")"
server_sql bare "$DB" -c "create role reader login password 'x'; grant hentra_analyst to reader" >/dev/null
is 'who may read it, reads it' 1300 "$(server_sql bare "$DB" -c 'set role reader' -c 'select count(*) from hentra.dossier_detail')"
is 'setup again changes nothing' '' "$(on bare setup --dry-run --no-topics)"
ok 'verify finds nothing there' on bare verify
verdict
