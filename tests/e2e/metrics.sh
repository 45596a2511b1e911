#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# metrics - a loader, an alerter and a gateway, watched: /metrics is what promtool takes, Prometheus scrapes it, /ready tells what is
# waited for, an answer comes while a large batch is written, ten thousand scrapes take no memory. SIGHUP reads the settings again; a
# manager hears READY, WATCHDOG and STOPPING. Rules and dashboard ask for nothing that is not there.
# shellcheck disable=SC2317 # functions are called through ok and eventually
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
command -v promtool prometheus >/dev/null || skip 'prometheus is not installed: tests/support/packages tests'

port_of() { sed -n 's/.*metrics.listening .*port=\([0-9]*\).*/\1/p' "$WORK/$1.log" | tail -n 1; }
listens() { [[ -n $(port_of "$1") ]]; }
page() { curl -sS --max-time 10 "http://127.0.0.1:$(port_of "$1")$2"; }
code() { curl -sS -o "$WORK/body" -w '%{http_code}' --max-time 10 "http://127.0.0.1:$(port_of "$1")$2" 2>/dev/null; }
# metric NAME TEXT: its value in the metrics of a service; TEXT: as it stands there, with its labels.
metric() { page "$1" /metrics | awk -v name="$2" '$1 == name { print $2 }'; }
above() { awk -v a="$(metric "$1" "$2")" -v b="$3" 'BEGIN { exit !(a > b) }'; }
ready() { [[ $(code "$1" /ready) == 200 ]]; }
memory() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }
start() { # NAME COMMAND…: a service that listens at a free port, as the manager of a service starts it
        setpriv --pdeathsig KILL env HENTRA_METRICS_LISTEN=127.0.0.1:0 "${@:2}" >>"$WORK/$1.log" 2>&1 &
        children+=($!)
        log_of[$!]=$WORK/$1.log
        eventually 60 listens "$1" || die "$1 does not listen: $(tail -n 5 "$WORK/$1.log")"
}

world watched topic.partitions=3
start load "$HENTRA" load
LOADER=${children[-1]}
start alert "$HENTRA" alert
ALERTER=${children[-1]}
start gateway "$HENTRA" gateway --set gateway.listen=127.0.0.1:0 --set "gateway.store=$WORK/store"
GATEWAY=${children[-1]}
start dashboard "$HENTRA" dashboard --listen 127.0.0.1:0
for name in load alert gateway dashboard; do ok "$name: it becomes ready" eventually 60 ready "$name"; done
is '/health answers' 200 "$(code load /health)"
has '/health names the command' '"command": "load"' "$(page load /health | sed 's/":"/": "/g')"
is 'another path is 404' 404 "$(code load /other)"
is 'only GET is allowed' 405 "$(curl -sS -o /dev/null -w '%{http_code}' -X POST "http://127.0.0.1:$(port_of load)/metrics")"

# ---- what they count ----
ok 'a month of a province is sent' hentra simulate --profile tien-giang-2022 --month 2022-03 --dossiers 3000
ok 'it is loaded' eventually 120 caught_up
sent=$(topic bounds "$TOPIC" | awk '{ n += $3 } END { print n }')
is 'every message was counted' "$sent" "$(metric load hentra_load_messages_total)"
is 'and its time until it was visible' "$sent" "$(metric load hentra_load_visible_seconds_count)"
is 'what is set aside is counted by its cause, from none on' 'refused 0 rejected 0 unreadable 0' "$(page load /metrics |
        sed -n 's/^hentra_load_quarantined_messages_total{cause="\([a-z]*\)"} /\1 /p' | sort | paste -sd' ')"
is 'nothing waits' '0 0 0' "$(page load /metrics | sed -n 's/^hentra_load_partition_lag_messages{partition="[0-9]"} //p' | paste -sd' ')"

# A dossier comes by a file, and is late some seconds later.
mkdir -p "$WORK/spool"
printf '%s\n' '[file]' 'row = event' '[constants]' 'source = by-file' 'agency = 000.00.17.H58' '[dates]' 'formats = %Y-%m-%d %H:%M:%S' \
        'zone = UTC' '[columns]' 'dossier_id = d' 'status = s' 'occurred_at = t' 'due_at = due' >"$WORK/map.ini"
start spool "$HENTRA" spool --mapping "$WORK/map.ini" "$WORK/spool"
ok 'spool: it becomes ready' eventually 60 ready spool
due=$(($(date +%s) + 5))
printf 'd,s,t,due\n000.00.17.H58-220101-1,RECEIVED,%s,%s\n' "$(date -u '+%F %T')" "$(date -ud "@$due" '+%F %T')" >"$WORK/spool/.one.csv"
mv "$WORK/spool/.one.csv" "$WORK/spool/one.csv"
ok 'its deadline raises an alert' eventually 60 above alert hentra_alert_raise_delay_seconds_count 0
# The least of the bounds that the delay cannot be above, since it was seen by now: a second, but on a machine that is busy.
seen=$(page alert /metrics | sed -n 's/^hentra_alert_raise_delay_seconds_bucket{le="\([0-9.]*\)"} .*/\1/p' |
        awk -v late="$(($(date +%s) + 1 - due))" '$1 >= late { print; exit }')
