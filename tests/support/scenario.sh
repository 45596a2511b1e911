# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# scenario.sh - what the scripts of e2e/ and faults/ share; sourced. A script makes a world (a database and topics of its
# own on the servers that `./check` started), acts by the commands a user types, and states facts with `is` and `ok`.
# The last line of a script is `verdict`.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
SCENARIO=$(basename "$0" .sh)
: "${HENTRA:?is not set: run ./check e2e, or name the program hentra}" "${HENTRA_TEST_TOPIC:?is not set}"
: "${HENTRA_TEST_PG:?is not set: run ./check e2e}" "${HENTRA_TEST_KAFKA:?is not set: run ./check e2e}"
# shellcheck source=tests/support/process.sh
source "$ROOT/tests/support/process.sh"
# Worlds say where they are in files of their own; what `services env` says for a shell would override them.
unset "${!HENTRA_WAREHOUSE_@}" "${!HENTRA_KAFKA_@}"

WORK=$(mktemp -d "${TMPDIR:-/tmp}/hentra-$SCENARIO.XXXXXX")
facts=0 failures=0
children=()
on_exit() {
        local pid
        for pid in "${children[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
        # The world of a script that died in the middle; KEEP leaves it to be looked at.
        [[ -z ${TOPIC:-} || -n ${KEEP:-} ]] || end_world || true
        rm -rf "$WORK"
}
trap on_exit EXIT

# result TRUTH TEXT [DETAIL]: one line of the report.
result() {
        facts=$((facts + 1))
        if [[ $1 == true ]]; then
                echo "ok $facts - $2"
        else
                failures=$((failures + 1))
                echo "not ok $facts - $2"
                [[ -z ${3:-} ]] || echo "#   ${3//$'\n'/$'\n'#   }"
        fi
}
# ok TEXT COMMAND…: the command succeeds.
ok() {
        local text=$1 output
        shift
        if output=$("$@" 2>&1); then result true "$text"; else result false "$text" "$(tail -n 30 <<<"$output")"; fi
}
# fails COMMAND…: the command ends with 1.
fails() {
        local rc=0
        "$@" || rc=$?
        ((rc == 1))
}
# ends TEXT PID: a child of this script ends with exit code 0. A loader that does not has said why in its log.
declare -A log_of=()
ends() {
        local rc=0
        wait "$2" || rc=$?
        if ((rc == 0)); then
                result true "$1"
        else
                result false "$1" "exit code $rc"$'\n'"$([[ -z ${log_of[$2]:-} ]] || tail -n 30 "${log_of[$2]}")"
        fi
}
# is TEXT EXPECTED ACTUAL
is() {
        if [[ $2 == "$3" ]]; then result true "$1"; else result false "$1" "expected: $2"$'\n'"found:    $3"; fi
}
# has TEXT PART WHOLE
has() {
        if [[ $3 == *"$2"* ]]; then result true "$1"; else result false "$1" "expected within: $2"$'\n'"found: $3"; fi
}
verdict() {
        echo "# $SCENARIO: $((facts - failures)) of $facts hold, $SECONDS s"
        ((failures == 0))
        exit
}
note() { echo "# $*"; }
# skip REASON: ends the script; ctest shows it as skipped.
skip() {
        echo "SKIP $SCENARIO: $*"
        exit 77
}

# registry: starts the schema registry that the tests share, unless it runs, and tells where: $HENTRA_TEST_REGISTRY.
registry() {
        local rc=0
        "$ROOT/tests/support/services" start "$HENTRA_TEST_SERVICES" --registry || rc=$?
        ((rc != 3)) || [[ -n ${HENTRA_TEST_ALL:-} ]] || skip 'no schema registry: it is not in the cache and cannot be fetched'
        ((rc == 0)) || die 'the schema registry does not start'
        eval "$("$ROOT/tests/support/services" env "$HENTRA_TEST_SERVICES" --registry)"
}

sql() { psql -qXAt -F ' ' -v ON_ERROR_STOP=1 -d "$ORACLE_DB" "$@"; }
hentra() { "$HENTRA" "$@"; }
topic() { "$HENTRA_TEST_TOPIC" "$@"; }
oracle() { "$ROOT/tests/oracle/oracle" "$@"; }

