#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# sheet - every report in every format, of a small province: workbooks say the same to another reader (and to LibreOffice, where it is
# installed) as the CSV, the printed form is reckoned anew, and a file is there whole or not at all.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

said() { "$ROOT/tests/support/book_said.py" "$@"; }
# refused TEXT PART OPTION…: exit 2, and the reason has that part.
refused() {
        local text=$1 part=$2 rc=0 reason
        shift 2
        reason=$(hentra report "$@" 2>&1 >"$WORK/refused.out") || rc=$?
        is "$text: exit 2" 2 "$rc"
        has "$text: says why" "$part" "$reason"
        is "$text: prints nothing" 0 "$(wc -c <"$WORK/refused.out")"
}

world here topic.partitions=2
hentra simulate --profile tien-giang-2022 --dossiers 4000 --catalogue "$WORK" >"$WORK/catalogue.log"
ok 'the catalogue is imported' hentra setup --no-topics --agencies "$WORK/agencies.csv" --procedures "$WORK/procedures.csv"
ok 'a province is sent' hentra simulate --profile tien-giang-2022 --dossiers 4000
ok 'and loaded' hentra load --until-end
# Names that a spreadsheet or a browser might run; a field with a long name.
sql -c "update hentra.agency_version set name = '=1+1' where agency_id = 1;
        update hentra.agency_version set name = '<script>alert(1)</script> & \"x\"' where agency_id = 2;
        update hentra.field set name = 'Lĩnh vực ' || code || ' có tên dài hơn một dòng của biểu mẫu in ra' where field_id % 3 = 0"
year=(--period CAL:2022)

mapfile -t reports < <(hentra report --list --format csv | python3 -c '
import csv, sys
for r in csv.DictReader(sys.stdin): print(r["report"])')
is 'there are reports' true "$( ((${#reports[@]} >= 11)) && echo true)"
for report in "${reports[@]}"; do
        for format in text csv json html xlsx; do
                ok "$report as $format" hentra report "$report" "${year[@]}" --format "$format" --output "$WORK/$report.$format"
        done
        ok "$report in Vietnamese" hentra report "$report" "${year[@]}" --lang vi --output "$WORK/$report.vi"
        is "$report: JSON and CSV have the same rows" \
                "$(python3 -c 'import csv, sys; print(len(list(csv.DictReader(open(sys.argv[1])))))' "$WORK/$report.csv")" \
                "$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))))' "$WORK/$report.json")"
        is "$report: the page asks for nothing outside" '' \
                "$(grep -oE '(src|href)=|@import|url\(|<script|<link|<img' "$WORK/$report.html" || true)"
        if [[ $(wc -l <"$WORK/$report.csv") -gt 1 ]]; then
                ok "$report: the workbook says the same" said plain "$WORK/$report.xlsx" "$WORK/$report.csv"
        fi
done
is 'a name is text, no formula and no markup' '1 0 1' \
        "$(hentra report form06 "${year[@]}" --by agency --format csv | grep -c "\"'=1+1\"") $(
                hentra report form06 "${year[@]}" --by agency --format html | grep -c '<script>' || true) $(
                hentra report form06 "${year[@]}" --by agency --format html | grep -c '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;')"
hentra report form06 "${year[@]}" --by agency --format csv >"$WORK/agency.csv"
hentra report form06 "${year[@]}" --by agency --format xlsx >"$WORK/agency.xlsx"
ok 'a workbook goes into a pipe' said plain "$WORK/agency.xlsx" "$WORK/agency.csv"
rc=0
said recalculated "$WORK/agency.xlsx" "$WORK/agency.csv" >"$WORK/recalculated" 2>&1 || rc=$?
if ((rc == 77)); then
        note 'LibreOffice is not installed: nobody computes the formulas again'
else
        is 'LibreOffice computes the same' '0 ' "$rc $(cat "$WORK/recalculated")"
fi

# ---- the printed form ----
hentra report form06 "${year[@]}" --by level,field --format csv >"$WORK/fields.csv"
official=("${year[@]}" --form official)
ok 'the printed form, a page a level' hentra report form06 "${official[@]}" --pages level --format xlsx --output "$WORK/official.xlsx"
ok 'its figures are those of the fields, and sum' said official "$WORK/official.xlsx" "$WORK/fields.csv"
for format in text html; do
        for pages in '' --pages=level --pages=agency; do
                ok "the printed form as $format $pages" hentra report form06 "${official[@]}" ${pages:+"$pages"} --format "$format" \
                        --output "$WORK/official.$format"
        done
