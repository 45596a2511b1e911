#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# all - seeded faults while two loaders work. After each the loaders catch up by themselves, verify finds nothing and the oracle
# agrees. What a fault does is told in kinds/, what was held in docs/faults.md.
#   all.sh [--seed N]                       the full set: every kind some times
#   all.sh --ci [--seed N]                  the small set: most kinds once
#   all.sh --runs N [--seed N] [--only KIND]  N runs, drawn from all kinds (or of one), 25 in a world; every world has a
#                                           seed of its own, the next one that of the one before + 1
# What is needed to look into a failure is kept below build/faults/.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/faults.sh
source "$ROOT/tests/support/faults.sh"
needs_door=()
# shellcheck source=tests/faults/kinds/loader.sh
source "$ROOT/tests/faults/kinds/loader.sh"
# shellcheck source=tests/faults/kinds/server.sh
source "$ROOT/tests/faults/kinds/server.sh"
# shellcheck source=tests/faults/kinds/network.sh
source "$ROOT/tests/faults/kinds/network.sh"
# shellcheck source=tests/faults/kinds/clock.sh
source "$ROOT/tests/faults/kinds/clock.sh"
mapfile -t kinds < <(declare -F | sed -n 's/^declare -f fault_//p' | grep -vx world)
IN_A_WORLD=25

usage() {
        echo "usage: all.sh [--ci | --runs N [--only KIND]] [--seed N]; kinds: ${kinds[*]}" >&2
        exit 2
}
set_of='full' seed=1 runs=0 only='' dossiers=1500
while (($#)); do
        case $1 in
        --ci) set_of=ci ;;
        --runs) set_of=runs runs=$2 dossiers=100 && shift ;;
        --only) only=$2 && shift ;;
        --seed) seed=$2 && shift ;;
        *) usage ;;
        esac
        shift
done
[[ -z $only || " ${kinds[*]} " == *" $only "* ]] || usage
: "${HENTRA_TEST_SERVICES:?is not set: run ./check faults}" "${HENTRA_TEST_KAFKA_PROXY:?is not set}"
: "${HENTRA_TEST_SHIFT:?is not set: name the library shift of the build}"
: >"$WORK/tally"

is_proxied() { [[ " ${needs_door[*]} " == *" $1 "* ]]; }

