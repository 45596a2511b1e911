# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# alerts.sh - simulated time lived through by simulator, loader and two alerters while they are killed; sourced after scenario.sh.

# An hour a second. A commit, and the notification of it, may take ALERT_TOLERANCE real seconds on a machine with much else to do.
CLOCK_SPEED=3600 ALERT_TOLERANCE=1.5 ALERT_PATIENCE=3

# alert_world NAME ORIGIN [KEY=VALUE…]: a world whose clock shows ORIGIN (local time) a moment from now, watched for the oracle.
alert_world() {
        local name=$1
        CLOCK_ORIGIN=$2
        CLOCK_SINCE=$(date -u -d '+3 seconds' +%Y-%m-%dT%H:%M:%SZ)
        world "$name" topic.partitions=2 "alert.patience=${ALERT_PATIENCE}s" kafka.session.timeout.ms=1000 "clock.origin=$CLOCK_ORIGIN" "clock.since=$CLOCK_SINCE" \
                "clock.speed=$CLOCK_SPEED" "${@:3}"
        start_hand
        sql -v "origin=$CLOCK_ORIGIN+07" -v "since=$CLOCK_SINCE" -v "speed=$CLOCK_SPEED" -f "$ROOT/tests/oracle/alert_watch.sql"
        hentra simulate --profile tien-giang-2022 --month 2022-03 --catalogue "$WORK" >"$WORK/catalogue.log" 2>&1
        hentra setup --no-topics --agencies "$WORK/agencies.csv" --procedures "$WORK/procedures.csv" >>"$WORK/setup.log" 2>&1
        sql -c "update hentra.alert_rule set offsets = '{-960,-240}' where kind = 1" \
                -c "update hentra.alert_rule set offsets = '{480,1440}' where kind = 3" \
                -c "insert into hentra.alert_rule (name, kind, offsets, level) values ('communes', 2, '{0}', 3)"
}
# clock_seconds: the instant that the clock shows, as seconds since 1970.
clock_seconds() {
        awk -v origin="$(date -d "$CLOCK_ORIGIN +07:00" +%s)" -v since="$(date -d "$CLOCK_SINCE" +%s)" -v speed="$CLOCK_SPEED" \
                -v now="$(date +%s.%N)" 'BEGIN { printf "%d", origin + (now - since) * speed }'
}
# clock_is_past SECONDS: of the clock, since its origin.
# shellcheck disable=SC2317 # called through eventually
clock_is_past() { (($(clock_seconds) - $(date -d "$CLOCK_ORIGIN +07:00" +%s) >= $1)); }

# agency_of LEVEL: the code of an agency of PROVINCE, DISTRICT or COMMUNE.
agency_of() { sql -c "select code from hentra.agency_current where level = '$1' order by code limit 1"; }
# start_hand: the client that say_event writes to. One for all of them: to start takes up to half a second, in which the clock of a
# script that began one for each event went on by half an hour.
start_hand() {
        exec {HAND}> >(exec setpriv --pdeathsig KILL "$HENTRA_TEST_TOPIC" put "$TOPIC")
}
# say_event DOSSIER STATUS AGENCY [DUE]: a statement, now by the clock; DUE is a local time, or nothing is said of it.
say_event() {
        local now due='\N'
        now=$(clock_seconds)000000
        [[ -z ${4:-} ]] || due=$(date -d "$4 +07:00" +%s)000000
        printf '0\t0\t%s\thand\t0\t0\t0\t%d\t%s\t%s\t%s\t\\N\t%s\t%s\t\\N\t0\t\\N\t\\N\t1\t0\t0\t0\t0\n' \
                "$1" "$2" "$now" "$now" "$now" "$due" "$3" >&"$HAND"
}
# Five dossiers that a hand leads to the ways of clearing that the simulator does not know: their return date, what ends their
# alerts, and for R the first return date again.
hand_received() {
        local name
        for name in withdrawn refused stopped reappointed moved; do say_event "hand-$name" 2 "$(agency_of COMMUNE)" "$1"; done
}
hand_ended() {
        say_event hand-withdrawn 7 "$(agency_of COMMUNE)"
        say_event hand-refused 3 "$(agency_of COMMUNE)"
        say_event hand-stopped 8 "$(agency_of COMMUNE)"
        say_event hand-reappointed 4 "$(agency_of COMMUNE)" "$1"
        say_event hand-moved 4 "$(agency_of PROVINCE)"
}
hand_back() { say_event hand-reappointed 4 "$(agency_of COMMUNE)" "$1"; }
# hand_agrees: every way of clearing was met, and what was appointed back is raised again.
hand_agrees() {
        is 'every way of clearing' 'NOT_COVERED PAUSED REAPPOINTED REFUSED RESOLVED STOPPED SUPERSEDED WITHDRAWN' \
                "$(sql -c "select string_agg(distinct reason, ' ' order by reason) from hentra.alert_history")"
        is 'an earlier return date again: raised again' 2 "$(sql -c "select count(*) from hentra.alert_history
                where dossier_id = 'hand-reappointed' and rule = 'overdue' and state = 'RAISED'")"
}

# start_alerter NUMBER: its pid in ALERTER[NUMBER].
declare -A ALERTER=()
start_alerter() {
        setpriv --pdeathsig KILL "$HENTRA" alert >>"$WORK/alerter-$1.log" 2>&1 &
        ALERTER[$1]=$!
        children+=("$!")
}
kill_alerter() {
        kill -KILL "${ALERTER[$1]}"
        wait "${ALERTER[$1]}" 2>/dev/null || true
}

# alerts_settled: every version of a dossier has been looked at, and every transition published that is older than a second.
# shellcheck disable=SC2317 # called through eventually
alerts_settled() {
        [[ $(sql -c "select (select max(written) from alert_watch.look) > (select max(at) from alert_watch.version) + interval '1 second'
                        and not exists (select from hentra.alert_transition
                                where published_at is null and at < (select max(at) from alert_watch.look) - $CLOCK_SPEED * interval '1 second')" 2>/dev/null) == t ]]
}

# alerts_agree TEXT: what was raised and cleared is what the oracle would have raised and cleared.
alerts_agree() {
        local wrong
        ok "$1: alerts settle" eventually 120 alerts_settled
        wrong=$(sql -v "speed=$CLOCK_SPEED" -v "tolerance=$ALERT_TOLERANCE" -v "patience=$ALERT_PATIENCE" \
                -f "$ROOT/tests/oracle/alert.sql")
        is "$1: the oracle agrees with every alert" '' "$(head -n 20 <<<"$wrong")"
}
