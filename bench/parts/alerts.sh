# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# alerts.sh - from a deadline to its alert, as a row and as a message, with $ALERT_OPEN open dossiers; many deadlines at once; what an
# idle alerter needs; how long it takes to find the next deadline; and the same beside ten province-years: a regular look, the digest of
# all agencies, and deadlines meanwhile. Sourced by bench/run; bench/alerts.c adds deadlines and looks.

ALERTER='' RECEIVER=''
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

# alerter_looked DATABASE
alerter_looked() { [[ $(sql "$1" -c 'select looked_at is not null from hentra.alert_progress') == t ]]; }
start_alerter() {
        "$HENTRA" alert --config "$WORK/$1.conf" --set log.level=debug >"$WORK/alerts.log" 2>&1 </dev/null &
        ALERTER=$!
        eventually 600 alerter_looked "$1" || die "the alerter does not look: $(tail -n 5 "$WORK/alerts.log")"
}

# deadlines NAME COUNT SPACING_US [DATABASE]: rows and messages of that many, in alerts_NAME.csv.
deadlines() {
        "$BUILD/bench_alerts" "$WORK/${4:-alerts}.conf" "$2" "$3" "$OUT/alerts_$1.csv" 2>"$WORK/deadlines.log" ||
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
        start_alerter alerts
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

# logged EVENT [N]: milliseconds that the alerter logged of it, the Nth and those behind it.
logged() { sed -n "s/.* debug $1 .*ms=//p" "$WORK/alerts.log" | tail -n "+${2:-1}"; }
logged_more() { (($(logged "$1" | wc -l) >= $2)); }
# alerter_cpu DATABASE: processor milliseconds of the alerter and its backend so far.
alerter_cpu() {
        local backend pid
        backend=$(sql "$1" -c "select pid from pg_stat_activity where application_name = 'hentra alert' and datname = current_database()")
        for pid in "$ALERTER" "$backend"; do cut -d' ' -f1 "/proc/$pid/schedstat"; done | awk '{ n += $1 } END { print n / 1e6 }'
}
digests_delivered() { [[ $(sql ten_alerts -c 'select count(*) > 0 and bool_and(state = 1) from hentra.alert_delivery') == t ]]; }
published() { [[ $(sql ten_alerts -c 'select count(*) from hentra.alert_transition where published_at is null') == 0 ]]; }

# The receiver of the digests takes everything at once.
start_receiver() {
        python3 bench/receiver.py >"$WORK/receiver.port" 2>"$WORK/receiver.log" &
        RECEIVER=$!
        eventually 30 test -s "$WORK/receiver.port" || die "no receiver: $(tail -n 5 "$WORK/receiver.log")"
}

# Ten province-years: what stands, and a regular look, a sweep and the digest of all agencies, each with deadlines meanwhile.
ten_years_of_alerts() {
        local before regular
        [[ ! -e $OUT/ten_alerts.csv ]] || return 0
        world ten_alerts ten_alerts topic.alert=ten_alerts-alert
        set_up ten_alerts
        progress "alerts: $ALERT_OLD dossiers of ten years, $ALERT_OLD_OPEN open"
        sql ten_alerts -v old="$ALERT_OLD" -v open="$ALERT_OLD_OPEN" -v agencies="$ALERT_AGENCIES" -f bench/alerts_world.sql
        start_alerter ten_alerts
        eventually 600 published || die "the alerts are not published: $(tail -n 5 "$WORK/alerts.log")"
        eventually 60 logged_more alert.swept 1 || die "nothing was swept: $(tail -n 5 "$WORK/alerts.log")"
        progress 'alerts: a regular look'
        regular=$(logged alert.regular_look | wc -l) before=$(alerter_cpu ten_alerts)
        if [[ $ALERT_REGULAR ]]; then
                eventually 90 logged_more alert.regular_look $((regular + 1)) || die 'no regular look'
        fi
        regular=$(calc "$(alerter_cpu ten_alerts) - $before")
        progress "alerts: the digest of $ALERT_AGENCIES agencies, with deadlines meanwhile"
        start_receiver
        { sleep 2 # the deadlines begin
                sql ten_alerts -c "insert into hentra.alert_webhook (name, url, kind, digest_minute) values
                        ('digest', 'http://127.0.0.1:$(<"$WORK/receiver.port")/ok', 2, 0)"; } &
        deadlines ten_digest "$ALERT_MEANWHILE" 10000 ten_alerts
        eventually 300 digests_delivered || die "no digests: $(tail -n 5 "$WORK/alerts.log")"
        kill "$RECEIVER"
        progress 'alerts: deadlines during a sweep'
        before=$(logged alert.swept | wc -l)
        { sleep 2
                sql ten_alerts -c "select pg_notify('hentra_dossier', '')" >/dev/null; } &
        deadlines ten_sweep "$ALERT_MEANWHILE" 10000 ten_alerts
        eventually 60 logged_more alert.swept $((before + 1)) || die 'nothing was swept'
        record ten_alerts standing,regular_ms,regular_cpu_ms,digests,digest_s,sweep_ms \
                "$(sql ten_alerts -c 'select count(*) from hentra.alert where transition % 2 = 1')" \
                "$(logged alert.regular_look | tail -n 1)" "$regular" \
                "$(sql ten_alerts -c 'select count(*) from hentra.alert_delivery')" \
                "$(sql ten_alerts -c 'select extract(epoch from max(delivered_at) - min(created_at)) from hentra.alert_delivery')" \
                "$(logged alert.swept | tail -n 1)"
        end_alerter
        end_world ten_alerts
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
        ten_years_of_alerts
        title "(i) Alerts at ten province-years: $(grouped "$ALERT_OLD") dossiers, $(grouped "$ALERT_OLD_OPEN") open, $(grouped "$(median ten_alerts standing)") alerts stand"
        if [[ $ALERT_REGULAR ]]; then
                aimed 'a regular look' "$(median ten_alerts regular_ms)" 2 ms ≤ 50
                line 'the same: processor time, with PostgreSQL' "$(fixed 1 "$(median ten_alerts regular_cpu_ms)") ms"
        fi
        line 'a sweep over everything, between deadlines' "$(fixed 0 "$(median ten_alerts sweep_ms)") ms"
        aimed "the digests of $(grouped "$(median ten_alerts digests)") agencies" "$(median ten_alerts digest_s)" 2 s ≤ 5
        read -r p50 p99 most < <(percentiles_of "$OUT/alerts_ten_digest.csv" 2)
        line 'deadline → row seen during the digests, p50' "$(fixed 2 "$(calc "$p50 / 1000")") ms"
        aimed 'deadline → row seen during the digests, p99' "$(calc "$p99 / 1000")" 2 ms ≤ 20
        read -r p50 p99 most < <(percentiles_of "$OUT/alerts_ten_sweep.csv" 2)
        aimed 'deadline → row seen during a sweep, p99' "$(calc "$p99 / 1000")" 2 ms ≤ 20
}
