/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg_pipeline.c - queries that go to the server together: each says what it changed, and all are done or none.
 */
#include "tests/support/connected.h"

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "pg_pipeline", NULL);
        pg = world_connect(&world, "pipeline");
        sql_run(pg, "create table public.t (k integer primary key, v text not null)");
        return 0;
}

static int64_t count(void)
{
        return sql_number(pg, "select count(*) from public.t");
}

static void queries_together(void **state)
{
        (void)state;
        static const char insert[] = "insert into public.t values ($1, $2)";
        static const char change[] = "update public.t set v = $2 where k >= $1";
        struct bytes row = {0};
        struct err e;
        int64_t changed[3];
        sql_run(pg, "delete from public.t");
        for (int32_t round = 0; round < 3; round++) { /* prepared by the first */
                struct pg_param params[2];
                pg_pipeline_begin(pg);
                bytes_clear(&row);
                pg_row_begin(&row, 2);
                pg_row_int4(&row, 10 + round);
                pg_row_text(&row, TEXT("x"));
                pg_pipeline_add(pg, insert, params, pg_row_params(&row, params));
                pg_pipeline_add(pg, change, (struct pg_param[]){pg_int4(10), pg_text(TEXT("y"))}, 2);
                pg_pipeline_add(pg, change, (struct pg_param[]){pg_int4(99), pg_text(TEXT("z"))}, 2);
                DONE(pg_pipeline_end(pg, changed, 3, &e));
                assert_int_equal(changed[0], 1);
                assert_int_equal(changed[1], round + 1);
                assert_int_equal(changed[2], 0);
        }
        assert_int_equal(count(), 3);
        bytes_free(&row);
}

/* The fault is the first one's, what is behind it does not run, and all can be used again. */
static void an_error_among_queries(void **state)
{
        (void)state;
        static const char insert[] = "insert into public.t values ($1, $2)";
        static const char never_prepared[] = "delete from public.t";
        struct err e;
        int64_t changed[3];
        sql_run(pg, "delete from public.t");
        for (int round = 0; round < 2; round++) {
                pg_pipeline_begin(pg);
                pg_pipeline_add(pg, insert, (struct pg_param[]){pg_int4(1), pg_text(TEXT("a"))}, 2);
                pg_pipeline_add(pg, insert, (struct pg_param[]){pg_int4(1), pg_text(TEXT("b"))}, 2);
                pg_pipeline_add(pg, never_prepared, NULL, 0);
                assert_int_equal(pg_pipeline_end(pg, changed, 3, &e), POISON);
                assert_string_equal(pg_sqlstate(pg), "23505");
                assert_int_equal(count(), 0); /* one transaction, where none was begun */
        }
        sql_run(pg, "insert into public.t values (1, 'a')");
        pg_pipeline_begin(pg);
        pg_pipeline_add(pg, never_prepared, NULL, 0);
        DONE(pg_pipeline_end(pg, changed, 1, &e));
        assert_int_equal(changed[0], 1);
        assert_int_equal(count(), 0);
}

static void a_lost_connection_among_queries(void **state)
{
        (void)state;
        struct err e;
        int64_t changed[2];
        struct pg *other = world_connect(&world, "to be ended");
        sql_run(pg, "select pg_terminate_backend(pid, 20000) from pg_stat_activity where application_name = "
                    "'to be ended' and datname = current_database()");
        pg_pipeline_begin(other);
        pg_pipeline_add(other, "select 1", NULL, 0);
        pg_pipeline_add(other, "select 2", NULL, 0);
        assert_int_equal(pg_pipeline_end(other, changed, 2, &e), RETRY);
        assert_true(pg_broken(other));
        pg_close(other);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(queries_together),
                cmocka_unit_test(an_error_among_queries),
                cmocka_unit_test(a_lost_connection_among_queries),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, connected_end);
}
