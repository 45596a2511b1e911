#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# doors - the same small province through every door: simulate, spool (a log, a row a dossier, lines of the portal), outbox,
# gateway. Each into a warehouse of its own; what differs between two of them has a rule with a name, and nothing else differs.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

PROVINCE=(--profile tien-giang-2022 --month 2022-03 --dossiers 600)
SAID=$WORK/said
mkdir "$SAID"
"$HENTRA" simulate "${PROVINCE[@]}" --to "$WORK/events.jsonl" --set topic.status=none 2>"$WORK/simulate.log" || die "$(<"$WORK/simulate.log")"
python3 "$ROOT/tests/support/doors_said.py" "$WORK/events.jsonl" "$SAID"
FIELDS='agency received_by level procedure field channel return_channel service payment digitised case_kind submitted_at due_at'

# keep NAME: the world is loaded; dossiers, flows and form 06 by codes, in $WORK/NAME.*. What is not asked: first_observed_at, when
# hentra saw it.
COLUMNS='dossier_id, case_kind, agency, procedure, channel, service, submitted_at, received_at, due_at, ended_at, ended_by, returned_at, day_class,
        instant_class, status, last_at, paused_at, first_due_at, level'
keep() {
        ok "$1: it is loaded" hentra load --until-end
        is "$1: nothing is set aside" 0 "$(sql -c 'select count(*) from hentra.quarantine')"
        sql -c "copy (select $COLUMNS, (select coalesce(string_agg(mark, ' ' order by mark), '') from hentra.dossier_quality q
                where q.dossier_id = d.dossier_id) as marks from hentra.dossier_detail d order by dossier_id)
                to stdout (format csv, header)" >"$WORK/$1.dossiers"
        for table in flow_day:day flow_half_month:half_month; do
                sql -c "select '${table%:*}', ${table#*:}, a.code, f.channel, f.case_kind, m.key, sum(m.value::int) from hentra.${table%:*} f
                        join hentra.agency a using (agency_id), jsonb_each_text(to_jsonb(f) - '{day,half_month,agency_id,procedure_id,channel,case_kind,shard}'::text[]) m
                        group by 1, 2, 3, 4, 5, 6 having sum(m.value::int) <> 0 order by 1, 2, 3, 4, 5, 6"
        done >"$WORK/$1.flows"
        hentra report form06 --by agency --from 2022-03-01 --to 2022-03-31 --format csv >"$WORK/$1.form06"
}
# differ A B RULE…: only by these rules (doors_compare.py has them).
differ() {
        is "$2: as $1${3:+, but for: ${*:3}}" '' \
                "$(python3 "$ROOT/tests/support/doors_compare.py" "$WORK/events.jsonl" "$WORK/$1" "$WORK/$2" "${@:3}" | head -n 10)"
        is "$2: form 06 of each agency as $1" '' "$(diff "$WORK/$1.form06" "$WORK/$2.form06" | head -n 6)"
}
spools() { # NAME MAPPING FILE
        mkdir -p "$WORK/$1"
        cp "$3" "$WORK/$1/export-2022-04-15${3##*/}"
        ok "$1: the spool reads ${3##*/}" hentra spool --once --mapping "$2" "$WORK/$1"
}
columns() { local name; for name in $FIELDS; do echo "$name = $name"; done; }

# ---- simulate ----
world simulated topic.partitions=2
ok 'simulated: the province' hentra simulate "${PROVINCE[@]}"
keep simulated
end_world

# ---- spool, a log ----
world log topic.partitions=2
{
        printf '[file]\nrow = event\n[dates]\nformats = %%Y-%%m-%%d %%H:%%M:%%S%%f\nzone = Asia/Ho_Chi_Minh\n[constants]\nsource = one-stop-h58\n'
        printf '[columns]\ndossier_id = dossier_id\nstatus = status\noccurred_at = occurred_at\nstated_at = stated_at\nsequence = sequence\n'
        columns
} >"$WORK/log.ini"
spools log "$WORK/log.ini" "$SAID/log.csv"
keep log
end_world

