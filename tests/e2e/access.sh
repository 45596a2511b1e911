#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# access - who sees what, by the commands a user types and by psql, under logins of their own: a district's, one of a pool that serves
# many, an analyst's.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

world seen
hentra simulate --profile tien-giang-2022 --dossiers 4000 >"$WORK/simulate.log" 2>&1
hentra simulate --profile tien-giang-2022 --catalogue "$WORK/catalogue" >>"$WORK/simulate.log" 2>&1
# Roles belong to the whole server.
PERSON=an_$$ POOL=pool_$$
trap 'end_world; psql -qX -d "$HENTRA_TEST_PG" -c "drop role if exists $PERSON" -c "drop role if exists $POOL"; on_exit' EXIT
sql -c "create role $PERSON login password 'only-here'" -c "create role $POOL login noinherit password 'only-here'" -c "grant $PERSON to $POOL"
name=${TOPIC%-*}

# as LOGIN …: psql, or a command of hentra, by that login with its password over TCP.
asks() { PGPASSWORD=only-here psql -qXAt -F ' ' -v ON_ERROR_STOP=1 -d "$(sed "s/user=[^ ]*/user=$1/; s/passfile=[^ ]*//" <<<"$HENTRA_TEST_PG") dbname=$name" "${@:2}" 2>&1; }
by() { HENTRA_WAREHOUSE_PASSWORD=only-here hentra "${@:2}" --set "warehouse.user=$1"; }

# ---- whoever can log in can listen: notifications carry nothing ----
mapfile -t channels < <(grep -rhoE "notify(\('| )hentra_[a-z_]+" "$ROOT/sql/views" "$ROOT/sql/queries" "$ROOT/consumers" | grep -oE 'hentra_[a-z_]+' | sort -u)
ok 'there are channels' test "${#channels[@]}" -ge 6
asks "$PERSON" "${channels[@]/#/-clisten }" -c "\\! env -u PGPASSWORD $HENTRA load --until-end >'$WORK/load.log' 2>&1" \
        -c "\\! env -u PGPASSWORD $HENTRA catalogue import agencies '$WORK/catalogue/agencies.csv' >'$WORK/import.log' 2>&1" -c 'select 1' >"$WORK/heard"
for channel in "${channels[@]}"; do
        is "what $channel says is a number or a word" '' "$(grep "notification \"$channel\"" "$WORK/heard" | grep -vE 'with payload "([0-9]+|changed)"|notification "[a-z_]+" received' || true)"
done
ok 'loaders were heard' grep -q 'notification "hentra_notice" with payload "[0-9]*" received' "$WORK/heard"
has 'and what they told is not to be read' 'permission denied' "$(asks "$PERSON" -c 'select * from hentra.notice' || true)"
is 'dossiers were loaded' 4000 "$(sql -c 'select count(*) from hentra.dossier')"
ok 'and the catalogue' test "$(sql -c 'select count(*) from hentra.agency_version')" -gt 10

# refused CODE PART COMMAND…: it ends with the code, and says so.
refused() {
        local rc=0 told
        told=$("${@:3}" 2>&1) || rc=$?
        is "${*:3} is refused" "$1" "$rc"
        has "and says why ($2)" "$2" "$told"
}

