#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# failover - the primary is switched off while its asynchronous standby lacks what was committed last, and the standby takes over: two
# loaders, an alerter and a dashboard, which were told of both servers, go on there by themselves. What was lost is read again from
# Kafka: the facts are those of a warehouse that lost nothing, whatever numbers its agencies have now. docs/operations.md, "Failing over".
# shellcheck disable=SC2317 # functions are called through ok and eventually
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/standby.sh
source "$ROOT/tests/support/standby.sh"

server_start
world both topic.partitions=4 alert.patience=1s
DB=${TOPIC%-*}
server_backup second -R -X stream
server_run second
at_second() { server_sql second "$DB" "$@"; }
port_of() { [[ ${SERVER[$1]} =~ port=([0-9]+) ]] && echo "${BASH_REMATCH[1]}"; }
send() { hentra simulate --profile tien-giang-2022 --month 2022-03 --seed "$1" --dossiers 1000 --disorder 20 --taken-back 20 >>"$WORK/simulate.log" 2>&1; }

both=(env "HENTRA_WAREHOUSE_HOST=127.0.0.1,127.0.0.1" "HENTRA_WAREHOUSE_PORT=$(port_of primary),$(port_of second)"
        HENTRA_WAREHOUSE_TARGET_SESSION_ATTRS=read-write
        'HENTRA_CLOCK_ORIGIN=2022-03-31 18:00' "HENTRA_CLOCK_SINCE=$(date -u +%FT%TZ)")
# The first look raises nothing, since no deadline was reached before it.
HENTRA_CLOCK_ORIGIN='2022-03-01 06:00' HENTRA_CLOCK_SINCE=$(date -u +%FT%TZ) setpriv --pdeathsig KILL "$HENTRA" alert >>"$WORK/first.log" 2>&1 &
children+=("$!")
looked() { [[ $(sql -c 'select looked_at is not null from hentra.alert_progress') == t ]]; }
ok 'an alerter looks' eventually 60 looked
kill -TERM "${children[-1]}"
ends 'and ends' "${children[-1]}"
declare -A service=()
start() { # NAME COMMAND…
        setpriv --pdeathsig KILL "${both[@]}" HENTRA_METRICS_LISTEN=127.0.0.1:0 "$HENTRA" "${@:2}" >>"$WORK/$1.log" 2>&1 &
        service[$1]=$!
        children+=("$!")
        log_of[$!]=$WORK/$1.log
}
ready() {
        local port
        port=$(sed -n 's/.*metrics.listening .*port=\([0-9]*\).*/\1/p' "$WORK/$1.log" | tail -n 1)
        [[ $(curl -sS -o /dev/null -w '%{http_code}' --max-time 10 "http://127.0.0.1:$port/ready" 2>/dev/null) == 200 ]]
}
start alpha load
start beta load
start alerter alert
start dashboard dashboard --listen 127.0.0.1:0
services=(alpha beta alerter dashboard)
for name in "${services[@]}"; do ok "$name is ready" eventually 60 ready "$name"; done

send 1
ok 'a month is loaded' eventually 120 caught_up
raised() { [[ $(server_sql "$1" "$DB" -c "select count(*) > 0 and bool_and(published_at is not null) from hentra.alert_transition") == t ]]; }
ok 'its alerts are raised and published' eventually 120 raised primary
has_all() { [[ $(server_sql "$1" postgres -c "select pg_last_wal_replay_lsn() >= '$2'") == t ]]; }
ok 'the standby has it all' eventually 60 has_all second "$(sql -c 'select pg_current_wal_lsn()')"
for command in prune 'prune --yes' 'erase --text-file - --reason x --yes' setup 'load --until-end'; do
        # shellcheck disable=SC2046,SC2086 # words of a command
        has "on a standby: $command" 'this server only reads (a standby?): name the primary' \
                "$("$HENTRA" $command $(at_server second) 2>&1 <<<'a text that is nowhere' || true)"
done

# ---- the standby hears no more, and the primary goes on ----
at_second -c "alter system set primary_conninfo = ''" -c 'select pg_reload_conf()' >/dev/null
deaf() { [[ $(sql -c 'select count(*) from pg_stat_replication') == 0 ]]; }
ok 'the standby hears no more' eventually 60 deaf
send 2
ok 'more of it is loaded, which the standby lacks' eventually 120 caught_up
ok 'and its alerts are published' eventually 120 raised primary
whole=$(facts_of)
members="select (select count(*) from hentra.agency) || ' agencies, ' || (select count(*) from hentra.procedure) || ' procedures'"
note "the primary has $(sql -c 'select count(*) from hentra.dossier') dossiers, $(sql -c "$members"), the standby $(at_second -c 'select count(*) from hentra.dossier'), $(at_second -c "$members")"
sql -c 'select code, agency_id from hentra.agency order by 1' >"$WORK/agencies.before"
transitions=$(sql -c 'select count(*) from hentra.alert_transition')
open_alerts() { sql -c "select count(*), md5(string_agg(format('%s %s %s %s %s', dossier_id, rule, step, due_at, recipient), ',' order by dossier_id, rule, step))
        from hentra.alert_open"; }
open=$(open_alerts)

# ---- it is switched off, and for a moment none is a primary ----
begin=$(date +%s%3N)
server_stop primary
waits() { tail -n +"$((lines + 1))" "$WORK/alpha.log" | grep -q 'postgres\|load.retry'; }
lines=$(wc -l <"$WORK/alpha.log")
ok 'a loader waits' eventually 60 waits
at_second -c 'select pg_promote()' >/dev/null
for name in "${services[@]}"; do ok "$name goes on at the standby" eventually 120 ready "$name"; done
note "$(($(date +%s%3N) - begin)) ms after the switch-off all are ready"
ORACLE_DB="${SERVER[second]} dbname=$DB passfile=$PGPASSFILE"
export ORACLE_DB
ok 'what was lost is read again' eventually 120 caught_up
note "$(($(date +%s%3N) - begin)) ms after the switch-off all is read"
for name in "${services[@]}"; do ok "$name was never started again" kill -0 "${service[$name]}"; done
is 'the facts are those of before' "$whole" "$(facts_of)"
note "of $(wc -l <"$WORK/agencies.before") agencies $(sql -c 'select code, agency_id from hentra.agency order by 1' | comm -13 - "$WORK/agencies.before" | wc -l) have another number now"
sed "s/^warehouse.port=.*/warehouse.port=$(port_of second)/" "$HENTRA_CONFIG" >"$WORK/second.conf"
export HENTRA_CONFIG=$WORK/second.conf
agrees 'failed over'
ok 'alerts are raised again, and published' eventually 120 raised second
is 'the same are open as before' "$open" "$(open_alerts)"
on_topic=$(topic bounds "$TOPIC-alert" | awk '{ n += $3 - $2 } END { print n + 0 }')
now=$(sql -c 'select count(*) from hentra.alert_transition')
note "transitions: $transitions before, $now now, $on_topic messages: $((on_topic - now)) that the warehouse does not know"

verdict
