#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# edges - exports in the shape of real ones whose figures are easily got wrong: logs that repeat themselves, two rows that
# contradict each other, days without times, years that cannot be meant. By spool, load, report and alert, as a user would.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

# mapping NAME ROW MORE: a mapping; cells of a local day and time are read with or without the time.
mapping() {
        cat >"$WORK/$1.ini" <<-MAP
		[file]
		row = $2
		[dates]
		formats = %d/%m/%Y %H:%M | %d/%m/%Y
		zone = Asia/Ho_Chi_Minh
		[constants]
		source = $1
		level = COMMUNE
		$3
	MAP
}
# export_of NAME FILE [TIME]: what stands on standard input, as a file of the spool NAME, written at that time.
export_of() {
        mkdir -p "$WORK/$1"
        cat >"$WORK/$1/.$2"
        touch -d "${3:-2022-04-01 12:00 +07}" "$WORK/$1/.$2"
        mv "$WORK/$1/.$2" "$WORK/$1/$2"
}
# spools TEXT CODE NAME: one run of the spool NAME ends with CODE.
spools() {
        local rc=0
        hentra spool --once --mapping "$WORK/$3.ini" "$WORK/$3" >"$WORK/$3.out" 2>"$WORK/$3.log" || rc=$?
        is "$1" "$2" "$rc"
}
loads() { ok "$1: it is loaded" hentra load --until-end; }
# dossiers LIKE COLUMNS: of each dossier, in order.
dossiers() { sql -c "select $2 from hentra.dossier_detail where dossier_id like '$1' order by dossier_id"; }
marks() { sql -c "select coalesce(string_agg(mark, ' ' order by mark), '-') from hentra.dossier_quality where dossier_id = '$1'"; }
when() { printf "coalesce(to_char(%s at time zone 'Asia/Ho_Chi_Minh', 'DD/MM HH24:MI'), '-')" "$1"; }

world here topic.partitions=2

# ---- a log that repeats its status column, in two files ----
mapping log event '[columns]
dossier_id = number
agency = group
status = state
occurred_at = updated
due_at = due
channel = via
[values status]
RECEIVED = New
PROCESSING = Active
RESOLVED = Resolved
RETURNED = Closed'
export_of log first.csv '2022-03-01 12:00 +07' <<-CSV
	number,group,state,updated,due,via
	L.01-220228-0001,L.01,New,28/02/2022 08:00,02/03/2022 17:00,ONLINE
	L.01-220228-0001,L.01,New,28/02/2022 09:26,02/03/2022 17:00,ONLINE
	L.01-220228-0002,L.01,New,28/02/2022 08:00,02/03/2022 17:00,ONLINE
	L.01-220228-0002,L.01,Active,28/02/2022 09:26,02/03/2022 17:00,ONLINE
CSV
spools 'a log is read' 0 log
export_of log second.csv '2022-03-08 12:00 +07' <<-CSV
	number,group,state,updated,due,via
	L.01-220228-0001,L.01,New,03/03/2022 15:50,02/03/2022 17:00,ONLINE
	L.01-220228-0001,L.01,Resolved,03/03/2022 15:51,02/03/2022 17:00,ONLINE
	L.01-220228-0001,L.01,Closed,05/03/2022 08:00,02/03/2022 17:00,ONLINE
	L.01-220228-0001,L.01,Closed,07/03/2022 08:00,02/03/2022 17:00,ONLINE
	L.01-220228-0002,L.01,Resolved,02/03/2022 15:51,02/03/2022 17:00,ONLINE
	L.01-220228-0002,L.01,Resolved,04/03/2022 15:51,02/03/2022 17:00,ONLINE
CSV
spools 'and its next file' 0 log
loads 'a log'
is 'repetitions move neither reception nor end' $'28/02 08:00 03/03 15:51 05/03 08:00 LATE\n28/02 08:00 02/03 15:51 - ON_TIME' \
        "$(dossiers 'L.%' "$(when received_at), $(when ended_at), $(when returned_at), day_class")"
is 'and are no corrections' - "$(marks L.01-220228-0002)"

