# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# reports.sh - form 06 of a year and of ten years: the whole process, and the query on the view alone; sourced by bench/run.
# Cold is after a restart of PostgreSQL, and with the system's cache of files emptied where that is allowed (root).

# one_report WAREHOUSE WHAT TEMPERATURE RUN COMMAND…
one_report() {
        local seconds
        timed report "${@:5}"
        read -r seconds _ < <(took report)
        record reports warehouse,what,temperature,run,seconds "$1" "$2" "$3" "$4" "$seconds"
}

# one_query WAREHOUSE TEMPERATURE RUN…: the view's query as often as there are RUN, in one connection, each timed by psql.
one_query() {
        local warehouse=$1 temperature=$2 run ms calls=() times
        shift 2
        for run; do calls+=(-c "select count(*), sum(received) from hentra.form06 where ${REPORT_ROWS[$warehouse]}"); done
        psql -X -v ON_ERROR_STOP=1 -d "$(database "$warehouse")" -c '\timing on' "${calls[@]}" >"$WORK/query.log" 2>&1 ||
                die "the view's query failed: $(tail -n 5 "$WORK/query.log")"
        mapfile -t times < <(awk '$1 == "Time:" { print $2 }' "$WORK/query.log")
        for run; do
                ms=${times[0]:-} times=("${times[@]:1}")
                [[ -n $ms ]] || die "psql gave no time: $(tail -n 5 "$WORK/query.log")"
                record reports warehouse,what,temperature,run,seconds "$warehouse" view "$temperature" "$run" "$(calc "$ms / 1000")"
        done
}

# Of a warehouse: the range as options of the command, and as rows of the view.
declare -A REPORT_RANGE=() REPORT_ROWS=()
FORM06=()

cold_start() {
        tests/support/services stop "$SERVICES" --postgres
        if [[ -w /proc/sys/vm/drop_caches ]]; then sync && echo 3 >/proc/sys/vm/drop_caches; fi
        tests/support/services start "$SERVICES" --fast --postgres
}

# form06 WAREHOUSE: how it is asked for, in FORM06.
form06() {
        local words
        read -ra words <<<"${REPORT_RANGE[$1]}"
        FORM06=("$HENTRA" report form06 --config "$WORK/$1.conf" --format csv "${words[@]}")
}
# reports_right WAREHOUSE TOPIC: it shows as many dossiers as the topic has; the last row is the total.
reports_right() {
        form06 "$1"
        "${FORM06[@]}" >"$WORK/report.csv" 2>"$WORK/report.log" || die "report failed: $(tail -n 5 "$WORK/report.log")"
        [[ $(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "received") at = i } END { print $at }' "$WORK/report.csv") == "$(dossiers "$2")" ]] ||
                die "form 06 ${REPORT_RANGE[$1]} does not show $(dossiers "$2") dossiers received"
}
warm_reports() { # WAREHOUSE RUN
        form06 "$1"
        one_report "$1" level warm "$2" "${FORM06[@]}"
        one_report "$1" official warm "$2" "${FORM06[@]}" --by level,field
}
cold_reports() { # WAREHOUSE RUN
        progress "$AT: form 06, cold, run $2"
        form06 "$1"
        cold_start
        one_report "$1" level cold "$2" "${FORM06[@]}"
        cold_start
        one_report "$1" official cold "$2" "${FORM06[@]}" --by level,field
        cold_start
        one_query "$1" cold "$2"
}

# reports WAREHOUSE TOPIC: warm, and in the full run cold.
reports() {
        local run
        each_build 1 reports_right "$1" "$2"
        for ((run = 1; run <= RUNS; run++)); do each_build "$run" warm_reports "$1" "$run"; done
        # shellcheck disable=SC2046 # a word a run
        each_build 1 one_query "$1" warm $(seq "$RUNS")
        [[ -z $COLD ]] || for ((run = 1; run <= FEW; run++)); do each_build "$run" cold_reports "$1" "$run"; done
}

# report_lines WAREHOUSE AIM AIM: by level, by level and field.
report_lines() {
        local what
        local -A name=([level]='hentra report form06' [official]='hentra report form06 --by level,field' [view]='the view hentra.form06, query alone')
        local -A aim=([level]=$2 [official]=$3 [view]=$3)
        for what in level official view; do
                figure "${name[$what]}, warm" '1 ms' "≤ ${aim[$what]}" series reports 'seconds * 1000' "warehouse=$1" "what=$what" temperature=warm
                [[ -z $COLD ]] || figure '  cold' '1 ms' '' series reports 'seconds * 1000' "warehouse=$1" "what=$what" temperature=cold
        done
}

part_reports() {
        local period=CAL:2022
        each_build 1 kept
        [[ $SIZE == year ]] || period=CAL:2022-03
        REPORT_RANGE[kept]="--period $period" REPORT_ROWS[kept]="period = '$period'"
        reports kept "$SIZE"
        title "(g) Form 06 of a $SIZE"
        report_lines kept 50 60
        [[ -n $TEN_YEARS ]] || return 0
        each_build 1 ten_years
        REPORT_RANGE[ten]="--from 2013-01-01 --to 2022-12-31"
        REPORT_ROWS[ten]="calendar = 'CAL' and kind = 'YEAR' and first_day >= '2013-01-01' and last_day <= '2022-12-31'"
        reports ten ten
        title "(g) Form 06 of ten years: $(grouped "$(dossiers ten)") dossiers (the view: each of the ten years)"
        report_lines ten 300 300
}