done
is 'a page for each agency that had something' "$(hentra report form06 "${year[@]}" --by agency --format csv | tail -n +3 | wc -l)" \
        "$(grep -c '<section' "$WORK/official.html")"
has 'it names its unit' 'Đơn vị báo cáo: Tỉnh Tiền Giang' "$(hentra report form06 "${official[@]}" --unit 'Tỉnh Tiền Giang')"

# ---- one agency ----
agency=$(awk -F'"' 'NR == 3 { print $2 }' <(sql -c "select '\"' || code || '\"' from hentra.agency where agency_id < 9 order by agency_id"))
is 'one agency is what it is among all' \
        "$(python3 -c 'import csv, sys
print([r["total"] + " " + r["resolved"] + " " + r["in_process"] for r in csv.DictReader(open(sys.argv[1])) if r["agency"] == sys.argv[2]][0])' \
                "$WORK/agency.csv" "$agency")" \
        "$(hentra report form06 "${year[@]}" --agency "$agency" --format csv | python3 -c 'import csv, sys
r = list(csv.DictReader(sys.stdin))[-1]
print(r["total"], r["resolved"], r["in_process"])')"

# ---- against the facts, reckoned another way ----
is 'the late list has the late ones' "$(sql -c "select count(*) from hentra.dossier where day_class = 3 and case_kind = 0
                and hentra.local_day(greatest(ended_at, received_at)) between '2022-01-01' and '2022-12-31'")" \
        "$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))))' "$WORK/late.json")"
is 'how late is working time' "$(sql -c "select sum(greatest(hentra.working_minutes(due_at, ended_at), 0)) from hentra.dossier
                where day_class = 3 and hentra.local_day(greatest(ended_at, received_at)) between '2022-01-01' and '2022-12-31'")" \
        "$(python3 -c 'import json, sys; print(sum(r["late_minutes"] for r in json.load(open(sys.argv[1]))))' "$WORK/late.json")"
is 'handling time is that of dossier_detail' "$(sql -c "select count(*), sum(mean) from (
                select round(avg(greatest(handling_minutes, 0))) as mean from hentra.dossier_detail
                where ended_by in ('RESOLVED', 'RETURNED') and case_kind = 'DOSSIER'
                  and hentra.local_day(greatest(ended_at, received_at)) between '2022-01-01' and '2022-12-31'
                group by hentra.procedure_base(procedure)) p")" \
        "$(python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); print(len(r), sum(x["mean_minutes"] for x in r))' "$WORK/handling-time.json")"
is 'handled: received, resolved or handed over, each once' "$(sql -c "select count(*) from hentra.dossier
                where hentra.local_day(received_at) between '2022-01-01' and '2022-12-31'
                   or hentra.local_day(ended_at) between '2022-01-01' and '2022-12-31' and ended_by in (9, 10)
                   or hentra.local_day(returned_at) between '2022-01-01' and '2022-12-31'")" \
        "$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[-1]["handled"])' "$WORK/handled.json")"
is 'ranks are 1-2-2-4 within a level' ok "$(python3 -c '
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
def shown(r): return (200 * int(r["resolved_in_time"]) * 100 + int(r["judged"])) // (2 * int(r["judged"]))
for r in rows:
    level = [x for x in rows if x["level"] == r["level"] and int(x["judged"]) > 0]
    expected = str(1 + sum(shown(x) > shown(r) for x in level)) if int(r["judged"]) > 0 else ""
    if r["rank"] != expected or int(r["total"]) + int(r["transferred_in"]) <= 0: sys.exit(f"{r} should be {expected}")
print("ok" if len({r["level"] for r in rows}) == 3 else rows)' "$WORK/ranking.csv" 2>&1)"
is 'online procedures, and those with online dossiers' "$(sql -c "select count(*) filter (where exists (
                select from hentra.dossier d where d.procedure_id = p.procedure_id and d.channel = 2
                  and hentra.local_day(d.received_at) between '2022-01-01' and '2022-12-31')), count(*)
                from hentra.procedure p join hentra.procedure_version v using (procedure_id)
                where v.service in (2, 3) and '2022-12-31' between v.valid_from and v.valid_to - 1")" \
        "$(python3 -c 'import json, sys; r = json.load(open(sys.argv[1]))[-1]; print(r["with_online_dossiers"], r["online_procedures"])' "$WORK/procedures.json")"
is 'the view of procedures counts the same' \
        "$(python3 -c 'import json, sys; r = json.load(open(sys.argv[1]))[-1]; print(r["with_online_dossiers"])' "$WORK/procedures.json")" \
        "$(sql -c "select count(*) from hentra.procedure_use where service in ('PARTIAL', 'FULL') and online > 0")"

