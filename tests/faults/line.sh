#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# line - an unsteady line: the offices of a province post through the gateway, drop files for the spool and write rows for the outbox,
# while these three are killed and the line to Kafka is cut, slow, half-open, reset, and the gateway's disk is full once. Afterwards all
# that was acknowledged is in the warehouse, once, and nothing that was refused.
#   line.sh [--units N] [--kills N] [--cut SECONDS] [--seed N] [--alone DIR]    tests/e2e/line.sh has a short one
#   --alone DIR   with servers of its own, in DIR, in a network namespace of its own, where the line loses packets, too; needs root and nft
units=159 kills=30 cut=600 seed=1 alone=''
while (($#)); do
        case $1 in
        --units) units=$2 ;;
        --kills) kills=$2 ;;
        --cut) cut=$2 ;;
        --seed) seed=$2 ;;
        --alone) alone=$2 ;;
        *) echo "usage: line.sh [--units N] [--kills N] [--cut SECONDS] [--seed N] [--alone DIR]" >&2 && exit 2 ;;
        esac
        shift 2
done
if [[ -n $alone ]]; then
        # shellcheck disable=SC2016 # expanded by that shell
        exec unshare --net --kill-child bash -c '
                trap "$0/support/services remove $1" EXIT
                ip link set lo up && "$0/support/services" start "$1" --fast &&
                        eval "$("$0/support/services" env "$1" | grep "^export HENTRA_TEST_")" && "$0/faults/line.sh" "${@:2}"' \
                "$(realpath "$(dirname "$0")/..")" "$alone" --units "$units" --kills "$kills" --cut "$cut" --seed "$seed"
fi
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/faults.sh
source "$ROOT/tests/support/faults.sh"
RANDOM=$seed

read -r behind proxy <<<"$HENTRA_TEST_KAFKA_PROXY"
open_door kafka "$behind" "$proxy"
world a setup.zone=Asia/Ho_Chi_Minh topic.partitions=4
through=("HENTRA_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$door_port")

# ---- the three doors ----
# The gateway's store is on a small disk of its own, where this may be mounted; else it is bounded.
store=$WORK/store small=''
mkdir "$store"
if mount -t tmpfs -o size=$((96 + cut / 10))m hentra-line "$store" 2>/dev/null; then
        small=$store
        trap 'umount -l "$small"; on_exit' EXIT
fi
port=$(keep_port "$WORK/port")
cat >>"$HENTRA_CONFIG" <<CONF
gateway.listen=127.0.0.1:$port
gateway.store=$store
gateway.memory=$WORK/gateway-memory
gateway.rate=1000000
CONF
mkdir -p "$WORK/gateway-memory" "$WORK/place"
cat >"$WORK/office.ini" <<'INI'
[file]
row = case
[dates]
formats = %Y%m%d%H%M%S
zone = Asia/Ho_Chi_Minh
[columns]
dossier_id = code
agency = unit
due_at = due
[constants]
source = files
[case]
RECEIVED = received
INI
outbox_database=${TOPIC%-*}_source
psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists $outbox_database with (force)" -c "create database $outbox_database" 2>/dev/null
source_sql() { psql -qXAt -v ON_ERROR_STOP=1 -d "$HENTRA_TEST_PG dbname=$outbox_database" "$@"; }
{
        for pair in $HENTRA_TEST_PG; do [[ $pair == dbname=* ]] || echo "outbox.${pair//\'/}"; done
        echo "outbox.dbname=$outbox_database"
} >>"$HENTRA_CONFIG"
hentra outbox install >"$WORK/install.log" 2>&1 || die "the outbox was not installed: $(tail "$WORK/install.log")"

declare -A process=()
start() { # NAME
        local command
        case $1 in
        gateway) command=(gateway) ;;
        spool) command=(spool --mapping "$WORK/office.ini" "$WORK/place") ;;
        outbox) command=(outbox --source registry) ;;
        esac
        setpriv --pdeathsig KILL env "${through[@]}" "$HENTRA" "${command[@]}" >>"$WORK/$1.log" 2>&1 &
        process[$1]=$!
        children+=("$!")
}
shoot_door() { # NAME
        kill -KILL "${process[$1]}" 2>/dev/null || die "$1 has ended: $(tail -n 3 "$WORK/$1.log")"
        wait "${process[$1]}" 2>/dev/null || true
        start "$1"
        killed=$((killed + 1))
}
# shellcheck disable=SC2317 # called through ok
stands() {
        local name
        for name in gateway spool outbox; do
                kill -0 "${process[$name]}" 2>/dev/null || { echo "$name has ended: $(tail -n 3 "$WORK/$name.log")" && return 1; }
        done
}
killed=0
for name in gateway spool outbox; do start "$name"; done
eventually 60 listening "$port" || die "the gateway does not listen: $(tail "$WORK/gateway.log")"

