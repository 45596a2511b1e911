# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# produce.sh - events a second that simulate and spool bring to Kafka, confirmed; sourced by bench/run.

# export_rows: everything that is said in the warehouse `kept` as one export (CSV), a row an event, and its mapping. All
# builds read the same one, $EXPORT.
EXPORT=''
export_rows() {
        local moment="YYYY-MM-DD HH24:MI:SS.US"
        EXPORT=$WORK/export
        [[ ! -s $EXPORT.csv ]] || return 0
        kept
        progress "writing an export for spool"
        sql kept -c "set timezone = 'Asia/Ho_Chi_Minh'" -c "\\copy (select dossier_id, status, to_char(occurred_at, '$moment') as occurred,
                to_char(submitted_at, '$moment') as submitted, to_char(due_at, '$moment') as due, agency, procedure, field, level, channel,
                service from hentra.dossier_statement order by observed_at, dossier_id) to '$EXPORT.csv' (format csv, header)"
        cat >"$EXPORT.ini" <<-'INI'
                [file]
                row = event
                [dates]
                formats = %Y-%m-%d %H:%M:%S%f
                zone = Asia/Ho_Chi_Minh
                [columns]
                dossier_id = dossier_id
                status = status
                occurred_at = occurred
                submitted_at = submitted
                due_at = due
                agency = agency
                procedure = procedure
                field = field
                level = level
                channel = channel
                service = service
                [constants]
                source = bench
	INI
}

# produced WHAT RUN EVENTS: a row of produce.csv, once that many are known to be sent.
produced() {
        local seconds cpu peak sent=$3
        read -r seconds cpu peak < <(took "$1")
        [[ $1 == floor ]] || sent=$(awk -v want="$1" '
                want == "spool" && NF == 2 && $1 == "events" { print $2 }
                want == "simulate" && match($0, /sent=[0-9]+/) { print substr($0, RSTART + 5, RLENGTH - 5) }' "$WORK/$1.log")
        [[ $sent == "$3" ]] || die "$1 sent '$sent' events instead of $3: $(tail -n 5 "$WORK/$1.log")"
        record produce side,run,events,seconds,cpu,peak,kafka_cpu "$1" "$2" "$3" "$seconds" "$cpu" "$peak" \
                "$(calc "$(server_cpu kafka) - $kafka")"
        progress "$AT: $1, run $2: $(fixed 2 "$seconds") s"
}

# The broker's own cost is that of all three.
run_floor_of_producing() {
        world produce "floor-$1"
        kafka=$(server_cpu kafka)
        timed floor "$BUILD/bench_produce" "$WORK/produce.conf" "$(events "$SIZE")"
        produced floor "$1" "$(events "$SIZE")"
        end_world produce
}

run_simulate() {
        world produce "simulate-$1"
        kafka=$(server_cpu kafka)
        timed simulate "$HENTRA" simulate --config "$WORK/produce.conf" "${SIMULATE[@]}"
        produced simulate "$1" "$(events "$SIZE")"
        end_world produce
}

run_spool() {
        world produce "spool-$1"
        rm -rf "$WORK/inbox"
        mkdir "$WORK/inbox"
        ln "$EXPORT.csv" "$WORK/inbox/export.csv"
        kafka=$(server_cpu kafka)
        timed spool "$HENTRA" spool --once --config "$WORK/produce.conf" --mapping "$EXPORT.ini" "$WORK/inbox"
        produced spool "$1" "$(at here events "$SIZE")"
        end_world produce
}

part_produce() {
        local run what
        each_build 1 filled
        export_rows
        for ((run = 1; run <= FEW; run++)); do
                run_floor_of_producing "$run"
                each_build "$run" run_simulate "$run"
                each_build "$run" run_spool "$run"
        done
        title "(f) Producing: $(grouped "$(events "$SIZE")") events to Kafka, confirmed, the whole process"
        figure 'floor: as many messages, encoded before' '2 M/s' '' series produce 'events / seconds / 1000000' side=floor
        figure '  events a processor second' '2 M/s' '' series produce 'events / cpu / 1000000' side=floor
        for what in simulate spool; do
                figure "$what" '2 M/s' '≥ 1' series produce 'events / seconds / 1000000' "side=$what"
                [[ $what == simulate ]] || compared 'events a second' '≥ 1.5' series produce 'events / seconds' "side=$what"
                figure '  times the floor' '2 x' "$([[ $what == spool ]] || echo '≥ 1')" ratios produce 'events / seconds' "$what" floor
                figure '  events a processor second' '2 M/s' '' series produce 'events / cpu / 1000000' "side=$what"
        done
}