# ---- refused, and files that are whole ----
refused 'a period that is none' 'ND09: or CAL:' form06 --period CAL:1066
refused 'an agency that nobody names' 'no catalogue and no event names it' form06 --agency 000.99.99.H99
sql -c "insert into hentra.agency (code) values ('SAID')"
refused 'an agency of events only' 'no catalogue does' form06 --agency SAID
sql -c "update hentra.agency_version set valid_to = '2020-01-01' where agency_id = 7"
refused 'an agency of other days' 'on no day of the range' form06 "${year[@]}" --agency "$(sql -c 'select code from hentra.agency where agency_id = 7')"
refused 'a group that does not go with a report' 'does not go with' digital --by procedure
refused 'an option that does not go with a report' '--by does not go with the report late' late --by level
refused 'a printed form as CSV' 'goes with --format text, xlsx and html' form06 --form official --format csv
refused 'a printed form of another report' '--form does not go with' online-rate --form official
for format in text csv json html; do
        refused "rules that are not there, as $format" 'none.csv' index766 --rules "$WORK/none.csv" --format "$format"
done
refused 'a folder that is not there' 'cannot write beside' form06 --output "$WORK/none/x.csv"
echo before >"$WORK/kept"
hentra report form06 --period CAL:1066 --output "$WORK/kept" 2>"$WORK/kept.err" || true
is 'a report that fails leaves the file as it was' 'before 1' "$(cat "$WORK/kept") $(find "$WORK" -name 'kept*' ! -name '*.err' | wc -l)"
rc=0
(
        trap '' XFSZ # a write beyond the limit fails, as on a full disk
        ulimit -f 8
        hentra report handling-time "${year[@]}" --format csv --output "$WORK/kept"
) 2>"$WORK/full.err" || rc=$?
is 'a file that cannot be written to its end is a failure' 1 "$rc"
is 'nor one that cannot be written to its end' 'before 1' "$(cat "$WORK/kept") $(find "$WORK" -name 'kept*' ! -name '*.err' | wc -l)"
end_world

# ---- petitions and tasks that were published (Kiên Giang 2023, Bà Rịa - Vũng Tàu 2022), from files ----
# cases KIND PREFIX: a mapping, and rows "RECEIVED DUE END COUNT" of standard input as a file.
cases() {
        mkdir "$WORK/$1"
        printf '%s\n' '[file]' 'row = case' '[dates]' 'formats = %d/%m/%Y %H:%M | %d/%m/%Y' 'zone = Asia/Ho_Chi_Minh' '[columns]' \
                'dossier_id = Ma' 'agency = CoQuan' 'due_at = Han' '[constants]' "source = $2" "case_kind = $1" '[case]' \
                'RECEIVED = Nhan' 'RESOLVED = Xong' >"$WORK/$1.ini"
        awk -v prefix="$2" 'BEGIN { print "Ma,CoQuan,Nhan,Han,Xong" }
                { for (i = 0; i < $4; i++) printf "%s-%04d,000.00.01.H33,%s 08:00,%s,%s\n", prefix, ++n, $1, $2, $3 == "-" ? "" : $3 " 10:00" }' \
                >"$WORK/$1/$1.csv"
        ok "$1: spooled" hentra spool --once --mapping "$WORK/$1.ini" "$WORK/$1"
}
world cases topic.partitions=1
cases PETITION PA <<-'ROWS'
	01/03/2023 22/03/2023 20/03/2023 48
	01/03/2023 22/03/2023 24/03/2023 3
	20/12/2023 12/01/2024 - 12
	01/11/2023 22/11/2023 - 8
ROWS
cases TASK NV <<-'ROWS'
	01/02/2022 30/09/2022 15/09/2022 314
	01/09/2022 31/12/2022 - 10
