# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# plans.sh - what the dashboard asks the database for its pages, and the plans of that; sourced. The server writes the plans of a database into its
# log (auto_explain), tests/support/plans.py reads them.

# plans_on PSQL…: from the next connection on, to the database of this psql.
plans_on() {
        # shellcheck disable=SC2016 # for format()
        "$@" -c 'do $$ begin
                execute format($s$alter database %1$I set session_preload_libraries = auto_explain$s$, current_database());
                execute format($s$alter database %1$I set auto_explain.log_min_duration = 0$s$, current_database());
                execute format($s$alter database %1$I set auto_explain.log_analyze = on$s$, current_database());
                execute format($s$alter database %1$I set auto_explain.log_timing = off$s$, current_database());
                execute format($s$alter database %1$I set auto_explain.log_buffers = on$s$, current_database());
                execute format($s$alter database %1$I set auto_explain.log_format = json$s$, current_database());
                execute format($s$alter database %1$I set log_min_messages = log$s$, current_database());
        end $$'
}

# page_requests PERIOD FIRST LAST AGENCY DOSSIER: what the pages ask, a line each; the period is FIRST to LAST. The heaviest of each kind.
page_requests() {
        local period=$1 first=$2 last=$3 agency=$4 dossier=$5 grain measure
        cat <<-REQUESTS
	/api/session
	/api/today
	/api/agencies
	/api/periods
	/api/pipeline
	/api/sources
	/api/alerts
	/api/alerts?state=all
	/api/alerts?agency=$agency
	/api/alerts?state=all&agency=$agency
	/api/dossier/$dossier
	/api/report/form06?period=$period
	/api/report/form06?period=$period&by=level,field
	/api/report/form06?period=$period&by=agency
	/api/report/form06?period=$period&by=agency&restated=$last
	/api/report/form06?period=$period&by=field&agency=$agency
	/api/report/form06?period=$period&by=procedure
	/api/report/form06?period=$period&by=procedure&agency=$agency
	/api/report/form06?period=$period&by=agency,field
	/api/report/form06?from=$first&to=$last&by=agency
	/api/report/form06?from=$first&to=$last&by=level,field
	/api/report/online-rate?period=$period
	/api/report/online-rate?period=$period&by=agency
	/api/report/online-rate?period=$period&by=procedure&agency=$agency
	/api/report/online-rate?from=$first&to=$last&by=agency
	/api/report/ranking?period=$period
	/api/report/ranking?from=$first&to=$last
	/api/report/petitions?period=$period
	/api/report/tasks?period=$period
	/api/report/digital?period=$period
	/api/report/procedures?period=$period
	/api/report/handled?period=$period
	/api/report/handling-time?period=$period
	/api/report/quality?period=$period
	/api/report/quality?period=$period&agency=$agency
	/api/report/marks?period=$period
	/api/report/late?period=$period&limit=200
	/api/report/late?period=$period&limit=200&agency=$agency
	/api/report/late?period=$period&limit=200&class=instant
	/api/report/satisfaction?period=$period
	/api/report/foresight?from=$first&to=$last&limit=200
	/api/report/foresight?from=$first&to=$last&limit=200&agency=$agency
	REQUESTS
        for grain in day half_month month; do
                for measure in ontime online; do
                        echo "/api/series?grain=$grain&measure=$measure"
                        echo "/api/series?grain=$grain&measure=$measure&agency=$agency"
                done
        done
}

# page_plans PORT LOG NAME OPTION…: asks one request a line of standard input, and prints what the plans of each read: a line a request behind NAME.
# OPTION: of tests/support/plans.py. Fails with it.
page_plans() {
        local port=$1 log=$2 name=$3 request from code rc=0
        while read -r request; do
                from=$(wc -c <"$log")
                code=$(curl -sS -m 600 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port$request")
                tail -c +$((from + 1)) "$log" | python3 "$ROOT/tests/support/plans.py" --name "$name $code $request" "${@:4}" || rc=1
                [[ $code == 200 || $code == 400 || $code == 403 ]] || rc=1 # refused to who may not ask
        done
        return "$rc"
}
