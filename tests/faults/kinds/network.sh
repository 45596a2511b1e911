# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# network.sh - faults between the programs and the servers, made by the proxies in front of these: cut, silent, slow; and
# COMMITs whose request or answer is lost. Producers reach Kafka through the same proxy.
# shellcheck disable=SC2154 # of support/faults.sh: victim, xid

needs_door+=(kafka_cut kafka_silent kafka_slow server_cut server_login server_silent server_slow commit)

fault_kafka_cut() {
        door_remember kafka
        send_wave_later
        eventually $((RANDOM % 2 + 1)) false || true
        door kafka cut
        ok "$1: connections were cut, new ones are tried in vain" eventually 180 door_reached kafka refused 3
        ok "$1: there were some" door_reached kafka cut 2
        door kafka pass
        sent
        send_wave
        settled "$1"
}

# So long that the broker misses both members.
missed() { cat "$HENTRA_TEST_SERVICES"/kafka.log{.before,} 2>/dev/null | grep -c "$TOPIC.* has failed, removing it"; }
fault_kafka_silent() {
        local epochs missed_before
        missed_before=$(missed) || true
        epochs=$(epochs)
        send_wave_later
        door kafka stall
        # shellcheck disable=SC2317 # called through eventually
        both_missed() { (($(missed) >= missed_before + 2)); }
        ok "$1: the broker misses both loaders" eventually 180 both_missed
        door kafka pass
        sent
        ok "$1: they are members again and take their partitions anew" eventually 240 all_taken_since "$epochs"
        send_wave
        settled "$1"
}

fault_kafka_slow() {
        door_remember kafka
        door kafka delay $((RANDOM % 200 + 50))
        send_wave
        ok "$1: the loaders catch up all the same" eventually 300 caught_up
        ok "$1: answers came late" door_reached kafka delayed 10
        door kafka pass
        settled "$1"
}

# held_in_transaction TEXT: a worker waits in its transaction, in $victim and $xid, until release.
held_in_transaction() {
        local tables=(dossier flow_day flow_half_month)
        hold "${tables[RANDOM % 3]}"
        send_wave_later
        open_transaction $((RANDOM % 20)) true 180
        ok "$1: a loader is held between BEGIN and COMMIT" test -n "$xid"
}

fault_server_cut() {
        held_in_transaction "$1"
        door_remember server
        door server cut
        release
        ok "$1: $victim's transaction is rolled back" rolled_back "$xid"
        ok "$1: connections are tried in vain" eventually 180 door_reached server refused 2
        door server pass
        sent
        settled "$1"
}

# New connections end in the middle of the login: no server has refused them.
fault_server_login() {
        door_remember server
        send_wave_later
        door server login
        ok "$1: logins are cut" eventually 180 door_reached server login 2
        door server pass
        sent
        settled "$1"
}

# Silent in the middle of a transaction; then it goes on, or the connections are reset.
fault_server_silent() {
        local after=(pass cut)
        held_in_transaction "$1"
        door_remember server
        door server stall
        release
        ok "$1: something is held back" eventually 180 door_reached server held 1
        eventually $((RANDOM % 4 + 1)) false || true
        door server "${after[RANDOM % 2]}"
        door server pass
        sent
        settled "$1"
}

fault_server_slow() {
        door_remember server
        door server delay $((RANDOM % 40 + 10))
        send_wave
        ok "$1: the loaders catch up all the same" eventually 300 caught_up
        ok "$1: answers came late" door_reached server delayed 10
        door server pass
        settled "$1"
}

fault_commit() {
        local i
        door_remember server
        door server commits 1
        # shellcheck disable=SC2317 # called through eventually
        lost_both() { door_reached server answer 1 && door_reached server request 1; }
        for ((i = 0; i < 10; i++)); do
                send_wave
                ! eventually 5 lost_both || break
        done
        ok "$1: the answer to a COMMIT was lost, and the request of one" lost_both
        door server pass
        settled "$1"
}
