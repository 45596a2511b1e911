#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# feeding - a real subscriber of `hentra setup --publish`, of another major version of PostgreSQL where it is to be had: filled, killed,
# restarted, caught up, and always equal in the end; the publisher crashes, derives anew, gets a column more, publishes nothing any more, and is
# brought over from hentra 0.1. docs/feeding.md says what is done here.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/standby.sh
source "$ROOT/tests/support/standby.sh"
# shellcheck source=tests/support/older.sh
source "$ROOT/tests/support/older.sh"

there() { psql -qXAt -F ' ' -v ON_ERROR_STOP=1 -d "$THERE dbname=national" "$@"; }
subscriber() { "$ROOT/tests/support/services" "$1" "$WORK/subscriber" --postgres "${@:2}" >>"$WORK/subscriber.log" 2>&1; }
# shellcheck disable=SC2317 # called by the trap
subscriber_ends() { [[ ! -d $WORK/subscriber ]] || subscriber remove || true; }
trap 'subscriber_ends; servers_end >/dev/null 2>&1; on_exit' EXIT

server_start
world feed topic.partitions=2
DB=${TOPIC%-*}
# sends MONTH SEED
sends() { hentra simulate --profile tien-giang-2022 --month "$1" --dossiers "$2" >>"$WORK/simulate.log" 2>&1; }
loads() { hentra load --until-end >>"$WORK/load.log" 2>&1; }
sends 2022-03 800
loads

# ---- published, said and repeated ----

before=$(sql -c 'select count(*) from pg_roles')
has 'a dry run says it' 'would create: publication hentra, 14 tables' "$(hentra setup --publish --no-topics --dry-run 2>&1)"
is 'and makes nothing' "0 $before" "$(sql -c 'select (select count(*) from pg_publication), count(*) from pg_roles')"
made=$(hentra setup --publish --no-topics 2>&1)
has 'a server that cannot feed anybody is named' 'setup.not_logical wal_level=replica' "$made"
has 'and one that keeps its log for ever' setup.slots_unbounded "$made"
psql -qX -d "$HENTRA_TEST_PG" -c "alter system set wal_level = logical" -c "alter system set max_slot_wal_keep_size = '1GB'"
server_stop primary >"$WORK/own.log" 2>&1
"$ROOT/tests/support/services" start "$OWN" --postgres --fast >>"$WORK/own.log" 2>&1
again=$(hentra setup --publish --no-topics 2>&1)
has 'again: nothing changes' 'changes=0' "$again"
is 'and nothing is warned of' 0 "$(grep -c -e not_logical -e unbounded <<<"$again")"

# ---- a subscriber; its replication reads more than its grants (docs/feeding.md) ----

sql -c "create role feed login replication password 'feed-secret'" -c 'grant hentra_publisher to feed'
# fed QUERY: as the subscriber's login.
fed() { PGPASSWORD=feed-secret psql -qXAt -d "${SERVER[primary]/user=hentra/user=feed} dbname=$DB" -c "$1" 2>&1; }
is 'the login reads what is published' "$(sql -c 'select count(*) from hentra.dossier')" "$(fed 'select count(dossier_id) from hentra.dossier')"
for what in 'history from hentra.dossier' '* from hentra.quarantine' '* from hentra.alert_webhook'; do
        has "and not $what" 'permission denied' "$(fed "select $what")"
done

version=${HENTRA_TEST_SUBSCRIBER_VERSION-18.6}
if ! HENTRA_TEST_POSTGRES_VERSION=$version subscriber start --fast; then
        [[ -z ${HENTRA_TEST_ALL:-} ]] || die "no PostgreSQL $version: $(tail -n 3 "$WORK/subscriber.log")"
        note "no PostgreSQL $version: $(tail -n 1 "$WORK/subscriber.log")"
        rm -rf "$WORK/subscriber"
        subscriber start --fast || die 'no subscriber'
