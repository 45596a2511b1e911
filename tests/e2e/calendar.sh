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

# ---- calendars of agencies ----
# week LINE…: a file for an agency in $WORK/week.csv.
week() { printf '%s\n' 'day,kind,name,until,weekdays,hours,cut,cut_short' "$@" >"$WORK/week.csv"; }
# by AGENCY FROM TO: working time between two local times by the calendar of an agency.
by() { sql -c "set timezone = 'Asia/Ho_Chi_Minh'" -c "select hentra.working_minutes('$2', '$3', hentra.calendar_of(agency_id)) from hentra.agency where code = '$1'"; }
cat >"$WORK/agencies.csv" <<'END'
code,name,level,parent,successor,valid_from,valid_to
H98,Province,PROVINCE,,,,
H98.01,Department,PROVINCE,H98,,,
H98.02,Commune,COMMUNE,H98,,,
H98.03,Old commune,COMMUNE,H98,H98.01,,2025-07-01
H98.04,Mover,COMMUNE,H98,,,2026-06-01
H98.04,Mover,COMMUNE,H98.01,,2026-06-01,
END
ok 'a catalogue of agencies' hentra catalogue import agencies "$WORK/agencies.csv"
week '2026-01-01,WEEK,Saturday mornings,2026-12-31,SAT,07:30-11:30,,' '2026-01-01,WEEK,hours of the counter,,MON-FRI,"07:30-11:30,13:30-17:30",17:00,15:00' \
        '2026-02-13,HOURS,half day before Tet,,,07:30-11:30,,' '2026-02-21,OFF,Saturday of Tet,,,,,'
before=$(state)
dry=$(hentra calendar import "$WORK/week.csv" --agency H98.01 --dry-run)
has 'a dry run for an agency' 'would make version 1 of the calendar of H98.01' "$dry"
has 'shows weekdays' 'added    2026-01-01 to 2026-12-31 SAT 07:30-11:30: Saturday mornings' "$dry"
has 'and cuts' '2026-01-01 to further notice MON-FRI 07:30-11:30,13:30-17:30, cut 17:00, cut of short terms 15:00: hours of the counter' "$dry"
is 'nobody goes by it yet' 0 "$(sql -c 'select count(*) from hentra.working_calendar')"
told=$(psql -qX -d "$ORACLE_DB" -c 'listen hentra_calendar' -c "\\! $HENTRA calendar import '$WORK/week.csv' --agency H98.01 >'$WORK/import'" -c 'select 1')
is 'the import says the same of what is done' "${dry/would make version 1 of the calendar of H98.01:/version 1 of the calendar of H98.01 counts now:}" "$(<"$WORK/import")"
has 'who listens is told' '"hentra_calendar"' "$told"
is 'the general calendar is as it was' "$before" "$(state)"
is 'the agency, its successor in office, and who moved below it' 'H98.01 H98.03 H98.04' \
        "$(sql -c "select string_agg(a.code, ' ' order by a.code) from hentra.working_calendar join hentra.agency a using (agency_id)")"
