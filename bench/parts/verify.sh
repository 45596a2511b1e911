# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# verify.sh - `hentra verify` and `hentra verify --repair` of a year and of ten years; sourced by bench/run.

# one_proof WAREHOUSE WHAT RUN [OPTION…]
one_proof() {
        local server seconds cpu peak
        server=$(server_cpu postgres)
        timed verify "$HENTRA" verify --config "$WORK/$1.conf" "${@:4}"
        read -r seconds cpu peak < <(took verify)
        server=$(calc "$(server_cpu postgres) - $server")
        record verify warehouse,what,run,seconds,cpu,server_cpu,peak "$1" "$2" "$3" "$seconds" "$cpu" "$server" "$peak"
}

# proofs WAREHOUSE RUNS
proofs() {
        local run
        for ((run = 1; run <= $2; run++)); do
                one_proof "$1" verify "$run"
                one_proof "$1" repair "$run" --repair
        done
}

# proof_lines WAREHOUSE SECONDS
proof_lines() {
        local what
        local -A name=([verify]='hentra verify' [repair]='hentra verify --repair, nothing to repair')
        for what in verify repair; do
                aimed "${name[$what]}" "$(median verify seconds "warehouse=$1" "what=$what")" 2 s ≤ "$2"
                line '  processor seconds' "$(fixed 2 "$(median verify cpu "warehouse=$1" "what=$what")") + $(fixed 2 "$(median verify server_cpu "warehouse=$1" "what=$what")")"
                aimed '  peak memory' "$(calc "$(median verify peak "warehouse=$1" "what=$what") / 1048576")" 1 MiB ≤ 128
        done
}

part_verify() {
        kept
        proofs kept "$FEW"
        title "(j) Proving a $SIZE: $(grouped "$(dossiers "$SIZE")") dossiers"
        proof_lines kept 5
        [[ -n $TEN_YEARS ]] || return 0
        ten_years
        proofs ten 1
        title "(j) Proving ten years: $(grouped "$(dossiers ten)") dossiers"
        proof_lines ten 50
}
