# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# alerts.sh - from a deadline to its alert, as a row and as a message, with $ALERT_OPEN open dossiers; many deadlines at once; what an
# idle alerter needs; and how long it takes to find the next deadline. Sourced by bench/run; bench/alerts.c adds deadlines and looks.

ALERTER=''
end_alerter() {
        [[ -z $ALERTER ]] || kill -TERM "$ALERTER" 2>/dev/null || true
        ALERTER=''
}

# open_dossiers DATABASE COUNT: that run, and are due within the next year, none of them soon.
open_dossiers() {
        sql "$1" -c "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id,
                        first_observed_at, received_at, due_at, day_class, instant_class)
                select 'open-' || n, '{}', 0, 2, 0, 1, 0, 1, 0, now(), now(), now() + interval '2 days' + n * interval '1 year' / $2, 0, 0
                from generate_series(1, $2) as n" -c 'analyze hentra.dossier'
}

alerter_looked() { [[ $(sql alerts -c 'select looked_at is not null from hentra.alert_progress') == t ]]; }

# deadlines NAME COUNT SPACING_US: rows and messages of that many, in alerts_NAME.csv.
deadlines() {
        "$BUILD/bench_alerts" "$WORK/alerts.conf" "$2" "$3" "$OUT/alerts_$1.csv" 2>"$WORK/deadlines.log" ||
                die "$(<"$WORK/deadlines.log") $(tail -n 5 "$WORK/alerts.log")"
}
# percentiles_of FILE COLUMN: 50, 99 and 100.
percentiles_of() {
        tail -n +2 "$1" | cut -d, -f"$2" | sort -n | awk '
                { v[NR] = $1 }
                function rank(p,  n) { n = p * NR; return v[n == int(n) ? n : int(n) + 1] }
                END { print rank(0.5), rank(0.99), v[NR] }'
}
# next_deadline DATABASE: milliseconds that the query takes, by the server.
next_deadline() {
        sql "$1" -c 'set plan_cache_mode = force_generic_plan' -c 'set enable_seqscan = off' \
                -c "prepare next (bigint[], timestamptz) as $(sed 's/;$//' sql/queries/alert/alert_next.sql)" \
                -c "execute next ('{0}', now())" \
                -c "explain (analyze, format json) execute next (array[(extract(epoch from now()) * 1000000)::bigint, (extract(epoch from now()) * 1000000)::bigint + 86400000000, 1, 2], now())" |
                awk -F: '/"Execution Time"/ { gsub(/[ ,]/, "", $2); print $2 }'
}

alerts() {
        local before cpu watched
        [[ ! -e $OUT/alerts.csv ]] || return 0
        world alerts alerts topic.alert=alerts-alert
        set_up alerts
        sql alerts -c "insert into hentra.agency (code) values ('H58')"
        progress "alerts: $ALERT_OPEN open dossiers"
        open_dossiers alerts "$ALERT_OPEN"
        "$HENTRA" alert --config "$WORK/alerts.conf" >"$WORK/alerts.log" 2>&1 </dev/null &
        ALERTER=$!
        eventually 60 alerter_looked || die "the alerter does not look: $(tail -n 5 "$WORK/alerts.log")"
        progress 'alerts: one after the other'
        deadlines single "$ALERT_DEADLINES" 100000
        progress 'alerts: many at once'
        deadlines together "$ALERT_TOGETHER" 0
        before=$(cpu_of "$ALERTER")
        watched=$ALERT_IDLE
        sleep "$watched" # what is measured is that nothing happens
        cpu=$(calc "($(cpu_of "$ALERTER") - $before) / $watched * 100")
        end_alerter
        progress "alerts: the next of $ALERT_MANY"
        sql alerts -c 'delete from hentra.dossier'
        open_dossiers alerts "$ALERT_MANY"
        record alerts idle_percent,next_ms "$cpu" "$(next_deadline alerts)"
        end_world alerts
}
# cpu_of PID: processor seconds of a process so far.
cpu_of() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.2f\n", ($12 + $13) / hz }' "/proc/$1/stat"; }

part_alerts() {
        local p50 p99 most
        alerts
        title "(i) Alerts, with $(grouped "$ALERT_OPEN") open dossiers"
        read -r p50 p99 most < <(percentiles_of "$OUT/alerts_single.csv" 2)
        aimed 'deadline → row seen, p50' "$(calc "$p50 / 1000")" 2 ms ≤ 10
        aimed 'deadline → row seen, p99' "$(calc "$p99 / 1000")" 2 ms ≤ 50
        read -r p50 p99 most < <(percentiles_of "$OUT/alerts_single.csv" 3)
        aimed 'deadline → message seen, p50' "$(calc "$p50 / 1000")" 2 ms ≤ 10
        aimed 'deadline → message seen, p99' "$(calc "$p99 / 1000")" 2 ms ≤ 50
        read -r p50 p99 most < <(percentiles_of "$OUT/alerts_together.csv" 2)
        aimed "$(grouped "$ALERT_TOGETHER") at the same instant: last row" "$(calc "$most / 1000000")" 2 s ≤ 1
        read -r p50 p99 most < <(percentiles_of "$OUT/alerts_together.csv" 3)
        line 'the same: last message' "$(fixed 2 "$(calc "$most / 1000000")") s"
        aimed 'processor use of an idle alerter' "$(median alerts idle_percent)" 2 % ≤ 0.5
        aimed "the next deadline of $(grouped "$ALERT_MANY") open dossiers" "$(median alerts next_ms)" 2 ms ≤ 5
}