is 'a Saturday morning' 240 "$(by H98.01 2026-03-07 2026-03-08)"
is 'is none elsewhere' 0 "$(by H98.02 2026-03-07 2026-03-08)"
is 'nor a Saturday of Tet' 0 "$(by H98.01 2026-02-21 2026-02-22)"
is 'half a day before Tet' 240 "$(by H98.01 2026-02-13 2026-02-14)"
is 'a national holiday needs no row' 0 "$(by H98.01 2026-04-30 2026-05-01)"
is 'a make-up Saturday has the hours of a working day' 480 "$(by H98.01 2026-08-22 2026-08-23)"
is 'hours end where they end' 0 "$(by H98.01 2027-01-09 2027-01-10)"
is 'before the first row it is as elsewhere' 480 "$(by H98.01 2025-12-30 2025-12-31)"
is 'who moved has the Saturdays of the new parent, and none before' '240 0' "$(by H98.04 2026-06-06 2026-06-07) $(by H98.04 2026-05-30 2026-05-31)"
is 'a dissolved agency goes by its successor' 240 "$(by H98.03 2026-03-07 2026-03-08)"
# begins AT SHORT: from when a term counts at H98.01 that begins at this local time.
begins() {
        sql -c "set timezone = 'Asia/Ho_Chi_Minh'" -c "select to_char(hentra.term_begins('$1', hentra.calendar_of(agency_id), $2), 'MM-DD HH24:MI:SS')
                from hentra.agency where code = 'H98.01'"
}
is 'at 15:00 a short term counts from the day' '03-05 15:00:00' "$(begins '2026-03-05 15:00:00' true)"
is 'after it from the next' '03-06 07:30:00' "$(begins '2026-03-05 15:00:01' true)"
is 'a longer one not' '03-05 15:00:01' "$(begins '2026-03-05 15:00:01' false)"
is 'after 17:00 on Friday it counts from Saturday, which is worked' '03-07 07:30:00' "$(begins '2026-03-06 17:00:01' false)"
has 'show has the rows of an agency' 'SAT 07:30-11:30: Saturday mornings' "$(hentra calendar show --agency H98.01)"
has 'and what comes of a year' '2026, with what is inherited: ' "$(hentra calendar show --agency H98.01 --year 2026)"
has 'of another one that it has none' 'H98.02 has no calendar of its own' "$(hentra calendar show --agency H98.02)"
has 'the general one names who has one, and when its hours end' 'H98.01, version 1' "$(hentra calendar show)"
hentra calendar show --agency H98.01 --format csv >"$WORK/own.csv"
has 'what is printed can be imported again' 'nothing changes: version 1 of the calendar of H98.01' "$(hentra calendar import "$WORK/own.csv" --agency H98.01)"
is 'json has weekdays' 'MON-FRI SAT' "$(hentra calendar show --agency H98.01 --format json |
        python3 -c 'import json, sys; print(*sorted(d["weekdays"] for d in json.load(sys.stdin) if d["kind"] == "WEEK"))')"
week '2025-01-01,WEEK,open in the evening,,MON-FRI,"07:30-11:30,19:00-21:00",,'
ok 'office hours in the evening' hentra calendar import "$WORK/week.csv" --agency H98.02
has 'the last evening of a year is of that year' ", $(by H98.02 2026-01-01 2027-01-01) minutes" "$(hentra calendar show --agency H98.02 --year 2026)"
ok 'no more' hentra calendar import --agency H98.02 --inherit
# A terminal may send marks apart from their letters; codes are stored composed.
sql -c "insert into hentra.agency (code) values (normalize('Xã Tân Lập', NFC))" >"$WORK/inserted"
has 'a name typed in pieces is found' 'has no calendar of its own' \
        "$(hentra calendar show --agency "$(python3 -c 'import unicodedata as u; print(u.normalize("NFD", "Xã Tân Lập"))')" 2>&1)"

# ---- return dates that are not those of the calendar ----
printf 'code,name,duration,duration_unit\n1.000001,Three days,3,WORKING_DAY\n' >"$WORK/procedures.csv"
ok 'a procedure of three working days' hentra catalogue import procedures "$WORK/procedures.csv"
# Received on Thursday 5 March 2026, 08:00. Three days at H98.01 end within Monday, since Saturday is half a day, at H98.02 on Tuesday.
sql -c "set timezone = 'Asia/Ho_Chi_Minh'" -c "
        insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id, first_observed_at, last_at, received_at, due_at, first_due_at, day_class, instant_class)
        select x.id, '', 0, 4, 0, 1, 0, a.agency_id, p.procedure_id, '2026-03-05 08:00', '2026-03-05 08:00', '2026-03-05 08:00', x.due::timestamptz, x.due::timestamptz, 0, 0
        from (values ('same', 'H98.02', '2026-03-10 17:00'), ('off by two', 'H98.02', '2026-03-12 17:00'), ('early by one', 'H98.02', '2026-03-09 08:00'),
                     ('Saturday counts', 'H98.01', '2026-03-10 17:00')) x (id, agency, due)
        join hentra.agency a on a.code = x.agency
        cross join hentra.procedure p" >"$WORK/inserted"
