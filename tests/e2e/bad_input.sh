#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bad_input - messages that cannot be read are set aside with their bytes while the stream goes on; a topic that is not the one
# that was read stops its partitions; wrong usage and absent servers are said in one line.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

# event DOSSIER STATUS DAY DUE: one line for `topic put`; occurred at 08:00 local time of that day of January 2022.
event() {
        local at=$((1641258000000000 + ($3 - 4) * 86400000000))
        printf '0\t0\t%s\ttest\t0\t0\t0\t%d\t%d\t%d\t%d\t\\N\t%s\t000.00.01.H58\t\\N\t1\t1.000001\t\\N\t2\t0\t3\t1\t0\n' \
                "$1" "$2" "$at" "$at" "$at" "$4"
}
messages() { topic bounds "$1" 2>/dev/null | awk '{ n += $3 } END { print n + 0 }'; }

# ---- messages that cannot be read ----
world poison topic.partitions=1
good=$(event DOSSIER-0001 2 4 1641402000000000 | topic encode)
# A due date in 2059 is legal.
event DOSSIER-0002 2 4 2808291600000000 | topic put "$TOPIC"
python3 "$ROOT/tests/support/spoil.py" <<<"$good" >"$WORK/spoilt"
topic raw "$TOPIC" <"$WORK/spoilt"
event DOSSIER-0003 2 5 '\N' | topic put "$TOPIC"
ok 'the stream goes on' hentra load --until-end
is 'dossiers before and behind the bad messages' 'DOSSIER-0002 2058-12-28 DOSSIER-0003 none' \
        "$(sql -c "select string_agg(dossier_id || ' ' || coalesce(due_at::date::text, 'none'), ' ' order by dossier_id) from hentra.dossier")"
is 'each bad message is kept with its bytes' "$(sort "$WORK/spoilt" | sed 's/ *$//')" \
        "$(sql -c "select convert_from(key, 'UTF8'), encode(coalesce(value, ''), 'hex') from hentra.quarantine" | sort | sed 's/ *$//')"
is 'and with a reason' 0 "$(sql -c "select count(*) from hentra.quarantine where length(reason) < 10")"
hentra quarantine list >"$WORK/list"
is 'quarantine list shows them' $(($(wc -l <"$WORK/spoilt") + 1)) "$(wc -l <"$WORK/list")"
note "$(sed -n 's/.*set-aside *//p' "$WORK/list" | sort | uniq -c | sed "s/^ */  /")"
offset=$(sql -c "select kafka_offset from hentra.quarantine where convert_from(key, 'UTF8') = 'no-avro-at-all'")
has 'quarantine show shows the bytes' '7b 22 73 74 61 74 75 73' "$(hentra quarantine show 0 "$offset")"
is 'they stand on the dead-letter topic' "$(wc -l <"$WORK/spoilt")" "$(messages "$TOPIC-dlq")"
ok 'a replay of what is still not readable does nothing' hentra quarantine replay
is 'and sends nothing' $(($(wc -l <"$WORK/spoilt") + 2)) "$(messages "$TOPIC")"
# As if this version could read what an older one could not.
sql -c "update hentra.quarantine set value = decode('$good', 'hex') where convert_from(key, 'UTF8') = 'unknown-schema'"
ok 'a replay of what can be read by now' hentra quarantine replay
ok 'is loaded' hentra load --until-end
is 'and counts' 1 "$(sql -c "select count(*) from hentra.dossier where dossier_id = 'DOSSIER-0001'")"
has 'quarantine list says so' replayed "$(hentra quarantine list)"
agrees 'after bad messages'
# More than that in a row are no culprits but our own fault.
for ((i = 0; i < 150; i++)); do echo "k ff"; done | topic raw "$TOPIC"
rc=0
hentra load --until-end >"$WORK/many.log" 2>&1 || rc=$?
is 'too many in a row end the loader' 1 "$rc"
has 'and it says why' 'in a row' "$(grep error "$WORK/many.log")"
end_world

