#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# calendar - the working calendar by the commands a user types: what a warehouse comes with, an import and its dry run, several
# at once, what is told to those who listen, old versions, and files that are refused.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

# days LINE…: a file of days in $WORK/days.csv.
days() {
        printf 'day,kind,name\n' >"$WORK/days.csv"
        (($# == 0)) || printf '%s\n' "$@" >>"$WORK/days.csv"
}
# state: a digest of everything that an import may change.
state() {
        sql -c "select md5(string_agg(x, ' ' order by x)) from (
                select xmin || ' ' || v::text from hentra.calendar_version v union all
                select xmin || ' ' || e::text from hentra.calendar_exception e union all
                select xmin || ' ' || d::text from hentra.calendar_day d union all
                select xmin || ' ' || s::text from hentra.calendar_span s) t (x)"
}
# minutes FROM TO: working time between two local times.
minutes() { sql -c "set timezone = 'Asia/Ho_Chi_Minh'" -c "select hentra.working_minutes('$1', '$2')"; }
# refused PART FILE OPTION…: an import ends with 2 and one line that holds PART, and nothing was changed.
refused() {
        local part=$1 rc=0 before
        shift
        before=$(state)
        hentra calendar "$@" >"$WORK/out" 2>"$WORK/err" || rc=$?
        is "calendar $* is refused ($part)" "2 1" "$rc $(wc -l <"$WORK/err")"
        has "and says why" "$part" "$(<"$WORK/err")"
        is 'and changes nothing' "$before" "$(state)"
}

world days

# ---- what a warehouse comes with ----
has 'show says what counts' 'version 1 of the calendar' "$(hentra calendar show)"
has 'and the hours' '07:00-11:30,13:30-17:00' "$(hentra calendar show)"
has 'and the working days of a year' '2022: 249 working days' "$(hentra calendar show --year 2022)"
has 'with their weekday and reason' "2022-04-11 Mon OFF     Day off in lieu: Hung Kings' Day" "$(hentra calendar show --year 2022)"
has 'a year that nobody has announced' '2040: 261 working days; no holidays are known' "$(hentra calendar show --year 2040)"
is 'csv: a line a day' $((1 + $(sql -c 'select count(*) from hentra.calendar_exception'))) "$(hentra calendar show --format csv | wc -l)"
is 'json: an object a day' 11 "$(hentra calendar show --year 2022 --format json |
        python3 -c 'import json, sys; print(sum(d["kind"] == "OFF" and d["version"] == 1 for d in json.load(sys.stdin)))')"
is 'json of no day' '[]' "$(hentra calendar show --year 2040 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin))')"

# ---- what is printed can be imported ----
hentra calendar show --format csv >"$WORK/all.csv"
before=$(state)
has 'an import of it changes nothing' 'nothing changes: version 1' "$(hentra calendar import "$WORK/all.csv")"
is 'and makes no version' "$before" "$(state)"

# ---- an import ----
days '2027-01-01,OFF,"New Year, again"' '2027-02-06,WORKING,Make-up day for 5 February' '2027-02-05,OFF,Tết'
before=$(state)
dry=$(hentra calendar import "$WORK/days.csv" --dry-run)
has 'a dry run says what would change' 'would make version 2' "$dry"
has 'day by day' 'added    2027-02-06 Sat WORKING Make-up day for 5 February' "$dry"
is 'and changes nothing' "$before" "$(state)"
is 'a Friday like any other so far' 480 "$(minutes '2027-02-05' '2027-02-06')"
told=$(psql -qX -d "$ORACLE_DB" -c 'listen hentra_calendar' -c "\\! $HENTRA calendar import '$WORK/days.csv' --note 'Decision 1' >'$WORK/import'" -c 'select 1')
is 'the import says the same of what is done' "${dry/would make version 2 of the calendar:/version 2 of the calendar counts now:}" "$(<"$WORK/import")"
has 'who listens is told' '"hentra_calendar" with payload "2"' "$told"
is 'the Friday is off' 0 "$(minutes '2027-02-05' '2027-02-06')"
is 'the Saturday is worked' 480 "$(minutes '2027-02-06' '2027-02-07')"
is 'Tet of 2022 stays as it was' 0 "$(minutes '2022-01-28 17:00' '2022-02-07 07:00')"
has 'show has it' '2027-02-05 Fri OFF     Tết' "$(hentra calendar show --year 2027)"
has 'and where it came from' 'Decision 1' "$(hentra calendar show --year 2027)"
has 'setup has nothing to do' 'changes=0' "$(hentra setup 2>&1)"

