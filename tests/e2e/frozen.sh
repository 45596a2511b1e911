#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# frozen - reports that are frozen, printed again as they were, and compared with what is known later: a dossier of each cause with figures
# found by pencil, then random histories, whose parts must add up in every cell.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/frozen.sh
source "$ROOT/tests/support/frozen.sh"

# ---- a dossier of each cause ----
world pencil topic.partitions=2
sql -f "$ROOT/tests/oracle/schema.sql"
say plain 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-11 17:00+07'
say plain 9 '2022-03-10 08:00+07' '2022-03-10 08:01+07' '2022-03-11 17:00+07'
say backdated 2 '2022-03-01 08:00+07' '2022-03-02 08:00+07' '2022-03-08 17:00+07' 1 '2@2022-03-01 08:00+07'
say backdated 2 '2022-03-01 08:00+07' '2022-03-12 08:00+07' '2022-03-08 17:00+07' 1 '2@2022-03-01 08:00+07'
say rewritten 2 '2022-03-02 09:00+07' '2022-03-02 09:01+07' '2022-03-09 17:00+07'
say moved 2 '2022-03-02 09:00+07' '2022-03-02 09:01+07' '2022-03-09 17:00+07'
say moved 9 '2022-03-10 09:00+07' '2022-03-10 09:01+07' '2022-03-09 17:00+07'
say taken 2 '2022-03-03 09:00+07' '2022-03-03 09:01+07' '2022-03-30 17:00+07'
send
at '2022-03-16 10:00'
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
say moved 9 '2022-03-10 09:00+07' '2022-03-22 09:01+07' '2022-03-12 17:00+07'
say taken 2 '2022-03-03 09:00+07' '2022-03-23 09:01+07' '2022-03-30 17:00+07' 0 '' t
# After the range, so none of its business.
say plain 10 '2022-03-18 08:00+07' '2022-03-18 08:01+07' '2022-03-11 17:00+07'
send
at '2022-04-01 10:00'
report diff half-1 --format json >"$WORK/diff.json"
is 'each cause, cell by cell' 'total 5 5 taken_back=-1 late_event=1
received 5 5 taken_back=-1 late_event=1
received_online 5 5 taken_back=-1 late_event=1
resolved 2 3 backdated=1
resolved_early 1 3 backdated=1 due_rewritten=1
resolved_overdue 1 0 due_rewritten=-1
resolved_in_time 1 3 backdated=1 due_rewritten=1
judged 2 3 backdated=1
in_process 3 2 taken_back=-1 backdated=-1 late_event=1
in_time 1 1 taken_back=-1 due_rewritten=1
overdue 2 1 backdated=-1 due_rewritten=-1 late_event=1
official_resolved 2 3 backdated=1
official_on_time 1 3 backdated=1 due_rewritten=1
backdated 0 1 backdated=1' "$(parts half-1 TOTAL)"
is 'each dossier, and its cause' 'backdated BACKDATED
late LATE_EVENT
moved DUE_REWRITTEN
rewritten DUE_REWRITTEN
taken TAKEN_BACK' "$(report diff half-1 --dossiers --format csv | tail -n +2 | cut -d, -f2,3 | tr -d '"\r' | tr , ' ' | sort)"
has 'in words' 'due date rewritten: 2 dossiers: ' "$(report diff half-1)"
has 'in Vietnamese' 'sửa hạn trả: 2 hồ sơ: ' "$(report diff half-1 --lang vi)"
is 'the ranking' 'resolved_in_time 1 3 backdated=1 due_rewritten=1
judged 2 3 backdated=1
total 5 5 taken_back=-1 late_event=1
received 5 5 taken_back=-1 late_event=1
in_process 3 2 taken_back=-1 backdated=-1 late_event=1
overdue 2 1 backdated=-1 due_rewritten=-1 late_event=1' "$(parts ranking-1 000.00.01.H58)"
is 'the online rate' 'online 5 5 taken_back=-1 late_event=1
received 5 5 taken_back=-1 late_event=1' "$(parts online-rate-1 TOTAL)"
is 'index 766, an item' 'numerator 2 4 taken_back=-1 backdated=1 due_rewritten=2
denominator 5 5 taken_back=-1 late_event=1' "$(parts index766-1 'H58|PROGRESS' | grep -E '^(num|den)')"
adds_up 'index 766' index766-1 20
is 'the late list has lost one, nobody knows why' 'moved row 1 0 -1 None' "$(report diff late-1 --format json | python3 -c '
import json, sys
for r in json.load(sys.stdin): print(r["row"], r["column"], r["frozen"], r["now"], r["difference"], r["late_event"]) if r["column"] == "row" else None')"
has 'which it says' 'without causes' "$(report diff late-1)"
refused 'and knows no dossiers' 'takes neither --as-of' tell diff late-1 --dossiers

