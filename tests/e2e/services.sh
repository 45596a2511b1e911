#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Servers survive what happens to them: killed, they start again with the same data and ports; stopping ends nobody else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
services=tests/support/services
dir=$(mktemp -d)
trap '"$services" remove "$dir"' EXIT
pid() { cut -d' ' -f1 "$dir/$1.pid"; }
fail() {
        echo "FAILED: $*"
        exit 1
}

"$services" start "$dir" --fast
"$services" psql "$dir" -qc 'create table kept as select 42 as answer'
before=$("$services" env "$dir")

echo "a kill of both"
"$services" stop "$dir" --kill
! "$services" status "$dir" || fail "status says that killed servers run"
"$services" start "$dir"
[[ $("$services" env "$dir") == "$before" ]] || fail "addresses changed"
[[ $("$services" psql "$dir" -qAtc 'select answer from kept') == 42 ]] || fail "data lost by a kill"
"$services" status "$dir"

echo "a power cut of PostgreSQL"
"$services" stop "$dir" --postgres --immediate
"$services" start "$dir" --postgres
[[ $("$services" psql "$dir" -qAtc 'select answer from kept') == 42 ]] || fail "data lost by an immediate stop"

echo "a pid that belongs to somebody else now"
"$services" stop "$dir"
tail -f /dev/null &
stranger=$!
echo "$stranger 1" | tee "$dir/kafka.pid" >"$dir/postgres.pid"
"$services" stop "$dir"
kill -0 "$stranger" || fail "stop ended a process that it did not start"
"$services" start "$dir"
kill -0 "$stranger" || fail "start ended a process that it did not start"
kill "$stranger"

echo "stop ends all of it"
postgres=$(pid postgres) kafka=$(pid kafka)
"$services" stop "$dir"
[[ ! -e /proc/$postgres/exe && ! -e /proc/$kafka/exe ]] || fail "a server still runs"
