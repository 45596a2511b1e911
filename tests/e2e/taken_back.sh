#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# taken_back - what a source takes back: an end that is a day, an end that is gone again, a mapping that was corrected while the
# spool is killed again and again, a file that should never have been laid in, cases that a complete export no longer mentions.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
RANDOM=${SPOOL_SEED:-1}

# at TIME NAME: the file appears, as stated then.
at() {
        touch -d "$1" "$WORK/$2"
        mkdir -p "$WORK/$TOPIC"
        mv "$WORK/$2" "$WORK/$TOPIC/"
}
# shellcheck disable=SC2317 # called through ok
spool() { hentra spool --once --mapping "$WORK/$1.ini" "$WORK/$TOPIC"; }
detail() { sql -c "select $1 from hentra.dossier_detail where dossier_id = '$2'"; }
marks() { sql -c "select coalesce(string_agg(mark, ' ' order by mark), '-') from hentra.dossier_quality where dossier_id = '$1'"; }
transfers() { sql -c "select coalesce(sum(transferred_in + transferred_out), 0) from hentra.flow_day"; }
office() { # NAME FORMATS LINES…: a mapping of exports in local time of Chicago
        {
                printf '%s\n' '[file]' 'row = case' '[dates]' "formats = $2" 'zone = America/Chicago' \
                        '[constants]' 'source = t' '[case]' 'RECEIVED = open' 'RESOLVED = close' \
                        '[columns]' 'dossier_id = id' 'agency = dept' 'due_at = due' "${@:3}"
        } >"$WORK/$1.ini"
}

# ---- a day is a day ----
world day setup.zone=America/Chicago
office day '%m/%d/%Y %H:%M | %m/%d/%Y'
printf '%s\n' 'id,dept,open,close,due' 'A-1,Public Works,01/17/2019 15:59,01/17/2019,01/17/2019' >"$WORK/in.csv"
at 2019-02-01T00:00:00Z in.csv
ok 'spool reads a day as an end' spool day
ok 'load reads it' hentra load --until-end
is 'ended on that day, in time both ways' 'RESOLVED ON_TIME IN_TIME' "$(detail 'ended_by, day_class, instant_class' A-1)"
is 'without a mark' '-' "$(marks A-1)"
is 'the working time goes to the close of the day' t \
        "$(detail "handling_minutes between 1 and 8 * 60 and handling_minutes = hentra.working_minutes(received_at, '2019-01-18T05:59:59.999999Z')" A-1)"
agrees day
end_world

# ---- an end that is gone again ----
world reopened setup.zone=America/Chicago
office reopened '%Y-%m-%d %H:%M:%S'
printf '%s\n' 'id,dept,open,close,due' 'L-1,Health,2019-01-05 09:00:00,2019-01-10 09:00:00,2019-01-20 17:00:00' >"$WORK/in1.csv"
printf '%s\n' 'id,dept,open,close,due' 'L-1,Health,2019-01-05 09:00:00,,' >"$WORK/later.csv"
at 2019-01-15T00:00:00Z in1.csv
ok 'spool reads the first export' spool reopened
ok 'load reads it' hentra load --until-end
is 'ended early' 'RESOLVED EARLY' "$(detail 'ended_by, day_class' L-1)"
at 2019-02-15T00:00:00Z later.csv
ok 'spool reads the later export' spool reopened
ok 'load reads it, too' hentra load --until-end
is 'open again, without an end or a due date' 't t t' "$(detail 'ended_by is null, ended_at is null, due_at is null' L-1)"
has 'the end that was taken back is marked' END_REWRITTEN "$(marks L-1)"
agrees reopened
# And if it was true, by the mapping: the same two files, read again.
sed 's/^row = case/&\nemptied_end = reopened/' "$WORK/reopened.ini" >"$WORK/true.ini"
ok 'spool reads both again by the corrected mapping' spool true
ok 'load reads that' hentra load --until-end
is 'open since it was opened again' t "$(detail 'ended_by is null' L-1)"
has 'and marked as that' REOPENED "$(marks L-1)"
agrees true
end_world

# ---- a mapping that was corrected ----
world corrected setup.zone=America/Chicago
rows=${TAKEN_BACK_ROWS:-20000}
office first '%Y-%m-%d %H:%M:%S' 'channel = src' '[values channel]' 'other = DIRECT'
office second '%Y-%m-%d 00:00:00 | %Y-%m-%d %H:%M:%S' 'channel = src' '[values channel]' 'ONLINE = MOBILE' \
        '[values agency]' 'Forestry = FORESTRY,'
