#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# agency_calendar - random calendars of agencies whose parents change and that are dissolved, against a second reckoning that
# goes from day to day (tests/support/calendars.py): working time, cuts, ends of terms, working days between.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

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
        is "seed $seed: several calendars" t "$(sql -c 'select count(distinct calendar_id) > 1 from hentra.agency_calendar')"
        end_world
done
verdict
