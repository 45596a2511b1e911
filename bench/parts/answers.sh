# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# answers.sh - every report of a year, and of ten years those from kept sums: each as a whole process, warm, all by turns; sourced by bench/run.
# The plans of their queries are kept in $OUT/plans, a file a report and warehouse: what a slow one did is read there.

# Those that read sums which loaders have kept; all others read the dossiers. NAME OPTION…
ANSWERS_KEPT=('form06' 'form06 --by agency' 'form06 --by level,field' 'online-rate' 'online-rate --by agency' 'ranking' 'petitions' 'tasks' 'digital')
ANSWERS=() # all of them
declare -A REPORT_RANGE

# answers_known: the reports that this build has, each once as it is asked for without options.
answers_known() {
        local names name
        names=$("$HENTRA" report --list --format csv | awk -F'"' 'NR > 1 { print $2 }') || die "hentra report --list failed"
        ANSWERS=("${ANSWERS_KEPT[@]}")
        for name in $names; do [[ " ${ANSWERS_KEPT[*]} " == *" $name "* ]] || ANSWERS+=("$name"); done
}

# answer WAREHOUSE RUN WHAT. Another build may not have that report.
answer() {
        local words seconds
        read -ra words <<<"$3 ${REPORT_RANGE[$1]}"
        "$HENTRA" report --list --format csv | grep -q "^\"${words[0]}\"," || return 0
        timed answer "$HENTRA" report "${words[@]}" --config "$WORK/$1.conf" --format csv
        read -r seconds _ < <(took answer)
        # series() takes values without spaces and commas.
        record answers warehouse,what,run,seconds "$1" "${3//[ ,]/_}" "$2" "$seconds"
}
# answers WAREHOUSE RUN WHAT…: a round.
answers() {
        local what
        for what in "${@:3}"; do answer "$1" "$2" "$what"; done
}

# answer_plan WAREHOUSE WHAT: runs it once more, and takes its plans out of the server's log.
answer_plan() {
        local words log=$SERVICES/postgres.log from
        read -ra words <<<"$2 ${REPORT_RANGE[$1]}"
        "$HENTRA" report --list --format csv | grep -q "^\"${words[0]}\"," || return 0
        from=$(wc -c <"$log")
        HENTRA_WAREHOUSE_OPTIONS='-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=1 -c auto_explain.log_analyze=on
                -c auto_explain.log_timing=off -c auto_explain.log_buffers=on -c log_min_messages=log' \
                "$HENTRA" report "${words[@]}" --config "$WORK/$1.conf" --format csv >"$WORK/plan.out" 2>"$WORK/plan.log" ||
                die "report ${words[*]} failed: $(tail -n 5 "$WORK/plan.log")"
        mkdir -p "$OUT/plans"
        tail -c +$((from + 1)) "$log" >"$OUT/plans/$AT-$1-$(tr -c 'a-z0-9\n' - <<<"$2").txt"
}
answer_plans() {
        local what
        for what in "${@:2}"; do answer_plan "$1" "$what"; done
}

# answers_of WAREHOUSE WHAT…: all runs, then the plans. As a warehouse is when autovacuum came by, a minute after a load:
# without statistics the planner takes tables of the first load for empty, and digital takes four times as long.
answers_of() {
        local run
        each_build 1 sql "$1" -c 'vacuum analyze'
        for ((run = 1; run <= FEW; run++)); do
                progress "every report, run $run"
                each_build "$run" answers "$1" "$run" "${@:2}"
        done
        each_build 1 answer_plans "$@"
}
# answer_lines WAREHOUSE AIM-FOR-KEPT-SUMS AIM-FOR-OTHERS WHAT…
answer_lines() {
        local what aim
        for what in "${@:4}"; do
                aim=$3
                if [[ " ${ANSWERS_KEPT[*]/#/|} " == *" |$what "* ]]; then aim=$2; fi
                figure "hentra report $what" '1 ms' "≤ $aim" series answers 'seconds * 1000' "warehouse=$1" "what=${what//[ ,]/_}"
        done
}

part_answers() {
        local period=CAL:2022
        each_build 1 kept
        [[ $SIZE == year ]] || period=CAL:2022-03
        REPORT_RANGE[kept]="--period $period"
        answers_known
        answers_of kept "${ANSWERS[@]}"
        title "(n) Every report of a $SIZE"
        answer_lines kept 60 1500 "${ANSWERS[@]}"
        [[ -n $TEN_YEARS ]] || return 0
        each_build 1 ten_years
        REPORT_RANGE[ten]="--from 2013-01-01 --to 2022-12-31"
        answers_of ten "${ANSWERS_KEPT[@]}"
        title "(n) Reports from kept sums of ten years"
        answer_lines ten 300 300 "${ANSWERS_KEPT[@]}"
}