# ---- outbox ----
world outbox topic.partitions=2
source_db=${ORACLE_DB##*dbname=}_source
psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists $source_db" -c "create database $source_db" 2>/dev/null
sed -n 's/^warehouse\.\([a-z]*\)=/outbox.\1=/p' "$HENTRA_CONFIG" | sed "s/^outbox.dbname=.*/outbox.dbname=$source_db/" >"$WORK/source.conf"
cat "$WORK/source.conf" >>"$HENTRA_CONFIG"
ok 'outbox: installed' hentra outbox install
psql -qX -d "$HENTRA_TEST_PG dbname=$source_db" -c "\\copy hentra_outbox.outbox ($(head -n 1 "$SAID/outbox.csv")) from '$SAID/outbox.csv' (format csv, header)"
ok 'outbox: it sends' hentra outbox --source one-stop-h58 --once
keep outbox
psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists $source_db with (force)"
end_world

# ---- spool, a row a dossier ----
world case topic.partitions=2
{
        printf '[file]\nrow = case\nstated_at = export-%%Y-%%m-%%d*\n[dates]\nformats = %%Y-%%m-%%d %%H:%%M:%%S\nzone = Asia/Ho_Chi_Minh\n[constants]\nsource = one-stop-h58\n'
        printf '[columns]\ndossier_id = dossier_id\n'
        columns
        printf '[case]\n'
        for status in REGISTERED RECEIVED REFUSED PROCESSING SUPPLEMENT_REQUESTED PAYMENT_REQUESTED WITHDRAWN STOPPED RESOLVED RETURNED; do
                echo "$status = $status"
        done
} >"$WORK/case.ini"
spools case "$WORK/case.ini" "$SAID/case.csv"
keep case
end_world

# ---- spool, lines of the portal: documents, and the steps of the work on them ----
world lines topic.partitions=2
for row in case event; do
        {
                printf '[file]\nformat = portal\nrow = %s\nstated_at = export-%%Y-%%m-%%d*\n[dates]\nzone = Asia/Ho_Chi_Minh\n' $row
                printf '[constants]\nsource = one-stop-h58\nagency = H58\n[units]\n'
                cat "$SAID/units"
        } >"$WORK/lines-$row.ini"
done
spools lines-documents "$WORK/lines-case.ini" "$SAID/documents.jsonl"
spools lines-steps "$WORK/lines-event.ini" "$SAID/steps.jsonl"
keep lines
end_world

# ---- gateway: the same documents and steps, posted by a hundred ----
world gateway topic.partitions=2 gateway.listen=127.0.0.1:0 "gateway.clients=$WORK/clients.ini" "clock.origin=2022-04-15T23:59:00+07:00" "clock.since=$(date -u +%FT%TZ)" clock.speed=1
{
        printf '[client one-stop-h58]\naddress = 127.0.0.1\nagency = H58\n[units one-stop-h58]\n'
        cat "$SAID/units"
} >"$WORK/clients.ini"
setpriv --pdeathsig KILL "$HENTRA" gateway >"$WORK/gateway.log" 2>&1 &
GATEWAY=$!
children+=("$GATEWAY")
# shellcheck disable=SC2317 # called through eventually
listens() { PORT=$(sed -n 's/.*gateway.listening.* port=\([0-9]*\).*/\1/p' "$WORK/gateway.log") && [[ -n $PORT ]]; }
eventually 20 listens || die "the gateway does not listen: $(<"$WORK/gateway.log")"
post() { # PATH FILE: the bodies of its answers, each once
        python3 - "http://127.0.0.1:$PORT$1" "$2" <<-'PYTHON' | sort | uniq -c
		import sys, urllib.request
		lines = open(sys.argv[2], encoding="utf-8").read().splitlines()
		for at in range(0, len(lines), 100):
		    body = "[" + ",".join(lines[at:at + 100]) + "]"
		    print(urllib.request.urlopen(urllib.request.Request(sys.argv[1], body.encode())).read().decode())
	PYTHON
}
has 'gateway: documents are taken' '6 {"result":[],"error_code":"0"' "$(post /td/create "$SAID/documents.jsonl")"
is 'gateway: and steps' 1 "$(post /td/steps "$SAID/steps.jsonl" | grep -c '"error_code":"0"')"
kill -TERM "$GATEWAY"
ends 'gateway: it ends' "$GATEWAY"
keep gateway
end_world

# ---- the same facts, but for what a door cannot say ----
differ simulated log
differ simulated outbox
differ simulated case due pause
differ simulated lines due level since
differ lines gateway since
verdict
