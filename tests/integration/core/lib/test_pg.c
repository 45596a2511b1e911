/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg.c - what may be done after each kind of error, and answers that are walked through row by row.
 */
#include "consumers/warehouse/warehouse.h"
#include "core/program/keys.h"
#include "tests/support/connected.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "pg", NULL);
        pg = world_connect(&world, "test one");
        sql_run(pg, "create table public.t (k integer primary key, v text not null); insert into public.t "
                    "values (1, 'a'), (2, 'b')");
        return 0;
}

static void a_session_is_prepared(void **state)
{
        (void)state;
        assert_sql(pg, "UTC 30s UTF8 test one",
                   "select concat_ws(' ', current_setting('timezone'), "
                   "current_setting('idle_in_transaction_session_timeout'),"
                   " current_setting('client_encoding'), current_setting('application_name'))");
        assert_non_null(strstr(pg_address(pg), "/test_pg"));
        assert_string_equal(pg_sqlstate(pg), "");
        assert_false(pg_broken(pg));
}

static void sorted(const char *sql, enum fault kind, const char *state)
{
        struct err e = {0};
        const enum fault fault = pg_run(pg, sql, NULL, 0, NULL, &e);
        if (fault != kind || e.kind != kind || strcmp(pg_sqlstate(pg), state) != 0)
                fail_msg("%s: %s %s instead of %s %s (%s)", sql, fault_name(fault), pg_sqlstate(pg),
                         fault_name(kind), state, e.text);
        assert_null(strchr(e.text, '\n'));
        assert_non_null(strstr(e.text, state));
        assert_int_equal(sql_number(pg, "select 1"), 1);
        assert_string_equal(pg_sqlstate(pg), state); /* of the last error, not of the last query */
}

static void errors_are_sorted_once(void **state)
{
        (void)state;
        static const struct {
                const char *state;
                enum fault kind;
        } table[] = {
                {"40001", RETRY},  {"40P01", RETRY},  {"55P03", RETRY},  {"53100", RETRY}, {"53300", RETRY},
                {"57P01", RETRY},  {"57P03", RETRY},  {"25P03", RETRY},  {"08006", RETRY}, {"22003", POISON},
                {"22021", POISON}, {"23502", POISON}, {"23505", POISON}, {"57014", FATAL}, {"40002", FATAL},
                {"55000", FATAL},  {"42501", FATAL},  {"25P02", FATAL},  {"25006", FATAL}, {"P0001", FATAL},
                {"XX000", FATAL},
        };
        for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
                char sql[160];
                snprintf(sql, sizeof(sql),
                         "do $$ begin raise exception 'made up' using errcode = '%s'; end $$",
                         table[i].state);
                sorted(sql, table[i].kind, table[i].state);
        }
        sorted("selec 1", FATAL, "42601");
        sorted("select * from public.nothing", FATAL, "42P01");
        sorted("insert into public.t values (1, 'c')", POISON, "23505");
        sorted("insert into public.t values (3, null)", POISON, "23502");
        sorted("select 1 / (k - 1) from public.t", POISON, "22012");
}

/* The contents of a row stand in an error's DETAIL, which never goes further. */
static void messages_do_not_tell_contents(void **state)
{
        (void)state;
        struct err e;
        assert_int_equal(pg_run(pg, "insert into public.t values (1, 'nguyen-van-a')", NULL, 0, NULL, &e),
                         POISON);
        assert_null(strstr(e.text, "(1)"));
        assert_int_equal(pg_script(pg, "insert into public.t (k) values (777)", &e), POISON);
        assert_null(strstr(e.text, "777"));
}

/* The name of an object is no row, and who has to drop it must know it. */
static void what_leans_on_it_is_named(void **state)
{
        (void)state;
        struct err e;
        assert_int_equal(pg_script(pg,
                                   "create temp table leant_on (n integer);"
                                   "create temp view leaning as select n from leant_on;"
                                   "create temp view leaning_too as select n from leaning",
                                   &e),
                         OK);
        assert_int_equal(pg_script(pg, "drop table leant_on", &e), FATAL);
        assert_non_null(strstr(e.text, ": view leaning depends on table leant_on"));
        assert_null(strchr(e.text, '\n'));
        assert_int_equal(pg_script(pg, "drop table leant_on cascade", &e), OK);
}

