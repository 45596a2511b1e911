#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# nth - lets the n-th allocation, query and write of a loader and of a spool fail, n after n of a small scenario: the program
# goes on or ends with 1 and a line that says what, and the next run completes what it left: nothing is lost or doubled.
#   nth.sh [--ci] [--every K] [--from N] [PART…]    --ci: a few n of each; --every K: each K-th allocation (default 20; 1: all of
#        them, hours); --from N: those before are left out; PART: load-memory load-query spool-memory spool-disk, default all
# shellcheck disable=SC2317 # functions are called by the name of a part
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
: "${HENTRA_TEST_NTH_LIBRARY:?is not set: run ./check faults}"

ci=0 every=20 from=1 parts=()
while (($#)); do
        case $1 in
        --ci) ci=1 ;;
        --every) every=$2 && shift ;;
        --from) from=$2 && shift ;;
        load-memory | load-query | spool-memory | spool-disk) parts+=("$1") ;;
        *) sed -n '5,6s/^# //p' "$0" >&2 && exit 2 ;;
        esac
        shift
done
((${#parts[@]})) || parts=(load-memory load-query spool-memory spool-disk)

# failing KIND N HOW COMMAND…: in $rc how it ended, in $count how many there were, in $fired whether the n-th was.
failing() {
        rc=0
        : >"$WORK/nth"
        timeout -k 5 120 env LD_PRELOAD="$HENTRA_TEST_NTH_LIBRARY" HENTRA_TEST_NTH="$1:$2:$3" HENTRA_TEST_NTH_LOG="$WORK/nth" \
                "${@:4}" >"$WORK/run.log" 2>&1 || rc=$?
        count=0 fired=passed
        read -r count fired <"$WORK/nth" || true
}
# said KIND HOW: 0, or 1 and a line that says what failed, or that a spool came to its end and rejected rows.
said() {
        ((rc == 0)) && return
        ! rejected_rows "$WORK/run.log" || return 0
        ((rc == 1)) || { echo "ended with $rc" && return 1; }
        case $1:$2 in
        # libpq that has no memory to read the file of passwords says that there is no password.
        memory:*) grep -qiE 'out of memory|cannot allocate memory|not enough memory|no password supplied' "$WORK/run.log" ;;
        query:*) grep -q 'the n-th query fails' "$WORK/run.log" ;;
        disk:EIO) grep -q 'Input/output error' "$WORK/run.log" ;;
        disk:*) grep -qE 'No space left on device|the disk is full' "$WORK/run.log" ;;
        esac || { echo "does not say what failed" && return 1; }
}

# Which n of so many: all of them, each K-th of the many allocations, or a handful that is spread over them.
chosen() { # KIND COUNT MOST
        local step=1
        [[ $1 != memory ]] || step=$every
        shift
        if ((!ci || $1 <= $2)); then
                seq "$step" "$step" "$1" | awk -v from="$from" '$1 >= from'
        else
                awk -v n="$1" -v most="$2" 'BEGIN { for (i = 0; i < most; i++) print 1 + int((i + 0.5) * n / most) }'
        fi
}

# each NAME KIND HOW MOST COMMAND…: before_try N prepares, after_try says what is wrong after the n-th has failed, or nothing.
each() {
        local name=$1 kind=$2 how=$3 most=$4 n all what tried=0 ended=0 wrong=()
        before_try
        failing "$kind" 0 "$how" "${@:5}"
        all=$count
        while read -r n; do
                before_try
                failing "$kind" "$n" "$how" "${@:5}"
                what=$(said "$kind" "$how"; after_try) || true
                [[ $fired == failed ]] || continue # another order of things: there were fewer this time
                tried=$((tried + 1)) ended=$((ended + rc))
                [[ -z $what ]] || wrong+=("n=$n: $what: $(tail -n 2 "$WORK/run.log")")
        done < <(chosen "$kind" "$all" "$most")
        is "$name: each n-th of $all ($tried of them failed, and the program ended $ended times)" '' "$(printf '%s\n' "${wrong[@]}")"
        ok "$name: something was tried" test "$tried" -gt 0
}

# ---- a load ----

