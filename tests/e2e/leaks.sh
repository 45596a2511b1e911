#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# leaks - a script of this folder that dies leaves nothing behind: no loader when it is killed, no database and no topic when
# it ends before its time.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

# dies COMMAND: a script of its own, which makes a world and starts a loader, says who they are, and comes to COMMAND.
dies() {
        cat >"$WORK/leaks" <<-SCRIPT
		source "$ROOT/tests/support/scenario.sh"
		world left topic.partitions=1
		start_loader one
		echo "\$TOPIC \$LOADER" >"$WORK/said.new"
		mv "$WORK/said.new" "$WORK/said"
		$1
	SCRIPT
        rm -f "$WORK/said"
        bash "$WORK/leaks" &
        dying=$!
        eventually 120 test -s "$WORK/said" || die 'the script does not come that far'
        read -r topic_left loader <"$WORK/said"
}
# shellcheck disable=SC2317 # called through eventually
is_gone() { ! start_of "$1" >/dev/null; }
databases() { psql -qXAt -d "$HENTRA_TEST_PG" -c "select count(*) from pg_database where datname = '${topic_left%-*}'"; }

dies 'wait'
ok 'its loader runs' start_of "$loader"
kill -KILL "$dying"
wait "$dying" 2>/dev/null || true
ok 'killed, it takes its loader with it' eventually 60 is_gone "$loader"
killed=$topic_left
is 'what it had made is there for the next one to clear' 1 "$(databases)"

dies 'false'
wait "$dying" 2>/dev/null || true
ok 'ended by a failure, it takes its loader with it' eventually 60 is_gone "$loader"
is 'and its database' 0 "$(databases)"
# The configuration died with the script.
echo "kafka.bootstrap.servers=$HENTRA_TEST_KAFKA" >"$WORK/looker.conf"
export HENTRA_CONFIG=$WORK/looker.conf
ok 'and its topic' fails topic bounds "$topic_left"
topic delete "$killed"
topic delete "$killed-dlq"
verdict