# run_world PROXIED KIND…: faults one after another in a world of their own, in a subshell.
run_world() {
        local proxied=$1 kind number=0 begin
        shift
        note "world with seed $seed$([[ $proxied != true ]] || echo ', behind proxies'): $*"
        RANDOM=$seed
        asleep=()
        trap 'world_ends $?' EXIT
        fault_world "seed$seed" "$proxied"
        for kind; do
                number=$((number + 1)) begin=$SECONDS
                "fault_$kind" "$kind (run $number, seed $seed)"
                tally "$kind"
                note "run $number of $# in this world: $kind, $((SECONDS - begin)) s"
                ((failures == 0)) || exit 1
        done
        replay
        read -r events told < <(sql -c 'select (select count(*) from oracle.event), count(*) from oracle.dossier')
        tally events "$events"
        tally dossiers "$told"
        exit $((failures > 0))
}
# Both end in good order, and one reads all again.
replay() {
        local begin=$EPOCHREALTIME before_replay
        kill -TERM "${worker[alpha]}" "${worker[beta]}"
        ends 'SIGTERM ends the first worker in good order' "${worker[alpha]}"
        ends 'SIGTERM ends the second worker in good order' "${worker[beta]}"
        ok 'within five seconds' test $((${EPOCHREALTIME/./} - ${begin/./})) -lt 5000000
        before_replay=$(facts_of)
        ok 'a replay from the start' hentra load --from-start --until-end
        is 'the same facts' "$before_replay" "$(facts_of)"
        agrees 'after the replay'
        tally replay
}
# shellcheck disable=SC2317 # called by the trap
world_ends() {
        local pid
        ((${#asleep[@]} == 0)) || kill -CONT "${asleep[@]}" 2>/dev/null || true
        tally facts "$facts"
        tally waves "${wave:-0}"
        tally failures "$failures"
        if (($1 != 0 || failures > 0)); then
                ((failures > 0)) || tally failures
                keep_evidence "run-${number:-0}-${kind:-begin}"
                note "repeat: ${0#"$ROOT/"} --runs ${number:-1} --seed $seed${only:+ --only $only}"
        fi
        for pid in "${children[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
        wait 2>/dev/null || true
        (($1 == 0 && failures == 0)) || services start --fast || true
        end_world || true
        end_small_disk || true
        [[ -n ${KEEP:-} ]] || rm -f "$WORK"/*.log
}
# world PROXIED KIND…, with the present seed; the next one has the next.
worlds=0
in_world() {
        set +e
        (set -e; run_world "$@")
        set -e
        seed=$((seed + 1)) worlds=$((worlds + 1))
}
# times N KIND…: each kind N times.
times() {
        local n=$1 i kind
        shift
        for kind; do for ((i = 0; i < n; i++)); do echo "$kind"; done; done
}
# drawn N PROXIED: kinds by the present seed. Kinds that need a proxy are drawn where there is one.
drawn() {
        local kind choice=()
        for kind in "${kinds[@]}"; do
                [[ $2 != true ]] && is_proxied "$kind" || choice+=("$kind")
        done
        [[ -z $only ]] || choice=("$only")
        RANDOM=$((seed + 1000))
        for ((i = 0; i < $1; i++)); do echo "${choice[RANDOM % ${#choice[@]}]}"; done
}

first_seed=$seed
direct=(broker backends crash grow) behind=(zombie asleep copy "${needs_door[@]:1}" disk clock)
case $set_of in
ci)
        dossiers=400
        # What takes long is in the full set: slow and silent lines, copies, a worker that sleeps for as long as a zombie.
        mapfile -t chosen < <(times 2 kill && times 1 "${direct[@]}")
        in_world false "${chosen[@]}"
        mapfile -t chosen < <(printf '%s\n' "${behind[@]}" | grep -vxE '.*_slow|.*_silent|server_login|copy|asleep')
        in_world true "${chosen[@]}"
        ;;
full)
        mapfile -t chosen < <(times 30 kill && times 5 "${direct[@]}")
        in_world false "${chosen[@]}"
        mapfile -t chosen < <(times 5 "${behind[@]}")
        in_world true "${chosen[@]}"
        ;;
runs)
        while ((runs > 0)); do
                proxied=false
                if [[ -n $only ]]; then ! is_proxied "$only" || proxied=true; elif ((seed % 2 == 0)); then proxied=true; fi
                mapfile -t chosen < <(drawn $((runs < IN_A_WORLD ? runs : IN_A_WORLD)) "$proxied")
                runs=$((runs - ${#chosen[@]}))
                in_world "$proxied" "${chosen[@]}"
        done
        ;;
esac

echo "# figures: seeds $first_seed to $((seed - 1)), $worlds worlds, $(tallied events) events of $(tallied dossiers) dossiers, $(tallied waves) waves"
for kind in "${kinds[@]}" replay; do printf '# %-32s %d\n' "$kind" "$(tallied "$kind")"; done
cat <<-TABLE
	# of the kills between BEGIN and COMMIT  $(tallied inside), of both loaders $(tallied both)
	# backends ended                         $(tallied backends_ended)
	# crashes with commits lost              $(tallied lost)
	# full disks left out                    $(tallied disk_left_out)
	# facts that held                        $(($(tallied facts) - $(tallied failures))) of $(tallied facts)
	# seconds                                $SECONDS
TABLE
facts=$(tallied facts) failures=$(tallied failures)
if [[ $set_of != runs ]]; then
        ok 'acknowledged commits were lost by a crash, and came again' test "$(tallied lost)" -gt 0
        ok 'kills fell between BEGIN and COMMIT' test "$(tallied inside)" -gt 0
fi
verdict