is 'of which the alerter knows the delay' "$(metric alert hentra_alert_raise_delay_seconds_count)" \
        "$(metric alert "hentra_alert_raise_delay_seconds_bucket{le=\"$seen\"}")"
is 'the time from the door was counted as well' "$((sent + 1))" "$(metric load hentra_load_observed_visible_seconds_count)"
for name in load alert gateway spool dashboard; do
        page "$name" /metrics >"$WORK/$name.metrics"
        ok "$name: promtool has nothing against its metrics" promtool check metrics <"$WORK/$name.metrics"
done

# ---- rules and dashboard ask for what is there ----
rules=$ROOT/docker/prometheus
ok 'promtool reads the rules' promtool check rules "$rules/hentra.rules.yaml"
ok 'the rules fire on what they are for, and on nothing else' promtool test rules "$rules/hentra.rules.test.yaml"
python3 "$ROOT/tests/support/metrics_asked.py" "$ROOT" >"$WORK/asked"
ok 'metrics are asked for' test "$(wc -l <"$WORK/asked")" -gt 20
is 'each of them is scraped' '' "$(comm -23 "$WORK/asked" <(sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' "$WORK"/*.metrics | sort -u) |
        grep -vx -e up -e hentra_load_retries_total -e hentra_alert_retries_total)"

# ---- Prometheus scrapes ----
web=127.0.0.1:$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
sed "s/scrape_interval: 15s/scrape_interval: 1s/
     s/127.0.0.1:9101, 127.0.0.1:9102/127.0.0.1:$(port_of load)/; s/127.0.0.1:9111/127.0.0.1:$(port_of alert)/; s/127.0.0.1:9121/127.0.0.1:$(port_of gateway)/
     /9131/,+1d; s|hentra.rules.yaml|$rules/hentra.rules.yaml|" "$rules/prometheus.yaml" >"$WORK/prometheus.yaml"
