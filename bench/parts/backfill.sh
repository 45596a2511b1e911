# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# backfill.sh - from the topic into an empty warehouse, beside the floor: COPY of the very same final rows into empty
# tables of the same definition, then their primary keys; sourced by bench/run.
#
# Every run has a database of its own, after a checkpoint, and the sides take turns, so that none finds the others' pages
# dirty, and noise hits all of them. A side counts as done only when the facts are all there.

FACTS=(dossier flow_day flow_half_month)
BACKFILL_COLUMNS=side,run,events,seconds,cpu,postgres_cpu,both_cpu,kafka_cpu,others_cpu,peak

# begin_backfill, end_backfill FILE SIDE RUN TOPIC NAME…: a row of FILE.csv for what the timed processes NAME took.
before=()
begin_backfill() {
        sql postgres -c checkpoint
        before=("$(server_cpu postgres)" "$(server_cpu kafka)" "$(busy)")
}
end_backfill() {
        local seconds cpu peak postgres kafka others file=$1 side=$2 run=$3 topic=$4
        shift 4
        others=$(calc "$(busy) - ${before[2]}")
        postgres=$(calc "$(server_cpu postgres) - ${before[0]}") kafka=$(calc "$(server_cpu kafka) - ${before[1]}")
        read -r seconds cpu peak < <(took "$@")
        others=$(calc "$others - $cpu - $postgres - $kafka")
        record "$file" "$BACKFILL_COLUMNS" "$side" "$run" "$(events "$topic")" "$seconds" "$cpu" "$postgres" \
                "$(calc "$cpu + $postgres")" "$kafka" "$others" "$peak"
        progress "$side, run $run: $(fixed 2 "$seconds") s; other programs used $(fixed 1 "$others") processor seconds"
}

# key_of TABLE: the columns of its primary key.
key_of() {
        sql kept -c "select string_agg(quote_ident(attname), ', ' order by array_position(i.indkey::int2[], attnum))
                from pg_index i join pg_attribute a on a.attrelid = i.indrelid and attnum = any(i.indkey)
                where i.indrelid = 'hentra.$1'::regclass and i.indisprimary"
}

# save_rows: the final rows of the facts as binary files, and the script of the floor that loads them.
save_rows() {
        local table
        kept
        progress "keeping the final rows for the floor"
        mkdir -p "$WORK/rows"
        for table in "${FACTS[@]}"; do
                sql kept -c "\\copy (select * from hentra.$table order by $(key_of "$table")) to '$WORK/rows/$table' (format binary)"
        done
        {
                echo 'set synchronous_commit = off;'
                for table in "${FACTS[@]}"; do echo "\\copy floor.$table from '$WORK/rows/$table' (format binary)"; done
                for table in "${FACTS[@]}"; do echo "alter table floor.$table add primary key ($(key_of "$table"));"; done
        } >"$WORK/rows/floor.sql"
}

run_floor() { # RUN TOPIC
        local table found expected options
        world floor "$2"
        sql floor -c 'create schema floor'
        for table in "${FACTS[@]}"; do
                options=$(sql floor -c "select 'with (' || array_to_string(reloptions, ', ') || ')' from pg_class
                        where oid = 'hentra.$table'::regclass and reloptions is not null")
                sql floor -c "create table floor.$table (like hentra.$table including all excluding indexes) $options"
        done
        begin_backfill
        timed floor psql -qX -v ON_ERROR_STOP=1 -d "$HENTRA_TEST_PG dbname=floor" -f "$WORK/rows/floor.sql"
        end_backfill backfill floor "$1" "$2" floor
        expected="$(dossiers "$2") $(dossiers "$2") $(dossiers "$2")"
        found=$(sql floor -c 'select (select count(*) from floor.dossier), (select sum(received) from floor.flow_day),
                (select sum(received) from floor.flow_half_month)')
        [[ $found == "$expected" ]] || die "the floor does not hold the same rows: $found instead of $expected"
        end_world floor
}

run_workers() { # FILE SIDE RUN TOPIC NAME…: one worker a NAME
        local file=$1 side=$2 run=$3 topic=$4 name pid pids=()
        shift 4
        world backfill "$topic"
        begin_backfill
        for name; do
                timed "$name" "$HENTRA" load --until-end --config "$WORK/backfill.conf" &
                pids+=($!)
        done
        for pid in "${pids[@]}"; do wait "$pid" || exit 1; done
        end_backfill "$file" "$side" "$run" "$topic" "$@"
        complete backfill "$topic"
        end_world backfill
}

# backfill: runs of every side that the chosen parts ask for (SIDES), once.
backfill() {
        local run side
        [[ ! -e $OUT/backfill.csv ]] || return 0
        filled
        [[ " ${SIDES[*]} " != *' floor '* ]] || save_rows
        for ((run = 1; run <= RUNS; run++)); do
                for side in "${SIDES[@]}"; do
                        case $side in
                        floor) run_floor "$run" "$SIZE" ;;
                        one) run_workers backfill one "$run" "$SIZE" one ;;
                        two) run_workers backfill two "$run" "$SIZE" first second ;;
                        esac
                done
        done
}

# cost SIDE WHO: lines on processor time.
cost() {
        local cpu postgres both
        cpu=$(median backfill cpu "side=$1") postgres=$(median backfill postgres_cpu "side=$1")
        both=$(median backfill both_cpu "side=$1")
        line "  processor seconds: $2 + PostgreSQL" "$(fixed 2 "$cpu") + $(fixed 2 "$postgres") s"
        line "  events a processor second" "$(grouped "$(calc "$(events "$SIZE") / $both")")"
}

# beside_floor SIDE AIM
beside_floor() {
        local times times_cpu
        times=$(ratio backfill seconds "$1" floor) times_cpu=$(ratio backfill both_cpu "$1" floor)
        aimed '  times the floor' "$times" 2 x ≤ "$2"
        line "  times the floor's processor time" "$(fixed 2 "$times_cpu") x"
}

part_backfill() {
        local floor one events
        backfill
        floor=$(median backfill seconds side=floor) one=$(median backfill seconds side=one) events=$(events "$SIZE")
        title "(a) Backfill: $(grouped "$events") events of $(grouped "$(dossiers "$SIZE")") dossiers, from the topic to committed facts"
        line 'floor: COPY of the final rows, then primary keys' "$(fixed 2 "$floor") s"
        cost floor psql
        line 'one worker, the whole process' "$(fixed 2 "$one") s"
        line '  events a second' "$(grouped "$(calc "$events / $one")")"
        cost one 'the worker'
        beside_floor one 1.7
}

part_two() {
        local two faster
        backfill
        two=$(median backfill seconds side=two) faster=$(ratio backfill seconds one two)
        title '(e) Two workers against one'
        line 'two workers' "$(fixed 2 "$two") s"
        cost two 'the workers'
        line '  times as fast as one' "$(fixed 2 "$faster") x"
        beside_floor two 1.4
}
