#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The README's first command, on a copy: killed in the middle it works the second time; its figures are the month's.
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
eventually 8 no_job_left || die "its job goes on without it"

echo "a second time, a month"
"$copy/quickstart" --small >"$copy/second.log" 2>&1 || die "it failed: $(tail "$copy/second.log")"
"$copy/quickstart" status
"$copy/build/release/hentra" verify --config "$copy/run/hentra.conf" || die "verify found something"
expected=$("$copy/build/release/hentra" simulate --profile tien-giang-2022 --month 2022-03 --dry-run |
        awk '$1 == "received" { print $2 }')
loaded=$("$copy/tests/support/services" psql "$copy/run/services" -qAtc \
        'select count(*) from hentra.dossier where received_at is not null')
[[ $loaded == "$expected" ]] || die "$loaded dossiers received, not $expected"

echo "stop"
"$copy/quickstart" stop
! "$copy/quickstart" status || die "something still runs"
