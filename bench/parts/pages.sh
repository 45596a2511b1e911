# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# pages.sh - the dashboard over a year: $PAGES live pages and one that never reads, $PAGES_RATE questions a second under two roles, one of
# which sees one agency and what is below it, and alerts that fire meanwhile; sourced by bench/run. bench/pages.c is all the people.

DASHBOARD='' RAISER=''
end_pages() {
        [[ -z $RAISER ]] || kill "$RAISER" 2>/dev/null || true
        [[ -z $DASHBOARD ]] || kill -TERM "$DASHBOARD" 2>/dev/null || true
        if [[ -n $DASHBOARD ]]; then
                wait "$DASHBOARD" 2>/dev/null || true
                drop_people
        fi
        DASHBOARD='' RAISER=''
}
PEOPLE="do \$\$ declare r text; begin foreach r in array array['hentra_bench_all', 'hentra_bench_few'] loop
        if exists (select from pg_roles where rolname = r) then execute format('drop owned by %I; drop role %I', r, r); end if; end loop; end \$\$"
drop_people() { sql pages -c "$PEOPLE" 2>/dev/null || true; }

# pages_warehouse: a copy of `kept` with its clock on the last afternoon of the data, an alert for each dossier that is overdue then, and two people.
pages_warehouse() {
        local now
        kept
        end_world pages
        sql postgres -c "create database ${PREFIX}pages template ${PREFIX}kept strategy file_copy"
        now=$(sql pages -c "set timezone = 'Asia/Ho_Chi_Minh'" -c "select to_char(date_trunc('day', max(received_at)) + interval '15 hours', 'YYYY-MM-DD HH24:MI') from hentra.dossier")
        {
                sed -E "s/^(warehouse.dbname|load.group)=.*/\1=${PREFIX}pages/" "$WORK/kept.conf"
                printf 'clock.origin=%s\nclock.since=%s\n' "$now" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
                printf 'dashboard.listen=127.0.0.1:%s\nmetrics.listen=127.0.0.1:%s\n' "$(keep_port "$WORK/pages.port")" "$(keep_port "$WORK/pages.watch")"
        } >"$WORK/pages.conf"
        set_up pages
        sql pages -v now="$now+07" -c "$PEOPLE" -f bench/pages_world.sql
        sql pages -c 'vacuum analyze' # as autovacuum leaves a warehouse, a minute after a load
}

# watched NAME: a number of the dashboard.
watched() { curl -sf "http://127.0.0.1:$(<"$WORK/pages.watch")/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }
dashboard_ready() { curl -sf -o /dev/null "http://127.0.0.1:$(<"$WORK/pages.watch")/ready"; }
open_files() { find "/proc/$DASHBOARD/fd" -mindepth 1 2>/dev/null | wc -l; }
files_are() { (($(open_files) <= $1)); }

# raise_alerts: an alert each, by the clock.
raise_alerts() {
        local n=0 pause
        pause=$(calc "$PAGES_SECONDS / ($PAGES_ALERTS / 10)")
        while ((n < PAGES_ALERTS)); do
                n=$((n + 10))
                echo "with a as (insert into hentra.alert (dossier_id, rule_id, step, due_at, transition)
                                select 'bench-$n-' || i, 2, 1, now(), 1 from generate_series(1, 10) i returning alert_id)
                        insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
                        select alert_id, 1, now(), 0, 1, 1, 0, 0, false from a;"
                sleep "$pause" # alerts come by the clock
        done | psql -qX -d "$(database pages)" >"$WORK/raise.log" 2>&1
}

# pages_asked: a path a line; those that people look at most more than once.
pages_asked() {
        local month
        for month in $(sql pages -c "select distinct to_char(received_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM') from hentra.dossier order by 1"); do
                printf '/api/today\n/api/alerts\n/api/report/form06?period=CAL:%s\n/api/report/ranking?period=CAL:%s\n' "$month" "$month"
                printf '/api/series?grain=half_month&measure=ontime&from=%s-01\n/api/agencies\n' "$month"
        done
        printf '/api/series?grain=day\n/api/series?grain=month&measure=online\n/api/alerts?state=all\n/api/report/form06?by=agency\n'
}

