# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# live.sh - 200 events a second into a warehouse that already holds $SIZE: how long until each is seen, and what the
# worker needs; sourced by bench/run. bench/latency.c sends and looks.

WORKER=''
end_worker() {
        [[ -z $WORKER ]] || kill -TERM "$WORKER" 2>/dev/null || true
        WORKER=''
}

# ready: the worker has the partitions, and nothing is left of what was sent ($sent) for the floor of the run before.
ready() {
        [[ $(sql live -c "select count(*), sum(next_offset) from hentra.position where topic = 'live' and epoch > 0") == "6 $sent" ]]
}

# live: a row of live.csv a run, the events of all runs in live_events.csv.
live() {
        local run look before cpu seconds peak p50 p99 most floor50 floor99 worker sent=0
        [[ ! -e $OUT/live.csv ]] || return 0
        kept
        sql postgres -c 'create database live template kept strategy file_copy'
        sed -E 's/^(warehouse.dbname|topic.status|load.group)=.*/\1=live/' "$WORK/kept.conf" >"$WORK/live.conf"
        set_up live
        for ((run = 1; run <= FEW; run++)); do
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
                read -r seconds cpu peak < <(took live)
                "$BUILD/bench_latency" "$WORK/live.conf" "$LIVE_WARM" "$LIVE_SECONDS" "$WORK/floor.csv" topic ||
                        die 'not every event came through Kafka'
                sent=$((sent + 2 * (LIVE_WARM + LIVE_SECONDS) * 200)) # SHOTS_A_SECOND
                read -r floor50 floor99 _ < <(percentiles "$WORK/floor.csv")
                ((run > 1)) || echo "run,$(head -n 1 "$WORK/live.csv")" >"$OUT/live_events.csv"
                tail -n +2 "$WORK/live.csv" | sed "s/^/$run,/" >>"$OUT/live_events.csv"
                read -r p50 p99 most < <(percentiles "$WORK/live.csv")
                record live run,p50_us,p99_us,most_us,look_us,floor_p50_us,floor_p99_us,worker_seconds,worker_cpu,postgres_cpu,peak \
                        "$run" "$p50" "$p99" "$most" "$look" "$floor50" "$floor99" "$seconds" "$cpu" "$before" "$peak"
                progress "live, run $run: p50 $p50 us, p99 $p99 us"
        done
        end_world live
}

# percentiles FILE: 50, 99 and 100 of its latencies, by nearest rank.
percentiles() {
        tail -n +2 "$1" | cut -d, -f3 | sort -n | awk '
                { v[NR] = $1 }
                function rank(p,  n) { n = p * NR; return v[n == int(n) ? n : int(n) + 1] }
                END { print rank(0.5), rank(0.99), v[NR] }'
}

part_live() {
        local p50 p99 most look floor50 floor99
        live
        p50=$(median live p50_us) p99=$(median live p99_us) most=$(median live most_us) look=$(median live look_us)
        floor50=$(median live floor_p50_us) floor99=$(median live floor_p99_us)
        title "(c) Live: 200 events a second, produced → seen in the view by another connection"
        line 'floor: produced → seen by a consumer, p50, p99' "$(ms "$floor50"), $(ms "$floor99") ms"
        aimed 'p50' "$(calc "$p50 / 1000")" 2 ms ≤ 3
        aimed 'p99' "$(calc "$p99 / 1000")" 2 ms ≤ 10
        line 'slowest' "$(ms "$most") ms"
        line 'a look itself (one query)' "$(ms "$look") ms"
}

part_memory() {
        local live backfill
        backfill
        live
        live=$(median live peak) backfill=$(median backfill peak side=one)
        title '(d) Peak memory of a worker'
        aimed 'live' "$(mib "$live")" 1 MiB ≤ 64
        aimed 'backfill, load.memory=128M' "$(mib "$backfill")" 1 MiB ≤ 128
}