is 'how far the dates said lie off the calendar of each agency' 'Saturday counts=1 early by one=-1 off by two=2 same=0' \
        "$(sql -c "select string_agg(dossier_id || '=' || days_apart, ' ' order by dossier_id collate \"C\") from hentra.dossier_due_check")"
quality() { hentra report quality --from 2026-03-01 --to 2026-03-31 --format csv "$@"; }
is 'the report lists those from two days on' 1 "$(quality | grep -c DUE_UNLIKE_CALENDAR)"
has 'with their days' 'off by two' "$(quality | grep DUE_UNLIKE_CALENDAR)"
is 'or from another number' 3 "$(quality --set report.due_days=1 | grep -c DUE_UNLIKE_CALENDAR)"
is 'or does not look' 0 "$(quality --set report.due_days=0 | grep -c DUE_UNLIKE_CALENDAR || true)"
is 'nor at dossiers of another month' 0 "$(hentra report quality --from 2026-04-01 --to 2026-04-30 --format csv | grep -c DUE_UNLIKE_CALENDAR || true)"
is 'and no figure is another one' 4 "$(sql -c 'select count(*) from hentra.dossier where marks = 0')"
# Resolved in April, one of them late.
sql -c "update hentra.dossier set ended_by = 9, ended_at = '2026-04-01 10:00+07', day_class = case dossier_id when 'off by two' then 3 else 1 end"
# marked FROM TO OPTION…: how many of those resolved in the range have the mark, and of how many.
marked() { hentra report marks --from "$1" --to "$2" --format json "${@:3}" | python3 -c '
import json, sys
print(*("{marked} of {resolved}, {late_with} late".format(**r) for r in json.load(sys.stdin) if r["mark"] == "DUE_UNLIKE_CALENDAR"))'; }
is 'marks counts them by the month in which they were resolved' '1 of 4, 1 late' "$(marked 2026-04-01 2026-04-30)"
is 'or from another number of days on' '3 of 4, 1 late' "$(marked 2026-04-01 2026-04-30 --set report.due_days=1)"
is 'and in no other month' '' "$(marked 2026-03-01 2026-03-31)"

# ---- what an agency has of its own can be taken away, and is refused where it is wrong ----
has 'taken away' 'removed  2026-02-21 Sat OFF     Saturday of Tet' "$(hentra calendar import --agency H98.01 --inherit)"
is 'all is as at the agency above' 0 "$(by H98.01 2026-03-07 2026-03-08)"
has 'the version before is kept' 'Saturday mornings' "$(hentra calendar show --agency H98.01 --version 1)"
week '2026-01-01,WEEK,x,2026-06-30,MON-FRI,,17:00,' '2026-06-01,WEEK,y,,FRI,OFF,,'
refused 'line 3: of FRI from 2026-01-01 on line 2 speaks already' import "$WORK/week.csv" --agency H98.01
week '2026-01-01,WEEK,x,2025-12-31,MON-FRI,,17:00,'
refused "'until' has the illegal value '2025-12-31'" import "$WORK/week.csv" --agency H98.01
week '2026-01-01,WEEK,x,,MON-FUN,,17:00,'
refused "'weekdays' has the illegal value 'MON-FUN'" import "$WORK/week.csv" --agency H98.01
week '2026-01-01,WEEK,x,,MON,,25:00,'
refused "'cut' has the illegal value '25:00'" import "$WORK/week.csv" --agency H98.01
week '2026-01-01,HOURS,x,,,,,'
refused "'hours' is empty: spans as 07:00-11:30 are allowed" import "$WORK/week.csv" --agency H98.01
week '2026-01-01,OFF,x,,,07:00-11:30,,'
refused "'hours' has the illegal value '07:00-11:30': of this kind of row nothing is allowed" import "$WORK/week.csv" --agency H98.01
week '2026-01-01,WEEK,x,,MON,,17:00,'
refused 'rows WEEK are for an agency' import "$WORK/week.csv"
refused "'H97' is no agency" import "$WORK/week.csv" --agency H97
refused '--hours are those of the general calendar' import --agency H98.01 --hours 07:00-11:30
refused '--inherit goes with --agency' import --inherit
refused 'has no version 9' show --agency H98.01 --version 9
end_world
verdict
