#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# agency_calendar - random calendars of agencies whose parents change and that are dissolved, against a second reckoning that
# goes from day to day (tests/support/calendars.py): working time, cuts, ends of terms, working days between. Return dates off the calendar,
# which a view reckons for all dossiers at once, against the same one by one (tests/oracle/due_check.sql).
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

# due_checks SEED LEAST…: all at once is as one by one; of each kind of dossiers that the oracle counts there were at least so many.
due_checks() {
        local seed=$1 least said n
        shift
        said=$(sql -v dossiers=2000 -v seed="0.$seed" -f "$ROOT/tests/oracle/due_check.sql")
        is "return dates of seed $seed: the same for all at once as one by one" 1 "$(wc -l <<<"$said")"
        [[ $(wc -l <<<"$said") == 1 ]] || note "$said"
        for n in $(head -n 1 <<<"$said"); do
                least=$1
                shift
                ok "$n dossiers, $least or more" test "$n" -ge "$least"
        done
}

for seed in 1 2 3; do
        world "seed$seed"
        mkdir -p "$WORK/$seed"
        python3 "$ROOT/tests/support/calendars.py" make "$WORK/$seed" "$seed"
        hentra catalogue import agencies "$WORK/$seed/agencies.csv" >"$WORK/out" 2>&1 || die "$(<"$WORK/out")"
        for file in "$WORK/$seed"/*.csv; do
                name=$(basename "$file" .csv)
                case $name in
                agencies) ;;
                general) hentra calendar import "$file" >"$WORK/out" 2>&1 || die "$(<"$WORK/out")" ;;
                *) hentra calendar import "$file" --agency "$name" >"$WORK/out" 2>&1 || die "$(<"$WORK/out")" ;;
                esac
        done
        # The general calendar must be the oracle's: other years were imported with the warehouse.
        sql -F '|' -c "select setseed(0.$seed)" -c "set timezone = 'Asia/Ho_Chi_Minh'" -c "
                select code, a, b, hentra.working_minutes(a, b, k), to_char(hentra.term_begins(a, k, false), 'YYYY-MM-DD HH24:MI:SS'),
                       to_char(hentra.term_begins(a, k, true), 'YYYY-MM-DD HH24:MI:SS'),
                       to_char(hentra.working_time_after(a, 1234, k), 'YYYY-MM-DD HH24:MI:SS'),
                       hentra.working_day_number(b::date, k) - hentra.working_day_number(a::date, k)
                from (select g.code, hentra.calendar_of(g.agency_id) as k, g.a::timestamptz, (g.a + g.i)::timestamptz as b
                      from (select code, agency_id, timestamp '2023-02-01' + floor(random() * 1800000) * interval '1 minute' as a,
                                   floor(random() * random() * 90000) * interval '1 minute' as i
                            from hentra.agency cross join generate_series(1, 60)) g) x" | sed 's/+07//g' | grep '|' >"$WORK/$seed/said"
        is "seed $seed: 720 answers, none other than reckoned day by day" '720 0' \
                "$(python3 "$ROOT/tests/support/calendars.py" judge "$WORK/$seed" "$seed" <"$WORK/$seed/said")"
        due_checks "$seed" 1000 500 50 10 300
        is "seed $seed: several calendars" t "$(sql -c 'select count(distinct calendar_id) > 1 from hentra.agency_calendar')"
        end_world
done

# ---- a zone with summer time, an office that is never closed, and one that was closed for thirty years ----
world zone setup.zone=America/New_York
printf '%s\n' code,name,level,parent H97,Province,PROVINCE, H97.01,Guard,COMMUNE,H97 H97.02,New,COMMUNE,H97 >"$WORK/agencies.csv"
ok 'a catalogue' hentra catalogue import agencies "$WORK/agencies.csv"
printf '%s\n' day,kind,name 2023-01-02,OFF,x 2024-01-01,OFF,x 2025-01-01,OFF,x >"$WORK/days.csv"
ok 'days off' hentra calendar import "$WORK/days.csv"
printf '%s\n' day,kind,name,until,weekdays,hours,cut,cut_short '1990-01-01,WEEK,always,,MON-SUN,00:00-24:00,,12:00' >"$WORK/guard.csv"
ok 'hours of a whole day' hentra calendar import "$WORK/guard.csv" --agency H97.01
printf '%s\n' day,kind,name,until,weekdays,hours,cut,cut_short '1990-01-01,WEEK,closed,2023-06-30,MON-SUN,OFF,,' >"$WORK/new.csv"
ok 'none at all' hentra calendar import "$WORK/new.csv" --agency H97.02
due_checks 4 1000 100 50 10 300
end_world
verdict