copy=${SCENARIO}_copy
prepare_load() {
        world load topic.partitions=2 load.memory=8M
        base=${TOPIC%-*}
        hentra simulate --profile tien-giang-2022 --month 2022-03 --dossiers 30 >"$WORK/simulate.log" 2>&1
        echo 'no event' | topic raw "$TOPIC"
        export HENTRA_WAREHOUSE_DBNAME=$copy ORACLE_DB="$HENTRA_TEST_PG dbname=$copy"
        before_load
        hentra load --until-end >"$WORK/load.log" 2>&1
        agrees 'a load that nothing disturbs'
        reference=$(facts_of)
}
# Nobody waits for a member of the group that is dead.
before_load() {
        psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists $copy with (force)" -c "create database $copy template $base" \
                2>/dev/null
        HENTRA_LOAD_GROUP=$TOPIC-$((tries++))
        export HENTRA_LOAD_GROUP
}
# What cannot be read stays in the quarantine. A row that the server says it may not have (23514) is set aside with it, and comes
# back by a replay; after any other error nothing else may lie there.
after_load() {
        load_again || { echo "the next run fails: $(tail -n 1 "$WORK/again.log")" && return; }
        if [[ $state == 23514 && $(set_aside) == 2 ]]; then
                if ! hentra quarantine replay >"$WORK/again.log" 2>&1 || ! load_again; then
                        echo "what was set aside does not come back: $(tail -n 1 "$WORK/again.log")" && return
                fi
        elif [[ $(set_aside) != 1 ]]; then
                echo "$(set_aside) messages lie in the quarantine" && return
        fi
        [[ $(facts_of) == "$reference" ]] || { echo 'the facts are others' && return; }
        hentra verify >"$WORK/verify.log" 2>&1 || echo "verify finds: $(tail -n 1 "$WORK/verify.log")"
}
load_again() {
        HENTRA_LOAD_GROUP=$HENTRA_LOAD_GROUP-again
        hentra load --until-end >"$WORK/again.log" 2>&1
}
set_aside() { sql -c 'select count(*) from hentra.quarantine'; }
leave_load() {
        unset HENTRA_WAREHOUSE_DBNAME HENTRA_LOAD_GROUP
        psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists $copy with (force)" 2>/dev/null
        end_world
}

# ---- a spool ----

# rejected_rows LOG: a spool came to its end; what it could not read makes it end with 1.
rejected_rows() { grep -q 'rows rejected .* says why' "$1"; }

# Two files, a row of each unreadable. Cases have the number of the try in their ids: all are sent to one topic, and counted there
# at the end.
place=$WORK/place
prepare_spool() {
        world spool setup.zone=Asia/Ho_Chi_Minh
        cat >"$WORK/office.ini" <<-'INI'
		[file]
		row = case
		[dates]
		formats = %d/%m/%Y %H:%M
		zone = Asia/Ho_Chi_Minh
		[columns]
		dossier_id = code
		agency = unit
		[constants]
		source = office
		[case]
		RECEIVED = received
		RESOLVED = resolved
	INI
        first_try=$((tries + 1))
        before_spool
        hentra spool --once --mapping "$WORK/office.ini" "$place" >"$WORK/spool.log" 2>&1 || rejected_rows "$WORK/spool.log"
        left_behind=$(left_in_place)
        has 'a spool that nothing disturbs' done/two.csv "$left_behind"
}
before_spool() {
        local file
        tries=$((tries + 1))
        rm -rf "$place"
        mkdir -p "$place"
        for file in one two; do
                awk -v id="$tries-$file" 'BEGIN {
                        print "code,unit,received,resolved"
                        for (i = 1; i <= 6; i++)
                                printf "%s-%d,H58,%02d/01/2022 08:00,%s\n", id, i, i == 3 ? 32 : i, i % 2 ? "" : "05/02/2022 09:00"
                }' >"$place/$file.csv"
        done
}
# What lies in the place, and what the lists of unreadable rows say.
left_in_place() { (cd "$place" && find . -type f ! -path './.hentra/*' -printf '%P\n' | sort && cat rejected/*.csv); }
after_spool() {
        hentra spool --once --mapping "$WORK/office.ini" "$place" >"$WORK/again.log" 2>&1 || rejected_rows "$WORK/again.log" ||
                { echo "the next run fails: $(tail -n 1 "$WORK/again.log")" && return; }
        [[ $(left_in_place) == "$left_behind" ]] || { echo "the place holds:" && left_in_place; }
}
# Five rows of six in each file: ten documents of ten cases a try, those said twice counted once.
leave_spool() {
        hentra load --until-end >"$WORK/load.log" 2>&1
        agrees 'what the spools sent'
        is 'nothing that a spool read is lost' "$((tries - first_try + 1)) 10 10 10 10" "$(sql -c "
                select count(*), min(dossiers), min(statements), max(dossiers), max(statements) from (
                        select split_part(dossier_id, '-', 1), count(distinct dossier_id) as dossiers, count(*) as statements
                        from hentra.dossier_statement group by 1) t")"
        end_world
}

# ----

tries=0 state=
for part in "${parts[@]}"; do
        of=${part%-*} begin=$SECONDS
        [[ ${prepared:-} == "$of" ]] || { [[ -z ${prepared:-} ]] || "leave_$prepared" && "prepare_$of" && prepared=$of; }
        before_try() { "before_$of"; }
        after_try() { "after_$of"; }
        load=("$HENTRA" load --until-end) spool=("$HENTRA" spool --once --mapping "$WORK/office.ini" "$place")
        case $part in
        load-memory) each "$part" memory '' 3 "${load[@]}" ;;
        load-query) for state in 53100 XX000 23514; do each "$part, $state" query $state 2 "${load[@]}"; done && state= ;;
        spool-memory) each "$part" memory '' 3 "${spool[@]}" ;;
        spool-disk) for how in ENOSPC EIO short; do each "$part, $how" disk $how 2 "${spool[@]}"; done ;;
        esac
        note "$part took $((SECONDS - begin)) s"
done
"leave_$prepared"
verdict