fi
THERE="host=127.0.0.1 port=$(<"$WORK/subscriber/postgres.port") user=hentra passfile=$WORK/subscriber/pgpass"
psql -qX -d "$THERE dbname=postgres" -c 'create database national'
note "publisher $(sql -c 'show server_version'), subscriber $(there -c 'show server_version')"
hentra export --schema >"$WORK/schema.sql"
# shellcheck disable=SC2317 # called through ok
schema() { there --single-transaction -f "$WORK/schema.sql"; }
ok 'the tables of the subscriber are made' schema
ok 'and once more' schema
# comments: of every table and column, in an order.
comments="select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), coalesce(col_description(c.oid, a.attnum), '-'),
                coalesce(obj_description(c.oid, 'pg_class'), '-')
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'hentra'::regnamespace and c.relkind = 'r' and (c.relname, a.attname) <> ('dossier', 'history')"
is 'as they are at the publisher, with their comments' \
        "$(sql -c "$comments and c.relname in (select tablename from pg_publication_tables) order by c.relname, a.attname")" \
        "$(there -c "$comments order by c.relname, a.attname")"
there -c "create subscription national connection '${SERVER[primary]/user=hentra/user=feed} password=feed-secret dbname=$DB' publication hentra" 2>/dev/null

# caught: the subscriber has all that the publisher has committed by now.
# shellcheck disable=SC2317 # called through eventually
synced() { [[ $(there -c "select count(*) filter (where srsubstate <> 'r') from pg_subscription_rel") == 0 ]]; }
# shellcheck disable=SC2317 # called through eventually
confirmed() { [[ $(sql -c "select confirmed_flush_lsn >= '$1' from pg_replication_slots where slot_name = 'national'") == t ]]; }
same() {
        ok "$1: it is caught up" eventually 120 synced
        ok "$1: to the end" eventually 120 confirmed "$(sql -c 'select pg_current_wal_lsn()')"
        is "$1: dossiers and flows are equal" "$(facts_of)" "$(there -f "$ROOT/tests/support/facts.sql")"
        is "$1: and the catalogues" "$(sql -c "$catalogues")" "$(there -c "$catalogues")"
}
catalogues="select 'agency', md5(string_agg(a::text, ';' order by agency_id)) from hentra.agency a
        union all select 'version', md5(string_agg(v::text, ';' order by agency_id, valid_from)) from hentra.agency_version v
        union all select 'alias', md5(string_agg(a::text, ';' order by alias, valid_from)) from hentra.agency_alias a
        union all select 'spoken', md5(string_agg(a::text, ';' order by agency_id, valid_from)) from hentra.agency_spoken a
        union all select 'level', md5(string_agg(v::text, ';' order by agency_id)) from hentra.agency_level_claim v
        union all select 'procedure', md5(string_agg(p::text, ';' order by procedure_id)) from hentra.procedure p
        union all select 'field', md5(string_agg(f::text, ';' order by field_id)) from hentra.field f
        union all select 'field of', md5(string_agg(f::text, ';' order by procedure_id)) from hentra.procedure_field_claim f
        union all select 'source', md5(string_agg(s::text, ';' order by source_id)) from hentra.source s
        union all select 'zone', zone from hentra.warehouse"
same 'the first copy'
is 'words of numbers are there' "$(sql -c 'select hentra.status_name(status), count(*) from hentra.dossier group by 1 order by 1')" \
        "$(there -c 'select hentra.status_name(status), count(*) from hentra.dossier group by 1 order by 1')"

# ---- while it is read, while nobody reads, and after a crash of either ----

sends 2022-04 800
loads
same 'live'
subscriber stop --kill
sends 2022-05 800
loads
# shellcheck disable=SC2317 # called through eventually
unread() { [[ $(sql -c 'select active, behind_bytes > 100000, wal_status from hentra.slot_health') == 'f t reserved' ]]; }
ok 'a slot that nobody reads is seen' eventually 30 unread
has 'and said by every setup' 'slot.not_read slot=national' "$(hentra setup --no-topics 2>&1)"
has 'and by verify' 'slot.not_read slot=national' "$(hentra verify 2>&1)"
HENTRA_TEST_POSTGRES_VERSION=$version subscriber start --fast
same 'killed and restarted'
# shellcheck disable=SC2317 # called through eventually
more_than() { (($(sql -c 'select count(*) from hentra.dossier') > $1)); }
before=$(sql -c 'select count(*) from hentra.dossier')
sends 2022-06 800
start_loader crash
ok 'the loader writes' eventually 60 more_than "$before"
server_stop primary >>"$WORK/own.log" 2>&1
"$ROOT/tests/support/services" start "$OWN" --postgres --fast >>"$WORK/own.log" 2>&1
ok 'the loader goes on after a crash of the publisher' eventually 120 caught_up
kill -TERM "$LOADER"
ends 'and ends' "$LOADER"
same 'the publisher crashed'

