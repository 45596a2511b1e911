# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# three_brokers.sh - a cluster of three brokers for a scenario of faults, instead of the one of the services; sourced behind faults.sh.
# Each topic has three copies in it. It is gone when the scenario ends.
# shellcheck disable=SC2154 # worker is of faults.sh
: "${HENTRA_TEST_SERVICES:?is not set: run ./check faults}" "${HENTRA_TEST_SHIFT:?is not set: name the library shift of the build}"

cluster=$(mktemp -d "${TMPDIR:-/tmp}/hentra-cluster.XXXXXX")
trap 'on_exit; "$ROOT/tests/support/services" remove "$cluster" --kafka; rm -rf "$cluster"' EXIT
# brokers start|stop [--broker N] [--kill]
brokers() { "$ROOT/tests/support/services" "$1" "$cluster" "${@:2}" >>"$WORK/services.log" 2>&1; }
brokers start --kafka --brokers 3 || die "three brokers do not start: $(tail -n 5 "$WORK/services.log")"
eval "$("$ROOT/tests/support/services" env "$cluster" --kafka | grep '^export HENTRA_TEST_KAFKA=')"
export HENTRA_TOPIC_REPLICATION=3
note "Kafka $(<"$cluster/kafka.version"), $("$HENTRA" --version | grep rdkafka), ${HENTRA_TEST_GROUP:-range}"

# Both loaders of fault_world end well, and met nothing on the way that they could not wait out.
loaders_end() {
        local name
        for name in alpha beta; do
                kill -TERM "${worker[$name]}"
                ends "$name ends when it is asked to" "${worker[$name]}"
        done
        ok 'no loader met an error it could not wait out' eval "! grep -h 'error command.failed' '$WORK/alpha.log' '$WORK/beta.log'"
}
