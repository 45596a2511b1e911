# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# decode.sh - events a second that one thread reads, against Avro-C's generic reader; sourced by bench/run.

part_decode() {
        local run name rate generic plan codec
        for ((run = 1; run <= RUNS; run++)); do
                "$BUILD/bench_decode" "$DECODE_EVENTS" >"$WORK/decode.out" || die 'bench_decode failed'
                while IFS=, read -r name rate; do
                        record decode what,run,per_second "$name" "$run" "$rate"
                done <"$WORK/decode.out"
        done
        generic=$(median decode per_second what=generic) plan=$(median decode per_second what=plan)
        codec=$(median decode per_second what=codec)
        title '(b) Reading an event, one thread'
        line 'floor: Avro-C, generic reader' "$(millions "$generic")"
        line 'our bounded reader' "$(millions "$plan")"
        aimed "  times Avro-C" "$(calc "$plan / $generic")" 1 x ≥ 10
        line 'the same with framing and every value checked' "$(millions "$codec")"
        line "  times Avro-C" "$(fixed 1 "$(calc "$codec / $generic")") x"
}
