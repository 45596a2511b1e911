# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# frozen.sh - what the scripts on frozen reports share; sourced: a clock, a source that speaks, and what a difference is made of.
CLOCK=()
# shellcheck disable=SC2034 # of the scripts
half=(--from 2022-03-01 --to 2022-03-14)

# at TIME: options of a clock that shows it now.
at() { CLOCK=(--set "clock.origin=$1" --set "clock.since=$(date -u +%Y-%m-%dT%H:%M:%SZ)"); }
report() { hentra report "$@" "${CLOCK[@]}" 2>>"$WORK/report.log"; }
refused() { # TEXT PART COMMAND…: it ends with 2, and says so
        local text=$1 part=$2 output rc=0
        shift 2
        output=$("$@" 2>&1) || rc=$?
        is "$text: exit code" 2 "$rc"
        has "$text: in words" "$part" "$output"
}
tell() { hentra report "$@" "${CLOCK[@]}"; }

# say ID STATUS OCCURRED STATED DUE [KIND OCCURRENCES RETRACTS]: what a source says, seen when it was said; of AGENCY, CASE (1: a petition), CITIZEN
# (citizen_data), RATING and ABOUT.
say() {
        sql -v id="$1" -v status="$2" -v occurred="$3" -v stated="$4" -v due="$5" -v kind="${6:-0}" -v list="${7:-}" -v retracts="${8:-f}" -v agency="${AGENCY:-000.00.01.H58}" \
                -v case="${CASE:-0}" -v citizen="${CITIZEN:-0}" -v rating="${RATING:-0}" -v about="${ABOUT:-}" <<-'SQL'
                insert into oracle.event
                select 0, (select count(*) from oracle.event), :'id', 'portal', 0, 0, :'case', :'status', oracle.micros(:'occurred'), oracle.micros(:'stated'),
                        oracle.micros(:'stated'), null, oracle.micros(nullif(:'due', '')::timestamptz), :'agency', null, 1, '1.000001', 'G01',
                        2, 0, 0, 0, 0, :'kind', :'retracts', false, null, 0, 0, 0, :'citizen', 0, :'rating',
                        nullif(:'about', ''),
                        (select string_agg(split_part(o, '@', 1) || ',' || oracle.micros(split_part(o, '@', 2)::timestamptz) || ',0,0,' || :'agency', chr(31))
                         from nullif(:'list', '') l, string_to_table(l, ';') o)
	SQL
}
sent=0
# send [WHERE]: what was said since, or a part of it, to the topic, and into the warehouse.
send() {
        sql -c "copy (select * from oracle.event where kafka_offset >= $sent and ${1:-true}) to stdout" | topic put "$TOPIC"
        [[ -n ${1:-} ]] || sent=$(sql -c 'select count(*) from oracle.event')
        ok 'the loader reads it' hentra load --until-end
}

# parts NAME: of each cell of the total that differs: frozen, now, difference, and what the causes make of it.
parts() {
        report diff "$1" --format json | python3 -c '
import json, sys
causes = ["catalogue", "other", "rules", "taken_back", "backdated", "due_rewritten", "late_event"]
for r in json.load(sys.stdin):
    if r["row"] == "'"$2"'":
        print(r["column"], r["frozen"], r["now"], *("%s=%d" % (c, r[c]) for c in causes if r[c]))'
}
# sums NAME: cells whose parts do not add up to their difference, or whose difference is not that of their values; the last line counts all.
sums() {
        report diff "$1" --format json | python3 -c '
import json, sys
causes = ["catalogue", "other", "rules", "taken_back", "backdated", "due_rewritten", "late_event"]
n = 0
for r in json.load(sys.stdin):
    if r["difference"] is None: continue
    n += 1
    cents = lambda v: round(100 * (v or 0))
    if sum(cents(r[c]) for c in causes) != cents(r["difference"]) or cents(r["now"]) - cents(r["frozen"]) != cents(r["difference"]):
        print(r)
print(n)'
}
adds_up() { # TEXT NAME LEAST
        local all
        all=$(sums "$2")
        is "$1: parts add up" "$(tail -n 1 <<<"$all")" "$all"
        ok "$1: more than $3 cells differ" test "$(tail -n 1 <<<"$all")" -gt "$3"
}
