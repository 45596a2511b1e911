#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# frozen_seen - frozen reports at their edges: which dossiers a report sees, what people gave and sources always said since, by which catalogues
# it was counted, and what is not kept at all.
# shellcheck disable=SC2119 # send without a part sends all
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/frozen.sh
source "$ROOT/tests/support/frozen.sh"

# ---- what a report sees, and what people give ----
named() { report diff "$1" --dossiers --format csv | tail -n +2 | cut -d, -f2,3 | tr -d '"\r' | tr , ' ' | sort; }
frozen() { sql -c "select count(*) from hentra.frozen_report where name = '$1'"; }
# figures REPORT… : its rows without what is said of the question.
figures() { report "$@" --format json | jq -cS '.[]|del(.known_at, .as_of, .counted_to)'; }
# heard: what is known of March on 16 March.
heard() {
        local CITIZEN=1
        say inside 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-11 17:00+07'
        say inside 9 '2022-03-10 08:00+07' '2022-03-10 08:01+07' '2022-03-11 17:00+07'
        say sent 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-11 17:00+07'
        say sent 9 '2022-03-10 08:00+07' '2022-03-10 08:01+07' '2022-03-11 17:00+07'
        say turned 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-11 17:00+07'
        CASE=1 say first 2 '2022-03-03 08:00+07' '2022-03-03 08:01+07' ''
        CASE=1 say first 9 '2022-03-04 08:00+07' '2022-03-04 08:01+07' ''
        AGENCY=000.00.02.H58 say own 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-11 17:00+07'
        AGENCY=MINE say alias 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-11 17:00+07'
        AGENCY=000.00.03.G09 say ministry 2 '2022-03-02 08:00+07' '2022-03-02 08:01+07' '2022-03-11 17:00+07'
        send
}
# heard_later: of each kind of dossier, what the reports see, and what they do not.
heard_later() {
        local CITIZEN=1
        say outside 2 '2022-03-25 08:00+07' '2022-03-25 08:01+07' '2022-04-11 17:00+07'
        say sent 10 '2022-04-06 08:00+07' '2022-04-06 08:01+07' '2022-03-11 17:00+07'
        RATING=2 say inside 9 '2022-03-10 08:00+07' '2022-03-20 08:01+07' '2022-03-11 17:00+07'
        CASE=1 ABOUT=sent say petition 2 '2022-03-12 08:00+07' '2022-03-20 08:02+07' ''
        CASE=1 say turned 2 '2022-03-02 08:00+07' '2022-03-20 08:03+07' '2022-03-11 17:00+07'
        AGENCY=000.00.02.H58 say own 9 '2022-03-10 08:00+07' '2022-03-20 08:04+07' '2022-03-11 17:00+07'
        AGENCY=MINE say alias 9 '2022-03-10 08:00+07' '2022-03-20 08:05+07' '2022-03-11 17:00+07'
        AGENCY=000.00.03.G09 say ministry 9 '2022-03-10 08:00+07' '2022-03-20 08:06+07' '2022-03-11 17:00+07'
        send
}
world seen topic.partitions=2
sql -f "$ROOT/tests/oracle/schema.sql"
printf '%s\n' 'code,name,level,vertical' '000.00.02.H58,Phong,PROVINCE,' '000.00.03.G09,Kho,PROVINCE,yes' >"$WORK/seen.csv"
ok 'agencies, one of a ministry' hentra catalogue import agencies "$WORK/seen.csv"
printf '%s\n' 'alias,system,agency' 'MINE,OLD,000.00.02.H58' >"$WORK/aliases.csv"
ok 'an alias' hentra catalogue import aliases "$WORK/aliases.csv"
printf 'code,name,duration,duration_unit\n1.000001,Three days,3,WORKING_DAY\n' >"$WORK/procedures.csv"
ok 'a procedure of three working days' hentra catalogue import procedures "$WORK/procedures.csv"
heard
at '2022-03-16 10:00'
for name in index766 satisfaction form06 quality marks; do
        ok "$name is frozen" tell "$name" "${half[@]}" --freeze "$name-half" --output "$WORK/half" --set report.due_days=2
done
ok 'a month that is not over' tell index766 --from 2022-03-01 --to 2022-03-31 --freeze index766-month --output "$WORK/month"
ok 'one agency, too' tell form06 "${half[@]}" --agency 000.00.02.H58 --freeze agency --output "$WORK/agency"
for name in quality marks; do
        has "$name looked for dates off the calendar" DUE_UNLIKE_CALENDAR "$(report frozen "$name-half" --format csv)"
        is "$name: nothing has changed" '[]' "$(report diff "$name-half" --format json | tr -d '\n ')"
done
for name in index766 satisfaction; do
        figures "$name" "${half[@]}" >"$WORK/$name.known"
done
is 'units come by kind and code' '["000.00.01.H58","000.00.02.H58"]' \
        "$(report satisfaction "${half[@]}" --format json | jq -c '[.[]|select(.kind != "PROVINCE").unit]')"
heard_later
at '2022-04-10 10:00'
for name in index766 satisfaction; do
        is "$name as it was known: by the kind that a dossier had" "$(cat "$WORK/$name.known")" \
                "$(figures "$name" "${half[@]}" --known-at '2022-03-16 10:00')"