# ---- two rows of one export ----
mapping rows case '[columns]
dossier_id = id
agency = agency
channel = via
[case]
RECEIVED = received
RESOLVED = closed
[values channel]
ONLINE = WEB
DIRECT = PHONE'
{
        echo 'id,agency,via,received,closed'
        for n in 1 2 3 4 5 6 7 8; do
                echo "R.01-220301-000$n,R.01,WEB,01/03/2022 09:00,"
                echo "R.01-220301-000$n,R.01,PHONE,01/03/2022 09:00,"
        done
        echo 'R.01-220301-0009,R.01,PHONE,01/03/2022 09:00,05/03/2022 09:00'
        echo 'R.01-220301-0009,R.01,WEB,01/03/2022 09:00,04/03/2022 09:00'
} >"$WORK/rows.csv"
export_of rows one.csv <"$WORK/rows.csv"
spools 'rows that contradict each other are read' 0 rows
loads 'contradicting rows'
is 'the later row stands, every time' $'DIRECT - 8\nONLINE 04/03 09:00 1' \
        "$(sql -c "select channel, $(when ended_at), count(*) from hentra.dossier_detail where dossier_id like 'R.%' group by 1, 2 order by 1")"
is 'and all are marked' 9 "$(sql -c "select count(*) from hentra.dossier_quality where dossier_id like 'R.%' and mark = 'CONTRADICTED'")"
before=$(sql -c "select count(*), sum(hashtext(dossier_id || content)) from hentra.dossier_statement where dossier_id like 'R.%'")
{
        head -n 1 "$WORK/rows.csv"
        tail -n +2 "$WORK/rows.csv" | tac
} | export_of rows two.csv '2022-04-02 12:00 +07'
spools 'the same rows again, in another order' 0 rows
loads 'the same rows'
is 'say nothing new' "$before" "$(sql -c "select count(*), sum(hashtext(dossier_id || content)) from hentra.dossier_statement where dossier_id like 'R.%'")"
is 'but the later row is another' $'DIRECT 05/03 09:00 1\nONLINE - 8' \
        "$(sql -c "select channel, $(when ended_at), count(*) from hentra.dossier_detail where dossier_id like 'R.%' group by 1, 2 order by 1")"

# ---- a status that is not said ----
mapping empty event '[columns]
dossier_id = case
agency = agency
status = code
occurred_at = at
[values status]
RECEIVED = 01_IN
other = reject'
export_of empty log.csv <<-CSV
	case,agency,code,at
	E.01-220301-0001,E.01,01_IN,01/03/2022 09:00
	E.01-220301-0001,E.01,,02/03/2022 09:00
	E.01-220301-0002,E.01,,02/03/2022 09:00
CSV
spools 'rows without a status are said in the exit code' 1 empty
is 'and listed' $'3,"code","is empty, and a row\'s event needs its status"\n4,"code","is empty, and a row\'s event needs its status"' \
        "$(tail -n +2 "$WORK/empty/rejected/log.csv")"
loads 'a status that is not said'
is 'the others are read' 'E.01-220301-0001 RECEIVED' "$(dossiers 'E.%' 'dossier_id, status')"

# ---- a word beside dates tells the end, and midnight means the promised day ----
mapping word case '[columns]
dossier_id = id
agency = agency
due_at = due
[dates due_at]
midnight = day
[case]
RECEIVED = received
RESOLVED = closed
[end WITHDRAWN]
column = state
is = CANCEL
at = cancelled
substitute = due | export'
export_of word list.csv <<-CSV
	id,agency,state,received,closed,cancelled,due
	W.01-220301-0001,W.01,CANCEL,01/03/2022 09:00,02/03/2022 09:00,03/03/2022 10:00,04/03/2022 00:00
	W.01-220301-0002,W.01,CANCEL,01/03/2022 09:00,,,04/03/2022 00:00
	W.01-220301-0003,W.01,CANCEL,01/03/2022 09:00,,,
	W.01-220301-0004,W.01,CLOSED,01/03/2022 09:00,04/03/2022 10:00,,04/03/2022 00:00
CSV
spools 'an end that is told by a word' 0 word
loads 'a word beside dates'
is 'a cancelled case was withdrawn, at the time the mapping names' \
        $'WITHDRAWN 03/03 10:00\nWITHDRAWN 04/03 23:59\nWITHDRAWN 01/04 12:00\nRESOLVED 04/03 10:00' \
        "$(dossiers 'W.%' "status, $(when ended_at)")"
is 'and where that is not its own, it is listed' $'3,"due"\n4,"cancelled"' "$(tail -n +2 "$WORK/word/rejected/list.csv" | cut -d, -f1,2)"
is 'on the promised day a result is in time by the minute, too' t \
        "$(sql -c "select ended_at <= due_at from hentra.dossier_detail where dossier_id = 'W.01-220301-0004'")"