# ---- a topic that is not the one that was read ----
# stops TEXT PART: a loader ends with 1, and a line of its log says that a partition stopped, with PART in it.
stops() {
        local rc=0
        hentra load --until-end >"$WORK/stop.log" 2>&1 || rc=$?
        is "$1: the loader ends with 1" 1 "$rc"
        has "$1: and says which offsets" "$2" "$(grep partition_stopped "$WORK/stop.log" || tail -n 3 "$WORK/stop.log")"
}
send_days() { for ((i = $1; i <= $2; i++)); do event "DOSSIER-$(printf %04d "$i")" 2 5 '\N'; done | topic put "$TOPIC"; }
recreate() { topic delete "$TOPIC" && hentra setup >"$WORK/setup.log" 2>&1; }

world recreated topic.partitions=1
send_days 1 20
ok 'twenty messages are loaded' hentra load --until-end
before=$(facts_of)
recreate
send_days 21 25
stops 'a shorter topic in its place' 20
send_days 26 60
stops 'a longer topic in its place' 19
is 'nothing was guessed' "$before" "$(facts_of)"
ok 'from the start it is read' hentra load --from-start --until-end
is 'all of it' 60 "$(sql -c 'select count(*) from hentra.dossier')"
ok 'verify finds nothing' hentra verify
send_days 61 70
topic expire "$TOPIC"
send_days 71 75
stops 'data that expired before it was read' 50
end_world

# ---- wrong usage ----
# refused PART COMMAND…: exit code 2, and one line that holds PART.
refused() {
        local part=$1 rc=0
        shift
        hentra "$@" >"$WORK/out" 2>"$WORK/err" || rc=$?
        is "$* ends with 2" 2 "$rc"
        is "$* says so in one line" 1 "$(wc -l <"$WORK/err")"
        has "$* names it" "$part" "$(<"$WORK/err")"
}
world usage topic.partitions=1
refused '--untl-end' load --untl-end
refused 'laod' laod
refused '--by' report form06 --by planet
refused '2022-02-30' report form06 --from 2022-02-30
refused '2022-13-01' report form06 --as-of 2022-13-01
refused 'CAL:2022-15' report form06 --period CAL:2022-15
refused 'form07' report form07
refused 'load.memroy' load --set load.memroy=1G
refused 'load.memory' load --set load.memory=lots
refused 'warehouse.password' load --set warehouse.password=secret
refused '/no/such.conf' load --config /no/such.conf
refused '/no/such.ini' spool --once --mapping /no/such.ini "$WORK"
refused 'no-such-province' simulate --profile no-such-province
refused '--duplicates' simulate --profile tien-giang-2022 --duplicates 101

# ---- nobody there ----
# absent PART COMMAND…: fails at once, with the address.
absent() {
        local part=$1 rc=0 begin=$SECONDS
        shift
        hentra "$@" >"$WORK/out" 2>"$WORK/err" || rc=$?
        is "$* ends with 1" 1 "$rc"
        has "$* names the address" "$part" "$(<"$WORK/err")"
        ok "$* does not wait" test $((SECONDS - begin)) -lt 10
}
kafka='--set kafka.bootstrap.servers=127.0.0.1:1'
warehouse='--set warehouse.port=1'
# shellcheck disable=SC2086 # two words each
{
        absent '127.0.0.1:1' load --wait 0 $kafka
        absent '127.0.0.1:1' load --wait 0 $warehouse
        absent '127.0.0.1:1' simulate --profile tien-giang-2022 --dossiers 10 --wait 0 $kafka
        absent '127.0.0.1:1' spool --once --mapping "$ROOT/tests/data/mappings/wabo.ini" --wait 0 $kafka "$WORK"
        absent '127.0.0.1:1' report form06 --wait 0 $warehouse
        absent '127.0.0.1:1' verify --wait 0 $warehouse
}
end_world
verdict
