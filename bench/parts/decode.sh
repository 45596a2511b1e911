# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# decode.sh - events a second that one thread reads, against Avro-C's generic reader; sourced by bench/run.

run_decode() { # RUN
        local name rate generic
        "$BUILD/bench_decode" "$DECODE_EVENTS" >"$WORK/decode.out" || die 'bench_decode failed'
        generic=$(awk -F, '$1 == "generic" { print $2 }' "$WORK/decode.out")
        while IFS=, read -r name rate; do
                record decode what,run,per_second,generic "$name" "$1" "$rate" "$generic"
        done <"$WORK/decode.out"
}

part_decode() {
        local run
        for ((run = 1; run <= RUNS; run++)); do each_build "$run" run_decode "$run"; done
        title '(b) Reading an event, one thread'
        figure 'floor: Avro-C, generic reader' '2 M/s' '' series decode 'per_second / 1000000' what=generic
        figure 'our bounded reader' '2 M/s' '' series decode 'per_second / 1000000' what=plan
        figure '  times Avro-C' '1 x' '≥ 10' series decode 'per_second / generic' what=plan
        figure 'the same with framing and every value checked' '2 M/s' '' series decode 'per_second / 1000000' what=codec
        figure '  times Avro-C' '1 x' '' series decode 'per_second / generic' what=codec
}
