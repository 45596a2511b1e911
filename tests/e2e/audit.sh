#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# audit - published figures, audited without a server, and beside what simulated dossiers, petitions and tasks came to in a warehouse.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

# code COMMAND…: its exit code.
code() {
        local rc=0
        "$@" >/dev/null 2>"$WORK/err" || rc=$?
        echo "$rc"
}
# column NAME INDICATOR [LEVEL]: of the last such row of $WORK/audit.csv about the warehouse.
column() {
        python3 -c '
import csv, sys
name, indicator, level = sys.argv[1:4]
for row in csv.DictReader(open(sys.argv[4], encoding="utf-8")):
    if row["code"] == "warehouse" and row["indicator"] == indicator and row["level"] == level:
        print(row[name])' "$1" "$2" "${3:-ALL}" "$WORK/audit.csv" | tail -n 1
}

cat >"$WORK/good.csv" <<'CSV'
source,place,level,period_from,period_to,indicator,value,unit,note
R,Xy,ALL,2023-01-01,2023-12-31,dossiers_received,10000,dossier,
R,Xy,ALL,2023-01-01,2023-12-31,resolved_on_time,9000,dossier,printed 90 %
R,Xy,ALL,2023-01-01,2023-12-31,resolved_late,400,dossier,printed 4 %
R,Xy,ALL,2023-01-01,2023-12-31,in_process,600,dossier,printed 6 %
CSV
sed 's/in_process,600/in_process,400/' "$WORK/good.csv" >"$WORK/bad.csv"
sed 's/in_process,600/in_process,sixty/' "$WORK/good.csv" >"$WORK/broken.csv"
unset HENTRA_CONFIG
is 'nothing found' 0 "$(code hentra audit "$WORK/good.csv")"
is 'a contradiction' 1 "$(code hentra audit "$WORK/bad.csv")"
is 'a broken row' '2 hentra audit: line 5' "$(code hentra audit "$WORK/broken.csv") $(sed "s|$WORK/broken.csv, ||; s/\(line 5\).*/\1/" "$WORK/err")"
is 'nothing of a broken file is printed' '' "$(hentra audit "$WORK/broken.csv" 2>/dev/null || true)"
is 'no such file' 2 "$(code hentra audit "$WORK/none.csv")"
is 'no file' 2 "$(code hentra audit)"
is 'a place without facts' 2 "$(code hentra audit --place Xy "$WORK/good.csv")"
has 'the right figure' '10,000 - 9,000 - 400 = 600 is 6 %, so the count repeats that of resolved late' "$(hentra audit "$WORK/bad.csv" 2>/dev/null || true)"
has 'in Vietnamese' '10.000 - 9.000 - 400 = 600, bằng 6 %' "$(hentra audit --lang vi "$WORK/bad.csv" 2>/dev/null || true)"
is 'in CSV' 'contradiction received-resolved-open 400 600 600/10000 2 3 4 5' "$(hentra audit --format csv "$WORK/bad.csv" 2>/dev/null | python3 -c '
import csv, sys
for r in csv.DictReader(sys.stdin):
    print(r["severity"], r["code"], r["printed"], r["right"], r["numerator"] + "/" + r["denominator"], r["lines"])')"
is 'in JSON' '["in_process", "400", "600", false]' "$(hentra audit --format json "$WORK/bad.csv" 2>/dev/null | python3 -c '
import json, sys
r = json.load(sys.stdin)
print(json.dumps([r[0][k] for k in ("indicator", "printed", "right", "percent")]))')"
is 'an empty list' '[]' "$(hentra audit --format json "$WORK/good.csv" | tr -d '[:space:]')"
ok 'the printed rules are rules' bash -c "\"$HENTRA\" audit --print-rules >'$WORK/rules.ini' && \"$HENTRA\" audit --rules '$WORK/rules.ini' '$WORK/good.csv'"
has 'the list of rules' 'in-process-rate' "$(hentra audit --list)"
cp "$WORK/good.csv" "$WORK/cut.csv"
cat >>"$WORK/cut.csv" <<'CSV'
R,Xy,ALL,2023-01-01,2023-12-31,received_online,6667,dossier,
R,Xy,ALL,2023-01-01,2023-12-31,online_rate,66.6,percent,
CSV
is 'a cut share is no contradiction' 0 "$(code hentra audit "$WORK/cut.csv")"
is 'but with --strict it counts' 1 "$(code hentra audit --strict "$WORK/cut.csv")"

