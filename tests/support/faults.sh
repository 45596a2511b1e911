# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# faults.sh - what faults have in common: a world with two loaders, waves of events, and what must hold after each fault;
# sourced by faults/all.sh. The faults themselves are in faults/kinds/.
# shellcheck disable=SC2154,SC2034 # shared with those who source this: seed, dossiers; partitions, victim, xid

# ---- counting, across the subshells of the worlds ----
tally() { echo "$1 ${2:-1}" >>"$WORK/tally"; }
tallied() { awk -v name="$1" '$1 == name { n += $2 } END { print n + 0 }' "$WORK/tally"; }

services() { "$ROOT/tests/support/services" "$1" "$HENTRA_TEST_SERVICES" "${@:2}" >>"$WORK/services.log" 2>&1; }

# ---- doors: proxies in front of the servers ----
# door NAME COMMAND…: what it has counted, in the array `counted`.
declare -A counted=() door_control=()
door() {
        local answer pair
        exec 8<>"/dev/tcp/127.0.0.1/${door_control[$1]}"
        echo "${*:2}" >&8
        read -r answer <&8
        exec 8>&-
        for pair in $answer; do counted[${pair%%=*}]=${pair#*=}; done
}
# door_reached NAME COUNTER MORE: it has counted MORE since `counted` was kept in `before`.
declare -A before=()
# shellcheck disable=SC2317 # called through eventually
door_reached() {
        door "$1" count
        ((counted[$2] >= before[$2] + $3))
}
door_remember() {
        local key
        door "$1" count
        for key in "${!counted[@]}"; do before[$key]=${counted[$key]}; done
}
# open_door NAME SERVER_PORT PORT: its port in $door_port.
open_door() {
        local control
        rm -f "$WORK/$1.door"
        setpriv --pdeathsig KILL python3 "$ROOT/tests/support/door.py" "$2" "$3" "$WORK/$1.door" "$seed" 2>>"$WORK/door.log" &
        children+=("$!")
        eventually 60 test -s "$WORK/$1.door" || die "the proxy in front of $1 does not start: $(<"$WORK/door.log")"
        read -r door_port control <"$WORK/$1.door"
        door_control[$1]=$control
}

# ---- a small disk below the warehouse's largest tables ----
# Needs the right to mount; $small is empty without it.
small=''
small_disk() {
        local home
        home=$(realpath "$HENTRA_TEST_SERVICES/postgres")/small
        umount -l "$home" 2>/dev/null || true
        mkdir -p "$home"
        mount -t tmpfs -o size=192m,mode=700 hentra-small "$home" 2>>"$WORK/services.log" || return 0
        small=$home
        mkdir "$small/tables"
        chown --reference="$(realpath "$HENTRA_TEST_SERVICES/postgres/data")" "$small/" "$small/tables"
        sql -c 'set client_min_messages = warning' -c 'drop tablespace if exists small' -c "create tablespace small location '$small/tables'" -c "
                do \$\$ declare t regclass; begin
                        foreach t in array array['hentra.dossier', 'hentra.flow_day', 'hentra.flow_half_month']::regclass[] loop
                                execute format('alter table %s set tablespace small', t);
                        end loop;
                end \$\$" -c "do \$\$ declare i regclass; begin
                        for i in select indexrelid from pg_index where indrelid in ('hentra.dossier'::regclass,
                                        'hentra.flow_day'::regclass, 'hentra.flow_half_month'::regclass) loop
                                execute format('alter index %s set tablespace small', i);
                        end loop;
                end \$\$"
}
end_small_disk() {
        [[ -n $small ]] || return 0
        psql -qX -d "$HENTRA_TEST_PG" -c 'drop tablespace if exists small' 2>/dev/null || true
        umount -l "$small" && rmdir "$small"
        small=''
}

# ---- the world ----
through=() # what loaders and producers are told beside the configuration
# fault_world NAME PROXIED: two loaders that work; PROXIED: behind doors.
fault_world() {
        local behind proxy
        # The group misses a dead member soon; a new owner does not wait long for one that is stopped.
        world "$1" topic.partitions=6 load.memory=8M load.lock_timeout=1s log.level=debug \
                kafka.session.timeout.ms=3000 kafka.heartbeat.interval.ms=500
        sql -f "$ROOT/tests/support/watch.sql"
        small_disk
        partitions=6 wave=0
        local name
        for name in alpha beta producer; do printf '\0' >"$WORK/$name.clock"; done
        if [[ $2 == true ]]; then
                read -r behind proxy <<<"$HENTRA_TEST_KAFKA_PROXY"
                open_door kafka "$behind" "$proxy"
                through=("HENTRA_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$door_port")
                open_door server "$(sed -n 's/^warehouse.port=//p' "$HENTRA_CONFIG")" 0
                through+=("HENTRA_WAREHOUSE_PORT=$door_port" HENTRA_WAREHOUSE_SSLMODE=disable)
        fi
        both_start
        send_wave
        settled 'before any fault'
}

# ---- the two workers: pid by name. Each shows itself to the server as an application of its name ----
declare -A worker=()
start_worker() {
        setpriv --pdeathsig KILL env "HENTRA_WAREHOUSE_APPLICATION_NAME=$1" "HENTRA_TEST_CLOCK=$WORK/$1.clock" "LD_PRELOAD=$HENTRA_TEST_SHIFT" \
                "${through[@]}" "$HENTRA" load >>"$WORK/$1.log" 2>&1 &
        worker[$1]=$!
        children+=("$!")
}
both_start() { start_worker alpha && start_worker beta; }
runs() { kill -0 "${worker[$1]}" 2>/dev/null; }
shoot() { kill -KILL "${worker[$1]}" 2>/dev/null && { wait "${worker[$1]}" 2>/dev/null || true; }; }
# log_length NAME, and says_since LINES NAME PATTERN: what a worker said after that.
log_length() { wc -l <"$WORK/$1.log"; }
says_since() { tail -n "+$(($1 + 1))" "$WORK/$2.log" | grep -q -- "$3"; }

# ---- events ----
# Some of dossiers that are known, some of new ones. In the background it is
# send_wave_later, since a child cannot count for its parent.
send_wave_later() {
        wave=$((wave + 1))
        simulate_wave &
        sender=$!
}
# send_known_later: the last wave once more, and the next one. A loader that has read its partitions from their beginning asks
# the warehouse for the dossiers it has written itself, and for no others.
# shellcheck disable=SC2030,SC2031 # the child counts for itself
send_known_later() {
        { simulate_wave && wave=$((wave + 1)) && simulate_wave; } &
        sender=$!
        wave=$((wave + 1))
}
send_wave() {
        wave=$((wave + 1))
        simulate_wave
}
simulate_wave() {
        env "HENTRA_TEST_CLOCK=$WORK/producer.clock" "LD_PRELOAD=$HENTRA_TEST_SHIFT" "${through[@]}" \
                "$HENTRA" simulate --profile tien-giang-2022 --month "2022-$(printf %02d $((wave % 4 + 1)))" \
                --seed $((seed * 100 + wave)) --dossiers "$dossiers" --disorder 20 --duplicates 5 --taken-back 20 \
                >"$WORK/simulate.log" 2>&1
}
# sent: the wave that was sent later is on the topic; none is under way any more.
sent() {
        [[ -z ${sender:-} ]] || wait "$sender"
        sender=''
}

# shellcheck disable=SC2317 # called through eventually
through_or_ended() { caught_up || ! runs alpha || ! runs beta; }
# A loader that pauses after a fault, or is still to join the group, reads nothing.
# shellcheck disable=SC2317 # called through eventually
each_reads() {
        [[ $(sql -c "select count(distinct l.objid) = $partitions and count(distinct a.application_name) = 2
                from pg_locks l
                join pg_stat_activity a using (pid)
                where l.locktype = 'advisory' and l.classid = $((0x68656e74)) and l.objsubid = 2
                  and a.datname = current_database() and a.application_name in ('alpha', 'beta')" 2>/dev/null) == t ]]
}
# settled TEXT: both run and read, what was sent is read, nothing is lost or doubled.
settled() {
        PAUSE=0.4 eventually 300 through_or_ended || true
        ok "$1: both still run" eval 'runs alpha && runs beta'
        ok "$1: the loaders catch up" caught_up
        ok "$1: each reads its share" eventually 180 each_reads
        agrees "$1"
}

# ---- where a worker is ----
# open_transaction LATER HELD PATIENCE: a worker between BEGIN and COMMIT, and its transaction, in $victim and $xid; empty: none.
open_transaction() {
        IFS='|' read -r victim xid < <(sql -F '|' -c "select * from watch.open_transaction('{alpha,beta}', $1, $2, '$3 s')") || true
}
any_worker() { ((RANDOM % 2)) && victim=alpha || victim=beta; }
other() { [[ $1 == alpha ]] && echo beta || echo alpha; }
# hold TABLE [MODE], release: between them no transaction that writes the table gets to its end; MODE access exclusive: nor
# does anybody read it.
hold() {
        coproc HOLDER { sql; }
        # shellcheck disable=SC2153 # bash names the coprocess so
        holder=$HOLDER_PID
        children+=("$holder")
        printf '%s\n' "begin; lock table hentra.$1 in ${2:-share} mode;" '\echo held' >&"${HOLDER[1]}"
        read -r -t 60 _ <&"${HOLDER[0]}"
}
release() {
        echo 'rollback;' >&"${HOLDER[1]}"
        eval "exec ${HOLDER[1]}>&-"
        wait "$holder"
}
rolled_back() { # whether transaction $1 ends without a commit
        eventually 180 eval "[[ \$(sql -c \"select pg_xact_status('$1'::xid8)\") != 'in progress' ]]" &&
                [[ $(sql -c "select pg_xact_status('$1'::xid8)") == aborted ]]
}
# epochs, and all_taken_since EPOCHS: every partition has had a new owner since.
epochs() { sql -c "select json_object_agg(partition, epoch) from hentra.position where topic = '$TOPIC'"; }
# shellcheck disable=SC2317 # called through eventually
all_taken_since() {
        [[ $(sql -c "select bool_and(p.epoch > e.value::bigint)
                from hentra.position p join json_each_text('$1') e on e.key = p.partition::text
                where p.topic = '$TOPIC'" 2>/dev/null) == t ]]
}

# ---- what is kept of a run that failed ----
# keep_evidence WHAT: logs, configuration, topic and database below build/faults/.
keep_evidence() {
        local place="$ROOT/build/faults/seed-$seed-$1"
        rm -rf "$place"
        mkdir -p "$place"
        cp "$WORK"/*.log "$WORK"/*.conf "$HENTRA_TEST_SERVICES"/*.log "$HENTRA_TEST_SERVICES"/*.log.before "$place" 2>/dev/null || true
        topic dump "$TOPIC" 2>/dev/null | gzip -1 >"$place/topic.gz" || true
        pg_dump -Fc -d "$ORACLE_DB" -f "$place/database.dump" 2>"$place/pg_dump.log" || true
        note "kept in $place"
}
