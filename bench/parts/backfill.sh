# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# backfill.sh - from the topic into an empty warehouse, beside the floor: COPY of the very same final rows into empty
# tables of the same definition, then their primary keys; sourced by bench/run.
#
# Every run has a database of its own, after a checkpoint, and the sides take turns, so that none finds the others' pages
# dirty, and noise hits all of them. A side counts as done only when the facts are all there.

FACTS=(dossier flow_day flow_half_month)
BACKFILL_COLUMNS=side,run,events,seconds,cpu,postgres_cpu,both_cpu,kafka_cpu,others_cpu,peak,wal

# begin_backfill, end_backfill FILE SIDE RUN TOPIC NAME…: a row of FILE.csv for what the timed processes NAME took.
before=() wal=''
begin_backfill() {
        sql postgres -c checkpoint
        wal=$(sql postgres -c 'select pg_current_wal_insert_lsn()')
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
                "$(calc "$cpu + $postgres")" "$kafka" "$others" "$peak" \
                "$(sql postgres -c "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '$wal')")"
        progress "$AT: $side, run $run: $(fixed 2 "$seconds") s; other programs used $(fixed 1 "$others") processor seconds"
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
        timed floor psql -qX -v ON_ERROR_STOP=1 -d "$(database floor)" -f "$WORK/rows/floor.sql"
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

# one_side SIDE RUN
one_side() {
        case $1 in
        floor) run_floor "$2" "$SIZE" ;;
        one) run_workers backfill one "$2" "$SIZE" one ;;
        two) run_workers backfill two "$2" "$SIZE" first second ;;
        esac
}

# backfill: runs of every side that the chosen parts ask for (SIDES), once. The floor is that of the build at hand.
backfill() {
        local run side
        [[ ! -e $OUT/backfill.csv ]] || return 0
        each_build 1 filled
        [[ " ${SIDES[*]} " != *' floor '* ]] || save_rows
        for ((run = 1; run <= RUNS; run++)); do
                for side in "${SIDES[@]}"; do
                        if [[ $side == floor ]]; then one_side floor "$run"; else each_build "$run" one_side "$side" "$run"; fi
                done
        done
}

# cost SIDE WHO: lines on processor time and on what is written.
cost() {
        figure "  processor seconds: $2" '2 s' '' series backfill cpu "side=$1"
        figure '  processor seconds: PostgreSQL' '2 s' '' series backfill postgres_cpu "side=$1"
        figure '  processor seconds: both' '2 s' '' series backfill both_cpu "side=$1"
        figure '  events a processor second' '0 ' '' series backfill 'events / both_cpu' "side=$1"
        figure '  write-ahead log' '0 MB' '' series backfill 'wal / 1000000' "side=$1"
}

# beside_floor SIDE AIM
beside_floor() {
        figure '  times the floor' '2 x' "≤ $2" ratios backfill seconds "$1" floor
        figure "  times the floor's processor time" '2 x' '' ratios backfill both_cpu "$1" floor
}

part_backfill() {
        backfill
        title "(a) Backfill: $(grouped "$(events "$SIZE")") events of $(grouped "$(dossiers "$SIZE")") dossiers, from the topic to committed facts"
        figure 'floor: COPY of the final rows, then primary keys' '2 s' '' series backfill seconds side=floor
        cost floor psql
        figure 'one worker, the whole process' '2 s' '' series backfill seconds side=one
        compared 'seconds' '≤ 0.5' series backfill seconds side=one
        figure '  events a second' '0 ' '' series backfill 'events / seconds' side=one
        cost one 'the worker'
        compared 'processor seconds, both' '≤ 0.5' series backfill both_cpu side=one
        beside_floor one 1.7
}

part_two() {
        backfill
        title '(e) Two workers against one'
        figure 'two workers' '2 s' '' series backfill seconds side=two
        cost two 'the workers'
        figure '  times as fast as one' '2 x' '≥ 1.3' ratios backfill '1 / seconds' two one
        beside_floor two 1.4
}
