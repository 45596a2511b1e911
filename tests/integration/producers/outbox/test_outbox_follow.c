/* SPDX-License-Identifier: Apache-2.0
 *
 * test_outbox_follow.c - tables of a source that write its outbox by themselves (hentra_outbox.follow).
 */
#include "generated/embedded.h"
#include "tests/support/child.h"
#include <stdlib.h>

static struct world world;
static struct pg *pg;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "outbox_follow", NULL);
        pg = world_connect(&world, "source");
        sql_run(pg, SQL_outbox_install);
        sql_run(pg, SQL_outbox_follow);
        sql_run(pg, "create schema source; set search_path = source"); /* a superuser's alone */
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        sql_run(pg, "reset role; drop schema hentra_outbox cascade;"
                    "do $$ begin if exists (select from pg_roles where rolname = 'outbox_owner') then "
                    "drop owned by outbox_owner; drop role outbox_owner; end if; end $$");
        pg_close(pg);
        world_close(&world);
        return 0;
}

static int forget(void **state)
{
        (void)state;
        sql_run(pg, "delete from hentra_outbox.outbox; delete from hentra_outbox.rejected");
        return 0;
}

static void columns_may_have_any_name(void **state)
{
        (void)state;
        sql_run(pg, "create table named (said text, before text, state text, failed text, unknown text, one "
                    "text, "
                    "changing text, changed text, old text, new text, tg_op text);"
                    "select hentra_outbox.follow('named', jsonb_build_object('dossier_id', 'said', 'agency', "
                    "'before', 'status', 'state', 'occurred_at', '$$2022-01-31$$::date', 'level', 'failed', "
                    "'procedure', 'unknown', 'field', 'one', 'channel', 'changing', 'fee', 'changed', "
                    "'service', 'old', 'payment', 'new', 'rating', 'tg_op'));"
                    "insert into named values ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K')");
        assert_sql(pg, "0", "select count(*) from hentra_outbox.rejected");
        assert_sql(
                pg, "A|B|C|D|E|F|G|H|I|J|K",
                "select dossier_id, agency, status, level, procedure, field, channel, fee, service, payment, "
                "rating from hentra_outbox.outbox");
}

static void a_bad_row_that_is_mended_or_deleted_is_stated(void **state)
{
        (void)state;
        sql_run(pg, "create table mended (so text, chia int);"
                    "select hentra_outbox.follow('mended', jsonb_build_object('dossier_id', 'so', 'agency', "
                    "$$'H01'$$, 'fee', '10 / chia', 'occurrences', "
                    "'hentra_outbox.days(received => $$2022-01-31$$)'));"
                    "insert into mended values ('A', 0), ('B', 0), ('C', 0), ('D', 10);"
                    "update mended set chia = 0 where so = 'D';"
                    "update mended set chia = 5 where so = 'A';"
                    "update mended set chia = 2, so = 'E' where so = 'B';"
                    "delete from mended where so in ('C', 'D')");
        assert_sql(
                pg, "D|1|1|f A|2|1|t B||0|f E|5|1|f C||0|f D||0|f",
                "select string_agg(format('%s|%s|%s|%s', dossier_id, fee, jsonb_array_length(occurrences), "
                "since is not null), ' ' order by id) from hentra_outbox.outbox");
        assert_sql(pg, "A B C D",
                   "select string_agg(dossier_id, ' ' order by number) from hentra_outbox.rejected");
}

/* Nothing is known of it, so somebody has to look. */
static void a_deleted_row_without_a_dossier_is_noted(void **state)
{
        (void)state;
        sql_run(pg, "create table nameless (chia int);"
                    "select hentra_outbox.follow('nameless', jsonb_build_object('dossier_id', '10 / chia', "
                    "'agency', $$'H01'$$, 'occurrences', $$'[]'::jsonb$$));"
                    "insert into nameless values (0); delete from nameless");
        assert_sql(pg, "2|0",
                   "select count(*), (select count(*) from hentra_outbox.outbox) from hentra_outbox.rejected "
                   "where dossier_id is null and reason like '%nameless, SQLSTATE 22012'");
}