days '2027-01-01,OFF,New Year'
changed=$(hentra calendar import "$WORK/days.csv")
has 'a file holds all days of its years: others go' 'removed  2027-02-05 Fri OFF     Tết' "$changed"
has 'a name may change' 'changed  2027-01-01 Fri OFF     New Year, was OFF New Year, again' "$changed"
has 'and that is all' '0 added, 2 removed, 1 changed' "$changed"
is 'the Friday is worked again' 480 "$(minutes '2027-02-05' '2027-02-06')"
has 'the version before is kept' 'Make-up day for 5 February' "$(hentra calendar show --version 2 --year 2027)"
is 'with its file' days.csv "$(sql -c 'select note from hentra.calendar_version where version = 3')"

# ---- office hours ----
has 'hours alone' 'hours    08:00-12:00,13:00-18:00, were 07:00-11:30,13:30-17:00' \
        "$(hentra calendar import --hours 08:00-12:00,13:00-18:00)"
is 'count' 540 "$(minutes '2027-02-05' '2027-02-06')"
is 'and keep the days' 0 "$(minutes '2027-01-01' '2027-01-02')"
ok 'back again' hentra calendar import --hours 07:00-11:30,13:30-17:00

# ---- several at once ----
pids=()
for year in 2031 2032 2033 2034 2035; do
        printf 'day,kind,name\n%s-06-02,OFF,x\n' "$year" >"$WORK/$year.csv"
        hentra calendar import "$WORK/$year.csv" >"$WORK/$year.out" 2>&1 &
        pids+=($!)
done
for pid in "${pids[@]}"; do ends 'one of five imports at once' "$pid"; done
is 'each made a version' '10 10' "$(sql -c 'select count(*), max(version) from hentra.calendar_version')"
is 'none is lost' 5 "$(sql -c "select count(*) from hentra.calendar_exception where version = 10 and name = 'x'")"
is 'and the days are those of the last' 5 "$(sql -c "select count(*) from hentra.calendar_day d join hentra.calendar_exception e using (day)
        where e.version = 10 and e.name = 'x' and not d.working")"

# ---- files that are refused ----
refused 'no-such.csv' import "$WORK/no-such.csv"
: >"$WORK/empty.csv"
refused 'is empty' import "$WORK/empty.csv"
refused "$WORK: line 1: Is a directory" import "$WORK"
days
refused 'days.csv holds no day' import "$WORK/days.csv"
printf 'day,kind\n2027-01-01,OFF\n' >"$WORK/days.csv"
refused "line 1: the column 'name' is missing" import "$WORK/days.csv"
printf 'day,kind,name,colour\n' >"$WORK/days.csv"
refused "'colour' is no column" import "$WORK/days.csv"
days '2027-01-01,OFF,New Year' '2027-02-29,OFF,x'
refused "days.csv, line 3: 'day' has the illegal value '2027-02-29': a day such as 2027-01-31" import "$WORK/days.csv"
days '1/1/2027,OFF,New Year'
refused "line 2: 'day'" import "$WORK/days.csv"
days '2110-01-01,OFF,New Year'
refused 'of the years 1990 to 2109' import "$WORK/days.csv"
days '2027-01-01,off,New Year'
refused "line 2: 'kind' has the illegal value 'off': OFF, WORKING, HOURS, WEEK are allowed" import "$WORK/days.csv"
days '2027-01-01,OFF,'
refused "line 2: 'name' is empty: text" import "$WORK/days.csv"
days $'2027-01-01,OFF,\xff'
refused "line 2: 'name' has an illegal value: text" import "$WORK/days.csv"
days "2027-01-01,OFF,$(printf 'Tết%.0s' {1..50})"
refused "line 2: 'name' has the illegal value 'TếtTếtTếtTếtTếtTếtTếtTết…': text" import "$WORK/days.csv"
days '2027-01-01,OFF'
refused 'line 2: 2 fields' import "$WORK/days.csv"
days '2027-01-02,OFF,a' '2027-01-01,OFF,b' '2027-01-02,WORKING,c'
refused 'line 4: 2027-01-02 stands in line 2 already' import "$WORK/days.csv"
days '2027-01-01,OFF,"New Year'
refused 'line 2: not readable as CSV' import "$WORK/days.csv"
days '2027-01-01,OFF,New Year'
refused '--hours: office hours: ' import "$WORK/days.csv" --hours 7-17
refused 'name one FILE' import
refused '--year goes with' import "$WORK/days.csv" --year 2027
refused '--hours goes with' show --hours 07:00-11:30
refused 'there is no version 99' show --version 99
refused 'imprt' imprt
end_world
verdict
