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
        psql -X -v ON_ERROR_STOP=1 -d "$HENTRA_TEST_PG dbname=$warehouse" -c '\timing on' "${calls[@]}" >"$WORK/query.log" 2>&1 ||
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

cold_start() {
        tests/support/services stop "$SERVICES" --postgres
        if [[ -w /proc/sys/vm/drop_caches ]]; then sync && echo 3 >/proc/sys/vm/drop_caches; fi
        tests/support/services start "$SERVICES" --fast --postgres
}

# reports WAREHOUSE: warm, and in the full run cold.
reports() {
        local run warehouse=$1 command words
        read -ra words <<<"${REPORT_RANGE[$1]}"
        command=("$HENTRA" report form06 --config "$WORK/$1.conf" --format csv "${words[@]}")
        "${command[@]}" >"$WORK/report.csv" 2>"$WORK/report.log" || die "report failed: $(tail -n 5 "$WORK/report.log")"
        # The last row is the total.
        [[ $(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "received") at = i } END { print $at }' "$WORK/report.csv") == "$2" ]] ||
                die "form 06 of ${words[*]} does not show $2 dossiers received"
        for ((run = 1; run <= RUNS; run++)); do
                one_report "$warehouse" level warm "$run" "${command[@]}"
                one_report "$warehouse" official warm "$run" "${command[@]}" --by level,field
        done
        # shellcheck disable=SC2046 # a word a run
        one_query "$warehouse" warm $(seq "$RUNS")
        [[ -z $COLD ]] || for ((run = 1; run <= FEW; run++)); do
                progress "form 06, cold, run $run"
                cold_start
                one_report "$warehouse" level cold "$run" "${command[@]}"
                cold_start
                one_report "$warehouse" official cold "$run" "${command[@]}" --by level,field
                cold_start
                one_query "$warehouse" cold "$run"
        done
}

# report_lines WAREHOUSE AIM
report_lines() {
        local what warm cold
        local -A name=([level]='hentra report form06' [official]='hentra report form06 --by level,field' [view]='the view hentra.form06, query alone')
        for what in level official view; do
                warm=$(median reports seconds "warehouse=$1" "what=$what" temperature=warm)
                aimed "${name[$what]}, warm" "$(calc "$warm * 1000")" 1 ms ≤ "$2"
                [[ -n $COLD ]] || continue
                cold=$(median reports seconds "warehouse=$1" "what=$what" temperature=cold)
                line '  cold' "$(fixed 1 "$(calc "$cold * 1000")") ms"
        done
}

part_reports() {
        local period=CAL:2022
        kept
        [[ $SIZE == year ]] || period=CAL:2022-03
        REPORT_RANGE[kept]="--period $period" REPORT_ROWS[kept]="period = '$period'"
        reports kept "$(dossiers "$SIZE")"
        title "(g) Form 06 of a $SIZE"
        report_lines kept 50
        [[ -n $TEN_YEARS ]] || return 0
        ten_years
        REPORT_RANGE[ten]="--from 2013-01-01 --to 2022-12-31"
        REPORT_ROWS[ten]="calendar = 'CAL' and kind = 'YEAR' and first_day >= '2013-01-01' and last_day <= '2022-12-31'"
        reports ten "$(dossiers ten)"
        title "(g) Form 06 of ten years: $(grouped "$(dossiers ten)") dossiers (the view: each of the ten years)"
        report_lines ten 300
}
