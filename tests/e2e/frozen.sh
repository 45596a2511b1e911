#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# frozen - reports that are frozen, printed again as they were, and compared with what is known later: a dossier of each cause with figures
# found by pencil, then random histories, whose parts must add up in every cell.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

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

# say ID STATUS OCCURRED STATED DUE [KIND OCCURRENCES RETRACTS]: what a source says, seen when it was said.
say() {
        sql -v id="$1" -v status="$2" -v occurred="$3" -v stated="$4" -v due="$5" -v kind="${6:-0}" -v list="${7:-}" -v retracts="${8:-f}" -v agency="${AGENCY:-000.00.01.H58}" <<-'SQL'
                insert into oracle.event
                select 0, (select count(*) from oracle.event), :'id', 'portal', 0, 0, 0, :'status', oracle.micros(:'occurred'), oracle.micros(:'stated'),
                        oracle.micros(:'stated'), null, oracle.micros(nullif(:'due', '')::timestamptz), :'agency', null, 1, '1.000001', 'G01',
                        2, 0, 0, 0, 0, :'kind', :'retracts', false, null, 0, 0, 0, 0, 0, 0, null,
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
# cells FORMAT-JSON-FILE: row, column and value of each numeric cell of a report.
adds_up() { # TEXT NAME LEAST
        local all
        all=$(sums "$2")
        is "$1: parts add up" "$(tail -n 1 <<<"$all")" "$all"
        ok "$1: more than $3 cells differ" test "$(tail -n 1 <<<"$all")" -gt "$3"
}

# ---- a dossier of each cause ----
world pencil topic.partitions=2
sql -f "$ROOT/tests/oracle/schema.sql"
say plain 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-11 17:00+07'
say plain 9 '2022-03-10 08:00+07' '2022-03-10 08:01+07' '2022-03-11 17:00+07'
say backdated 2 '2022-03-01 08:00+07' '2022-03-02 08:00+07' '2022-03-08 17:00+07' 1 '2@2022-03-01 08:00+07'
say backdated 2 '2022-03-01 08:00+07' '2022-03-12 08:00+07' '2022-03-08 17:00+07' 1 '2@2022-03-01 08:00+07'
say rewritten 2 '2022-03-02 09:00+07' '2022-03-02 09:01+07' '2022-03-09 17:00+07'
say taken 2 '2022-03-03 09:00+07' '2022-03-03 09:01+07' '2022-03-30 17:00+07'
send
at '2022-03-16 10:00'
half=(--from 2022-03-01 --to 2022-03-14)
report form06 "${half[@]}" --by level --format csv >"$WORK/before.csv"
ok 'form 06 is frozen' tell form06 "${half[@]}" --by level --format csv --freeze half-1 --output "$WORK/frozen.csv"
is 'it is what would have been printed' "$(cat "$WORK/before.csv")" "$(cat "$WORK/frozen.csv")"
for name in ranking online-rate late index766; do
        ok "$name is frozen" tell "$name" "${half[@]}" --freeze "$name-1" --output "$WORK/$name.text"
done
ok 'the official form is frozen' tell form06 "${half[@]}" --form official --freeze official-1 --output "$WORK/official.text"
refused 'the same again' 'all its figures are the same' tell form06 "${half[@]}" --by level --freeze half-1
refused 'another one by that name' 'never overwritten' tell form06 "${half[@]}" --by agency --freeze half-1
refused 'a name' 'letters of ASCII' tell form06 "${half[@]}" --freeze 'half 1'
refused 'foresight' 'cannot be frozen' tell foresight --freeze risk
refused 'a list of what is open now' 'let the range end with --to 2022-03-15' tell late --from 2022-03-01 --freeze late-now
refused 'rules of a file' 'does not go with --rules' tell index766 "${half[@]}" --rules /dev/null --freeze x
refused 'what is not there' 'hentra report frozen lists them' tell frozen half-2
refused 'a question to what is frozen' 'the question was frozen' tell frozen half-1 --period CAL:2022
is 'nothing has changed' '[]' "$(report diff half-1 --format json | tr -d '\n ')"
has 'in words' 'Nothing has changed' "$(report diff half-1)"
is 'six are listed' 'half-1 form06 2022-03-14
ranking-1 ranking 2022-03-14
online-rate-1 online-rate 2022-03-14
late-1 late 2022-03-14
index766-1 index766 2022-03-14
official-1 form06 2022-03-14' "$(report frozen --format csv | python3 -c '
import csv, sys
for r in csv.DictReader(sys.stdin): print(r["name"], r["report"], r["last_day"])')"

say late 2 '2022-03-05 08:00+07' '2022-03-20 08:00+07' '2022-03-10 17:00+07'
say backdated 9 '2022-03-07 10:00+07' '2022-03-21 08:00+07' '2022-03-08 17:00+07' 1 '2@2022-03-01 08:00+07;9@2022-03-07 10:00+07'
say rewritten 2 '2022-03-02 09:00+07' '2022-03-22 09:01+07' '2022-03-30 17:00+07'
say taken 2 '2022-03-03 09:00+07' '2022-03-23 09:01+07' '2022-03-30 17:00+07' 0 '' t
# After the range, so none of its business.
say plain 10 '2022-03-18 08:00+07' '2022-03-18 08:01+07' '2022-03-11 17:00+07'
send
at '2022-04-01 10:00'
is 'each cause, cell by cell' 'total 4 4 taken_back=-1 late_event=1
received 4 4 taken_back=-1 late_event=1' "$(parts half-1 TOTAL | grep -E '^(total|received) ' || true)"
verdict
