# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# gateway.sh - documents that one-stop systems post, kept on the disk and answered, and brought to Kafka meanwhile; sourced by bench/run.
# bench/post.c posts them.

GATEWAY=''
end_gateway() {
        [[ -z $GATEWAY ]] || kill -TERM "$GATEWAY" 2>/dev/null || true
        GATEWAY=''
}

# start_gateway: a new topic, store and memory.
start_gateway() {
        local port
        port=$(keep_port "$WORK/gateway.port")
        rm -rf "$WORK/gateway.store" "$WORK/gateway.memory" "$WORK/gateway.times"
        mkdir "$WORK/gateway.store" "$WORK/gateway.memory"
        world gateway "gateway-$1" "gateway.listen=127.0.0.1:$port" "gateway.store=$WORK/gateway.store" "gateway.memory=$WORK/gateway.memory" \
                gateway.rate=1000000
        "$TIMED" "$WORK/gateway.times" "$HENTRA" gateway --config "$WORK/gateway.conf" >"$WORK/gateway.log" 2>&1 </dev/null &
        GATEWAY=$! URL=http://127.0.0.1:$port/td/create
        eventually 60 listening "$port" || die "the gateway does not listen: $(tail -n 5 "$WORK/gateway.log")"
}

# in_kafka DOCUMENTS: as many messages are on the topic.
in_kafka() { [[ $(HENTRA_CONFIG=$WORK/gateway.conf "$BUILD/bench_topic" bounds "${PREFIX}gateway-$AT_RUN" 2>/dev/null | awk '{ n += $3 } END { print n }') == "$1" ]]; }

# own_memory PID: bytes that the process and those below it hold in memory of their own. What they map of a file (LMDB's) is the
# kernel's cache, which it takes back when others need the room.
own_memory() {
        local pid n=0
        for pid in $(pgrep -P "$1"); do
                n=$((n + $(own_memory "$pid")))
        done
        echo $((n + $(awk '/^RssAnon:/ { print $2 * 1024 }' "/proc/$1/status")))
}

# posted KIND RUN CALLS DOCUMENTS AT_ONCE RATE: a row of gateway.csv.
posted() {
        local kind=$1 run=$2 calls=$3 documents=$4 seconds p50 p99 most cpu peak begin drained gateway own
        AT_RUN=$kind-$run
        start_gateway "$AT_RUN"
        gateway=$GATEWAY begin=$EPOCHREALTIME
        read -r seconds p50 p99 most < <("$BUILD/bench_post" "$URL" 0 "$calls" "$documents" "$5" "$6") || true
        [[ -n ${most:-} ]] || die "not all was taken: $(tail -n 5 "$WORK/gateway.log")"
        PAUSE=0.02 eventually 600 in_kafka $((calls * documents)) || die "not all came to Kafka: $(tail -n 5 "$WORK/gateway.log")"
        drained=$(calc "$EPOCHREALTIME - $begin")
        own=$(own_memory "$gateway")
        end_gateway
        wait "$gateway" || die "the gateway failed: $(tail -n 5 "$WORK/gateway.log")"
        read -r _ cpu peak < <(took gateway)
        end_world gateway
        record gateway side,run,documents,seconds,drained,p50_us,p99_us,most_us,cpu,peak,own \
                "$kind" "$run" $((calls * documents)) "$seconds" "$drained" "$p50" "$p99" "$most" "$cpu" "$peak" "$own"
        progress "$AT: gateway, $kind, run $run: $(fixed 2 "$seconds") s, p99 $p99 us"
}

part_gateway() {
        local run
        for ((run = 1; run <= FEW; run++)); do
                posted batches "$run" "$((GATEWAY_DOCUMENTS / 100))" 100 8 0
                posted singles "$run" "$GATEWAY_SINGLES" 1 256 1000
        done
        title "(m) The gateway: $(grouped "$GATEWAY_DOCUMENTS") documents of 600 bytes, sender and gateway on the same processors, without TLS"
        figure 'calls of 100, 8 at a time: taken and on the disk' '0 /s' '≥ 20000' series gateway 'documents / seconds' side=batches
        figure '  until all of it is in Kafka' '0 /s' '' series gateway 'documents / drained' side=batches
        figure '  documents a processor second of the gateway' '0 /s' '' series gateway 'documents / cpu' side=batches
        figure '  a call, p99' '1 ms' '' series gateway 'p99_us / 1000' side=batches
        figure '  memory of its own, at the end' '1 MiB' '≤ 64' series gateway 'own / 1048576' side=batches
        figure '  with what is mapped of the memory of documents' '1 MiB' '' series gateway 'peak / 1048576' side=batches
        figure '1,000 calls a second of one document, p50' '1 ms' '' series gateway 'p50_us / 1000' side=singles
        figure '  p99' '1 ms' '≤ 50' series gateway 'p99_us / 1000' side=singles
        figure '  memory of its own, at the end' '1 MiB' '≤ 64' series gateway 'own / 1048576' side=singles
        figure '  with what is mapped of the memory of documents' '1 MiB' '' series gateway 'peak / 1048576' side=singles
}