awk -v n="$rows" 'BEGIN {
        print "id,dept,src,open,close,due"
        for (i = 1; i <= n; i++)
                printf "K-%d,\"FORESTRY,\",MOBILE,2019-01-05 09:00:00,2019-01-%02d 09:00:00,2019-01-08 00:00:00\n", i, 8 + 2 * (i % 2)
}' >"$WORK/in.csv"
at 2019-02-01T00:00:00Z in.csv
ok 'spool reads by the first mapping' spool first
ok 'load reads that' hentra load --until-end
is 'as the first mapping has it' 'FORESTRY, DIRECT LATE' "$(detail 'agency, channel, day_class' K-1)"
# mark: how far the journal knows the file to have come.
# shellcheck disable=SC2317 # called through advanced
mark() { grep -E ' (reading|retracting) ' "$WORK/$TOPIC/.hentra/journal" 2>/dev/null | tail -n 1; }
advanced() {
        local patience=$((SECONDS + 5))
        while [[ $(mark) == "$1" ]] && ((SECONDS < patience)); do :; done
}
midway=0
for ((i = 1; i <= 8; i++)); do
        before=$(mark || true)
        "$HENTRA" spool --mapping "$WORK/second.ini" "$WORK/$TOPIC" >>"$WORK/spool.out" 2>>"$WORK/spool.log" &
        pid=$!
        children+=("$pid")
        if ((i % 3)); then advanced "$before"; else sleep "0.$(printf %03d $((50 + RANDOM % 300)))"; fi
        kill -KILL "$pid"
        wait "$pid" 2>/dev/null || true
        [[ -z $(find "$WORK/$TOPIC/reading" -type f) ]] || midway=$((midway + 1))
done
note "$midway of 8 kills fell while the file was taken back or read again"
ok 'some kills fell in the middle' test "$midway" -gt 0
ok 'the last run ends by itself' spool second
ok 'load reads all of it' hentra load --until-end
is 'as the second mapping has it, every one' "$rows" \
        "$(sql -c "select count(*) from hentra.dossier_detail where agency = 'Forestry' and channel = 'ONLINE'")"
is 'a due day instead of its midnight' t "$(detail "due_at = '2019-01-09T05:59:59.999999Z'" K-2)"
is 'so half of them are in time' "$((rows / 2)) $((rows - rows / 2))" \
        "$(sql -c "select count(*) filter (where day_class = 'ON_TIME'), count(*) filter (where day_class = 'LATE') from hentra.dossier_detail")"
is 'nothing was ever transferred' 0 "$(transfers)"
is 'nor is anything marked' 0 "$(sql -c 'select count(*) from hentra.dossier_quality')"
agrees corrected

# ---- a file that should never have been laid in ----
printf '%s\n' 'id,dept,src,open,close,due' 'K-1,"FORESTRY,",MOBILE,2019-01-05 09:00:00,,2019-01-08 00:00:00' \
        'K-0,"FORESTRY,",MOBILE,2019-01-05 09:00:00,,' >"$WORK/wrong.csv"
at 2019-03-01T00:00:00Z wrong.csv
ok 'spool reads it' spool second
ok 'load reads it' hentra load --until-end
is 'it opens a case again, and brings one' 't t' "$(detail 'ended_by is null' K-1) $(detail 'true' K-0)"
ok 'it is taken back' hentra spool undo "$WORK/$TOPIC/done/wrong.csv"
ok 'load reads that' hentra load --until-end
is 'the case is as before' 'RESOLVED LATE' "$(detail 'ended_by, day_class' K-1)"
is 'the other one was never received' 0 "$(sql -c "select count(*) from hentra.dossier_detail where dossier_id = 'K-0' and received_at is not null")"
agrees undone
end_world

# ---- what complete exports cease to mention ----
world complete setup.zone=America/Chicago
office complete '%Y-%m-%d %H:%M:%S' '[file]' 'complete = yes'
for ((i = 1; i <= 5; i++)); do
        awk -v i="$i" 'BEGIN { print "id,dept,open,close,due"; for (k = (i > 1) + 1; k <= 40; k++)
                printf "M-%d,Health,2019-01-05 09:00:00,,\n", k; while (i--) print "" }' >"$WORK/e$i.csv"
        at "2019-02-0${i}T00:00:00Z" "e$i.csv"
        ok "spool reads export $i" spool complete
done
ok 'load reads all five' hentra load --until-end
is 'open: all but the one that is mentioned no more' '39 0' \
        "$(sql -c "select count(*) filter (where received_at is not null), count(*) filter (where dossier_id = 'M-1' and received_at is not null) from hentra.dossier_detail")"
agrees complete
end_world
verdict