# The district with the most dossiers.
DISTRICT=$(sql -c "select coalesce(p.code, a.code) from hentra.dossier d join hentra.agency a using (agency_id) join hentra.agency_version v using (agency_id)
        left join hentra.agency p on p.agency_id = v.parent_id and v.level = 3 where v.level in (2, 3) group by 1 order by count(*) desc limit 1")
below="select a.agency_id from hentra.agency a left join hentra.agency_version v using (agency_id) left join hentra.agency p on p.agency_id = v.parent_id
        left join hentra.agency_version pv on pv.agency_id = v.parent_id left join hentra.agency pp on pp.agency_id = pv.parent_id
        where '$DISTRICT' in (a.code, p.code, pp.code)"
own=$(sql -c "select count(*) from hentra.dossier where agency_id in ($below)")
all=$(sql -c 'select count(*) from hentra.dossier')
note "$DISTRICT has $own of $all dossiers"
ok 'the district has some, and not all' test "$own" -gt 50 -a "$own" -lt $((all / 2))

# ---- before anything is granted ----
has 'a login that belongs to nobody is refused' 'permission denied' "$(asks "$PERSON" -c 'select count(*) from hentra.dossier' || true)"
has 'a grant to it says what is missing' "grant hentra_viewer to $PERSON" "$(hentra access grant "$PERSON" --agency "$DISTRICT" --dry-run)"
sql -c "grant hentra_viewer to $PERSON"
is 'a viewer to whom nothing was granted sees nothing' '0 0' "$(asks "$PERSON" -c 'select (select count(*) from hentra.dossier), (select count(*) from hentra.flow_daily)')"
has 'a dry run says what it would do' "would grant: $PERSON sees $DISTRICT" "$(hentra access grant "$PERSON" --agency "$DISTRICT" --dry-run)"
is 'and does nothing' 'nothing was granted to anybody' "$(hentra access list)"
refused 2 'no role' hentra access grant nobody_$$ --agency "$DISTRICT"
refused 2 'no agency has the code' hentra access grant "$PERSON" --agency nowhere
refused 2 'either --agency CODE or --all' hentra access grant "$PERSON"
refused 1 'members of the role hentra_owner alone' by "$PERSON" access grant "$PERSON" --all

# ---- granted ----
has 'a grant' "granted: $PERSON sees $DISTRICT" "$(hentra access grant "$PERSON" --agency "$DISTRICT")"
has 'again: as it was' 'as it was' "$(hentra access grant "$PERSON" --agency "$DISTRICT")"
has 'it is listed' "$DISTRICT" "$(hentra access list "$PERSON")"
has 'also to its owner' "$DISTRICT" "$(by "$PERSON" access list)"
is 'and as JSON' "$DISTRICT" "$(hentra access list --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["agency"])')"
is 'psql counts its dossiers' "$own" "$(asks "$PERSON" -c 'select count(*) from hentra.dossier')"
is 'and its flows' "$(sql -c "select sum(received) from hentra.flow_day where agency_id in ($below)")" "$(asks "$PERSON" -c 'select sum(received) from hentra.flow_daily')"
is 'a dossier of another agency is not there' 0 \
        "$(asks "$PERSON" -c "select count(*) from hentra.dossier_detail where dossier_id = '$(sql -c "select min(dossier_id) from hentra.dossier where agency_id not in ($below)")'")"

# figures LOGIN-OR-empty BY: form 06 of the year, without what tells who asks.
figures() {
        python3 -c '
import csv, sys
for row in csv.DictReader(sys.stdin):
    row.pop("seen_by", None)
    print(row)' | sort
}
hentra report form06 --period CAL:2022 --by agency --format csv 2>/dev/null | figures >"$WORK/all"
by "$PERSON" report form06 --period CAL:2022 --by agency --format csv 2>/dev/null | figures >"$WORK/own"
is 'each agency has the same figures as for an analyst' '' "$(grep -v "'agency': ''" "$WORK/own" | grep -vxFf "$WORK/all" || true)"
is 'and no other agency is there' "$(sql -c "select count(distinct agency_id) from hentra.flow_day where agency_id in ($below)")" "$(grep -vc "'agency': ''" "$WORK/own")"
text=$(by "$PERSON" report form06 --period CAL:2022 --by level,field 2>/dev/null)
has 'the head says whose figures these are' "Only what is seen by: $PERSON: $DISTRICT" "$text"
received=$(sql -c "select sum(received) from hentra.flow_day where agency_id in ($below) and case_kind = 0 and day between '2022-01-01' and '2022-12-31'")
is 'the sum by level and field is that of the district' "$received" "$(by "$PERSON" report form06 --period CAL:2022 --by level,field --format json 2>/dev/null |
        python3 -c 'import json, sys; print(next(r["received"] for r in json.load(sys.stdin) if not r["level"]))')"
is 'as in the view' "$received" "$(asks "$PERSON" -c "select received from hentra.form06 where period = 'CAL:2022' and level is null")"
for report in late ranking quality online-rate; do
        ok "report $report is answered" by "$PERSON" report "$report" --period CAL:2022
