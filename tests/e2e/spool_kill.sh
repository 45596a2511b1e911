#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# spool_kill - the spool is killed ten times while it reads, some of them between Kafka's acknowledgement and the door's memory:
# afterwards every row's document is on the topic, once by its id and time, files lie where they belong, bad rows are listed, and an
# old export copied in again says nothing, or where the memory was lost the same at the time of its first copy.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
rows=${SPOOL_ROWS:-80000} kills=10
RANDOM=${SPOOL_SEED:-1}

world a setup.zone=Asia/Ho_Chi_Minh
place=$WORK/place
mkdir -p "$place"
cat >"$WORK/office.ini" <<'INI'
[file]
row = case
absent = NULL
personal = owner
[dates]
formats = %d/%m/%Y %H:%M
zone = Asia/Ho_Chi_Minh
[columns]
dossier_id = code
procedure = kind
agency = unit
channel = way
due_at = due
[constants]
source = office
[case]
RECEIVED = received
RESOLVED = resolved
RETURNED = returned
[values channel]
DIRECT = 1
ONLINE = 2
INI
# export_file FROM TO: rows of a case each; every third is not resolved, every fifth not returned, every thousandth is not readable.
export_file() {
        awk -v from="$1" -v to="$2" 'BEGIN {
                print "code,kind,owner,unit,way,received,due,resolved,returned"
                for (i = from; i < to; i++)
                        printf "000.17.22.H58-220104-%06d,1.%06d,owner-%d,000.17.%02d.H58,%d,%02d/01/2022 %02d:%02d,20/02/2022 17:00,%s,%s\n",
                                i, i % 800, i, i % 90, 1 + i % 2, i % 1000 ? 1 + i % 28 : 32, i % 24, i % 60,
                                i % 3 ? sprintf("%02d/02/2022 10:%02d", 1 + i % 28, i % 60) : "NULL",
                                i % 3 && i % 5 ? sprintf("%02d/03/2022 10:%02d", 1 + i % 28, i % 60) : ""
        }'
}
# A document of each row that can be read.
expected_events() { echo $((rows - (rows + 999) / 1000)); }
appear() { mv "$WORK/$1" "$place/$1"; }
# Ids on the topic: how many messages, how many ids, how many pairs of id and time of saying.
on_topic() {
        oracle read "$TOPIC" 2>/dev/null
        sql -c "select count(distinct (dossier_id, content)), count(distinct (dossier_id, content, stated_at)) from oracle.event"
}
messages() { topic bounds "$TOPIC" | awk '{ n += $3 } END { print n + 0 }'; }

export_file 0 $((rows / 2)) >"$WORK/one.csv"
export_file $((rows / 2)) "$rows" >"$WORK/two.csv"
touch -d '2022-04-01T00:00:00Z' "$WORK/one.csv"
cp -p "$WORK/one.csv" "$WORK/again.csv"
appear one.csv

spool=''
start_spool() {
        "$HENTRA" spool --mapping "$WORK/office.ini" "$place" >>"$WORK/spool.out" 2>>"$WORK/spool.log" &
        spool=$!
        children+=("$spool")
}
# shellcheck disable=SC2317 # called through eventually and ok
grown() { test "$(messages)" -gt "$1"; }
# How far the file that is being read is known to have come.
# shellcheck disable=SC2317 # called through advanced
mark() { grep ' reading ' "$place/.hentra/journal" 2>/dev/null | tail -n 1; }
# advanced MARK: waits, without a pause in which the file could end, until it came further.
advanced() {
        local patience=$((SECONDS + 5))
        while [[ $(mark) == "$1" ]] && ((SECONDS < patience)); do :; done
}
midway=0
for ((i = 1; i <= kills; i++)); do
        before=$(mark || true)
        start_spool
        # Two of three in the middle of a file, if one is there; the others anywhere: before the broker is found, between files.
        if ((i % 3)); then advanced "$before"; else sleep "0.$(printf %03d $((50 + RANDOM % 300)))"; fi
        kill -KILL "$spool"
        wait "$spool" 2>/dev/null || true
        [[ -z $(find "$place/reading" -type f) ]] || midway=$((midway + 1))
        note "after kill $i: $(messages) messages"
        ((i != kills / 2)) || appear two.csv
done
note "$midway of $kills kills fell while a file was being read; $(messages) messages"
ok 'some kills fell while a file was being read' test "$midway" -gt 0

# With 1 for rows that it rejected itself; where the last kill came behind the last row, there are none.
# shellcheck disable=SC2317 # called through ok
ends_by_itself() {
        local rc=0
        "$@" || rc=$?
        ((rc <= 1))
}
ok 'the last run ends by itself' ends_by_itself hentra spool --once --mapping "$WORK/office.ini" "$place"
is 'the document of every row, once by its id and time' "$(expected_events) $(expected_events)" "$(on_topic)"
is 'both files are done, with a list of rejected rows each' 'done/one.csv done/two.csv rejected/one.csv rejected/two.csv' \
        "$(cd "$place" && find 'done' rejected reading -type f | sort | paste -sd' ')"
is 'every bad row is listed once, by its line and column' \
        "$(awk -v n=$((rows / 2)) 'BEGIN { for (i = 0; i < n; i += 1000) print i + 2, "received" }')" \
        "$(awk -F, 'NR > 1 { gsub(/"/, ""); print $1, $2 }' "$place/rejected/one.csv" | sort -n)"
is 'nobody is named on the topic' 0 "$(topic dump "$TOPIC" 2>/dev/null | grep -c 'owner-' || true)"

count=$(messages)
appear again.csv
touch "$place/again.csv"
ok 'an old export is read again, with 1 for the rows that were rejected' fails hentra spool --once --mapping "$WORK/office.ini" "$place"
is 'nothing of it is sent: all of it is known' "$count" "$(messages)"
rm -r "$place/.hentra/memory"
cp -p "$place/done/again.csv" "$WORK/lost.csv"
appear lost.csv
ok 'where the memory was lost it is read again' fails hentra spool --once --mapping "$WORK/office.ini" "$place"
ok 'and sent again' grown "$count"
is 'it says nothing new, at no new time' "$(expected_events) $(expected_events)" "$(on_topic)"
is 'the time of its first copy' 1648771200000000 "$(sql -c "select max(stated_at) from oracle.event where dossier_id = '000.17.22.H58-220104-000001'")"

ok 'the loader reads all of it' hentra load --until-end
agrees spool
end_world
verdict
