# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# growth.sh - how backfill grows with the number of events, one worker; sourced by bench/run.
#
# Ten years are ten profiles: the one of 2022 moved to 2013 … 2022, without its holidays, which fall on other days there.

# ten_years: the warehouse `ten` holds them; loading them is a row of growth.csv.
ten_years() {
        local year
        [[ ! -s $WORK/ten.conf ]] || return 0
        for ((year = 2013; year <= 2022; year++)); do
                progress "simulating $year"
                sed -e '/^off = /d' -e "s/2022/$year/; s/2023/$((year + 1))/" producers/simulate/profiles/tien-giang-2022.ini >"$WORK/$year.ini"
                fill ten --profile "$WORK/$year.ini" --seed "$year"
        done
        progress "loading ten years"
        world ten ten
        begin_backfill
        timed ten "$HENTRA" load --until-end --config "$WORK/ten.conf"
        end_backfill growth 10 1 ten ten
        complete ten ten
}

growth_of() { # DOSSIERS SIDE
        local run
        fill "growth-$1" --profile tien-giang-2022 --dossiers "$1"
        for ((run = 1; run <= FEW; run++)); do run_workers growth "$2" "$run" "growth-$1" growth; done
}

part_growth() {
        local side sides=(0.1 1 10) seconds cpu peak events
        if [[ -n $TEN_YEARS ]]; then
                growth_of 83884 0.1
                growth_of 838838 1
                ten_years
        else
                sides=(0.02 0.1)
                growth_of 16777 0.02
                growth_of 83884 0.1
        fi
        title '(h) Backfill as it grows, one worker (aim: linear in time, flat in memory)'
        for side in "${sides[@]}"; do
                seconds=$(median growth seconds "side=$side") peak=$(median growth peak "side=$side")
                events=$(median growth events "side=$side") cpu=$(median growth both_cpu "side=$side")
                line "$side province-years: $(grouped "$events") events" "$(fixed 2 "$seconds") s"
                line '  microseconds an event' "$(fixed 2 "$(calc "$seconds * 1e6 / $events")") us"
                line '  processor microseconds an event' "$(fixed 2 "$(calc "$cpu * 1e6 / $events")") us"
                line '  peak memory' "$(mib "$peak") MiB"
        done
}
