#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# replay - partitions added while loaders run, and a topic read again from its start: no fact changes.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

world a topic.partitions=2
hentra simulate --profile tien-giang-2022 --month 2022-03 --dossiers 10000 2>"$WORK/simulate.log"
start_loader one
one=$LOADER
start_loader two
eventually 60 caught_up || die "the loaders do not catch up: $(tail -n 3 "$WORK/one.log")"
ok 'partitions are added' topic grow "$TOPIC" 5
hentra simulate --profile tien-giang-2022 --month 2022-03 --dossiers 20000 2>"$WORK/simulate.log"
ok 'running loaders find the new partitions' eventually 120 caught_up
is 'all of them' 5 "$(sql -c 'select count(*) from hentra.position')"
kill -TERM "$one" "$LOADER"
ends 'the first loader ends in good order' "$one"
ends 'the second loader ends in good order' "$LOADER"
agrees 'after partitions were added'

before=$(facts_of)
epochs=$(sql -c 'select sum(epoch) from hentra.position')
ok 'a replay from the start' hentra load --from-start --until-end
ok 'reads to the end again' caught_up
is 'the same facts' "$before" "$(facts_of)"
ok 'under new epochs' test "$(sql -c 'select sum(epoch) from hentra.position')" -gt "$epochs"
agrees 'after the replay'
end_world
verdict
