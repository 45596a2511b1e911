/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg_copy_out.c - a COPY to the client, row by row; what goes wrong in it leaves the connection free.
 */
#include "tests/support/world.h"

#include <string.h>

static struct world world;
static struct pg *pg;

struct walk {
        int64_t rows, sum, nulls, stop_at;
};

static enum fault visit(void *context, struct text row, struct err *e)
{
        struct walk *w = context;
        const char *at = pg_copied_begin(row);
        w->sum += pg_copied_int(&at);
        while (at < row.at + row.len)
                w->nulls += !pg_copied_next(&at).at;
        assert_ptr_equal(at, row.at + row.len);
        return ++w->rows == w->stop_at ? fail(e, POISON, "seen enough") : OK;
}

static void rows_one_by_one(void **state)
{
        (void)state;
        struct walk w = {0};
        struct err e;
        DONE(pg_copy_out(
                pg,
                "copy (select g::int8, repeat('x', g % 300), case when g % 5 = 0 then 1 end, null::text"
                " from generate_series(1, 50000) g) to stdout (format binary)",
                visit, &w, &e));
        assert_int_equal(w.rows, 50000);
        assert_int_equal(w.sum, 50000LL * 50001 / 2);
        assert_int_equal(w.nulls, 50000 + 40000);
        w = (struct walk){0};
        DONE(pg_copy_out(pg, "copy (select 1 where false) to stdout (format binary)", visit, &w, &e));
        assert_int_equal(w.rows, 0);
        assert_int_equal(sql_number(pg, "select 42"), 42);
}

static enum fault every_type(void *context, struct text row, struct err *e)
{
        int *rows = context;
        const char *at = pg_copied_begin(row);
        (void)e;
        assert_int_equal(pg_copied_int(&at), -2);
        assert_int_equal(pg_copied_int(&at), -70000);
        assert_int_equal(pg_copied_int(&at), -5000000000);
        assert_int_equal(pg_copied_int(&at), 0); /* null */
        assert_int_equal(pg_copied_date(&at), day_of_civil(1969, 12, 31));
        const struct text text = pg_copied_next(&at);
        assert_true(text_equal(text, TEXT("Tiền Giang")));
        assert_int_equal(pg_copied_next(&at).len, 0);
        *rows += 1;
        return OK;
}

static void values_are_what_they_were(void **state)
{
        (void)state;
        struct err e;
        int rows = 0;
        DONE(pg_copy_out(pg,
                         "copy (select -2::int2, -70000, -5000000000, null::int4, date '1969-12-31', 'Tiền "
                         "Giang', '') to stdout (format binary)",
                         every_type, &rows, &e));
        assert_int_equal(rows, 1);
}

/* A large row is more than what is received at once. */
static void a_row_of_megabytes(void **state)
{
        (void)state;
        struct walk w = {0};
        struct err e;
        DONE(pg_copy_out(pg, "copy (select 7, repeat('x', 5000000)) to stdout (format binary)", visit, &w,
                         &e));
        assert_int_equal(w.rows, 1);
        assert_int_equal(w.sum, 7);
}

static void a_walk_given_up(void **state)
{
        (void)state;
        struct walk w = {.stop_at = 3};
        struct err e;
        assert_int_equal(pg_copy_out(pg,
                                     "copy (select generate_series(1, 2000000000)) to stdout (format binary)",
                                     visit, &w, &e),
                         POISON);
        assert_string_equal(e.text, "seen enough");
        assert_int_equal(w.rows, 3);
        assert_false(pg_broken(pg));
        assert_int_equal(sql_number(pg, "select 42"), 42);
}

static void an_error_in_the_middle_of_a_walk(void **state)
{
        (void)state;
        struct walk w = {0};
        struct err e;
        assert_int_equal(
                pg_copy_out(pg,
                            "copy (select 1 / (5000 - g) from generate_series(1, 10000) g) to stdout "
                            "(format binary)",
                            visit, &w, &e),
                POISON);
        assert_string_equal(pg_sqlstate(pg), "22012");
        assert_int_equal(w.rows, 4999);
        assert_int_equal(sql_number(pg, "select 42"), 42);
        assert_int_equal(
                pg_copy_out(pg, "copy (select from nowhere) to stdout (format binary)", visit, &w, &e),
                FATAL);
        assert_int_equal(sql_number(pg, "select 42"), 42);
}

static void a_walk_cut_off(void **state)
{
        (void)state;
        struct pg *victim = world_connect(&world, "walker");
        struct walk w = {0};
        struct err e;
        assert_int_equal(pg_copy_out(victim,
                                     "copy (select case g when 1000 then "
                                     "pg_terminate_backend(pg_backend_pid())::int else g end"
                                     " from generate_series(1, 1000000) g) to stdout (format binary)",
                                     visit, &w, &e),
                         RETRY);
        assert_true(pg_broken(victim));
        assert_int_equal(pg_copy_out(victim, "copy (select 1) to stdout (format binary)", visit, &w, &e),
                         RETRY);
        pg_close(victim);
}

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "pg_copy_out", NULL);
        pg = world_connect(&world, "copy");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(rows_one_by_one),
                cmocka_unit_test(values_are_what_they_were),
                cmocka_unit_test(a_row_of_megabytes),
                cmocka_unit_test(a_walk_given_up),
                cmocka_unit_test(an_error_in_the_middle_of_a_walk),
                cmocka_unit_test(a_walk_cut_off),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
