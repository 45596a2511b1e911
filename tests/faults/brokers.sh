#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# brokers - three brokers, three copies of which two must have each message: each broker is killed in turn, and then two of the three at
# once, while producers send, two loaders load and an alerter publishes. Nothing is lost and nothing is there twice: on the topic of
# events, in the warehouse, on the topic of alerts. And what is printed meanwhile. docs/operations.md, "Three brokers".
# shellcheck disable=SC2317 # functions are called through ok and eventually
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/faults.sh
source "$ROOT/tests/support/faults.sh"
# shellcheck source=tests/support/alerts.sh
source "$ROOT/tests/support/alerts.sh"
# shellcheck source=tests/support/three_brokers.sh
source "$ROOT/tests/support/three_brokers.sh"
seed=1 dossiers=150

fault_world cluster false
for name in "$TOPIC" "$TOPIC-dlq" "$TOPIC-alert"; do
        ok "$name: of three copies two must have a message" eval "topic settings '$name' | grep -x min.insync.replicas=2"
done
# alerter TIME: one that looks by a clock which shows TIME. The first look raises nothing, since no deadline was reached before it.
alerter() {
        { cat "$HENTRA_CONFIG" && printf '%s\n' "clock.origin=$1" "clock.since=$(date -u +%FT%TZ)" 'alert.patience=1s'; } >"$WORK/alerter.conf"
        HENTRA_CONFIG=$WORK/alerter.conf setpriv --pdeathsig KILL "$HENTRA" alert >>"$WORK/alerter.log" 2>&1 &
        ALERTING=$!
        children+=("$ALERTING")
}
looked() { [[ $(sql -c 'select looked_at is not null from hentra.alert_progress') == t ]]; }
alerter '2022-01-01 06:00'
ok 'an alerter looks' eventually 60 looked
kill -TERM "$ALERTING"
ends 'and ends' "$ALERTING"
alerter '2022-03-31 18:00'

# One producer after another, until it is told to end; what each has sent it says in its log.
send_on() {
        local n=0
        while [[ ! -e $WORK/enough ]]; do
                n=$((n + 1))
                "$HENTRA" simulate --profile tien-giang-2022 --month "2022-0$((n % 4 + 1))" --seed "$((1000 + n))" --dossiers "$dossiers" \
                        --disorder 20 --duplicates 5 --taken-back 20 >>"$WORK/producer.log" 2>&1 || return
                sleep 0.5 # sources send by the clock
        done
}
producer_begin() {
        rm -f "$WORK/enough"
        send_on &
        sending=$!
}
rounds() { grep -c simulate.done "$WORK/producer.log" || true; }
rounds_above() { (($(rounds) > $1)); }
producer_end() { # TEXT
        touch "$WORK/enough"
        log_of[$sending]=$WORK/producer.log
        ends "$1" "$sending"
}
sent_in_all() {
        cat "$WORK/producer.log" "$WORK/simulate.log" | sed -n 's/.*simulate.done.* sent=\([0-9]*\).*/\1/p' | awk '{ n += $1 } END { print n }'
}
published() { [[ $(sql -c 'select count(*) from hentra.alert_transition where published_at is null') == 0 ]]; }

: >"$WORK/producer.log"
for broker in 1 2 3; do
        producer_begin
        eventually 120 rounds_above "$(rounds)"
        begin=$SECONDS so_far=$(rounds)
        brokers stop --broker "$broker" --kill
        ok "broker $broker is killed: producers go on" eventually 120 rounds_above $((so_far + 1))
        brokers start --broker "$broker"
        producer_end "broker $broker: the producers end well"
        settled "broker $broker was killed"
        note "broker $broker: $((SECONDS - begin)) s"
done

# One that sends for half a minute: some of its events are on their way when the brokers are gone.
lines=$(wc -l <"$WORK/producer.log")
"$HENTRA" simulate --profile tien-giang-2022 --month 2022-03 --seed 2000 --dossiers 2000 --set forward.rate=40 >>"$WORK/producer.log" 2>&1 &
sending=$!
says() { tail -n "+$((lines + 1))" "$WORK/producer.log" | grep -q "$1"; }
on_topic() { topic bounds "$1" | awk '{ n += $3 - $2 } END { print n + 0 }'; }
had=$(on_topic "$TOPIC")
more() { (($(on_topic "$TOPIC") > had)); }
ok 'a slow producer sends' eventually 60 more
brokers stop --broker 2 --kill
brokers stop --broker 3 --kill
ok 'two are killed: it says that it waits' eventually 120 says pump.line_away
ok 'it was not done before' eval '! says simulate.done'
ok 'the loaders run on' eval 'runs alpha && runs beta'
brokers start
ok 'all are back: it goes on' eventually 180 says pump.line_back
log_of[$sending]=$WORK/producer.log
ends 'and ends well' "$sending"
settled 'two brokers were killed'

ok 'every alert is published' eventually 180 published
messages=$(on_topic "$TOPIC")
is 'the topic has each event that was sent, once' "$(sent_in_all)" "$messages"
transitions=$(sql -c 'select count(*) from hentra.alert_transition')
ok 'there are alerts' test "$transitions" -gt 10
is 'and each of their transitions, once' "$transitions" "$(on_topic "$TOPIC-alert")"
kill -TERM "$ALERTING"
ends 'the alerter ends when it is asked to' "$ALERTING"
loaders_end
note "$messages events, $transitions transitions; what was logged, by its name:"
for name in producer alpha alerter; do
        note "  $name: $(sed -n 's/^[^ ]* \(warn\|error\) \([a-z_.]*\).*/\2/p' "$WORK/$name.log" | sort | uniq -c | awk '{ printf "%s %s, ", $2, $1 }')"
done
verdict