static void too_many_parameters(void **state)
{
        (void)state;
        struct pg_param params[65];
        struct err e;
        for (int i = 0; i < 65; i++)
                params[i] = pg_int4(i);
        assert_int_equal(pg_run(pg, "select 1", params, 65, NULL, &e), FATAL);
}

static void affected_rows_are_counted(void **state)
{
        (void)state;
        struct pg_result *r;
        struct err e;
        DONE(pg_run(pg, "update public.t set v = 'c'", NULL, 0, &r, &e));
        assert_int_equal(pg_affected(r), 2);
        pg_free(r);
        DONE(pg_run(pg, "update public.t set v = 'c' where k = 9", NULL, 0, &r, &e));
        assert_int_equal(pg_affected(r), 0);
        pg_free(r);
}

static void a_lock_is_not_waited_for_longer(void **state)
{
        (void)state;
        struct pg *other = world_connect(&world, "holder");
        struct err e;
        sql_run(other, "begin; update public.t set v = 'held' where k = 1");
        sql_run(pg, "begin; set local lock_timeout = '50ms'");
        assert_int_equal(pg_run(pg, "update public.t set v = 'mine' where k = 1", NULL, 0, NULL, &e), RETRY);
        assert_string_equal(pg_sqlstate(pg), "55P03");
        sql_run(pg, "rollback");
        sql_run(other, "rollback");
        pg_close(other);
}

struct second {
        struct pg *pg;
        enum fault fault;
};

static void *turn_round(void *context)
{
        struct second *s = context;
        struct err e;
        s->fault = pg_run(s->pg, "update public.t set v = 'y' where k = 1", NULL, 0, NULL, &e);
        return NULL;
}

static void a_deadlock_is_retried(void **state)
{
        (void)state;
        struct second s = {.pg = world_connect(&world, "crosswise")};
        struct err e;
        pthread_t thread;
        sql_run(s.pg, "set deadlock_timeout = '20ms'; begin; update public.t set v = 'y' where k = 2");
        sql_run(pg, "set deadlock_timeout = '20ms'; begin; update public.t set v = 'x' where k = 1");
        assert_int_equal(pthread_create(&thread, NULL, turn_round, &s), 0);
        const enum fault mine = pg_run(pg, "update public.t set v = 'x' where k = 2", NULL, 0, NULL, &e);
        if (mine != OK) {
                assert_string_equal(pg_sqlstate(pg), "40P01");
                sql_run(pg, "rollback"); /* lets the other one go on */
        }
        pthread_join(thread, NULL);
        assert_true((mine == RETRY && s.fault == OK) || (mine == OK && s.fault == RETRY));
        if (mine == OK) {
                assert_string_equal(pg_sqlstate(s.pg), "40P01");
                sql_run(pg, "rollback");
        }
        pg_close(s.pg);
}

static void a_lost_connection_is_retried(void **state)
{
        (void)state;
        struct pg *victim = world_connect(&world, "victim");
        struct err e;
        char sql[80];
        snprintf(sql, sizeof(sql), "select pg_terminate_backend(%lld, 5000)",
                 (long long)sql_number(victim, "select pg_backend_pid()"));
        sql_run(pg, sql);
        assert_int_equal(pg_run(victim, "select 1", NULL, 0, NULL, &e), RETRY);
        assert_true(pg_broken(victim));
        assert_int_equal(pg_run(victim, "select 1", NULL, 0, NULL, &e), RETRY);
        assert_int_equal(pg_script(victim, "select 1", &e), RETRY);
        assert_non_null(strstr(e.text, pg_address(victim)));
        pg_close(victim);
        pg_close(NULL);
}

static void a_quiet_connection_learns_of_its_end(void **state)
{
        (void)state;
        struct pg *victim = world_connect(&world, "victim");
        struct err e;
        char sql[80];
        snprintf(sql, sizeof sql, "select pg_terminate_backend(%lld, 5000)",
                 (long long)sql_number(victim, "select pg_backend_pid()"));
        assert_int_equal(pg_check(victim, &e), OK);
        sql_run(pg, sql);
        /* The first looks may find nothing yet, or only the server's last words. */
        EVENTUALLY(pg_check(victim, &e) != OK);
        assert_true(pg_broken(victim));
        assert_non_null(strstr(e.text, pg_address(victim)));
        assert_int_equal(pg_check(pg, &e), OK);
        pg_close(victim);
}

