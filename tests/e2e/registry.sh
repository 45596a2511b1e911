#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# registry - a program that nobody here wrote (Confluent's client for Python) reads our topic by the schema registry, and
# writes to it: every field is as it was said, and the warehouse has the same facts.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
registry
simulate=(simulate --profile tien-giang-2022 --dossiers 300 --taken-back 20)
# shellcheck disable=SC2317 # called through ok
confluent() { "$ROOT/tests/support/confluent.py" "$1" "$HENTRA_TEST_KAFKA" "$TOPIC" "$HENTRA_TEST_REGISTRY" "$WORK/events.jsonl"; }

world ours schema.registry.url="$HENTRA_TEST_REGISTRY"
hentra "${simulate[@]}" --to "$WORK/events.jsonl" 2>"$WORK/simulate.log"
has 'nothing is registered at first' "$TOPIC-value: nothing is registered" "$(hentra schema list)"
ok 'a producer registers and sends' hentra "${simulate[@]}"
has 'its schema is there' "$TOPIC-value: version 1, id " "$(hentra schema list)"
ok 'the stranger reads each event, whole' confluent read
ok 'they are loaded' hentra load --until-end
expected=$(facts_of)
end_world

world theirs schema.registry.url="$HENTRA_TEST_REGISTRY"
ok "the stranger writes them with a schema of its own" confluent write
list=$(hentra schema list)
has "which is none of hentra's" "none of this hentra's" "$list"
ok 'and which hentra can read' test "${list/cannot be read/}" == "$list"
ok 'they are loaded, too' hentra load --until-end
is 'nothing was set aside' 0 "$(sql -c 'select count(*) from hentra.quarantine')"
is 'the same facts' "$expected" "$(facts_of)"
end_world
verdict
