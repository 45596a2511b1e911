/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg_prepared.c - what is asked again and again is prepared once, and a refusal spoils nothing.
 */
#include "tests/support/connected.h"

#include <string.h>

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "pg_prepared", NULL);
        pg = world_connect(&world, "prepared");
        return 0;
}

static void asked_again_and_again(void **state)
{
        (void)state;
        static const char ask[] = "select $1 + i from generate_series(1, $1) i";
        struct err e;
        for (int32_t i = 0; i < 20; i++) {
                const struct pg_param param = pg_int4(i);
                struct pg_result *r;
                DONE(pg_run_prepared(pg, ask, &param, 1, &r, &e));
                assert_int_equal(pg_rows(r), i);
                if (i > 0)
                        assert_int_equal(pg_get_int(r, i - 1, 0), 2 * i);
                pg_free(r);
        }
        assert_int_equal(sql_number(pg, "select count(*) from pg_prepared_statements"), 1);
        assert_int_equal(
                sql_number(
                        pg,
                        "select generic_plans + custom_plans from pg_prepared_statements where name = 's0'"),
                20);
}

/* By a pipeline and by itself, in either order, it is the same. */
static void shared_with_a_pipeline(void **state)
{
        (void)state;
        static const char first[] = "select 7", second[] = "select 8";
        const int64_t before = sql_number(pg, "select count(*) from pg_prepared_statements");
        struct pg_result *r;
        struct err e;
        int64_t affected[2];
        DONE(pg_run_prepared(pg, first, NULL, 0, &r, &e));
        pg_free(r);
        pg_pipeline_begin(pg);
        pg_pipeline_add(pg, first, NULL, 0);
        pg_pipeline_add(pg, second, NULL, 0);
        DONE(pg_pipeline_end(pg, affected, 2, &e));
        DONE(pg_run_prepared(pg, second, NULL, 0, &r, &e));
        assert_int_equal(pg_get_int(r, 0, 0), 8);
        pg_free(r);
        assert_int_equal(sql_number(pg, "select count(*) from pg_prepared_statements"), before + 2);
}

static void take_up(void)
{
        struct err e;
        DONE(pg_check(pg, &e));
}

/* An answer that is larger than what the network holds comes while others work, and a fault comes with it. */
static void asked_first_and_taken_later(void **state)
{
        (void)state;
        static const char large[] = "select repeat('x', 1000), i from generate_series(1, $1) i",
                          wrong[] = "select 1 / ($1 - $1)",
                          idle[] =
                                  "select count(*) from pg_stat_activity where application_name = 'prepared' "
                                  "and datname = current_database() and state = 'idle'";
        const struct pg_param rows = pg_int4(20000);
        struct pg_result *r;
        struct err e;
        struct pg *other = world_connect(&world, "other");
        DONE(pg_ask_prepared(pg, large, &rows, 1, &e));
        UNTIL(sql_number(other, idle) == 1, take_up()); /* the server is done with it */
        DONE(pg_take_prepared(pg, &r, &e));
        assert_int_equal(pg_rows(r), 20000);
        assert_int_equal(pg_get_int(r, 19999, 1), 20000);
        pg_free(r);
        DONE(pg_ask_prepared(pg, wrong, &rows, 1, &e));
        assert_int_equal(pg_take_prepared(pg, &r, &e), POISON);
        assert_string_equal(pg_sqlstate(pg), "22012");
        assert_null(r);
        pg_close(other);
}

static void refused_and_good_again(void **state)
{
        (void)state;
        static const char later[] = "select count(*) from public.later", divide[] = "select 12 / $1";
        struct pg_param param = pg_int4(0);
        struct pg_result *r;
        struct err e;
        assert_int_equal(pg_run_prepared(pg, later, NULL, 0, &r, &e), FATAL); /* cannot be prepared yet */
        assert_string_equal(pg_sqlstate(pg), "42P01");
        assert_null(r);
        sql_run(pg, "create table public.later ()");
        DONE(pg_run_prepared(pg, later, NULL, 0, &r, &e));
        pg_free(r);
        assert_int_equal(pg_run_prepared(pg, divide, &param, 1, &r, &e), POISON);
        assert_string_equal(pg_sqlstate(pg), "22012");
        assert_null(r);
        param = pg_int4(4);
        DONE(pg_run_prepared(pg, divide, &param, 1, &r, &e));
        assert_int_equal(pg_get_int(r, 0, 0), 3);
        pg_free(r);
}

/* A connection that was lost says so; the next one prepares anew. */
static void lost(void **state)
{
        (void)state;
        static const char ask[] = "select 5";
        struct pg_result *r;
        struct err e;
        struct pg *other = world_connect(&world, "to be ended");
        DONE(pg_run_prepared(other, ask, NULL, 0, &r, &e));
        pg_free(r);
        sql_run(pg, "select pg_terminate_backend(pid, 20000) from pg_stat_activity "
                    "where application_name = 'to be ended' and datname = current_database()");
        assert_int_equal(pg_run_prepared(other, ask, NULL, 0, &r, &e), RETRY);
        assert_true(pg_broken(other));
        pg_close(other);
        other = world_connect(&world, "another");
        DONE(pg_run_prepared(other, ask, NULL, 0, &r, &e));
        assert_int_equal(pg_get_int(r, 0, 0), 5);
        pg_free(r);
        pg_close(other);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(asked_again_and_again),
                cmocka_unit_test(shared_with_a_pipeline),
                cmocka_unit_test(asked_first_and_taken_later),
                cmocka_unit_test(refused_and_good_again),
                cmocka_unit_test(lost),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, connected_end);
}