struct walk {
        int64_t rows, sum, stop_at;
};

static enum fault visit(void *context, const struct pg_result *row, struct err *e)
{
        struct walk *w = context;
        assert_int_equal(pg_rows(row), 1);
        w->sum += pg_get_int(row, 0, 0);
        return ++w->rows == w->stop_at ? fail(e, POISON, "seen enough") : OK;
}

static void rows_one_by_one(void **state)
{
        (void)state;
        struct walk w = {0};
        struct err e;
        const struct pg_param most = pg_int4(50000);
        DONE(pg_stream(pg, "select g, repeat('x', 100) from generate_series(1, $1) g", &most, 1, visit, &w,
                       &e));
        assert_int_equal(w.rows, 50000);
        assert_int_equal(w.sum, 50000LL * 50001 / 2);
        w = (struct walk){0};
        DONE(pg_stream(pg, "select 1 where false", NULL, 0, visit, &w, &e));
        assert_int_equal(w.rows, 0);
}

/* A visitor that gives up: its own fault comes back, and the connection is free at once, whatever was still to come. */
static void a_walk_given_up(void **state)
{
        (void)state;
        struct walk w = {.stop_at = 3};
        struct err e;
        const micros begin = moment_now();
        assert_int_equal(pg_stream(pg, "select generate_series(1, 2000000000)", NULL, 0, visit, &w, &e),
                         POISON);
        assert_string_equal(e.text, "seen enough");
        assert_int_equal(w.rows, 3);
        assert_false(pg_broken(pg));
        assert_int_equal(sql_number(pg, "select 42"), 42);
        assert_true(moment_now() - begin < 5 * TEST_PATIENCE * MICROS_PER_SECOND);
}

static void an_error_in_the_middle_of_a_walk(void **state)
{
        (void)state;
        struct walk w = {0};
        struct err e;
        assert_int_equal(pg_stream(pg, "select 1 / (5000 - g) from generate_series(1, 10000) g", NULL, 0,
                                   visit, &w, &e),
                         POISON);
        assert_string_equal(pg_sqlstate(pg), "22012");
        assert_int_equal(w.rows, 4999);
        assert_int_equal(sql_number(pg, "select 42"), 42);
        assert_int_equal(pg_stream(pg, "select from nowhere", NULL, 0, visit, &w, &e), FATAL);
        assert_int_equal(sql_number(pg, "select 42"), 42);
}

static void a_walk_cut_off(void **state)
{
        (void)state;
        struct pg *victim = world_connect(&world, "walker");
        struct walk w = {0};
        struct err e;
        assert_int_equal(
                pg_stream(
                        victim,
                        "select case g when 1000 then pg_terminate_backend(pg_backend_pid())::int else g end"
                        " from generate_series(1, 1000000) g",
                        NULL, 0, visit, &w, &e),
                RETRY);
        assert_true(pg_broken(victim));
        assert_int_equal(pg_stream(victim, "select 1", NULL, 0, visit, &w, &e), RETRY);
        pg_close(victim);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_session_is_prepared),
                cmocka_unit_test(errors_are_sorted_once),
                cmocka_unit_test(messages_do_not_tell_contents),
                cmocka_unit_test(what_leans_on_it_is_named),
                cmocka_unit_test(too_many_parameters),
                cmocka_unit_test(affected_rows_are_counted),
                cmocka_unit_test(a_lock_is_not_waited_for_longer),
                cmocka_unit_test(a_deadlock_is_retried),
                cmocka_unit_test(a_lost_connection_is_retried),
                cmocka_unit_test(a_quiet_connection_learns_of_its_end),
                cmocka_unit_test(rows_one_by_one),
                cmocka_unit_test(a_walk_given_up),
                cmocka_unit_test(an_error_in_the_middle_of_a_walk),
                cmocka_unit_test(a_walk_cut_off),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, connected_end);
}