done
is 'index 766 names what it sees' 'alias LATE_EVENT
inside LATE_EVENT
own LATE_EVENT
petition LATE_EVENT
turned LATE_EVENT' "$(named index766-half)"
is 'so does satisfaction' "$(named index766-half)" "$(named satisfaction-half)"
is 'and of what had not happened when it was frozen, nothing' "$(named index766-half)" "$(named index766-month)"
is 'form 06 no petition, and none of a ministry' 'alias LATE_EVENT
own LATE_EVENT
turned LATE_EVENT' "$(named form06-half)"
is 'of one agency what counts for it' 'alias LATE_EVENT
own LATE_EVENT' "$(named agency)"

# Given since, and said of all since.
ok 'a figure is given' hentra index set DOSSIER_SYNC "${half[@]}" --unit H58 --numerator 1 --denominator 4 --source test
is 'it is of the catalogue' '25 catalogue=25' "$(parts index766-half 'H58|DOSSIER_SYNC' | sed -n 's/^percent None 25.0* /25 /p' | sed 's/=[0-9.]*$/=25/')"
sql -c 'update hentra.source_day set dossiers = 1000'
report index766 "${half[@]}" --format json >"$WORK/now.json"
has 'a flag is left out' FLAG_LEFT_OUT "$(cat "$WORK/now.json")"
report diff index766-half --format json >"$WORK/diff.json"
report frozen index766-half --format json >"$WORK/before.json"
is 'what is left out is told' "$(jq length "$WORK/diff.json")" \
        "$(python3 "$ROOT/tests/support/frozen_cells.py" "$WORK/before.json" "$WORK/now.json" "$WORK/diff.json" unit item)"
adds_up 'what is given' index766-half 5

# ---- names, and what cannot be kept ----
digest=$(sql -c 'select hentra.catalogue_digest()')
printf 'day,kind,name\n2022-03-04,OFF,Flood\n' >"$WORK/off.csv"
ok 'an agency has a calendar' hentra calendar import "$WORK/off.csv" --agency 000.00.02.H58
ok 'which is a catalogue' test "$digest" != "$(sql -c 'select hentra.catalogue_digest()')"
refused 'a file that cannot be written' 'no/such' tell form06 "${half[@]}" --freeze unwritten --output "$WORK/no/such"
is 'uses no name up' 0 "$(frozen unwritten)"
refused 'too many rows' 'rows are more than report.frozen_size' tell form06 "${half[@]}" --freeze large --set report.frozen_size=1k
is 'are not kept' 0 "$(frozen large)"

# held SQL: a session that has done so, and ends its transaction when $HELD is closed.
held() {
        exec {HELD}> >(sql >/dev/null)
        printf 'begin; %s; notify done;\n' "$1" >&"$HELD"
}
# shellcheck disable=SC2317 # called through ok, as the next one
waits() { [[ $(sql -c "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'hentra report' and wait_event_type = 'Lock'") == 1 ]]; }
# shellcheck disable=SC2317
holds() { [[ $(sql -c "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'") == 1 ]]; }
# meanwhile SQL NAME COMMAND: while SQL is held, a report is frozen as NAME, and the command is done once that waits.
meanwhile() {
        local name=$2 pid rc=0
        held "$1"
        ok "$name: a session holds" eventually 30 holds
        tell form06 "${half[@]}" --freeze "$name" --output "$WORK/$name" >"$WORK/$name.log" 2>&1 &
        pid=$!
        ok "$name: the report waits" eventually 30 waits
        ${3:-true}
        printf 'commit;\n' >&"$HELD"
        exec {HELD}>&-
        wait "$pid" || rc=$?
        echo "$rc" >"$WORK/$name.rc"
}
meanwhile "insert into hentra.frozen_report select 'raced', report, question, period, first_day, last_day, as_of, known_at, counted_at, rule_version, catalogue,
        columns, 0, sha256 from hentra.frozen_report where name = 'form06-half'" raced
is 'a name that another session took first' 2 "$(cat "$WORK/raced.rc")"
has 'is told with its time' "another report was frozen under that name on 20" "$(cat "$WORK/raced.log")"
# shellcheck disable=SC2317 # called by meanwhile
more() {
        printf '%s\n' 'code,name,level' '000.00.01.H58,Van phong,COMMUNE' >"$WORK/more.csv"
        ok 'a catalogue comes in between' hentra catalogue import agencies "$WORK/more.csv"
}
digest=$(sql -c 'select hentra.catalogue_digest()')
meanwhile 'lock table hentra.frozen_report in access exclusive mode' between more
is 'what was counted by is told from what came in between' "0 $digest" \
        "$(cat "$WORK/between.rc") $(sql -c "select catalogue from hentra.frozen_report where name = 'between'")"

# A source whose clock is ahead: seen by the door at 15:00, and it is 10:00.
say ahead 2 '2022-03-09 08:00+07' '2022-04-10 15:00+07' '2022-03-20 17:00+07'
send
at '2022-04-10 10:00'
refused 'what is stated as of a later instant' 'known of 1 dossier was stated as of a later instant' tell form06 "${half[@]}" --freeze ahead
has 'when it may be frozen' 'the latest as of 2022-04-10 15:00:00' "$(tell form06 "${half[@]}" --freeze ahead 2>&1 || true)"
at '2022-04-10 15:01'
ok 'and then it is' tell form06 "${half[@]}" --freeze ahead --output "$WORK/ahead"
end_world
verdict