ok 'promtool reads its configuration' promtool check config "$WORK/prometheus.yaml"
setpriv --pdeathsig KILL prometheus --config.file="$WORK/prometheus.yaml" --storage.tsdb.path="$WORK/tsdb" --web.listen-address="$web" >"$WORK/prometheus.log" 2>&1 &
children+=($!)
asks() { curl -sS --get "http://$web/api/v1/query" --data-urlencode "query=$1" 2>/dev/null | python3 -c 'import json, sys
print(" ".join(sorted(r["value"][1] for r in json.load(sys.stdin)["data"]["result"])))' 2>/dev/null; }
all_up() { [[ $(asks 'up{job="hentra"}') == '1 1 1' ]]; }
ok 'Prometheus scrapes all three' eventually 60 all_up
is 'it has what the loader has' "$((sent + 1))" "$(asks hentra_load_messages_total)"
is 'no rule fires' '' "$(asks 'ALERTS{alertstate="firing"}')"

# ---- SIGHUP ----
echo 'log.level=debug' >>"$HENTRA_CONFIG"
sed -i "s/^topic.partitions=3/topic.partitions=4/" "$HENTRA_CONFIG"
kill -HUP "$LOADER"
ok 'SIGHUP: a new log level is taken' eventually 20 grep -q 'config.changed key=log.level from=info to=debug' "$WORK/load.log"
ok 'SIGHUP: another setting needs a restart' grep -q 'config.needs_restart key=topic.partitions runs_with=3 file_has=4' "$WORK/load.log"
echo 'log.levle=info' >>"$HENTRA_CONFIG"
kill -HUP "$LOADER"
ok 'SIGHUP: a wrong file is told' eventually 20 grep -q 'config.not_read .*log.levle' "$WORK/load.log"
is 'SIGHUP: the loader goes on' 200 "$(code load /ready)"
sed -i '/^log.lev/d; s/^topic.partitions=4/topic.partitions=3/' "$HENTRA_CONFIG"
kill -HUP "$LOADER"
ok 'SIGHUP: and back' eventually 20 grep -q 'config.changed key=log.level from=debug to=info' "$WORK/load.log"

# ---- ten thousand scrapes ----
scrape() { # NAME N: connections are kept and closed in turn
        python3 - "$(port_of "$1")" "$2" <<-'PY'
	import http.client, sys
	port, n = int(sys.argv[1]), int(sys.argv[2])
	c = None
	for i in range(n):
	    if c is None or i % 50 == 0:
	        c and c.close()
	        c = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
	    for path in ("/metrics",) if i % 10 else ("/metrics", "/ready", "/health"):
	        c.request("GET", path)
	        c.getresponse().read()
	PY
}
# What a service takes for itself meanwhile it takes once, so a second round has the word; what scrapes leave grows in each.
takes_little() { # NAME PID
        local round before after
        for round in 1 2 3; do
                before=$(memory "$2")
                scrape "$1" 10000
                after=$(memory "$2")
                note "$1, round $round: $before kB before, $after kB after 10,000 scrapes"
                ((after - before >= 512)) || return 0
        done
        return 1
}
for name in load alert; do
        pid=$LOADER
        [[ $name == load ]] || pid=$ALERTER
        scrape "$name" 1000
        fds=$(metric "$name" process_open_fds)
        ok "$name: ten thousand scrapes take less than 512 kB" takes_little "$name" "$pid"
        ok "$name: and no descriptor" test "$(metric "$name" process_open_fds)" -le "$fds"
done

# ---- what cannot be read ----
echo 00ff | topic raw "$TOPIC" >/dev/null
ok 'an unreadable message is counted by its cause' eventually 30 above load 'hentra_load_quarantined_messages_total{cause="unreadable"}' 0

# ---- servers that go away ----
"$ROOT/tests/support/services" stop "$HENTRA_TEST_SERVICES" --postgres
unready() { [[ $(code "$1" /ready) == 503 ]]; }
for name in load alert; do
        ok "$name: without PostgreSQL it is not ready" eventually 30 unready "$name"
        has "$name: and names it" '"need":"warehouse","met":false' "$(page "$name" /ready | tr -d ' ')"
        is "$name: but alive" 200 "$(code "$name" /health)"
done
"$ROOT/tests/support/services" start "$HENTRA_TEST_SERVICES" --fast --postgres
for name in load alert; do ok "$name: with PostgreSQL it is again" eventually 60 ready "$name"; done
ok 'the pause was counted' above load 'hentra_load_retries_total{reason="warehouse"}' 0

# ---- an address that others reach ----
for where in 0.0.0.0:9101 192.0.2.1:9101 somewhere unix:relative; do
        rc=0
        hentra load --set "metrics.listen=$where" >"$WORK/refused" 2>&1 || rc=$?
        is "metrics.listen=$where is refused" 2 "$rc"
done

kill -TERM "$LOADER" "$ALERTER" "$GATEWAY"
ends 'the loader ends' "$LOADER"
ends 'the alerter ends' "$ALERTER"
ends 'the gateway ends' "$GATEWAY"
end_world

# ---- the manager of a service, and Kafka that goes away ----
world managed topic.partitions=2 # nobody ever sends anything
cat >"$WORK/manager.py" <<-'PY'
	import os, socket, sys
	s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	s.bind(sys.argv[1])
	while True:
	    print(s.recv(4096).decode().replace("\n", " "), flush=True)
	PY
setpriv --pdeathsig KILL python3 "$WORK/manager.py" "$WORK/notify" >"$WORK/heard" &
children+=($!)
eventually 20 test -S "$WORK/notify" || die 'the manager does not listen'
start managed env NOTIFY_SOCKET="$WORK/notify" WATCHDOG_USEC=400000 "$HENTRA" load
MANAGED=${children[-1]}
heard() { (($(grep -cx "$1" "$WORK/heard") >= $2)); }
ok 'the manager hears what is waited for' eventually 60 grep -q '^STATUS=waits for' "$WORK/heard"
ok 'the manager hears that it is ready' eventually 60 heard READY=1 1
ok 'the manager hears that it lives' eventually 60 heard WATCHDOG=1 $(($(grep -cx WATCHDOG=1 "$WORK/heard") + 8))
behind() { [[ $(sql -c "select count(*) from hentra.position where behind_since is not null") == "$1" ]]; }
ok 'it is not behind' eventually 30 behind 0
"$ROOT/tests/support/services" stop "$HENTRA_TEST_SERVICES" --kafka
ok 'without Kafka it is not ready' eventually 60 unready managed
ok 'the manager hears what it waits for' eventually 20 grep -q '^STATUS=waits for kafka: partition' "$WORK/heard"
ok 'and it calls itself behind: nobody is judged by his silence' eventually 60 behind 2
"$ROOT/tests/support/services" start "$HENTRA_TEST_SERVICES" --fast --kafka
# The broker has forgotten it: the group begins anew, after a session's time-out.
ok 'with Kafka it is ready again' eventually 150 ready managed
ok 'and then not behind any more' eventually 10 behind 0

# It also has to take its partitions again meanwhile, and has no answer to begin with.
waits_for() { [[ $(page managed /ready | tr -d ' ') == *"\"need\":\"warehouse\",\"met\":$1},{\"need\":\"kafka\",\"met\":$2"* ]]; }
"$ROOT/tests/support/services" stop "$HENTRA_TEST_SERVICES" --kafka --kill
sql -c "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'hentra load'" >/dev/null
ok 'with the warehouse again, and no Kafka, it is not ready' eventually 60 waits_for true false
has 'and names the partition that it cannot take' 'is not taken yet' "$(page managed /ready)"
"$ROOT/tests/support/services" start "$HENTRA_TEST_SERVICES" --fast --kafka
ok 'with Kafka it is ready once more' eventually 60 ready managed
kill -TERM "$MANAGED"
ends 'the managed loader ends' "$MANAGED"
ok 'the manager heard that it stops' eventually 20 grep -q '^STOPPING=1' "$WORK/heard"
is 'it was ready once' 1 "$(grep -cx READY=1 "$WORK/heard")"
verdict