ROWS
ok 'petitions and tasks are loaded' hentra load --until-end
# total REPORT PERIOD-OPTIONS… -- COLUMN…: of the last row.
total() { hentra report "$@" --format json | python3 -c '
import json, sys
r = json.load(sys.stdin)[-1]
print(*(r[c] for c in sys.argv[1:]))' "${columns[@]}"; }
columns=(to_handle resolved in_time overdue resolved_in_time judged broken)
is 'petitions_received 71 = resolved 51 + open in time 12 + overdue 8; 48 of 51 in time' '71 51 12 8 48 51 ' \
        "$(total petitions --period CAL:2023)"
columns=(to_handle resolved in_process resolved_rate)
is 'tasks_assigned 324 = done 314 + in process 10; 96.91 %, printed as 97' '324 314 10 96.9136' \
        "$(total tasks --from 2022-01-01 --to 2022-09-30 | awk '{ printf "%s %s %s %.4f", $1, $2, $3, $4 }')"
is 'neither is a dossier' 0 "$(columns=(total) && total form06 --period CAL:2023)"
end_world

# ---- satisfaction: ten dossiers, six petitions, each taken off once ----
# said NAME KIND WORD…: a file of rows "CODE RECEIVED DUE END RATING ABOUT" of standard input; - is nothing.
said_of() {
        mkdir "$WORK/$1"
        printf '%s\n' '[file]' 'row = case' '[dates]' 'formats = %d/%m/%Y %H:%M | %d/%m/%Y' 'zone = Asia/Ho_Chi_Minh' '[columns]' \
                'dossier_id = Ma' 'agency = CoQuan' 'due_at = Han' 'rating = DanhGia' 'about = Ve' '[constants]' "source = $1" "case_kind = $2" \
                '[case]' 'RECEIVED = Nhan' 'RESOLVED = Xong' '[values rating]' 'LIKE = like' 'DISLIKE = dislike' >"$WORK/$1.ini"
        awk 'BEGIN { print "Ma,CoQuan,Nhan,Han,Xong,DanhGia,Ve" }
                { for (i = 2; i <= 6; i++) if ($i == "-") $i = ""
                  printf "%s,H58.01,%s 08:00,%s,%s,%s,%s\n", $1, $2, $3, $4 == "" ? "" : $4 " 10:00", $5, $6 }' >"$WORK/$1/$1.csv"
        ok "$1: spooled" hentra spool --once --mapping "$WORK/$1.ini" "$WORK/$1"
}
world satisfaction topic.partitions=1
said_of ratings DOSSIER <<-'ROWS'
	HS-1 02/02/2026 09/02/2026 05/02/2026 like -
	HS-2 02/02/2026 09/02/2026 05/02/2026 - -
	HS-3 02/02/2026 09/02/2026 05/02/2026 - -
	HS-4 02/02/2026 09/02/2026 05/02/2026 - -
	HS-5 02/02/2026 09/02/2026 05/02/2026 - -
	HS-6 02/02/2026 30/03/2026 - - -
	HS-7 02/02/2026 09/02/2026 05/02/2026 dislike -
	HS-8 02/02/2026 09/02/2026 05/02/2026 dislike -
	HS-9 02/02/2026 09/02/2026 12/02/2026 dislike -
	HS-10 02/02/2026 09/02/2026 12/02/2026 - -
ROWS
said_of raised PETITION <<-'ROWS'
	PA-1 03/02/2026 24/02/2026 05/02/2026 like HS-8
	PA-2 03/02/2026 24/02/2026 05/02/2026 - HS-10
	PA-3 03/02/2026 24/02/2026 05/02/2026 - HS-10
	PA-4 03/02/2026 24/02/2026 05/02/2026 dislike HS-5
	PA-5 03/02/2026 24/02/2026 05/02/2026 - -
	PA-6 06/02/2026 27/02/2026 09/02/2026 - PA-5
ROWS
ok 'both are loaded' hentra load --until-end
satisfaction() { hentra report satisfaction --period CAL:2026-02 --format json | python3 -c '
import json, sys
r = [x for x in json.load(sys.stdin) if x["unit"] == "H58"][0]
print(*(r[c] for c in sys.argv[1:]))' "$@"; }
# HS-7 and 8 were disliked, about HS-8 and 5 are petitions; 9 and 10 were late, whatever else was said of them.
is 'dossiers 10 = late 2 + complained about 3 + satisfied 5' '10 2 3 5 50.0' "$(satisfaction dossiers late complained satisfied satisfied_rate)"
is 'petitions 6 = late 0 + disliked or raised again 2 + satisfied 4' '6 0 2 4' \
        "$(satisfaction petitions petitions_late petitions_complained petitions_satisfied)"
is 'index 766 has the same figures' '5 10 4 6' "$(hentra report index766 --period CAL:2026-02 --format json | python3 -c '
import json, sys
r = {x["item"]: x for x in json.load(sys.stdin) if x["unit"] == "H58"}
print(*(r[i][c] for i in ("DOSSIER_RECEIVING_SATISFACTION", "PETITION_HANDLING_SATISFACTION") for c in ("numerator", "denominator")))')"
end_world
verdict