# quantiles: of lines PATH STATUS MICROSECONDS a line for each question without what is behind its name: name, n, failed, p50, p99, ms.
quantiles() {
        awk '$1 ~ "^/" { sub(/[?].*/, "", $1); sub("/api/", "", $1); sub("report/", "", $1); print $1, $2, $3; print "all", $2, $3 }' | sort -k1,1 -k3,3n |
                awk 'function out() { if (n) printf "%s %d %d %.2f %.2f\n", name, n, failed, v[int((n + 1) / 2)] / 1000, v[int(n * 0.99 + 0.999999)] / 1000 }
                        $1 != name { out(); name = $1; n = failed = 0 }
                        { v[++n] = $3; failed += $2 != 200 }
                        END { out() }'
}

run_pages() {
        local before rss name n failed p50 p99
        pages_warehouse
        "$HENTRA" dashboard --config "$WORK/pages.conf" >"$WORK/pages.log" 2>&1 </dev/null &
        DASHBOARD=$!
        eventually 60 dashboard_ready || die "the dashboard is not ready: $(tail -n 5 "$WORK/pages.log")"
        pages_asked >"$WORK/pages.paths"
        before=$(open_files)
        progress "pages: $PAGES live, $PAGES_RATE questions a second for $PAGES_SECONDS s"
        raise_alerts &
        RAISER=$!
        "$BUILD/bench_pages" "$(<"$WORK/pages.port")" "$PAGES_SECONDS" "$PAGES" "$PAGES_RATE" "$WORK/pages.paths" hentra_bench_all all hentra_bench_few few \
                >"$WORK/pages.out" 2>"$WORK/pages.err" || die "$(<"$WORK/pages.err") $(tail -n 5 "$WORK/pages.log")"
        wait "$RAISER" || die "$(<"$WORK/raise.log")"
        RAISER=''
        rss=$(awk '$1 == "VmHWM:" { print $2 * 1024 }' "/proc/$DASHBOARD/status")
        eventually 60 files_are "$before" || say "descriptors: $before before, $(open_files) after"
        while read -r name n failed p50 p99; do
                record pages name,n,failed,p50,p99 "$name" "$n" "$failed" "$p50" "$p99"
        done < <(quantiles <"$WORK/pages.out")
        while read -r name n failed p50 p99; do
                record pages_first name,n,failed,p50,p99 "$name" "$n" "$failed" "$p50" "$p99"
        done < <(sed -n 's/^first //p' "$WORK/pages.out" | quantiles)
        record pages_all pages,events,unanswered,slow,files_before,files_after,rss "$(awk '$1 == "live" { print $2 }' "$WORK/pages.out")" \
                "$(awk '$1 == "live" { print $3 }' "$WORK/pages.out")" "$(awk '$1 == "unanswered" { print $2 }' "$WORK/pages.out")" \
                "$(watched hentra_dashboard_slow_pages_total)" "$before" "$(open_files)" "$rss"
        end_pages
        end_world pages
}

part_pages() {
        local name
        run_pages
        title "(o) The dashboard: $PAGES live pages, $PAGES_RATE questions a second for $PAGES_SECONDS s, $(grouped "$PAGES_ALERTS") alerts meanwhile"
        aimed 'question → answer, all, p99' "$(median pages p99 name=all)" 1 ms ≤ 50
        line '  p50' "$(fixed 1 "$(median pages p50 name=all)") ms"
        while read -r name; do
                line "  $name: p50, p99" "$(fixed 1 "$(median pages p50 "name=$name")"), $(fixed 1 "$(median pages p99 "name=$name")") ms"
        done < <(awk -F, 'NR > 1 && $2 != "all" { print $2 }' "$OUT/pages.csv")
        line 'questions whose answer is not kept, one after the other: p50, p99' "$(fixed 1 "$(median pages_first p50 name=all)"), $(fixed 1 "$(median pages_first p99 name=all)") ms"
        while read -r name; do
                line "  $name: p50, p99" "$(fixed 1 "$(median pages_first p50 "name=$name")"), $(fixed 1 "$(median pages_first p99 "name=$name")") ms"
        done < <(awk -F, 'NR > 1 && $2 != "all" { print $2 }' "$OUT/pages_first.csv")
        line 'questions that failed' "$(grouped "$(median pages failed name=all)") of $(grouped "$(median pages n name=all)")"
        line 'pages that are open at the end' "$(grouped "$(median pages_all pages)")"
        line 'alerts that came to pages' "$(grouped "$(median pages_all events)")"
        line 'pages that never read, and were cut off' "$(grouped "$(median pages_all slow)")"
        line 'descriptors before and after' "$(median pages_all files_before), $(median pages_all files_after)"
        line 'memory of the serving process at most' "$(fixed 1 "$(median pages_all 'rss / 1048576')") MiB"
}
