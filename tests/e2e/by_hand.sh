#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# by_hand - dossiers that were counted with a pencil (tests/oracle/by_hand.sql), by the loader and by the oracle: both must come to
# the answer on paper, or two readings of the rules could agree on something else than their words.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

for rule in 5 6; do
        world "rule$rule" setup.rule_version="$rule"
        sql -f "$ROOT/tests/oracle/schema.sql" -f "$ROOT/tests/oracle/by_hand.sql"
        sql -c 'copy oracle.event to stdout' | topic put "$TOPIC"
        ok "rule $rule: the loader reads all of it" hentra load --until-end
        agrees "rule $rule"
        is "rule $rule: the answers on paper" '' "$(sql -v "rule=$rule" -f "$ROOT/tests/oracle/by_hand_right.sql")"
        end_world
done
verdict