# ---- the offices ----
mkfifo "$WORK/say" "$WORK/hear"
python3 "$ROOT/tests/support/offices.py" "127.0.0.1:$port" "$units" "$seed" "$WORK/results" <"$WORK/say" >"$WORK/hear" 2>"$WORK/offices.log" &
offices=$!
children+=("$offices")
exec 5>"$WORK/say" 6<"$WORK/hear"
declare -A heard=()
ask() { # COMMAND: its answer, in the array `heard`
        local line pair
        echo "$1" >&5
        while read -r line <&6; do
                [[ $line != "$1 "* ]] || break
        done
        [[ -n $line ]] || die "the offices have ended: $(<"$WORK/offices.log")"
        for pair in $line; do heard[${pair%%=*}]=${pair#*=}; done
        note "offices: $line"
}
# Rows of a file and of the outbox: each a dossier, its due date in the name's place of a version.
round=0
write_more() {
        local i
        round=$((round + 1))
        for ((i = 0; i < 100; i++)); do
                printf 'F%d-%04d\t20261008081500\t%s\n' "$round" "$i" "$(date -d "@$((1796083200 + round * 100 + i))" -u +%Y%m%d%H%M%S)"
        done >"$WORK/rows"
        { echo code,unit,received,due && awk -F'\t' '{ printf "%s,H15.900,%s,%s\n", $1, $2, $3 }' "$WORK/rows"; } >"$WORK/next.csv"
        mv "$WORK/next.csv" "$WORK/place/round-$round.csv"
        awk -F'\t' '{ printf "DOCUMENT\t%s\t%s\tTAKEN\n", $1, $3 }' "$WORK/rows" >>"$WORK/written"
        source_sql -c "insert into hentra_outbox.outbox (dossier_id, agency, due_at, status, occurred_at)
                select format('R%s-%s', $round, i), 'H15.901', timestamptz '2026-12-01 00:00+00' + ($round * 100 + i) * interval '1 second', 'RECEIVED', now()
                from generate_series(0, 99) i"
}

# ---- faults: each of the three is killed in each state of the line, after 15 kills; when is left to chance ----
# Packets are lost in a network namespace of this run alone, where the rule harms nobody else: one in five of those to the line or from it.
modes=(pass cut stall 'delay 300')
if [[ $(readlink /proc/self/ns/net) != "$(readlink /proc/1/ns/net)" ]]; then
        nft -f - <<-NFT
		table ip hentra {
			counter lost { }
			chain lossy { type filter hook input priority filter; }
		}
	NFT
        modes+=(loss)
fi
line() { # MODE of the door, or loss
        [[ ${modes[*]} != *loss* ]] || nft flush chain ip hentra lossy
        if [[ $1 == loss ]]; then
                door kafka pass
                nft "add rule ip hentra lossy tcp dport $door_port numgen random mod 5 0 counter name lost drop; add rule ip hentra lossy tcp sport $door_port numgen random mod 5 0 counter name lost drop"
        else
                door kafka "$@"
        fi
}
ask mark
for ((i = 1; i <= kills; i++)); do
        write_more
        names=(gateway spool outbox)
        read -ra mode <<<"${modes[i % ${#modes[@]}]}"
        line "${mode[@]}"
        PAUSE=0.05 eventually $((RANDOM % 3 + 1)) false || true
        shoot_door "${names[i % 3]}"
        PAUSE=0.05 eventually $((RANDOM % 2 + 1)) false || true
        ((i % 5)) || line pass
        eventually 60 listening "$port" || true
done
line pass
ask mark
[[ ${modes[*]} != *loss* ]] || ok 'packets were lost' test "$(nft list counter ip hentra lost | sed -n 's/.*packets \([0-9]*\).*/\1/p')" -gt 0
ok 'some calls met a dead gateway' test "${heard[unanswered]}" -gt 0
is 'nothing was refused for the line' 0 "${heard[late]}"
is 'all three run, having been killed' "$kills" "$killed"
ok 'and none ended by itself' stands

door kafka cut
write_more
ask mark
eventually "$cut" false || true
ask mark
is 'while the line is cut nothing is refused' '0 0' "${heard[late]} ${heard[unanswered]}"
ok 'and much is taken' test "${heard[taken]}" -ge "$units"

# A segment that is open takes records as long as it has room, so the gateway begins anew on the full disk.
if [[ -n $small ]]; then
        dd if=/dev/zero of="$store/filler" bs=1M 2>/dev/null || true
        shoot_door gateway
        refused=0 taken=0
        # shellcheck disable=SC2317 # called through eventually
        refuses() { ask mark && refused=$((refused + heard[late])) && ((refused > 20)); }
        eventually 60 refuses || true
        result "$( ((refused > 20)) && echo true)" 'with a full disk all is refused'
        ok 'and nobody ends' stands
        rm "$store/filler"
        # shellcheck disable=SC2317 # called through eventually
        takes() { ask mark && taken=$((taken + heard[taken])) && ((taken > 20 && heard[late] == 0)); }
        eventually 60 takes || true
        result "$( ((taken > 20)) && echo true)" 'with room again all is taken'
fi
door kafka pass
ask burst
is 'the burst of all dossiers is taken without a refusal' '0 0' "${heard[late]} ${heard[unanswered]}"
shoot_door gateway
eventually 60 listening "$port"
ask end
wait "$offices"

# ---- what is in the warehouse ----
# shellcheck disable=SC2317 # called through eventually
files_done() { [[ $(find "$WORK/place/done" -name 'round-*' | wc -l) == "$round" ]]; }
ok 'all files are read' eventually 120 files_done
# shellcheck disable=SC2317 # called through eventually
outbox_empty() { [[ $(source_sql -c 'select count(*) from hentra_outbox.outbox') == 0 ]]; }
ok 'all rows have left the outbox' eventually 120 outbox_empty
cat "$WORK/written" >>"$WORK/results"
# shellcheck disable=SC2317 # called through eventually
compare() { # VERDICT, statements, of them found once, found more than once
        sql <<SQL
create temporary table answered (kind text, dossier_id text, at text, verdict text);
\\copy answered from '$WORK/results'
create temporary table found as
        select kind, dossier_id, to_char(case kind when 'STEP' then occurred_at else due_at end at time zone 'Asia/Ho_Chi_Minh', 'YYYYMMDDHH24MISS') as at,
                count(*) as times from hentra.dossier_statement where source <> 'registry' group by 1, 2, 3;
select coalesce(verdict, 'NOBODY'), count(*), count(*) filter (where times = 1), count(*) filter (where times > 1)
from answered full join found using (kind, dossier_id, at) group by 1 order by 1;
SQL
}
of() { awk -v verdict="$1" -v column="$2" '$1 == verdict { n = $column } END { print n + 0 }' "$WORK/compared"; }
# shellcheck disable=SC2317 # called through eventually
all_there() {
        hentra load --until-end >"$WORK/load.log" 2>&1 || return 1
        compare >"$WORK/compared"
        (($(of TAKEN 2) == $(of TAKEN 3)))
}
PAUSE=1 eventually 180 all_there || true
note "verdict, statements, of them once, more than once: $(paste -sd';' "$WORK/compared")"
for name in gateway spool outbox; do
        kill -TERM "${process[$name]}"
        ends "SIGTERM ends $name in good order" "${process[$name]}"
done
agrees line
ok 'much was taken' test "$(of TAKEN 2)" -gt $((units * 10))
is 'all that was acknowledged is there, once' "$(of TAKEN 2) 0" "$(of TAKEN 3) $(of TAKEN 4)"
is 'nothing that was only refused' '0 0' "$(of LATE 3) $(of LATE 4)"
is 'and nothing that nobody sent' 0 "$(of NOBODY 2)"
is 'every row of the outbox is there, once' "$((round * 100)) $((round * 100))" \
        "$(sql -c "select count(*), count(distinct (dossier_id, due_at)) from hentra.dossier_statement where source = 'registry'")"
psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists $outbox_database with (force)" 2>/dev/null
end_world
verdict