# ---- changes that are not those of a loader ----

ok 'a repair by other rules' hentra verify --repair --rule-version 6
same 'derived anew'
printf 'code,name,level\nH58,Tiền Giang,PROVINCE\n' >"$WORK/agencies.csv"
ok 'a catalogue' hentra setup --no-topics --set setup.rule_version=6 --agencies "$WORK/agencies.csv"
# One agency counts for the province from now on.
sql -c "select 'alias,system,agency' union all (select min(code) || ',OLD,H58' from hentra.agency where code <> 'H58' and inferred)" >"$WORK/aliases.csv"
ok 'and an alias' hentra catalogue import aliases "$WORK/aliases.csv"
is 'which leads to the province' 1 "$(sql -c 'select count(*) from hentra.agency_spoken')"
same 'a catalogue'

# A later version of hentra brings columns; in a transaction of the owner, as a migration has it.
sql -c 'alter table hentra.flow_day_entry add column tested integer' -c "comment on column hentra.flow_day.tested is 'For the test.'"
has 'the publication follows the schema' 'bring up to date' "$(hentra setup --no-topics --set setup.rule_version=6 2>&1)"
sql -c 'update hentra.flow_day set tested = 1 where channel = 1'
hentra export --schema >"$WORK/schema.sql"
ok 'the subscriber adds what is new' schema
there -c 'alter subscription national refresh publication'
same 'with a column more'
is 'which is filled' "$(sql -c 'select count(tested) from hentra.flow_day')" "$(there -c 'select count(tested) from hentra.flow_day')"

# ---- the end, and the cost of a slot that nobody reads ----

has 'a dry run says that it ends' 'would remove: publication hentra' "$(hentra setup --no-publish --no-topics --set setup.rule_version=6 --dry-run 2>&1)"
gone=$(hentra setup --no-publish --no-topics --set setup.rule_version=6 2>&1) || result false "it is removed" "$gone"
has 'slots that are left are named' 'slots=national' "$gone"
is 'the publication is gone' 0 "$(sql -c 'select count(*) from pg_publication')"
has 'and the rights' 'permission denied' "$(fed 'select dossier_id from hentra.dossier')"
has 'again: nothing changes' 'changes=0' "$(hentra setup --no-publish --no-topics --set setup.rule_version=6 2>&1)"
# Somebody drops the publication by hand: its rights are there still.
hentra setup --publish --no-topics --set setup.rule_version=6 >>"$WORK/setup.log" 2>&1
sql -c 'drop publication hentra'
has 'rights of one that is gone are taken away, too' changes=1 "$(hentra setup --no-publish --no-topics --set setup.rule_version=6 2>&1)"
has 'all of them' 'permission denied' "$(fed 'select dossier_id from hentra.dossier')"
rc=0
told=$(hentra setup --publish --no-publish 2>&1) || rc=$?
is 'both at once is wrong usage' 2 "$rc"
has 'and said' 'not both' "$told"
rc=0
told=$(hentra export --schema 2>&1) || rc=$?
is 'without a publication there is no schema' "2 yes" "$rc $([[ $told == *'setup --publish'* ]] && echo yes)"

there -c 'alter subscription national disable' -c 'alter subscription national set (slot_name = none)' -c 'drop subscription national'
sql -c "select pg_drop_replication_slot('national')" >/dev/null
sql -c "select pg_create_logical_replication_slot('nobody', 'pgoutput')" >/dev/null
psql -qX -d "$HENTRA_TEST_PG" -c "alter system set max_slot_wal_keep_size = '1MB'" -c 'select pg_reload_conf()' >/dev/null
sql -c 'create table fill as select repeat(md5(n::text), 30) from generate_series(1, 60000) n' -c 'select pg_switch_wal()' -c checkpoint >/dev/null
is 'a slot beyond the limit is lost, and said so' lost "$(sql -c "select wal_status from hentra.slot_health where slot = 'nobody'")"
has 'also by setup' 'slot.lost slot=nobody' "$(hentra setup --no-topics --set setup.rule_version=6 2>&1)"

# ---- an older publisher is brought over while somebody is subscribed ----

