#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# all - seeded faults while two loaders work: kill -9 between BEGIN and COMMIT, broker and server gone, backends ended, COMMITs
# whose answer is lost, partitions added, a replay, a worker that is stopped and wakes up when others have its partitions. After
# each the loaders catch up, verify finds nothing and the oracle agrees.
#   all.sh [--ci] [--seed N]      --ci: 8 kills and each other fault once
# The figures come last, and are kept in docs/faults.md.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

kills=30 aimed=20 times=5 seed=1 dossiers=3000
while (($#)); do
        case $1 in
        --ci) kills=8 aimed=4 times=1 dossiers=1500 ;;
        --seed) seed=$2 && shift ;;
        *) echo "usage: all.sh [--ci] [--seed N]" >&2 && exit 2 ;;
        esac
        shift
done
RANDOM=$seed
: "${HENTRA_TEST_SERVICES:?is not set: run ./check faults}"
services() { "$ROOT/tests/support/services" "$1" "$HENTRA_TEST_SERVICES" "${@:2}" >>"$WORK/services.log" 2>&1; }

# The group misses a dead member soon.
world a topic.partitions=6 load.memory=8M kafka.session.timeout.ms=3000 kafka.heartbeat.interval.ms=500
sql -f "$ROOT/tests/support/watch.sql"

# The two workers: pid by name. Each shows itself to the server as an application of its name.
declare -A worker=()
start_worker() {
        HENTRA_WAREHOUSE_APPLICATION_NAME=$1 start_loader "$1"
        worker[$1]=$LOADER
}
both_start() { start_worker alpha && start_worker beta; }
runs() { kill -0 "${worker[$1]}" 2>/dev/null; }
shoot() { kill -KILL "${worker[$1]}" 2>/dev/null && { wait "${worker[$1]}" 2>/dev/null || true; }; }

wave=0
# More events than one transaction takes; some of dossiers that are known, some of new ones. In the background it is
# send_wave_later, since a child cannot count for its parent.
send_wave_later() {
        wave=$((wave + 1))
        simulate_wave &
        sender=$!
}
send_wave() { wave=$((wave + 1)) && simulate_wave; }
simulate_wave() {
        hentra simulate --profile tien-giang-2022 --month "2022-$(printf %02d $((wave % 4 + 1)))" --seed $((seed * 100 + wave)) \
                --dossiers "$dossiers" --disorder 20 --duplicates 5 >"$WORK/simulate.log" 2>&1
}
# settled TEXT: both run, what was sent is read, nothing is lost or doubled.
settled() {
        ok "$1: the loaders catch up" eventually 180 caught_up
        ok "$1: both still run" eval 'runs alpha && runs beta'
        agrees "$1"
}

both_start
send_wave
settled 'before any fault'

# open_transaction LATER HELD PATIENCE: a worker between BEGIN and COMMIT, and its transaction, in $victim and $xid; empty: none.
open_transaction() {
        IFS='|' read -r victim xid < <(sql -F '|' -c "select * from watch.open_transaction('{alpha,beta}', $1, $2, '$3 s')") || true
}
# hold TABLE, release: between them no transaction that writes the table gets to its end.
hold() {
        coproc HOLDER { sql; }
        # shellcheck disable=SC2153 # bash names the coprocess so
        holder=$HOLDER_PID
        printf '%s\n' "begin; lock table hentra.$1 in share mode;" '\echo held' >&"${HOLDER[1]}"
        read -r -t 60 _ <&"${HOLDER[0]}"
}
release() {
        echo 'rollback;' >&"${HOLDER[1]}"
        eval "exec ${HOLDER[1]}>&-"
        wait "$holder"
}

# ---- kill -9 ----
shots=0 inside=0 doubles=0
shot_inside() { # whether transaction $1 was open: the server rolled it back
        eventually 30 eval "[[ \$(sql -c \"select pg_xact_status('$1'::xid8)\") != 'in progress' ]]" &&
                [[ $(sql -c "select pg_xact_status('$1'::xid8)") == aborted ]]
}
written=(dossier flow_day flow_half_month)
# Of ten shots eight fall on a worker that is held where it writes, so that they cannot miss its transaction; one falls on a
# transaction that runs, which may be over first; one falls anywhere.
while ((shots < kills)); do
        send_wave_later
        victim='' xid=''
        case $((shots % 10)) in
        4) open_transaction $((RANDOM % 20)) false 20 ;;
        9) eventually $((RANDOM % 3 + 1)) false || true ;;
        *)
                hold "${written[RANDOM % 3]}"
                open_transaction $((RANDOM % 20)) true 60
                ;;
        esac
        [[ -n $victim ]] || { ((RANDOM % 2)) && victim=alpha || victim=beta; }
        shoot "$victim"
        shots=$((shots + 1))
        [[ -z ${HOLDER_PID:-} ]] || release
        if [[ -n $xid ]] && shot_inside "$xid"; then inside=$((inside + 1)); fi
        # Every seventh time the other one too.
        if ((shots % 7 == 0)); then
                if [[ $victim == alpha ]]; then shoot beta; else shoot alpha; fi
                doubles=$((doubles + 1))
        fi
        for name in alpha beta; do runs "$name" || start_worker "$name"; done
        wait "$sender"
        settled "kill $shots of $kills ($victim${xid:+, transaction $xid})"
done
ok "at least $aimed kills fell between BEGIN and COMMIT" test "$inside" -ge "$aimed"