done
# What is counted from whole histories, each with its reason and what to ask instead.
refused 2 'as of an instant are counted from whole histories' by "$PERSON" report form06 --as-of '2022-09-30 17:00'
refused 2 'as of an instant are counted from whole histories' by "$PERSON" report online-rate --period CAL:2022 --known-at '2022-09-30 17:00'
refused 2 'Ask for half months that are over' by "$PERSON" report form06 --from 2022-01-03 --to 2022-03-09 --by level,field
refused 2 'points are counted from whole histories' by "$PERSON" report index766 --period CAL:2022
refused 2 'it is counted from whole histories' by "$PERSON" report satisfaction --period CAL:2022
refused 2 'members of hentra_analyst alone' by "$PERSON" export "$WORK/export"
refused 2 'of all agencies' by "$PERSON" report frozen
refused 2 'of all agencies' by "$PERSON" report frozen none
ok 'a range up to a day is answered' by "$PERSON" report form06 --from 2022-01-03 --to 2022-09-30
# Chances: those of an analyst, of its own dossiers, without the numbers of dossiers that they come from. At a time that it may choose only where
# somebody who sees everything chooses it in its name.
now=(--set clock.origin=2022-12-31T09:00:00+07:00 --set "clock.since=$(date -u +%Y-%m-%dT%H:%M:%SZ)" --set clock.speed=1)
hentra foresight fit "${now[@]}" >/dev/null 2>&1
# chances ROLE: dossier, chance and whether numbers are there, of the district.
chances() {
        sql -c begin -c "set local hentra.now = '2022-12-31 09:00+07'" -c "set local role $1" \
                -c "select dossier_id, chance, alike is not null from hentra.open_dossier_risk join hentra.agency a on a.code = agency where agency_id in ($below) order by 1" -c commit
}
chances hentra_analyst >"$WORK/all"
chances "$PERSON" >"$WORK/own"
ok 'there are chances' grep -qE '[ |]0\.[0-9]+[ |]f$' "$WORK/own"
is 'chances are those of an analyst, without numbers of others' "$(sed 's/t$/f/' "$WORK/all")" "$(cat "$WORK/own")"
refused 2 'for who sees everything alone' by "$PERSON" report foresight --from 2022-01-01 --to 2022-12-31 "${now[@]}"
ok 'it is answered for now' by "$PERSON" report foresight --from 2022-01-01 --to 2022-12-31
ok 'an analyst at any time' hentra report foresight --from 2022-01-01 --to 2022-12-31 "${now[@]}"

# ---- a pool that serves many ----
is 'a pool sees nothing by itself' 'denied' "$(asks "$POOL" -c 'select count(*) from hentra.dossier' | grep -o denied || true)"
is 'and what a person sees in its name' "$own" "$(asks "$POOL" -c 'begin' -c "set local role $PERSON" -c 'select count(*) from hentra.dossier' -c commit)"

# ---- taken away, and nobody else is touched ----
has 'revoked' "revoked: $PERSON" "$(hentra access revoke "$PERSON" --agency "$DISTRICT")"
is 'it sees nothing any more' 0 "$(asks "$PERSON" -c 'select count(*) from hentra.dossier')"

# ---- a transfer of which one end is seen ----
mover=$(sql -c "select a.code from hentra.flow_day f join hentra.agency a using (agency_id) where f.case_kind = 0 and f.day between '2022-01-01' and '2022-12-31'
        group by 1 having sum(transferred_out) > sum(transferred_in) order by 1 limit 1")
hentra access grant "$PERSON" --agency "$mover" >/dev/null
by "$PERSON" report form06 --period CAL:2022 --by agency --format json 2>/dev/null | python3 -c '
import json, sys
total = next(r for r in json.load(sys.stdin) if not r["agency"])
print(total["transferred_out"] > total["transferred_in"], total["broken"] or "nothing")' >"$WORK/moved"
is 'it breaks no identity' 'True nothing' "$(cat "$WORK/moved")"
hentra access revoke "$PERSON" --agency "$mover" >/dev/null

hentra access grant "$PERSON" --all >/dev/null
is 'all, and all figures' "$all $(sql -c "select received from hentra.form06 where period = 'CAL:2022' and level is null")" \
        "$(asks "$PERSON" -c "select (select count(*) from hentra.dossier), (select received from hentra.form06 where period = 'CAL:2022' and level is null)")"
ok 'verify finds nothing' verifies
verdict