# By hand, the worlds share partitions in another way (CONTRIBUTING.md): a line of the configuration, in $HENTRA_TEST_GROUP. Under
# the newer protocol sessions are the broker's business, and what a script says of them is left out.
group_allows() {
        [[ ${HENTRA_TEST_GROUP:-} != *group.protocol=consumer* || $1 != kafka.@(session.timeout|heartbeat.interval).ms=* ]]
}

# world NAME [KEY=VALUE…]: a new database and new topics, and the configuration that names them, in $HENTRA_CONFIG.
world() {
        local name=${SCENARIO//[^a-z0-9]/_}_$1 pair
        shift
        TOPIC=$name-$$
        psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists $name with (force)" -c "create database $name" \
                2>/dev/null
        ORACLE_DB="$HENTRA_TEST_PG dbname=$name"
        export HENTRA_CONFIG=$WORK/$name.conf ORACLE_DB TOPIC
        {
                echo "kafka.bootstrap.servers=${KAFKA_DOOR:-$HENTRA_TEST_KAFKA}"
                for pair in $HENTRA_TEST_PG; do
                        [[ $pair == dbname=* ]] || echo "warehouse.${pair//\'/}"
                done
                echo "warehouse.dbname=$name"
                echo "topic.status=$TOPIC"
                echo "topic.dead_letter=$TOPIC-dlq"
                echo "topic.alert=$TOPIC-alert"
                echo "load.group=$TOPIC"
                for pair; do group_allows "$pair" && echo "$pair"; done
                [[ -z ${HENTRA_TEST_GROUP:-} ]] || echo "$HENTRA_TEST_GROUP"
        } >"$HENTRA_CONFIG"
        hentra setup >"$WORK/setup.log" 2>&1 || die "setup failed: $(tail -n 5 "$WORK/setup.log")"
}
# end_world: the database and the topics of the present world.
end_world() {
        topic delete "$TOPIC" 2>/dev/null || true
        topic delete "$TOPIC-dlq" 2>/dev/null || true
        topic delete "$TOPIC-alert" 2>/dev/null || true
        psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists ${TOPIC%-*} with (force)" 2>/dev/null
        TOPIC=''
}

# start_loader NAME [OPTION…]: a loader in the background; its pid in $LOADER, its log in $WORK/NAME.log. It ends with the
# script, whatever ends that.
start_loader() {
        setpriv --pdeathsig KILL "$HENTRA" load "${@:2}" >>"$WORK/$1.log" 2>&1 &
        LOADER=$!
        log_of[$LOADER]=$WORK/$1.log
        children+=("$LOADER")
}

# caught_up: every partition's position is the end of its log.
caught_up() {
        local ends
        ends=$(topic bounds "$TOPIC" 2>/dev/null | awk '$3 > 0 { printf "%s(%d,%s)", sep, $1, $3; sep = "," }') || return 1
        [[ $(sql -c "select coalesce(bool_and(coalesce(p.next_offset, 0) >= e.next), false)
                from (values ${ends:-(0, 0)}) e(partition, next)
                left join hentra.position p on p.partition = e.partition and p.topic = '$TOPIC'" 2>/dev/null) == t ]]
}

# facts_of: dossiers and flows, by codes, shards summed, zero rows left out, as one digest a line.
facts_of() { sql -f "$ROOT/tests/support/facts.sql"; }

# verifies: verify finds nothing. Where it could not ask Kafka, which has lost sight of its own broker on a machine that
# is too busy, it is asked again.
# shellcheck disable=SC2317 # called through ok
verifies() {
        local until=$((SECONDS + 300)) output
        until output=$(hentra verify 2>&1); do
                [[ $output == *kind=RETRY* && $SECONDS -lt $until ]] || { echo "$output" && return 1; }
        done
}

# agrees TEXT: the warehouse agrees with itself and with the oracle.
agrees() {
        local begin=$SECONDS
        ok "$1: verify finds nothing" verifies
        note "verify took $((SECONDS - begin)) s"
        begin=$SECONDS
        ok "$1: the oracle agrees" oracle check "$TOPIC"
        note "the oracle took $((SECONDS - begin)) s"
}