# ---- printed again ----
for format in text csv json html; do
        report frozen half-1 --format "$format" >"$WORK/again.$format"
done
is 'it is printed as it was' "$(cat "$WORK/before.csv")" "$(cat "$WORK/again.csv")"
is 'the official form, too' "$(cat "$WORK/official.text")" "$(report frozen official-1)"
has 'as it was in any format' '"received":5' "$(cat "$WORK/again.json")"
has 'for print' '<td' "$(cat "$WORK/again.html")"
report frozen ranking-1 --format xlsx --output "$WORK/again.xlsx"
has 'as a workbook' '000.00.01.H58' "$(unzip -p "$WORK/again.xlsx" xl/worksheets/sheet1.xml)"
refused 'the official form of what has no fields' 'was not frozen for this look' tell frozen half-1 --form official
is 'each is as it was frozen' t "$(sql -c 'select bool_and(sha256 = hentra.frozen_sha256(name)) from hentra.frozen_report')"

# ---- catalogues ----
printf '%s\n' 'code,name,level' '000.00.01.H58,Phong,COMMUNE' >"$WORK/agencies.csv"
ok 'a catalogue is imported' hentra catalogue import agencies "$WORK/agencies.csv"
is 'what moves to another level' 'received 5 None catalogue=-5' "$(parts half-1 PROVINCE | grep '^received ')"
is 'and comes there' 'received None 5 catalogue=5 taken_back=-1 late_event=1' "$(parts half-1 COMMUNE | grep '^received ')"
is 'changes nothing of the total' 'received 5 5 taken_back=-1 late_event=1' "$(parts half-1 TOTAL | grep '^received ')"
adds_up 'with a catalogue' half-1 30
is 'what is printed is as it was' "$(cat "$WORK/before.csv")" "$(report frozen half-1 --format csv)"

# ---- nobody changes it ----
as_analyst=(--set 'warehouse.options=-c role=hentra_analyst')
ok 'an analyst prints it' tell frozen half-1 "${as_analyst[@]}"
ok 'and compares it' tell diff half-1 "${as_analyst[@]}"
ok 'and may not freeze' fails tell form06 "${half[@]}" --freeze half-2 "${as_analyst[@]}"
is 'of which nothing is left' 0 "$(sql -c "select count(*) from hentra.frozen_report where name = 'half-2'")"
has 'rows are not changed' 'never changed' "$(sql -c "update hentra.frozen_row set place = 9" 2>&1 || true)"
has 'nor deleted' 'never changed' "$(sql -c 'delete from hentra.frozen_report' 2>&1 || true)"
has 'nor emptied' 'never changed' "$(sql -c 'truncate hentra.frozen_row, hentra.frozen_report' 2>&1 || true)"
# against_the_guard SET: changes the total of half-1 all the same.
against_the_guard() {
        sql -c 'alter table hentra.frozen_row disable trigger frozen' -c "update hentra.frozen_row set cells = $1
                where name = 'half-1' and depth = 0" -c 'alter table hentra.frozen_row enable trigger frozen'
}
sql -c "create table public.was as select cells from hentra.frozen_row where name = 'half-1' and depth = 0"
against_the_guard "cells || '{\"received\": 6}'"
ok 'a row that was changed all the same is not printed' fails tell frozen half-1
ok 'nor compared' fails tell diff half-1
has 'and the reason is given' 'is not what was frozen' "$(tell frozen half-1 2>&1 || true)"
ok 'others are as they were' tell frozen ranking-1
ok 'verify finds it' fails hentra verify --no-kafka
has 'and names it' $'frozen reports that were changed                          1   <- differs\n    half-1' "$(hentra verify --no-kafka 2>&1 || true)"
against_the_guard '(select cells from public.was)'
agrees pencil
end_world

