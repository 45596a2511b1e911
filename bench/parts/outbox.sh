# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# outbox.sh - rows a second from an outbox, and from a plain table, to Kafka, confirmed; sourced by bench/run.

OUTBOX_AGENCIES="'000.' || lpad((n % 159)::text, 2, '0') || '.10.H58'"

# outbox_world: a source's database, with an outbox, beside a topic that nothing reads.
outbox_world() {
        local pair
        world outbox "outbox-$1"
        for pair in $HENTRA_TEST_PG; do
                [[ $pair == dbname=* ]] || echo "outbox.${pair//\'/}"
        done >>"$WORK/outbox.conf"
        echo "outbox.dbname=${PREFIX}outbox" >>"$WORK/outbox.conf"
        "$HENTRA" outbox install --config "$WORK/outbox.conf" >/dev/null || die "the outbox was not installed"
}

# write_statements, write_documents: $OUTBOX_ROWS rows of some hundred bytes, as a system would write them.
write_statements() {
        sql outbox -c "insert into hentra_outbox.outbox (dossier_id, status, occurred_at, submitted_at, due_at, agency, procedure, field, level,
                channel, service) select $OUTBOX_AGENCIES || '-220104-' || lpad(n::text, 7, '0'), '4',
                '2022-01-04'::timestamptz + n * interval '7 seconds', '2022-01-04', '2022-02-01', $OUTBOX_AGENCIES,
                '1.00' || n % 883, 'G15-TP06', 'DISTRICT', 'ONLINE', 'FULL' from generate_series(1, $OUTBOX_ROWS) n"
}
write_documents() {
        sql outbox -c "insert into hentra_outbox.outbox (dossier_id, submitted_at, due_day, agency, procedure, field, level, channel, service,
                occurrences) select $OUTBOX_AGENCIES || '-220104-' || lpad(n::text, 7, '0'), '2022-01-04', '2022-02-01', $OUTBOX_AGENCIES,
                '1.00' || n % 883, 'G15-TP06', 'DISTRICT', 'ONLINE', 'FULL',
                hentra_outbox.instants(received => '2022-01-04'::timestamptz + n * interval '7 seconds', resolved => '2022-01-20')
                || hentra_outbox.days(returned => '2022-01-21') from generate_series(1, $OUTBOX_ROWS) n"
}
write_table() {
        sql outbox -c "create table public.cases (id text primary key, agency text, procedure text, field text, due date, received timestamptz,
                resolved timestamptz, returned date, changed timestamptz)" -c "insert into public.cases select $OUTBOX_AGENCIES || '-220104-'
                || lpad(n::text, 7, '0'), $OUTBOX_AGENCIES, '1.00' || n % 883, 'G15-TP06', '2022-02-01',
                '2022-01-04'::timestamptz + n * interval '7 seconds', '2022-01-20', '2022-01-21',
                '2022-01-21'::timestamptz + n * interval '1 second' from generate_series(1, $OUTBOX_ROWS) n" \
                -c 'create index on public.cases (changed, id)' -c 'vacuum analyze public.cases'
        rm -rf "$WORK/outbox-state"
        cat >"$WORK/outbox.ini" <<-'INI'
                [file]
                row = case
                [dates]
                formats = %Y-%m-%dT%H:%M:%S%f%z | %Y-%m-%d
                zone = Asia/Ho_Chi_Minh
                [columns]
                dossier_id = id
                agency = agency
                procedure = procedure
                field = field
                due_at = due
                [constants]
                source = bench
                [case]
                RECEIVED = received
                RESOLVED = resolved
                RETURNED = returned
	INI
}

# run_outbox KIND RUN
run_outbox() {
        local seconds cpu peak postgres kafka sent options=(--source bench)
        outbox_world "$1-$2"
        "write_$1"
        [[ $1 != table ]] || options=(--mapping "$WORK/outbox.ini" --table public.cases --changed changed --state "$WORK/outbox-state")
        sql outbox -c 'checkpoint' >/dev/null
        postgres=$(server_cpu postgres) kafka=$(server_cpu kafka)
        timed outbox "$HENTRA" outbox --once --config "$WORK/outbox.conf" "${options[@]}"
        read -r seconds cpu peak < <(took outbox)
        sent=$(awk '$1 == "events" && NF == 2 || $1 == "rows" && $2 == "sent" { print $NF }' "$WORK/outbox.log")
        [[ $sent == "$OUTBOX_ROWS" ]] || die "outbox sent '$sent' of $OUTBOX_ROWS: $(tail -n 5 "$WORK/outbox.log")"
        record outbox side,run,rows,seconds,cpu,peak,postgres_cpu,kafka_cpu "$1" "$2" "$OUTBOX_ROWS" "$seconds" "$cpu" "$peak" \
                "$(calc "$(server_cpu postgres) - $postgres")" "$(calc "$(server_cpu kafka) - $kafka")"
        progress "$AT: outbox of $1, run $2: $(fixed 2 "$seconds") s"
        end_world outbox
}

part_outbox() {
        local run kind
        for ((run = 1; run <= FEW; run++)); do
                for kind in statements documents table; do each_build "$run" run_outbox "$kind" "$run"; done
        done
        title "(l) From a source's database: $(grouped "$OUTBOX_ROWS") rows to Kafka, confirmed, the whole process"
        for kind in statements documents table; do
                figure "$kind" '0 rows/s' '≥ 50000' series outbox 'rows / seconds' "side=$kind"
                figure '  rows a processor second of hentra' '0 rows/s' '' series outbox 'rows / cpu' "side=$kind"
                figure '  rows a processor second of PostgreSQL' '0 rows/s' '' series outbox 'rows / postgres_cpu' "side=$kind"
                figure '  memory at its peak' '1 MB' '' series outbox 'peak / 1048576' "side=$kind"
        done
}
