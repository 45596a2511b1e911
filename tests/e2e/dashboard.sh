#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# dashboard - what its figures are, beside those of the commands; who may log in by a login of its own that may do nothing itself; where it
# listens and where it refuses to; the door that is open for a first look, and the proxy's.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

world page log.level=info topic.partitions=2
at=2022-03-31T15:00:00+07:00
hentra simulate --profile tien-giang-2022 --month 2022-03 --dossiers 500 2>/dev/null
hentra load --until-end 2>/dev/null
clock=(--set "clock.origin=$at" --set "clock.since=$(date -u +%Y-%m-%dT%H:%M:%SZ)")

roles() { sql -c "do \$\$ declare r text; begin foreach r in array array['e2e_dash_pool', 'e2e_dash_an', 'e2e_dash_other'] loop
        if exists (select from pg_roles where rolname = r) then execute format('drop owned by %I; drop role %I', r, r); end if; end loop; end \$\$"; }
roles
sql -c "create role e2e_dash_pool login password 'pool' noinherit; create role e2e_dash_an login password 'an' in role hentra_analyst;
        create role e2e_dash_other login password 'other' in role hentra_analyst; grant e2e_dash_an to e2e_dash_pool"
sed "s/^warehouse.user=.*/warehouse.user=e2e_dash_pool/; s/^warehouse.passfile=.*/warehouse.password=pool/" "$HENTRA_CONFIG" >"$WORK/dash.conf"

# start NAME OPTION…: a dashboard; its port in $PORT, its log in $WORK/NAME.log.
start() {
        : >"$WORK/$1.log"
        setpriv --pdeathsig KILL "$HENTRA" dashboard --config "$WORK/dash.conf" "${clock[@]}" "${@:2}" >"$WORK/$1.log" 2>&1 &
        DASHBOARD=$!
        children+=("$!")
        eventually 60 grep -q dashboard.ready "$WORK/$1.log" || die "it did not start: $(tail -n 3 "$WORK/$1.log")"
        PORT=$(sed -n 's/.* port=\([0-9]*\).*/\1/p' "$WORK/$1.log" | head -n 1)
}
get() { curl -sS -m 60 -b "$WORK/jar" "http://127.0.0.1:$PORT$1" "${@:2}"; }
code() { curl -sS -m 60 -o "$WORK/body" -w '%{http_code}' -b "$WORK/jar" "http://127.0.0.1:$PORT$1" "${@:2}"; }
login() { code /api/login -c "$WORK/jar" -H 'Content-Type: application/json' -d "{\"role\": \"$1\", \"password\": \"$2\"}"; }
# shellcheck disable=SC2317 # called through ok
wrong() {
        local rc=0
        timeout 20 "$HENTRA" dashboard --config "$WORK/dash.conf" "$@" >"$WORK/wrong.log" 2>&1 || rc=$?
        ((rc == 2))
}

touch "$WORK/jar"
start first --listen 127.0.0.1:0
is 'a right login whose role the dashboard may not act as' 403 "$(login e2e_dash_other other)"
is 'the login of the pool itself sees nothing' 403 "$(login e2e_dash_pool pool)"
is 'a wrong password' 401 "$(login e2e_dash_an other)"
is 'a right one' 200 "$(login e2e_dash_an an)"
has 'who it is' '"role" : "e2e_dash_an"' "$(get /api/session)"
has 'and when, by the clock' '"now" : "2022-03-31T15:0' "$(get /api/session)"

is 'form 06 is the command'\''s' "$(hentra report form06 --period CAL:2022-03 --by level,field --format json "${clock[@]}")" \
        "$(get '/api/report/form06?period=CAL:2022-03&by=level,field')"
is 'and as a file' "$(hentra report online-rate --period CAL:2022-03 --by agency --format csv "${clock[@]}")" \
        "$(get '/api/download/online-rate.csv?period=CAL:2022-03&by=agency')"
get '/api/download/form06.xlsx?period=CAL:2022-03&form=official' -D "$WORK/head" -o "$WORK/form06.xlsx"
has 'with a name' 'filename="hentra-form06.xlsx"' "$(cat "$WORK/head")"
is 'a workbook' 'PK' "$(head -c 2 "$WORK/form06.xlsx")"

# As the warehouse has it, by a query of another kind.
is 'what is open today' "$(sql -c "select count(*), count(*) filter (where paused_at is null and due_at < '$at') from hentra.dossier
        where received_at is not null and ended_by is null and case_kind = 0")" \
        "$(get /api/today | python3 -c 'import json, sys; t = json.load(sys.stdin); print(t["open"], t["overdue"])')"
is 'its parts are all of it' True "$(get /api/today | python3 -c 'import json, sys
t = json.load(sys.stdin)
print(t["open"] == sum(t[k] for k in ("overdue", "due_today", "due_1_3_days", "in_time", "paused", "no_due")))')"
# Nothing of this afternoon counts: the warehouse has all of the day, and the clock stands at three.
get '/api/series?grain=month' >"$WORK/series"
is 'months are what form 06 says as of that instant' \
        "$(hentra report form06 --as-of "$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["as_of"])' "$WORK/series")" --format json "${clock[@]}" |
                python3 -c 'import json, sys
