# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# live.sh - 200 events a second into a warehouse that already holds $SIZE: how long until each is seen, and what the
# worker needs; sourced by bench/run. bench/latency.c sends and looks.

WORKER=''
end_worker() {
        [[ -z $WORKER ]] || kill -TERM "$WORKER" 2>/dev/null || true
        WORKER=''
}

# ready: the worker has the partitions, and nothing is left of what was sent (LIVE_SENT) for the floor of the run before.
declare -A LIVE_SENT=()
ready() {
        [[ $(sql live -c "select count(*), sum(next_offset) from hentra.position
                where topic = '${PREFIX}live' and epoch > 0") == "6 ${LIVE_SENT[$AT]}" ]]
}

# live_warehouse: a copy of `kept` that reads a topic of its own.
live_warehouse() {
        kept
        sql postgres -c "create database ${PREFIX}live template ${PREFIX}kept strategy file_copy"
        sed -E "s/^(warehouse.dbname|topic.status|load.group)=.*/\1=${PREFIX}live/" "$WORK/kept.conf" >"$WORK/live.conf"
        set_up live
        LIVE_SENT[$AT]=0
}

# sent_live: of one look, all events.
sent_live() { LIVE_SENT[$AT]=$((LIVE_SENT[$AT] + (LIVE_WARM + LIVE_SECONDS) * 200)); } # SHOTS_A_SECOND

# run_live RUN: until the events are in the view.
run_live() {
        local look before cpu seconds peak p50 p99 most worker
        rm -f "$WORK/live.times"
        "$TIMED" "$WORK/live.times" "$HENTRA" load --config "$WORK/live.conf" >"$WORK/live.log" 2>&1 </dev/null &
        worker=$! WORKER=$!
        eventually 60 ready || die "the live worker does not come to the end of the topic: $(tail -n 5 "$WORK/live.log")"
        before=$(server_cpu postgres)
        look=$("$BUILD/bench_latency" "$WORK/live.conf" "$LIVE_WARM" "$LIVE_SECONDS" "$WORK/live.csv" view) ||
                die "not every event came into the view: $(tail -n 5 "$WORK/live.log")"
        before=$(calc "$(server_cpu postgres) - $before")
        end_worker
        wait "$worker" || die "the live worker failed: $(tail -n 5 "$WORK/live.log")"
        sent_live
        [[ -e $OUT/live_events.csv ]] || echo "build,run,$(head -n 1 "$WORK/live.csv")" >"$OUT/live_events.csv"
        tail -n +2 "$WORK/live.csv" | sed "s/^/$AT,$1,/" >>"$OUT/live_events.csv"
        read -r seconds cpu peak < <(took live)
        read -r p50 p99 most < <(percentiles "$WORK/live.csv")
        record live run,p50_us,p99_us,most_us,look_us,worker_seconds,worker_cpu,postgres_cpu,peak \
                "$1" "$p50" "$p99" "$most" "$look" "$seconds" "$cpu" "$before" "$peak"
        progress "$AT: live, run $1: p50 $p50 us, p99 $p99 us"
}

# run_live_floor RUN: until a consumer has the events.
run_live_floor() {
        local p50 p99
        "$BUILD/bench_latency" "$WORK/live.conf" "$LIVE_WARM" "$LIVE_SECONDS" "$WORK/floor.csv" topic ||
                die 'not every event came through Kafka'
        sent_live
        read -r p50 p99 _ < <(percentiles "$WORK/floor.csv")
        record live_floor run,p50_us,p99_us "$1" "$p50" "$p99"
}

# live: a row of live.csv a run, the events of all runs in live_events.csv.
live() {
        local run
        [[ ! -e $OUT/live.csv ]] || return 0
        each_build 1 live_warehouse
        for ((run = 1; run <= FEW; run++)); do
                each_build "$run" run_live "$run"
                run_live_floor "$run"
        done
        each_build 1 end_world live
}

# percentiles FILE: 50, 99 and 100 of its latencies, by nearest rank.
percentiles() {
        tail -n +2 "$1" | cut -d, -f3 | sort -n | awk '
                { v[NR] = $1 }
                function rank(p,  n) { n = p * NR; return v[n == int(n) ? n : int(n) + 1] }
                END { print rank(0.5), rank(0.99), v[NR] }'
}

part_live() {
        live
        title "(c) Live: 200 events a second, produced → seen in the view by another connection"
        figure 'floor: produced → seen by a consumer, p50' '2 ms' '' series live_floor 'p50_us / 1000'
        figure 'floor, p99' '2 ms' '' series live_floor 'p99_us / 1000'
        figure 'p50' '2 ms' '≤ 3' series live 'p50_us / 1000'
        figure 'p99' '2 ms' '≤ 10' series live 'p99_us / 1000'
        compared 'p99' '≤ 1' series live p99_us
        figure 'slowest' '2 ms' '' series live 'most_us / 1000'
        figure 'a look itself (one query)' '2 ms' '' series live 'look_us / 1000'
        figure 'processor seconds: the worker' '2 s' '' series live worker_cpu
        figure 'processor seconds: PostgreSQL, looks included' '2 s' '' series live postgres_cpu
}

part_memory() {
        backfill
        live
        title '(d) Peak memory of a worker'
        figure 'live' '1 MiB' '≤ 64' series live 'peak / 1048576'
        figure 'backfill, load.memory=128M' '1 MiB' '≤ 128' series backfill 'peak / 1048576' side=one
}