sql -c "select pg_drop_replication_slot('nobody')" >/dev/null
psql -qX -d "$HENTRA_TEST_PG" -c "alter system set max_slot_wal_keep_size = '1GB'" -c 'select pg_reload_conf()' >/dev/null
older "$DB" "${DB}_older"
psql -qX -d "$THERE dbname=postgres" -c 'drop database national' -c 'create database national'
tables=(warehouse source agency agency_version agency_level_claim procedure procedure_version procedure_field_claim field dossier flow_day flow_half_month)
there -c 'create schema hentra'
pg_dump --schema-only --no-owner --no-privileges --section=pre-data "${tables[@]/#/--table=hentra.}" -d "${HENTRA_TEST_PG} dbname=${DB}_older" |
        psql -qX -d "$THERE dbname=national" >>"$WORK/older.log" 2>&1
there -c 'alter table hentra.dossier drop column history'
older_sql "${DB}_older" -c "do \$\$ declare t text; begin
        for t in select format('create publication hentra for table %s', string_agg(format('hentra.%I (%s)', c.relname,
                        (select string_agg(quote_ident(attname), ', ') from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attname <> 'history')), ', '))
                from pg_class c where relnamespace = 'hentra'::regnamespace and relname = any (string_to_array('${tables[*]}', ' ')) loop
                execute t;
        end loop;
end \$\$"
older_sql "${DB}_older" -c 'grant usage on schema hentra to feed' -c 'grant select on all tables in schema hentra to feed'
# The keys come with the data: replication needs none at first, and all of them with the first update.
pg_dump --schema-only --no-owner --no-privileges --section=post-data "${tables[@]/#/--table=hentra.}" -d "${HENTRA_TEST_PG} dbname=${DB}_older" |
        grep -A 1 '^ALTER TABLE ONLY' | grep -B 1 'PRIMARY KEY' | grep -v '^--$' | psql -qX -d "$THERE dbname=national" >>"$WORK/older.log" 2>&1
there -c "create subscription national connection '${SERVER[primary]/user=hentra/user=feed} password=feed-secret dbname=${DB}_older' publication hentra" 2>>"$WORK/older.log"
ok 'a subscriber of an older one has its rows' eventually 60 synced
is 'all of them' "$(sql -c 'select count(*) from hentra.dossier')" "$(there -c 'select count(*) from hentra.dossier')"
NEW_CONFIG=$HENTRA_CONFIG
sed "s/^warehouse.dbname=.*/warehouse.dbname=${DB}_older/" "$NEW_CONFIG" >"$WORK/older.conf"
HENTRA_CONFIG=$WORK/older.conf
ORACLE_DB="$HENTRA_TEST_PG dbname=${DB}_older"
upgraded=$(hentra setup --no-topics --set setup.rule_version=6 2>&1) || result false 'setup brings it over' "$upgraded"
has 'setup brings it over' 'what="apply migration"' "$upgraded"
has 'and what is published' 'what="bring up to date"' "$upgraded"
hentra export --schema >"$WORK/schema.sql"
ok 'the subscriber takes what is new' schema
there -c 'alter subscription national refresh publication'
same 'brought over'
sends 2022-10 300
loads
same 'and fed on'
there -c 'drop subscription national'
HENTRA_CONFIG=$NEW_CONFIG
ORACLE_DB="$HENTRA_TEST_PG dbname=$DB"
psql -qX -d "$HENTRA_TEST_PG" -c "drop database ${DB}_older with (force)"

# ---- by a login that is no superuser ----

sql -c "create role deploy login createrole password 'deploy-secret'" -c 'grant hentra_owner to deploy'
# deploys OPTION…: setup by it.
deploys() {
        HENTRA_WAREHOUSE_PASSWORD=deploy-secret hentra setup --no-topics --set setup.rule_version=6 --set warehouse.user=deploy \
                --set warehouse.passfile=/dev/null "$@" 2>&1 || true
}
has 'it needs a right' 'needs CREATE on the database' "$(deploys --publish)"
is 'and nothing is published without' 0 "$(sql -c 'select count(*) from pg_publication')"
sql -c "grant create on database $DB to deploy"
has 'with it there is a publication' changes=1 "$(deploys --publish)"
has 'whose rights are given' "$(sql -c 'select count(*) from hentra.dossier')" "$(fed 'select count(dossier_id) from hentra.dossier')"
has 'and which it takes away again' changes=1 "$(deploys --no-publish)"
has 'with the rights' 'permission denied' "$(fed 'select dossier_id from hentra.dossier')"
verdict
