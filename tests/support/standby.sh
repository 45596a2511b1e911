# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# standby.sh - a PostgreSQL of a script's own, hot standbys and restored copies of it; sourced after scenario.sh. They end with the script.
#
# A server is a name: its conninfo without a database in ${SERVER[NAME]}, its data in ${PLACE[NAME]}.
declare -A SERVER=() PLACE=()
OWN=$WORK/own

# As postgres.sh does it: PostgreSQL refuses to run as root.
AS_SERVER=(env)
((EUID != 0)) || AS_SERVER=(setpriv --reuid=postgres --regid=postgres --init-groups --)
server_bin() { printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1; }

servers_end() {
        local name
        for name in "${!PLACE[@]}"; do
                (cd / && "${AS_SERVER[@]}" "$(server_bin)/pg_ctl" -s -D "${PLACE[$name]}/data" -m immediate stop) || true
                rm -rf "${PLACE[$name]}"
        done
        "$ROOT/tests/support/services" remove "$OWN" --postgres || true
}
trap 'servers_end >/dev/null 2>&1; on_exit' EXIT

# server_start: the first, `primary`; it becomes the server of the worlds that the script makes.
server_start() {
        "$ROOT/tests/support/services" start "$OWN" --postgres --fast >"$WORK/own.log" 2>&1 || die "no server: $(tail -n 3 "$WORK/own.log")"
        PGPASSFILE=$OWN/pgpass
        SERVER[primary]="host=127.0.0.1 port=$(<"$OWN/postgres.port") user=hentra"
        HENTRA_TEST_PG="${SERVER[primary]} dbname=postgres passfile=$PGPASSFILE"
        export PGPASSFILE HENTRA_TEST_PG
}

server_answers() { psql -qXAt -d "${SERVER[$1]} dbname=postgres" -c 'select 1' >/dev/null 2>&1; }

# server_run NAME: starts what lies in its place.
server_run() {
        local port
        until port=$((20000 + RANDOM % 12000)) && port_free "$port"; do :; done
        SERVER[$1]="host=127.0.0.1 port=$port user=hentra"
        (cd / && "${AS_SERVER[@]}" "$(server_bin)/pg_ctl" -s -W -D "${PLACE[$1]}/data" -l "${PLACE[$1]}/log" \
                -o "-c port=$port -c fsync=off" start) || die "no server $1"
        eventually 60 server_answers "$1" || die "server $1 does not answer: $(tail -n 3 "${PLACE[$1]}/log")"
}
server_place() {
        PLACE[$1]=$(mktemp -d /var/tmp/hentra-server.XXXXXX)
        ((EUID != 0)) || chown postgres: "${PLACE[$1]}"
}
# server_backup NAME [OPTION…]: a base backup of the primary; with -R it is to be a hot standby.
server_backup() {
        local password
        password=$(cut -d: -f5 "$PGPASSFILE")
        server_place "$1"
        (cd / && PGPASSFILE=/dev/null PGPASSWORD=$password "${AS_SERVER[@]}" "$(server_bin)/pg_basebackup" -c fast "${@:2}" \
                -D "${PLACE[$1]}/data" -d "${SERVER[primary]}") || die "no base backup"
}
# server_new NAME: an empty one.
server_new() {
        server_place "$1"
        cut -d: -f5 "$PGPASSFILE" >"${PLACE[$1]}/password"
        ((EUID != 0)) || chown postgres: "${PLACE[$1]}/password"
        (cd / && "${AS_SERVER[@]}" "$(server_bin)/initdb" -D "${PLACE[$1]}/data" -U hentra --pwfile="${PLACE[$1]}/password" \
                --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$WORK/initdb.log" 2>&1) || die "initdb failed"
        echo "unix_socket_directories = ''" >>"${PLACE[$1]}/data/postgresql.conf"
        server_run "$1"
}
# server_sql NAME DATABASE ARGUMENT…
server_sql() { psql -qXAt -F ' ' -v ON_ERROR_STOP=1 -d "${SERVER[$1]} dbname=$2" "${@:3}"; }
# at_server NAME: options that name it as the warehouse's.
at_server() {
        local pair
        for pair in ${SERVER[$1]}; do printf -- '--set warehouse.%s ' "$pair"; done
}
# on NAME COMMAND…: hentra, with the warehouse of the same name on another server.
# shellcheck disable=SC2046,SC2317 # words of options
on() { "$HENTRA" "${@:2}" $(at_server "$1"); }
# server_stop primary: as a machine that is switched off.
server_stop() { "$ROOT/tests/support/services" stop "$OWN" --postgres --immediate; }
