# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# world.sh - warehouses and topics of a benchmark, and what work on them takes; sourced by bench/run.
#
# DATABASE and TOPIC are names without the prefix of the build whose turn it is (bench/builds.sh).

# database DATABASE: how psql finds it. The database postgres belongs to nobody.
database() {
        [[ $1 == postgres ]] && echo "$HENTRA_TEST_PG dbname=postgres" || echo "$HENTRA_TEST_PG dbname=$PREFIX$1"
}
sql() { psql -qXAt -F ' ' -v ON_ERROR_STOP=1 -d "$(database "$1")" "${@:2}"; }

# world DATABASE TOPIC [KEY=VALUE…]: a new warehouse without facts, which reads TOPIC; its configuration is
# $WORK/DATABASE.conf. A topic that does not exist is made. Warehouses are copies of one that `hentra setup` has made.
worlds=0
world() {
        local database=$1 topic=$2 pair
        shift 2
        worlds=$((worlds + 1))
        {
                echo "kafka.bootstrap.servers=$HENTRA_TEST_KAFKA"
                for pair in $HENTRA_TEST_PG; do
                        [[ $pair == dbname=* ]] || echo "warehouse.${pair//\'/}"
                done
                echo "warehouse.dbname=$PREFIX$database"
                echo "topic.status=$PREFIX$topic"
                echo "topic.dead_letter=$PREFIX$topic-dlq"
                echo "load.group=$PREFIX$database-$worlds"
                for pair; do echo "$pair"; done
        } >"$WORK/$database.conf"
        end_world "$database"
        if [[ -e $WORK/topics/$topic ]]; then
                sql postgres -c "create database $PREFIX$database template ${PREFIX}empty strategy file_copy"
                return
        fi
        sql postgres -c "create database $PREFIX$database"
        set_up "$database"
        mkdir -p "$WORK/topics"
        touch "$WORK/topics/$topic"
        [[ -n $(sql postgres -c "select 1 from pg_database where datname = '${PREFIX}empty'") ]] ||
                sql postgres -c "create database ${PREFIX}empty template $PREFIX$database strategy file_copy"
}
set_up() {
        "$HENTRA" setup --config "$WORK/$1.conf" >"$WORK/setup.log" 2>&1 ||
                die "setup failed: $(tail -n 5 "$WORK/setup.log")"
}
end_world() { sql postgres -c 'set client_min_messages = warning' -c "drop database if exists $PREFIX$1 with (force)"; }

# timed NAME COMMAND…: runs it; fails with the end of its log when it fails. Its times are in $WORK/NAME.times, one line:
# start, end, user, system, peak (bench/timed.c).
timed() {
        local name=$1
        shift
        rm -f "$WORK/$name.times"
        "$TIMED" "$WORK/$name.times" "$@" >"$WORK/$name.log" 2>&1 </dev/null ||
                die "$name failed: $(tail -n 5 "$WORK/$name.log")"
}

# took NAME…: seconds from the first start to the last end, processor seconds of all, the greatest peak.
took() {
        local name files=()
        for name; do files+=("$WORK/$name.times"); done
        awk 'NR == 1 { start = $1; end = $2 }
                { if ($1 < start) start = $1; if ($2 > end) end = $2; cpu += $3 + $4; if ($5 > peak) peak = $5 }
                END { printf "%.6f %.6f %.0f\n", end - start, cpu, peak }' "${files[@]}"
}

# busy: processor seconds of the whole machine so far, whoever used them.
busy() { awk -v hz="$(getconf CLK_TCK)" '$1 == "cpu" { printf "%.2f\n", ($2 + $3 + $4 + $7 + $8) / hz }' /proc/stat; }

# server_cpu postgres|kafka: processor seconds of the server so far, its children and those that have ended included.
server_cpu() {
        local pid child processes
        pid=$(alive "$SERVICES/$1.pid") || die "$1 does not run"
        processes=("/proc/$pid/stat")
        for child in $(<"/proc/$pid/task/$pid/children"); do processes+=("/proc/$child/stat"); done
        # One that ends meanwhile is counted by its parent.
        { cat "${processes[@]}" 2>/dev/null || true; } | awk -v hz="$(getconf CLK_TCK)" '
                { sub(/.*\) /, ""); n += $12 + $13 + $14 + $15 } END { printf "%.2f\n", n / hz }'
}

# events TOPIC, dossiers TOPIC: what was put into a topic by `fill`.
events() { awk '$1 == "events" { n += $2 } END { print n }' "$WORK/$1.totals"; }
dossiers() { awk '$1 == "received" { n += $2 } END { print n }' "$WORK/$1.totals"; }

# fill TOPIC OPTION…: puts what `hentra simulate OPTION…` sends into a topic, which is made when it is not there.
fill() {
        local topic=$1
        shift
        world fill "$topic"
        "$HENTRA" simulate --config "$WORK/fill.conf" "$@" >"$WORK/fill.log" 2>&1 ||
                die "simulate failed: $(tail -n 5 "$WORK/fill.log")"
        "$HENTRA" simulate "$@" --dry-run >>"$WORK/$topic.totals"
        end_world fill
}

# filled: the topic $SIZE, a province-year or a month of it, is there.
filled() {
        [[ ! -s $WORK/$SIZE.totals ]] || return 0
        progress "$AT: simulating a $SIZE onto a topic"
        fill "$SIZE" "${SIMULATE[@]}"
}

# kept: the warehouse `kept` holds the topic $SIZE.
kept() {
        [[ ! -s $WORK/kept.conf ]] || return 0
        filled
        progress "$AT: loading a $SIZE into a warehouse that is kept"
        world kept "$SIZE"
        timed kept "$HENTRA" load --until-end --config "$WORK/kept.conf"
        complete kept "$SIZE"
}

# complete DATABASE TOPIC: all that is in the topic is in the facts.
complete() {
        local expected found
        expected="$(dossiers "$2") $(dossiers "$2") $(dossiers "$2") $(events "$2") 0"
        found=$(sql "$1" -c 'select (select count(*) from hentra.dossier), (select sum(received) from hentra.flow_day),
                (select sum(received) from hentra.flow_half_month), (select sum(next_offset) from hentra.position),
                (select count(*) from hentra.quarantine)')
        [[ $found == "$expected" ]] || die "the facts of $2 are not all in $1 (dossiers, received by day, by half month," \
                "offsets, quarantine): $found instead of $expected"
}