# ---- a worker that sleeps in the middle of a transaction, while others take over ----
for ((i = 1; i <= times; i++)); do
        send_wave_later
        open_transaction 5 false 20
        kill -STOP "${worker[${victim:-alpha}]}"
        wait "$sender"
        ok "sleeper $i: the other worker takes over" eventually 120 caught_up
        kill -CONT "${worker[${victim:-alpha}]}"
        send_wave
        settled "sleeper $i"
done

# ---- the broker ----
for ((i = 1; i <= times; i++)); do
        send_wave
        services stop --kafka --kill
        eventually $((RANDOM % 4 + 1)) false || true
        services start --kafka --fast
        send_wave
        settled "broker killed $i"
done

# ---- backends ----
ended=0
for ((i = 1; i <= times; i++)); do
        send_wave_later
        for ((j = 0; j < 3; j++)); do
                open_transaction $((RANDOM % 20)) false 5
                ended=$((ended + $(sql -c "select count(pg_terminate_backend(pid)) from pg_stat_activity
                        where application_name in ('alpha', 'beta') and datname = current_database()")))
        done
        wait "$sender"
        settled "backends ended $i"
done

# ---- the server stopped so that acknowledged commits are lost ----
# What a backend has written to the log waits in memory for the processes that put it on disk. These sleep from before a
# batch is acknowledged until the server is gone; and the workers sleep while it is counted what was lost.
acknowledged() { sql -c "select coalesce(sum(next_offset), 0) from hentra.position where topic = '$TOPIC'"; }
# shellcheck disable=SC2317 # called through eventually
moved() { (($(acknowledged) > $1)); }
crashes=0 lost=0
for ((i = 1; i <= times; i++)); do
        mapfile -t writers < <(sql -c "select pid from pg_stat_activity
                where backend_type in ('walwriter', 'background writer', 'checkpointer', 'autovacuum launcher')")
        kill -STOP "${writers[@]}"
        before=$(acknowledged)
        send_wave_later
        ok "server crashed $i: a batch is acknowledged" eventually 60 moved "$before"
        kill -STOP "${worker[alpha]}" "${worker[beta]}"
        before=$(acknowledged)
        services stop --postgres --immediate
        services start --postgres --fast
        crashes=$((crashes + 1))
        (($(acknowledged) >= before)) || lost=$((lost + 1))
        kill -CONT "${worker[alpha]}" "${worker[beta]}"
        wait "$sender"
        settled "server crashed $i"
done
ok 'acknowledged commits were lost by a crash, and came again' test "$lost" -gt 0

# ---- COMMITs whose request or answer is lost ----
for name in alpha beta; do shoot "$name"; done
eval "set -- $(sed -n 's/^warehouse.port=//p' "$HENTRA_CONFIG")"
python3 "$ROOT/tests/support/commit_proxy.py" "$1" "$WORK/proxy.port" "$WORK/cuts" "$seed" $((times * 10)) &
proxy=$!
children+=("$proxy")
eventually 10 test -s "$WORK/proxy.port"
export HENTRA_WAREHOUSE_PORT HENTRA_WAREHOUSE_SSLMODE=disable
HENTRA_WAREHOUSE_PORT=$(<"$WORK/proxy.port")
both_start
touch "$WORK/cuts"
answers=0 requests=0
for ((i = 1; i <= times + 2 || i <= times + 10 && answers == 0; i++)); do
        send_wave
        settled "lost answers $i"
        answers=$(grep -c answer "$WORK/cuts" || true) requests=$(grep -c request "$WORK/cuts" || true)
done
ok 'answers to COMMIT were lost' test "$answers" -gt 0
for name in alpha beta; do shoot "$name"; done
unset HENTRA_WAREHOUSE_PORT HENTRA_WAREHOUSE_SSLMODE
kill "$proxy"
wait "$proxy" 2>/dev/null || true
both_start

# ---- partitions ----
for ((i = 1; i <= times; i++)); do
        send_wave_later
        topic grow "$TOPIC" $((6 + 2 * i))
        wait "$sender"
        send_wave
        settled "partitions added $i"
done

# ---- SIGTERM, and a replay from the start ----
begin=$EPOCHREALTIME
kill -TERM "${worker[alpha]}" "${worker[beta]}"
ends 'SIGTERM ends the first worker in good order' "${worker[alpha]}"
ends 'SIGTERM ends the second worker in good order' "${worker[beta]}"
ok 'within five seconds' test $((${EPOCHREALTIME/./} - ${begin/./})) -lt 5000000
before=$(facts_of)
ok 'a replay from the start' hentra load --from-start --until-end
is 'the same facts' "$before" "$(facts_of)"
agrees 'after the replay'

read -r events told < <(sql -c 'select (select count(*) from oracle.event), count(*) from oracle.dossier')
cat <<-TABLE
	# figures (seed $seed): $events events of $told dossiers on $((6 + 2 * times)) partitions, $wave waves
	# kill -9 of a worker                        $shots, of them $inside between BEGIN and COMMIT; $doubles times both workers
	# worker asleep in a transaction             $times
	# broker killed and restarted                $times
	# backends ended by the server               $ended
	# server stopped immediate                   $crashes, of them $lost with acknowledged commits lost
	# COMMIT lost                                $answers answers, $requests requests
	# partitions added                           $times times
	# seconds                                    $SECONDS
TABLE
end_world
verdict