/* Its rows are stated already; a step that was stated twice would count twice. */
static void to_follow_again_states_nothing(void **state)
{
        (void)state;
        static const char again[] =
                "select hentra_outbox.follow('again', jsonb_build_object('dossier_id', 'so', "
                "'agency', $$'H01'$$, 'status', $$'4'$$, 'occurred_at', 'luc'))";
        struct err e;
        sql_run(pg, "create table again (so text, luc timestamptz); insert into again values ('A', now())");
        sql_run(pg, again);
        sql_run(pg, again);
        assert_sql(pg, "1", "select count(*) from hentra_outbox.outbox");
        sql_run(pg, "select hentra_outbox.follow('again', jsonb_build_object('dossier_id', 'so', 'agency', "
                    "$$'H02'$$, 'status', $$'4'$$, 'occurred_at', 'luc'), existing => true)");
        assert_sql(pg, "2", "select count(*) from hentra_outbox.outbox");
        /* Left out it would be the time at which the row is written, another each time. */
        assert_int_not_equal(
                pg_script(pg,
                          "select hentra_outbox.follow('again', jsonb_build_object('dossier_id', "
                          "'so', 'agency', $$'H01'$$, 'status', $$'4'$$))",
                          &e),
                OK);
        assert_says(e.text, "status needs occurred_at");
}

/* Without its last word before the change nobody would know that it was late when its end was set back. */
static void what_was_open_past_its_due_date_is_said_before_its_change(void **state)
{
        (void)state;
        sql_run(pg, "create table late (so text, han timestamptz, nhan timestamptz, xong timestamptz);"
                    "select hentra_outbox.follow('late', jsonb_build_object('dossier_id', 'so', 'agency', "
                    "$$'H01'$$, 'due_at', 'han', 'occurrences', 'hentra_outbox.instants(received => nhan, "
                    "resolved => xong)'));"
                    "insert into late values ('A', '2022-01-20', '2022-01-10', null), ('B', '2199-01-01', "
                    "'2022-01-10', null), ('C', '2022-01-20', '2022-01-10', '2022-01-11');"
                    "update late set xong = '2022-01-19'");
        assert_sql(
                pg, "A1-B1-C2-A1-A2s B2s C2s ",
                "select string_agg(dossier_id || jsonb_array_length(occurrences) || case when since is null "
                "then '-' else 's ' end, '' order by id) from hentra_outbox.outbox");
        assert_sql(
                pg, "t",
                "select min(stated_at) < max(stated_at) from hentra_outbox.outbox where dossier_id = 'A' and "
                "id > (select max(id) from hentra_outbox.outbox where dossier_id = 'C' and since is null)");
}

/* A day ends where the source is, wherever the writer's session says that it is: between the two lie 26 hours. */
static void a_day_ends_in_the_zone_of_the_source(void **state)
{
        (void)state;
        sql_run(pg, "create table days (so text, han date, xong date);"
                    "select hentra_outbox.follow('days', jsonb_build_object('dossier_id', 'so', 'agency', "
                    "$$'H01'$$, 'due_day', 'han', 'occurrences', 'hentra_outbox.days(resolved => xong)'), "
                    "zone => 'Etc/GMT+12');"
                    "insert into days values ('W', (now() at time zone 'Etc/GMT+12')::date, null);"
                    "set timezone = 'Etc/GMT-14'; update days set xong = han;"
                    "select hentra_outbox.follow('days', jsonb_build_object('dossier_id', 'so', 'agency', "
                    "$$'H01'$$, 'due_day', 'han', 'occurrences', 'hentra_outbox.days(resolved => xong)'), "
                    "zone => 'Etc/GMT-14'); delete from days;"
                    "insert into days values ('E', (now() at time zone 'Etc/GMT-14')::date - 1, null);"
                    "set timezone = 'Etc/GMT+12'; update days set xong = han; set timezone = 'UTC'");
        assert_sql(pg, "W0 W1 W0 E0 E0 E1",
                   "select string_agg(dossier_id || jsonb_array_length(occurrences), ' ' order by id) from "
                   "hentra_outbox.outbox");
}

