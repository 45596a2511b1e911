#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The README's first command, on a copy: killed in the middle it works the second time; its figures are the month's, and the
# alerts that it shows are those of the dossiers that are late.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/support/process.sh
source tests/support/process.sh
copy=$(mktemp -d)
trap '"$copy/quickstart" remove && rm -rf "$copy"' EXIT
tar -c --exclude=./.git --exclude=./.cache --exclude=./build --exclude=./run . | tar -x -C "$copy"
# The jars were fetched once already.
[[ ! -d .cache ]] || ln -s "$PWD/.cache" "$copy/.cache"

echo "a year, killed while it is simulated"
"$copy/quickstart" >"$copy/first.log" 2>&1 &
first=$!
eventually 300 grep -q '== hentra simulate' "$copy/first.log" || die "it does not get to simulate: $(tail "$copy/first.log")"
kill -s KILL "$first"
no_job_left() {
        local process
        for process in /proc/[0-9]*; do
                [[ ! $process/exe -ef $copy/build/release/hentra ]] || return 1
        done
}
eventually 60 no_job_left || die "its job goes on without it"
! grep -q simulate.done "$copy/first.log" || die "its job went on without it, to the end"

# month PROFILE LINE…: a month of it holds what was promised, and each LINE (a pattern) stands in the comparison.
month() {
        local profile=$1 log=$copy/$1.log expected loaded line
        shift
        "$copy/quickstart" --small --no-dashboard "$profile" >"$log" 2>&1 || die "it failed: $(tail "$log")"
        "$copy/build/release/hentra" verify --config "$copy/run/hentra.conf" || die "verify found something"
        expected=$("$copy/build/release/hentra" simulate --profile "$profile" --month 2022-03 --dry-run |
                awk '$1 == "received" || $1 == "online" { print $2 }' | paste -sd' ')
        loaded=$("$copy/tests/support/services" psql "$copy/run/services" -qAtc \
                "select count(*) || ' ' || count(*) filter (where channel = 2) from hentra.dossier where received_at is not null")
        [[ $loaded == "$expected" ]] || die "$loaded dossiers received and online, not $expected"
        for line; do
                grep -Eq -- "$line" "$log" || die "not in the comparison: $line: $(grep -A 20 'what the province printed' "$log")"
        done
}

ask() { "$copy/tests/support/services" psql "$copy/run/services" -qAtc "$1"; }

# alerts PROFILE: what is shown of the alerts agrees with dossiers and form 06 at the last day's close; nothing is stale or unpublished.
alerts() {
        local log=$copy/$1.log shown late rows
        shown=$(sed -En 's/^[0-9]+ alerts stand: //p' "$log" | sed 's/, /\n/g' | LC_ALL=C sort | paste -sd,)
        [[ -n $shown && $shown == "$(ask "select string_agg(said, ',' order by said collate \"C\")
                from (select count(*) || ' ' || rule as said from hentra.alert_open group by rule) r")" ]] || die "not the alerts that stand: $shown"
        late=$(ask "select count(*) || ' overdue' from hentra.dossier where received_at is not null and ended_by is null and paused_at is null
                and due_at < timestamp '2022-03-31 17:00' at time zone 'Asia/Ho_Chi_Minh'")
        [[ ,$shown, == *",$late,"* && $late != '0 '* && $shown == *' due-soon'* ]] || die "$shown, not $late"
        [[ $(ask "select overdue || ' overdue' from hentra.form06 where period = 'CAL:2022-03' and level is null and field is null") == "$late" ]] ||
                die "form 06 has others than $late"
        [[ $(ask "select count(*) from hentra.alert_history where stale or published_at is null or state <> 'RAISED'
                or at not between '2022-03-31 17:00+07' and '2022-03-31 17:01+07'") == 0 ]] || die "stale, unpublished, or at another time"
        rows=$(grep -cE '^2022-03-31 17:0.*  (overdue|escalation|due-soon) ' "$log" || true)
        ((rows == 5)) || die "$rows rows of alerts"
}

echo "a second time, a month"
month tien-giang-2022 '^resolved late +2,693 +0.32 % +249 +0.32 % +agrees$' \
        '^received online +277,176 +30.04 % +25,603 +33.04 % +differs: '
alerts tien-giang-2022
"$copy/quickstart" status

echo "once more on what is there"
before=$(ask 'select count(*) from hentra.alert_history')
month tien-giang-2022 'already holds tien-giang-2022'
alerts tien-giang-2022
[[ $(ask 'select count(*) from hentra.alert_history') == "$before" ]] || die "it raised more"

echo "a month of another province, whose levels contradict the total"
month ba-ria-vung-tau-2022 '^of it online \(province\) +2,591 +52 % +291 +5.45 % +differs: ' \
        '^of it online \(district\) +47,318 +20 % +5,309 +20.02 % +agrees$' \
        '^received online +186,174 +28.81 % +17,868 +24.64 % +differs: 2591 \+ 47318 \+ 109347 = 159256'

alerts ba-ria-vung-tau-2022

echo "the page, on which alerts go on"
before=$(ask 'select max(alert_id) from hentra.alert_history')
"$copy/quickstart" --small ba-ria-vung-tau-2022 >"$copy/page.log" 2>&1 || die "it failed: $(tail "$copy/page.log")"
address=$(<"$copy/run/address")
grep -qF "$address" "$copy/page.log" || die "it does not say its address: $(tail "$copy/page.log")"
[[ $(curl -fsS "$address") == *'<!doctype html>'* ]] || die "no page at $address"
open=$(ask 'select count(*) from hentra.dossier where received_at is not null and ended_by is null')
[[ $(curl -fsS "${address}api/today") == *"\"open\" : $open,"* ]] || die "not $open open dossiers: $(curl -sS "${address}api/today")"
fires() { [[ $(ask "select count(*) > 0 from hentra.alert_history where alert_id > $before and kind = 'OVERDUE'") == t ]]; }
eventually 60 fires || die "no alert fires: $(tail "$copy/run/alert.log")"
[[ $("$copy/quickstart" status) == *"$address"* ]] || die "status does not name the page"

echo "stop"
"$copy/quickstart" stop
! curl -fsS "$address" 2>/dev/null || die "the page is still there"
eventually 10 no_job_left || die "its programs go on"
! "$copy/quickstart" status || die "something still runs"
