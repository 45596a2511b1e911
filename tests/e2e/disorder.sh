#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# disorder - the same events with duplicates, out of order by up to 30 days, over other numbers of partitions, by one loader or two:
# the same facts as when they come once and in order.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
dossiers=${DISORDER_DOSSIERS:-4000}
untidy=(--duplicates 5 --disorder 20)

load_with() { # WORKERS
        local -a loaders=()
        local i
        for ((i = 1; i <= $1; i++)); do
                start_loader "worker$i" --until-end
                loaders+=("$LOADER")
        done
        for i in "${loaders[@]}"; do wait "$i" || return 1; done
}

# told PARTITIONS WORKERS MEMORY OPTION…: the facts of a world that is told the year so.
told() {
        world "p$1w$2" topic.partitions="$1" load.memory="$3"
        hentra simulate --profile tien-giang-2022 --dossiers "$dossiers" "${@:4}" 2>"$WORK/simulate.log"
        load_with "$2"
        facts_of >"$WORK/facts"
}

told 6 1 128M
plain=$(<"$WORK/facts")
has 'there are facts to compare' "dossier $dossiers " "$plain"
agrees 'once and in order'
in_order=$(topic bounds "$TOPIC" | awk '{ n += $3 } END { print n }')
end_world
for way in '6 1 128M' '6 2 8M' '1 1 8M' '3 2 128M' '17 2 16M'; do
        read -r partitions workers memory <<<"$way"
        text="untidy, $partitions partitions, $workers loaders, batches of $memory"
        told "$partitions" "$workers" "$memory" "${untidy[@]}"
        is "$text: the same facts" "$plain" "$(<"$WORK/facts")"
        ok "$text: more events than in order" test "$(topic bounds "$TOPIC" | awk '{ n += $3 } END { print n }')" -gt "$in_order"
        agrees "$text"
        end_world
done
verdict