t = [r for r in json.load(sys.stdin) if not r["level"]][0]
print(t["resolved_in_time"], t["judged"])')" \
        "$(python3 -c 'import json, sys; p = json.load(open(sys.argv[1]))["points"]; print(sum(x["numerator"] for x in p), sum(x["denominator"] for x in p))' "$WORK/series")"
dossier=$(sql -c "select min(dossier_id) from hentra.dossier where ended_by is not null")
is 'a dossier has its history' "$(sql -c "select count(*) from hentra.dossier_statement where dossier_id = '$dossier'")" \
        "$(get "/api/dossier/$dossier" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["statements"]))')"
kill "$DASHBOARD"
ends 'it ends in order' "$DASHBOARD"

ok 'beyond this machine it wants TLS' wrong --listen 0.0.0.0:0
has 'and says so' 'dashboard.tls.certificate' "$(cat "$WORK/wrong.log")"
ok 'everybody is nobody beyond this machine' wrong --listen "unix:$WORK/s" --set dashboard.open_as=e2e_dash_an
ok 'nobody vouches for a header' wrong --set dashboard.proxy_header=X-Remote-User

rm "$WORK/jar" && touch "$WORK/jar"
start open --listen 127.0.0.1:0 --set dashboard.open_as=e2e_dash_an
has 'open for a first look' '"open" : true' "$(get /api/session)"
is 'but not by another name of this machine' 401 "$(code /api/session -H 'Host: evil.example')"
is 'nor to whom a proxy brings' 401 "$(code /api/session -H 'X-Forwarded-For: 192.0.2.1')"
kill "$DASHBOARD"
start proxy --listen "unix:$WORK/sock" --set dashboard.proxy_header=X-Remote-User
behind() { curl -sS -m 60 --unix-socket "$WORK/sock" "http://x$1" "${@:2}"; }
has 'the proxy says who it is' '"role" : "e2e_dash_an"' "$(behind /api/session -H 'X-Remote-User: e2e_dash_an')"
has 'of two that say so it believes neither' 'log in first' "$(behind /api/session -H 'X-Remote-User: e2e_dash_an' -H 'X-Remote-User: e2e_dash_an')"
has 'without a word of it nobody is' unauthorized "$(behind /api/session)"
has 'and only whom the dashboard may act as' forbidden "$(behind /api/session -H 'X-Remote-User: e2e_dash_other')"
has 'nor is nobody' forbidden "$(behind /api/session -H 'X-Remote-User: none')"
has 'a superuser is none of them' forbidden "$(behind /api/session -H 'X-Remote-User: hentra')"
kill "$DASHBOARD"
roles
verdict