# ---- a file that is dated ahead ----
mapping ahead case '[columns]
dossier_id = id
agency = agency
channel = via
[case]
RECEIVED = received'
export_of ahead typo.csv '2131-01-01' <<-CSV
	id,agency,via,received
	A.01-220301-0001,A.01,ONLINE,01/03/2022 09:00
CSV
spools 'a file dated ahead is read' 0 ahead
has 'and that is said' 'spool.dated_ahead' "$(cat "$WORK/ahead.log")"
export_of ahead later.csv now <<-CSV
	id,agency,via,received
	A.01-220301-0001,A.01,DIRECT,01/03/2022 09:00
CSV
spools 'so is the next export' 0 ahead
loads 'a file dated ahead'
is 'the next export corrects it' DIRECT "$(dossiers 'A.%' channel)"
is 'the dossier is marked' STATED_IN_FUTURE "$(marks A.01-220301-0001)"

# ---- days without times; years that cannot be meant ----
mapping days event '[columns]
dossier_id = id
agency = agency
status = status
occurred_at = day
due_at = due'
export_of days log.csv <<-CSV
	id,agency,status,day,due
	D.01-220103-0001,D.01,RECEIVED,03/01/2022,07/01/2022
	D.01-220103-0001,D.01,SUPPLEMENT_REQUESTED,05/01/2022,07/01/2022
	D.01-220103-0001,D.01,PROCESSING,05/01/2022,07/01/2022
CSV
spools 'days without times are read' 0 days
mapping years case '[columns]
dossier_id = id
agency = agency
due_at = due
[case]
RECEIVED = received
RESOLVED = closed'
export_of years list.csv <<-CSV
	id,agency,received,due,closed
	Y.01-220104-0001,Y.01,04/01/2022 08:00,06/01/2022 17:00,05/01/2102 16:00
	Y.01-220104-0002,Y.01,04/01/2022 08:00,06/01/2022 17:00,05/01/3016 16:00
	Y.01-220104-0003,Y.01,04/01/2022 08:00,06/01/2022 17:00,05/01/2022 16:00
	Y.01-220104-0004,Y.01,04/01/2022 08:00,06/01/2022 17:00,
	Y.01-220104-0005,Y.01,04/01/2022 08:00,06/01/1922 17:00,05/01/1922 16:00
CSV
spools 'a cell that is left out is no failure' 0 years
is 'but each is listed' $'3,"closed"\n6,"due"\n6,"closed"' "$(tail -n +2 "$WORK/years/rejected/list.csv" | cut -d, -f1,2)"
loads 'days and years'
# The rules would not look at the past by themselves.
sql -c "update hentra.alert_rule set start_mark = '2022-01-01', enabled = kind = 2"
setpriv --pdeathsig KILL "$HENTRA" alert >"$WORK/alert.log" 2>&1 &
ALERTER=$!
children+=("$ALERTER")
open='D.01-220103-0001 Y.01-220104-0001 Y.01-220104-0002 Y.01-220104-0004'
# shellcheck disable=SC2317 # called through eventually
alerted() { [[ $(sql -c "select string_agg(dossier_id, ' ' order by dossier_id) from hentra.alert_open") == "$open" ]]; }
ok 'each of them is alerted' eventually 60 alerted
kill -TERM "$ALERTER"
ends 'the alerter ends when it is asked to' "$ALERTER"
is 'each is open and overdue' "$open" \
        "$(sql -c "select string_agg(dossier_id, ' ' order by dossier_id) from hentra.open_dossier where overdue_day and overdue_instant")"
is 'each is in the list of the late' "$open" \
        "$(sql -c "select string_agg(dossier_id, ' ' order by dossier_id) from hentra.late_dossier where still_open")"
is 'and form 06 counts as many' 'D.01 1 Y.01 3' "$(hentra report form06 --by agency --format csv |
        awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
                { gsub(/"/, "") } $c["agency"] ~ /^[DY]\.01$/ { printf "%s%s %s", sep, $c["agency"], $c["overdue"]; sep = " " }')"
is 'a year of the last century costs its cells alone' 'RECEIVED 0' \
        "$(dossiers Y.01-220104-0005 status) $(sql -c "select count(*) from hentra.quarantine")"
is 'what lies ahead is marked' 'OCCURRED_IN_FUTURE' "$(marks Y.01-220104-0001)"
is 'and an order that nobody said' 'ORDER_UNKNOWN' "$(marks D.01-220103-0001)"
agrees 'edges'
end_world
verdict