static void an_end_before_it_was_opened_again_is_none(void **state)
{
        (void)state;
        sql_run(pg,
                "create table reopened (so text, han timestamptz, xong timestamptz, mo timestamptz, tra "
                "timestamptz);"
                "select hentra_outbox.follow('reopened', jsonb_build_object('dossier_id', 'so', 'agency', "
                "$$'H01'$$, 'due_at', 'han', 'occurrences', $$ hentra_outbox.instants(resolved => xong, "
                "returned => tra) || jsonb_build_array(jsonb_build_object('status', 'RECEIVED', "
                "'occurred_at', mo, 'reopens', true)) $$));"
                "insert into reopened values ('A', '2022-01-20', '2022-01-10', '2022-01-12', null);"
                "update reopened set tra = '2022-01-19'");
        assert_sql(pg, "A2 A2 A3",
                   "select string_agg(dossier_id || jsonb_array_length(occurrences), ' ' order by id) from "
                   "hentra_outbox.outbox");
}

/* The trigger runs with its rights what others can put before it. */
static void a_superuser_follows_only_what_is_a_superusers(void **state)
{
        (void)state;
        static const char follow[] =
                "select hentra_outbox.follow('theirs.cases', jsonb_build_object('dossier_id', "
                "'so', 'agency', $$'H01'$$, 'occurrences', $$'[]'::jsonb$$))";
        struct err e;
        sql_run(pg, "create role outbox_owner; create schema theirs; create table theirs.cases (so text)");
        sql_run(pg, follow);
        sql_run(pg, "grant create on schema theirs to outbox_owner");
        assert_int_not_equal(pg_script(pg, follow, &e), OK);
        assert_string_equal(pg_sqlstate(pg), "42501");
        assert_says(e.text, "outbox_owner could let the trigger run");
        sql_run(pg, "revoke create on schema theirs from outbox_owner; alter table theirs.cases owner to "
                    "outbox_owner");
        assert_int_not_equal(pg_script(pg, follow, &e), OK);
        sql_run(pg, "grant usage on schema theirs, hentra_outbox to outbox_owner; grant create on schema "
                    "hentra_outbox, theirs to outbox_owner; grant execute on all functions in schema "
                    "hentra_outbox to outbox_owner; grant insert, select on hentra_outbox.outbox, "
                    "hentra_outbox.rejected to outbox_owner; select hentra_outbox.unfollow('theirs.cases');"
                    "set role outbox_owner");
        sql_run(pg, follow);
        sql_run(pg, "insert into theirs.cases values ('A'); reset role");
        assert_sql(pg, "1", "select count(*) from hentra_outbox.outbox");
        sql_run(pg, "drop schema theirs cascade; drop owned by outbox_owner; drop role outbox_owner");
}

/* An outbox whose owner is no superuser: a role, since nothing more is needed of it. */
static void install_as_owner(void)
{
        sql_run(pg, "set role outbox_owner");
        sql_run(pg, SQL_outbox_install);
        sql_run(pg, SQL_outbox_follow);
        sql_run(pg, "reset role");
}

static void the_owner_installs_again_beside_functions_of_others(void **state)
{
        (void)state;
        sql_run(pg, "drop schema hentra_outbox cascade; create role outbox_owner;"
                    "do $$ begin execute 'grant create on database ' || current_database() || ' to "
                    "outbox_owner'; "
                    "end $$");
        install_as_owner();
        sql_run(pg, "create table beside (so text);"
                    "select hentra_outbox.follow('beside', jsonb_build_object('dossier_id', 'so', 'agency', "
                    "$$'H01'$$, 'occurrences', $$'[]'::jsonb$$))");
        install_as_owner();
        sql_run(pg, "insert into beside values ('A')");
        assert_sql(pg, "1", "select count(*) from hentra_outbox.outbox");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(columns_may_have_any_name, forget),
                cmocka_unit_test_teardown(a_bad_row_that_is_mended_or_deleted_is_stated, forget),
                cmocka_unit_test_teardown(a_deleted_row_without_a_dossier_is_noted, forget),
                cmocka_unit_test_teardown(to_follow_again_states_nothing, forget),
                cmocka_unit_test_teardown(what_was_open_past_its_due_date_is_said_before_its_change, forget),
                cmocka_unit_test_teardown(a_day_ends_in_the_zone_of_the_source, forget),
                cmocka_unit_test_teardown(an_end_before_it_was_opened_again_is_none, forget),
                cmocka_unit_test_teardown(a_superuser_follows_only_what_is_a_superusers, forget),
                cmocka_unit_test_teardown(the_owner_installs_again_beside_functions_of_others, forget),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