# ---- another rule version ----
# A stopped dossier is in process by version 5 and has ended by version 6.
stopped() {
        sql -f "$ROOT/tests/oracle/schema.sql"
        sent=0
        say open 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-30 17:00+07'
        say stopped 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-30 17:00+07'
        say stopped 8 '2022-03-03 08:00+07' '2022-03-03 08:01+07' '2022-03-30 17:00+07'
        send
}
world five
stopped
at '2022-03-16 10:00'
ok 'form 06 of version 5' tell form06 "${half[@]}" --freeze half-5 --output "$WORK/five.text"
sql -c 'copy hentra.frozen_report to stdout' >"$WORK/report.copy"
sql -c 'copy hentra.frozen_row to stdout' >"$WORK/row.copy"
end_world
world six setup.rule_version=6
stopped
sql -c 'copy hentra.frozen_report from stdin' <"$WORK/report.copy"
sql -c 'copy hentra.frozen_row from stdin' <"$WORK/row.copy"
is 'it is printed by its own rules' "$(cat "$WORK/five.text")" "$(report frozen half-5)"
is 'and what others make of it is told' 'in_process 2 1 rules=-1
in_time 2 1 rules=-1
paused 1 0 rules=-1
stopped 0 1 rules=1' "$(parts half-5 TOTAL)"
end_world

# ---- random histories ----
asked=('form06 --by level,field|level field' 'form06 --by agency,procedure --class instant --with-vertical|agency procedure' 'ranking|agency'
        'online-rate --by agency,channel|agency channel' 'form06 --kind PETITION --by agency|agency' 'index766 --by unit|unit item')
# Of each: the question, what names its rows, and what is asked only when it is frozen, and only later.
# random TEXT K FIRST LAST: what was seen until K is loaded and frozen, then the rest.
random() {
        local text=$1 known=$2 range=(--from "$3" --to "$4") n words keys first later
        send "observed_at <= oracle.micros('$known+07')"
        for n in "${!asked[@]}"; do
                IFS='|' read -r words keys first later <<<"${asked[n]}"
                read -ra words <<<"$words $first"
                at "$known"
                ok "$text: ${words[*]} is frozen" tell "${words[@]}" "${range[@]}" --format json --freeze "random-$n" --output "$WORK/before-$n.json"
        done
        sql -c "delete from oracle.event where observed_at <= oracle.micros('$known+07')"
        sent=0
        send
        at '2023-01-01 10:00'
        for n in "${!asked[@]}"; do
                IFS='|' read -r words keys first later <<<"${asked[n]}"
                read -ra words <<<"$words $later"
                read -ra keys <<<"$keys"
                adds_up "$text: ${words[*]}" "random-$n" 2
                report "${words[@]}" "${range[@]}" --format json >"$WORK/now.json"
                report diff "random-$n" --format json >"$WORK/diff.json"
                is "$text: ${words[*]}: what was, what is" "$(jq length "$WORK/diff.json")" \
                        "$(python3 "$ROOT/tests/support/frozen_cells.py" "$WORK/before-$n.json" "$WORK/now.json" "$WORK/diff.json" "${keys[@]}")"
                note "$text: ${words[*]}: $(jq -c '[.[]|{catalogue, other, taken_back, backdated, due_rewritten, late_event}|to_entries[]|select((.value // 0) != 0)|.key]|group_by(.)|map({(.[0]): length})|add' "$WORK/diff.json")"
        done
}
world random topic.partitions=6
sql -f "$ROOT/tests/oracle/schema.sql"
sql -v dossiers=3000 -v seed=7 -f "$ROOT/tests/oracle/random.sql"
random random '2022-02-20 12:00' 2022-02-01 2022-02-14
end_world
world source
ok 'a year is simulated' hentra simulate --profile tien-giang-2022 --dossiers 8000 --taken-back 80
topic dump "$TOPIC" >"$WORK/said"
end_world
world told
asked=('form06 --by level,field|level field' 'form06 --by agency|agency|--known-at 2022-07-14|--as-of 2022-07-14' 'ranking|agency' 'index766|unit item')
sql -f "$ROOT/tests/oracle/schema.sql"
sql -c 'copy oracle.event from stdin' <"$WORK/said"
random simulated '2022-07-15 12:00' 2022-06-01 2022-07-14
verdict
