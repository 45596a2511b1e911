# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# server.sh - faults of the servers: Kafka killed, PostgreSQL's backends ended, PostgreSQL crashed, its disk full; and
# partitions added.
# shellcheck disable=SC2154 # of support/faults.sh: worker

fault_broker() {
        send_wave
        services stop --kafka --kill
        eventually $((RANDOM % 3 + 1)) false || true
        services start --kafka --fast
        send_wave
        settled "$1"
}

fault_backends() {
        local i ended
        send_wave_later
        for ((i = 0; i < 3; i++)); do
                open_transaction $((RANDOM % 20)) false 5
                ended=$(sql -c "select count(pg_terminate_backend(pid)) from pg_stat_activity
                        where application_name in ('alpha', 'beta') and datname = current_database()")
                tally backends_ended "$ended"
        done
        sent
        settled "$1"
}

# The server stopped so that acknowledged commits are lost. What a backend has written to the log waits in memory for the
# processes that put it on disk. These sleep from before a batch is acknowledged until the server is gone; and the workers
# sleep while it is counted what was lost.
acknowledged() { sql -c "select coalesce(sum(next_offset), 0) from hentra.position where topic = '$TOPIC'"; }
# shellcheck disable=SC2317 # called through eventually
moved() { (($(acknowledged) > $1)); }
fault_crash() {
        local before_crash
        mapfile -t asleep < <(sql -c "select pid from pg_stat_activity
                where backend_type in ('walwriter', 'background writer', 'checkpointer', 'autovacuum launcher')")
        kill -STOP "${asleep[@]}"
        before_crash=$(acknowledged)
        send_wave_later
        ok "$1: a batch is acknowledged" eventually 180 moved "$before_crash"
        kill -STOP "${worker[alpha]}" "${worker[beta]}"
        before_crash=$(acknowledged)
        services stop --postgres --immediate
        services start --postgres --fast
        asleep=()
        (($(acknowledged) >= before_crash)) || tally lost
        kill -CONT "${worker[alpha]}" "${worker[beta]}"
        sent
        settled "$1"
}

# The disk below dossiers and flows is full until both the server has refused a batch and the loader has come again in vain.
fault_disk() {
        local said_alpha said_beta i refused=0
        if [[ -z $small ]]; then
                note "$1: left out, no right to mount a small disk"
                tally disk_left_out
                return
        fi
        said_alpha=$(log_length alpha) said_beta=$(log_length beta)
        cat /dev/zero >"$small/filler" 2>/dev/null || true
        # shellcheck disable=SC2317 # called through eventually
        refused_twice() {
                refused=$({ tail -n "+$((said_alpha + 1))" "$WORK/alpha.log"
                        tail -n "+$((said_beta + 1))" "$WORK/beta.log"; } | grep -c 'load.retry.*SQLSTATE 53100')
                ((refused >= 2))
        }
        # What is free in the tables may take a wave or two.
        for ((i = 0; i < 10; i++)); do
                send_wave
                ! eventually 3 refused_twice || break
        done
        ok "$1: the loaders say that the disk is full, and come again" refused_twice
        rm -f "$small/filler"
        settled "$1"
}

fault_grow() {
        send_wave_later
        partitions=$((partitions + RANDOM % 2 + 1))
        topic grow "$TOPIC" "$partitions"
        sent
        send_wave
        settled "$1"
}
