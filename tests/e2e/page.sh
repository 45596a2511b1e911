#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# page - the dashboard's page in a browser, all of tests/page: a month of a province, a loader, an alerter and a clock that go on, people
# of whom one sees all and one a district. Pictures of every view: build/page-pictures.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/browsing.sh
source "$ROOT/tests/support/browsing.sh"
browsing_ready

world browser log.level=info topic.partitions=2 dashboard.listen=127.0.0.1:0
roles() { sql -c "do \$\$ declare r text; begin foreach r in array array['e2e_page_pool', 'e2e_page_all', 'e2e_page_narrow', 'e2e_page_none', 'e2e_page_owner'] loop
        if exists (select from pg_roles where rolname = r) then execute format('drop owned by %I; drop role %I', r, r); end if; end loop; end \$\$"; }
trap 'roles; on_exit' EXIT
roles
hentra simulate --profile tien-giang-2022 --month 2022-03 --catalogue "$WORK" >"$WORK/simulate.log" 2>&1
hentra setup --no-topics --agencies "$WORK/agencies.csv" --procedures "$WORK/procedures.csv" >>"$WORK/setup.log" 2>&1
hentra simulate --profile tien-giang-2022 --month 2022-03 --dossiers 4000 >>"$WORK/simulate.log" 2>&1
start_loader load
ok 'the month is loaded' eventually 120 caught_up
sql -c analyze

# In quarantine: one message that cannot be read, and one that can be by now, as if an older version had set it aside.
event() { printf '0\t0\t%s\thand\t0\t0\t0\t%d\t%s\t%s\t%s\t\\N\t\\N\t%s\t\\N\t0\t\\N\t\\N\t1\t0\t0\t0\t0\n' "$1" 2 "$2" "$2" "$2" '000.00.01.H58'; }
good=$(event hand-again "$(date -d '2022-03-30 09:00 +07:00' +%s)000000" | topic encode)
printf '%s %s\n' by-now 7b22 never 7b22 | topic raw "$TOPIC"
# shellcheck disable=SC2317 # called through eventually
set_aside() { [[ $(sql -c 'select count(*) from hentra.quarantine') == 2 ]]; }
ok 'two messages are set aside' eventually 60 set_aside
sql -c "update hentra.quarantine set value = decode('$good', 'hex') where convert_from(key, 'UTF8') = 'by-now'"

# Rules begin when an alerter first looks, so one does at the first of the month; then the clock goes on, on its last working afternoon.
alerter() { # ORIGIN
        setpriv --pdeathsig KILL "$HENTRA" alert --set "clock.origin=$1" --set "clock.since=$2" >>"$WORK/alert.log" 2>&1 &
        ALERTER=$!
        children+=("$!")
}
# shellcheck disable=SC2317 # called through eventually
looked() {
        [[ $(sql -c "select coalesce(max(reached) >= timestamp '$1' at time zone 'Asia/Ho_Chi_Minh', false) from hentra.alert_progress") == t ]]
}
alerter '2022-03-01 00:00' "$(date -u +%FT%TZ)"
ok 'an alerter looks at the first of the month' eventually 60 looked '2022-03-01 00:00'
kill "$ALERTER" && wait "$ALERTER"
ORIGIN='2022-03-31 15:00' SINCE=$(date -u +%FT%TZ)
clock=(--set "clock.origin=$ORIGIN" --set "clock.since=$SINCE")
hentra foresight fit "${clock[@]}" >"$WORK/foresight.log" 2>&1
alerter "$ORIGIN" "$SINCE"
ok 'and at its last afternoon' eventually 60 looked "$ORIGIN"

# Who looks: one who sees all, one who sees the district of a late dossier and what is below, one who owns the warehouse.
sql -c "create role e2e_page_pool login password 'pool' noinherit; create role e2e_page_all login password 'all-of-it' in role hentra_analyst;
        create role e2e_page_narrow login password 'a-district' in role hentra_viewer; create role e2e_page_none login password 'no-agency' in role hentra_viewer; create role e2e_page_owner login password 'its-owner' in role hentra_owner;
        grant e2e_page_all, e2e_page_narrow, e2e_page_none, e2e_page_owner, hentra_analyst to e2e_page_pool"
read -r SHOWN AGENCY <<<"$(sql -c "select d.dossier_id, a.code from hentra.alert_open o join hentra.dossier d using (dossier_id) join hentra.agency a on a.agency_id = d.agency_id
        where o.kind = 'OVERDUE' order by 1 limit 1")"
read -r HIDDEN HIDDEN_AGENCY <<<"$(sql -c "select d.dossier_id, a.code from hentra.dossier d join hentra.agency a using (agency_id) where a.code <> '$AGENCY' and a.code not like '%.' || split_part('$AGENCY', '.', 3) || '.%'
        and d.received_at is not null order by 1 limit 1")"
has 'a district is granted' "granted: e2e_page_narrow sees $AGENCY" "$(hentra access grant e2e_page_narrow --agency "$AGENCY")"

sed "s/^warehouse.user=.*/warehouse.user=e2e_page_pool/; s/^warehouse.passfile=.*/warehouse.password=pool/" "$HENTRA_CONFIG" >"$WORK/dash.conf"
# dashboard NAME OPTION…: its pid in $DASHBOARD, its port in $PORT.
dashboard() {
        : >"$WORK/$1.log"
        setpriv --pdeathsig KILL "$HENTRA" dashboard --config "$WORK/dash.conf" "${clock[@]}" "${@:2}" >"$WORK/$1.log" 2>&1 &
        DASHBOARD=$!
        children+=("$!")
        eventually 60 grep -q dashboard.ready "$WORK/$1.log" || die "it did not start: $(tail -n 3 "$WORK/$1.log")"
        PORT=$(sed -n 's/.* port=\([0-9]*\).*/\1/p' "$WORK/$1.log" | head -n 1)
}
dashboard open --set dashboard.open_as=hentra_analyst --set dashboard.pool=2
OPEN=$PORT
dashboard dashboard

# A dossier (at the agency $1) of which a source says now that it is due in a few seconds; prints it, and its deadline by the clock of the machine.
cat >"$WORK/raise" <<RAISE
#!/usr/bin/env bash
set -euo pipefail
since=\$(date -d '$SINCE' +%s) origin=\$(date -d '$ORIGIN +07:00' +%s) now=\$(date +%s) name=hand-\$(date +%s%N)
at=\$((origin + now - since))000000 due=\$((origin + now - since + 4))000000
printf '0\t0\t%s\thand\t0\t0\t0\t%d\t%s\t%s\t%s\t\\\\N\t%s\t%s\t\\\\N\t0\t\\\\N\t\\\\N\t1\t0\t0\t0\t0\n' \\
        "\$name" 2 "\$at" "\$at" "\$at" "\$due" "\${1:-$AGENCY}" | '$HENTRA_TEST_TOPIC' put '$TOPIC' >&2
echo "\$name \$(date -u -d "@\$((now + 4))" +%FT%TZ)"
RAISE
chmod +x "$WORK/raise"

rm -rf "$ROOT/build/page-pictures"
export HENTRA_TEST_DASHBOARD=http://127.0.0.1:$PORT HENTRA_TEST_DASHBOARD_ROLE=e2e_page_all HENTRA_TEST_DASHBOARD_PASSWORD=all-of-it \
        HENTRA_TEST_DASHBOARD_NARROW=e2e_page_narrow HENTRA_TEST_DASHBOARD_NARROW_PASSWORD=a-district HENTRA_TEST_DASHBOARD_HIDDEN=$HIDDEN \
        HENTRA_TEST_DASHBOARD_HIDDEN_AGENCY=$HIDDEN_AGENCY \
        HENTRA_TEST_DASHBOARD_SHOWN=$SHOWN HENTRA_TEST_DASHBOARD_NONE=e2e_page_none HENTRA_TEST_DASHBOARD_NONE_PASSWORD=no-agency \
        HENTRA_TEST_DASHBOARD_OWNER=e2e_page_owner HENTRA_TEST_DASHBOARD_OWNER_PASSWORD=its-owner \
        HENTRA_TEST_DASHBOARD_OPEN=http://127.0.0.1:$OPEN HENTRA_TEST_DASHBOARD_RAISE=$WORK/raise HENTRA_TEST_DASHBOARD_SHOTS=$ROOT/build/page-pictures
PAGE_SOURCES=$(dirname "$HENTRA")/page/sources
export PAGE_SOURCES
# By hand: some of the files alone.
read -ra files <<<"${PAGE_TESTS:-}"
browse "${files[@]}"
kill "$DASHBOARD"
ends 'the dashboard ends in order' "$DASHBOARD"
is 'and nothing failed in it' '' "$(grep -E ' (error|fatal) ' "$WORK/dashboard.log" | head -n 5)"
verdict
