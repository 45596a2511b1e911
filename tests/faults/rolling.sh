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
# shellcheck source=tests/support/three_brokers.sh
source "$ROOT/tests/support/three_brokers.sh"
seed=1 dossiers=600

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
note "alpha and beta came again $(cat "$WORK/alpha.log" "$WORK/beta.log" | grep -c load.retry) times"
loaders_end
verdict
