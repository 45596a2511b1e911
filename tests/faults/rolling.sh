#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# rolling - a cluster of three brokers is restarted one by one, twice, and once one of them is killed, while two loaders work. They
# stay up, catch up by themselves, verify finds nothing and the oracle agrees.
#   rolling.sh [KEY=VALUE]    another way to share partitions: kafka.group.protocol=consumer (Kafka 4 and librdkafka 2.12) or
#                             kafka.partition.assignment.strategy=cooperative-sticky (librdkafka 2.10)
export HENTRA_TEST_GROUP=${1:-${HENTRA_TEST_GROUP:-}}
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/faults.sh
source "$ROOT/tests/support/faults.sh"
: "${HENTRA_TEST_SERVICES:?is not set: run ./check faults}" "${HENTRA_TEST_SHIFT:?is not set: name the library shift of the build}"
seed=1 dossiers=600

cluster=$(mktemp -d "${TMPDIR:-/tmp}/hentra-cluster.XXXXXX")
trap 'on_exit; "$ROOT/tests/support/services" remove "$cluster" --kafka; rm -rf "$cluster"' EXIT
brokers() { "$ROOT/tests/support/services" "$1" "$cluster" "${@:2}" >>"$WORK/services.log" 2>&1; }
brokers start --kafka --brokers 3 || die "three brokers do not start: $(tail -n 5 "$WORK/services.log")"
eval "$("$ROOT/tests/support/services" env "$cluster" --kafka | grep '^export HENTRA_TEST_KAFKA=')"
export HENTRA_TOPIC_REPLICATION=3
note "Kafka $(<"$cluster/kafka.version"), $("$HENTRA" --version | grep rdkafka), ${HENTRA_TEST_GROUP:-range}"

fault_world rolling false
is 'nothing expires, brokers date it, and two of three copies have what was sent' 'message.timestamp.type=LogAppendTime min.insync.replicas=2 retention.ms=-1' \
        "$(topic settings "$TOPIC" | sort | paste -sd ' ')"
# away BROKER TEXT OPTION…: it leaves, there is work meanwhile, and it comes back.
away() {
        local begin=$SECONDS
        send_wave_later
        brokers stop --broker "$1" "${@:3}"
        send_wave
        brokers start --broker "$1"
        sent
        settled "$2"
        note "$2: $((SECONDS - begin)) s"
}
for round in 1 2; do
        for broker in 1 2 3; do away "$broker" "broker $broker restarted, round $round"; done
done
away 2 'broker 2 killed' --kill
ok 'no loader met an error it could not wait out' eval "! grep -h 'error command.failed' '$WORK/alpha.log' '$WORK/beta.log'"
note "alpha and beta came again $(cat "$WORK/alpha.log" "$WORK/beta.log" | grep -c load.retry) times"
for name in alpha beta; do
        kill -TERM "${worker[$name]}"
        ends "$name ends when it is asked to" "${worker[$name]}"
done
verdict