# ---- beside the facts ----
world a
ok 'a province-month is simulated' hentra simulate --profile tien-giang-2022 --month 2022-03
ok 'and loaded' hentra load --until-end
hentra simulate --profile tien-giang-2022 --month 2022-03 --dry-run >"$WORK/totals"
total() { awk -v key="$1" '$1 == key { print $2 }' "$WORK/totals"; }
received=$(total received) online=$(total online) late=$(total resolved_late) open=$(total in_process)
on_time=$(($(total resolved_early) + $(total resolved_on_time)))
digital() { hentra report "$1" --from 2022-03-01 --to 2022-03-31 --format csv | python3 -c '
import csv, sys
rows = list(csv.DictReader(sys.stdin))
print(rows[-1][sys.argv[1]] if rows[-1].get("level", "") in ("", "ALL") else rows[0][sys.argv[1]])' "$2"; }
digitised=$(sql -c "select sum(digitised) from hentra.flow_day") postal=$(digital online-rate postal)
row() { echo "R,Xy,${3:-ALL},2022-03-01,2022-03-31,$1,$2,dossier,"; }
{
        head -n 1 "$WORK/good.csv"
        row dossiers_received "$received"
        row resolved_on_time "$on_time"
        row resolved_late "$late"
        row in_process "$late"
        row received_online "$online"
        row received_online "$(total online.COMMUNE)" COMMUNE
        echo "R,Xy,ALL,2021-01-01,2021-12-31,dossiers_received,77,dossier,"
        echo "R,Xy,ALL,2022-03-01,2022-03-31,online_rate,99.99,percent,"
        echo "R,Xy,ALL,2022-03-01,2022-03-31,tasks_assigned,3,task,"
        row dossiers_digitised "$digitised"
        row received_postal "$((postal + 1))"
        # Another report has those resolved early apart, and on time is on the day alone.
        row resolved_early "$(total resolved_early)" | sed 's/^R/S/'
        row resolved_on_time "$(total resolved_on_time)" | sed 's/^R/S/'
} >"$WORK/printed.csv"
audit() { hentra audit --facts --format csv "$@" "$WORK/printed.csv" >"$WORK/audit.csv" 2>"$WORK/err" || return; }
is 'figures that differ end with 1' 1 "$(code hentra audit --facts "$WORK/printed.csv")"
audit || true
has 'a period before the warehouse' 'the warehouse has nothing of this period' "$(grep 2021-12-31 "$WORK/audit.csv")"
is 'received' "agrees $received" "$(column severity dossiers_received) $(column right dossiers_received)"
is 'a count that repeats another' "differs $late $open" "$(column severity in_process) $(column printed in_process) $(column right in_process)"
is 'of a level' "agrees $(total online.COMMUNE)" "$(column severity received_online COMMUNE) $(column right received_online COMMUNE)"
is 'a rate with its numerator and denominator' "differs $online $received" \
        "$(column severity online_rate) $(column numerator online_rate) $(column denominator online_rate)"
is 'of another report' "agrees $digitised" "$(column severity dossiers_digitised) $(column right dossiers_digitised)"
has 'with its population' 'received in the period' "$(column rule dossiers_digitised)"
is 'of the online rate' "differs $postal" "$(column severity received_postal) $(column right received_postal)"
is 'a kind of case that the warehouse has nothing of' unknown "$(column severity tasks_assigned)"
is 'early is early' "agrees $(total resolved_early)" "$(column severity resolved_early) $(column right resolved_early)"
is 'and on time beside it is on the day' "agrees $(total resolved_on_time)" "$(column severity resolved_on_time) $(column right resolved_on_time)"
is 'alone it is both' 1 "$(grep -c "^agrees.*,\"resolved_on_time\",$on_time,$on_time," "$WORK/audit.csv")"
audit --place Xy=H58 || true
is 'the same by the code of the province' "agrees $received" "$(column severity dossiers_received) $(column right dossiers_received)"
is 'of a province that is not there' 2 "$(code audit --place Xy=H59)"
is 'of a place that the file has not' 2 "$(code audit --place Yz)"
agency=$(sql -c "select a.code from hentra.flow_day f join hentra.agency a using (agency_id)
        group by a.code order by sum(f.received) desc limit 1")
audit --place "Xy=$agency" || true
is 'of one agency' "$(sql -c "select sum(f.received) from hentra.flow_day f join hentra.agency a using (agency_id) where a.code = '$agency'")" \
        "$(column right dossiers_received)"

# An agency is of the place that it was of on the days of the figures, whatever it has become since; so is a code that leads to it.
other=$(sql -c "select min(code) from hentra.agency where code <> '$agency' and agency_id in (select agency_id from hentra.flow_day where received > 0)")
cat >"$WORK/agencies.csv" <<CSV
code,name,level,parent,province,valid_from,valid_to
AREA.1,Khu vực,DISTRICT,,,,2025-07-01
$agency,Đơn vị,COMMUNE,AREA.1,,,2025-07-01
$agency,Đơn vị,COMMUNE,,H59,2025-07-01,
CSV
printf 'alias,system,agency,valid_from,valid_to\n%s,OLD,%s,,2025-07-01\n' "$other" "$agency" >"$WORK/aliases.csv"
ok 'an agency comes to another province' hentra catalogue import agencies "$WORK/agencies.csv"
ok 'and a code leads to it before' hentra catalogue import aliases "$WORK/aliases.csv"
both=$(sql -c "select sum(f.received) from hentra.flow_day f join hentra.agency a using (agency_id) where a.code in ('$agency', '$other')")
audit --place Xy=AREA.1 || true
is 'a place has what was below it on those days' "$both" "$(column right dossiers_received)"
is 'and not what came to it later' 2 "$(code audit --place Xy=H59)"
end_world
verdict
