# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# growth.sh - how backfill grows with the number of events, one worker; sourced by bench/run.
#
# Ten years are ten profiles: the one of 2022 moved to 2013 … 2022, without its holidays, which fall on other days there.

# ten_years: the warehouse `ten` holds them; loading them is a row of growth.csv.
ten_years() {
        local year profile
        [[ ! -s $WORK/ten.conf ]] || return 0
        profile=$(find "$TREE/producers" -name tien-giang-2022.ini)
        for ((year = 2013; year <= 2022; year++)); do
                progress "$AT: simulating $year"
                sed -e '/^off = /d' -e "s/2022/$year/; s/2023/$((year + 1))/" "$profile" >"$WORK/$year.ini"
                fill ten --profile "$WORK/$year.ini" --seed "$year"
        done
        progress "$AT: loading ten years"
        world ten ten
        begin_backfill
        timed ten "$HENTRA" load --until-end --config "$WORK/ten.conf"
        end_backfill growth 10 1 ten ten
        complete ten ten
}

growth_of() { # DOSSIERS SIDE
        local run
        each_build 1 fill "growth-$1" --profile tien-giang-2022 --dossiers "$1"
        for ((run = 1; run <= FEW; run++)); do each_build "$run" run_workers growth "$2" "$run" "growth-$1" growth; done
}

part_growth() {
        local side sides=(0.1 1 10)
        if [[ -n $TEN_YEARS ]]; then
                growth_of 83884 0.1
                growth_of 838838 1
                each_build 1 ten_years
        else
                sides=(0.02 0.1)
                growth_of 16777 0.02
                growth_of 83884 0.1
        fi
        title '(h) Backfill as it grows, one worker (aim: linear in time, flat in memory)'
        for side in "${sides[@]}"; do
                figure "$side province-years: $(grouped "$(median growth events "side=$side")") events" '2 s' '' series growth seconds "side=$side"
                figure '  microseconds an event' '2 us' '' series growth 'seconds * 1000000 / events' "side=$side"
                figure '  processor microseconds an event' '2 us' '' series growth 'both_cpu * 1000000 / events' "side=$side"
                figure '  peak memory' '1 MiB' '' series growth 'peak / 1048576' "side=$side"
        done
}
