/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg_copy.c - COPY in binary: every kind of column, rows in pieces, rows that the server refuses.
 */
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct pg *pg;
static struct bytes rows;

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "pg_copy", NULL);
        pg = world_connect(&world, "copies");
        sql_run(pg, "create table public.every (a int2, b int4, c int8, d text, e timestamptz, f date, g "
                    "bigint[]);"
                    "create table public.one (k int4 primary key check (k <> 13), t text)");
        return 0;
}

static int close_all(void **state)
{
        (void)state;
        bytes_free(&rows);
        pg_close(pg);
        world_close(&world);
        return 0;
}

static int empty_tables(void **state)
{
        (void)state;
        bytes_clear(&rows);
        sql_run(pg, "truncate public.every, public.one");
        return 0;
}

static const char copy_every[] = "copy public.every from stdin (format binary)";
static const char copy_one[] = "copy public.one from stdin (format binary)";

static void add_one(int32_t k, struct text t)
{
        pg_row_begin(&rows, 2);
        pg_row_int4(&rows, k);
        pg_row_text(&rows, t);
}

static void every_kind_of_column(void **state)
{
        (void)state;
        struct err e;
        int64_t copied;
        pg_row_begin(&rows, 7);
        pg_row_int2(&rows, -2);
        pg_row_int4(&rows, INT32_MIN);
        pg_row_int8(&rows, INT64_MIN);
        pg_row_text(&rows, TEXT("Tiền Giang"));
        pg_row_instant(&rows, MOMENT_FIRST);
        pg_row_date(&rows, day_of_civil(2199, 12, 31));
        pg_row_words(&rows, (const int64_t[]){INT64_MIN, -1, INT64_MAX}, 3);
        pg_row_begin(&rows, 7);
        for (int i = 0; i < 4; i++)
                pg_row_null(&rows);
        pg_row_instant(&rows, NO_TIME);
        pg_row_null(&rows);
        pg_row_words(&rows, NULL, 0);
        pg_row_begin(&rows, 7);
        pg_row_int2(&rows, 32767);
        pg_row_int4(&rows, -1);
        pg_row_int8(&rows, 1);
        pg_row_text(&rows, TEXT(""));
        pg_row_instant(&rows, MOMENT_LIMIT - 1);
        pg_row_date(&rows, -1);
        pg_row_null(&rows);
        DONE(pg_copy_in(pg, copy_every, &rows, &copied, &e));
        assert_int_equal(copied, 3);
        assert_int_equal(sql_number(pg,
                                    "select count(*) from public.every where (a, b, c, d) = (-2, -2147483648,"
                                    " -9223372036854775808, 'Tiền Giang') and e = '1900-01-01 00:00Z' and f "
                                    "= '2199-12-31'"
                                    " and g = '{-9223372036854775808,-1,9223372036854775807}'"),
                         1);
        assert_int_equal(
                sql_number(pg, "select count(*) from public.every where a is null and b is null and c is null"
                               " and d is null and e is null and f is null and g = '{}'"),
                1);
        assert_int_equal(
                sql_number(pg, "select count(*) from public.every where (a, b, c, d) = (32767, -1, 1, '')"
                               " and e = '2199-12-31 23:59:59.999999Z' and f = '1969-12-31' and g is null"),
                1);
}

static void no_rows(void **state)
{
        (void)state;
        struct err e;
        int64_t copied = 7;
        DONE(pg_copy_in(pg, copy_one, &rows, &copied, &e));
        assert_int_equal(copied, 0);
        DONE(pg_copy_begin(pg, copy_one, &e));
        DONE(pg_copy_put(pg, &rows, &e));
        DONE(pg_copy_end(pg, &rows, &copied, &e));
        assert_int_equal(copied, 0);
}

/* More than is worth sending at once, and single rows larger than one piece. */
static void rows_in_pieces(void **state)
{
        (void)state;
        enum { MANY = 30000, LONG = 3 << 20 };
        struct err e;
        int64_t copied;
        size_t most = 0;
        int sent = 0;
        char *filler = need_alloc(LONG);
        memset(filler, 'x', LONG);
        DONE(pg_copy_begin(pg, copy_one, &e));
        for (int32_t k = 100; k < 100 + MANY; k++) {
                const size_t before = rows.len;
                add_one(k, (struct text){filler, k == 5000 ? LONG : (size_t)k % 60});
                DONE(pg_copy_put(pg, &rows, &e));
                sent += rows.len < before;
                most = rows.len > most ? rows.len : most;
        }
        assert_true(sent >= 2);
        assert_true(most < LONG);
        DONE(pg_copy_end(pg, &rows, &copied, &e));
        free(filler);
        assert_int_equal(copied, MANY);
        assert_int_equal(rows.len, 0);
        assert_int_equal(sql_number(pg, "select count(*) from public.one where length(t) = k % 60"),
                         MANY - 1);
        assert_int_equal(sql_number(pg, "select length(t) from public.one where k = 5000"), LONG);
}

static void assert_refused(enum fault kind, const char *state, const struct err *e)
{
        assert_int_equal(e->kind, kind);
        assert_string_equal(pg_sqlstate(pg), state);
        assert_false(pg_broken(pg));
        assert_int_equal(sql_number(pg, "select 1"), 1); /* the connection is free again */
        assert_int_equal(sql_number(pg, "select count(*) from public.one"), 0);
}

static void refused_rows_leave_nothing(void **state)
{
        (void)state;
        struct err e;
        int64_t copied;
        add_one(1, TEXT("a"));
        add_one(1, TEXT("nguyen-van-a"));
        assert_int_equal(pg_copy_in(pg, copy_one, &rows, &copied, &e), POISON);
        assert_null(strstr(e.text, "(1)")); /* DETAIL would say: Key (k)=(1) already exists */
        assert_non_null(strstr(e.text, "one_pkey"));
        assert_refused(POISON, "23505", &e);

        bytes_clear(&rows);
        add_one(13, TEXT("nguyen-van-a"));
        assert_int_equal(pg_copy_in(pg, copy_one, &rows, &copied, &e), POISON);
        assert_null(strstr(e.text, "nguyen")); /* DETAIL would show the whole row */
        assert_refused(POISON, "23514", &e);

        bytes_clear(&rows);
        add_one(2, TEXT("\xff"));
        assert_int_equal(pg_copy_in(pg, copy_one, &rows, &copied, &e), POISON);
        assert_refused(POISON, "22021", &e);

        bytes_clear(&rows);
        pg_row_begin(&rows, 1);
        pg_row_int4(&rows, 1);
        assert_int_equal(pg_copy_in(pg, copy_one, &rows, &copied, &e), POISON);
        assert_refused(POISON, "22P04", &e);
}

/* The server says no after the first piece; the rest is still being sent. */
static void refused_midway(void **state)
{
        (void)state;
        enum { MANY = 40000 };
        struct err e;
        int64_t copied;
        enum fault fault = OK;
        DONE(pg_copy_begin(pg, copy_one, &e));
        for (int32_t k = 0; k < MANY && fault == OK; k++) {
                add_one(k == 1 ? 0 : 20 + k, TEXT("a row that is long enough to fill some pieces quickly"));
                if (k == 0)
                        add_one(20, TEXT("the same key"));
                fault = pg_copy_put(pg, &rows, &e);
        }
        if (fault == OK)
                fault = pg_copy_end(pg, &rows, &copied, &e);
        assert_int_equal(fault, POISON);
        assert_refused(POISON, "23505", &e);
}

static void not_a_copy(void **state)
{
        (void)state;
        struct err e;
        int64_t copied;
        assert_int_equal(pg_copy_in(pg, "copy public.nowhere from stdin (format binary)", &rows, &copied, &e),
                         FATAL);
        assert_refused(FATAL, "42P01", &e);
}

/* In a transaction: what was copied before the refusal goes with it, and the transaction can be ended. */
static void refused_in_a_transaction(void **state)
{
        (void)state;
        struct err e;
        int64_t copied;
        sql_run(pg, "begin");
        add_one(1, TEXT("a"));
        DONE(pg_copy_in(pg, copy_one, &rows, &copied, &e));
        assert_int_equal(pg_copy_in(pg, copy_one, &rows, &copied, &e), POISON);
        assert_int_equal(pg_script(pg, "select 1", &e), FATAL);
        assert_string_equal(pg_sqlstate(pg), "25P02");
        sql_run(pg, "rollback");
        assert_int_equal(sql_number(pg, "select count(*) from public.one"), 0);
}

static void killed_midway(void **state)
{
        (void)state;
        struct pg *victim = world_connect(&world, "copies"), *other = world_connect(&world, "killer");
        struct err e;
        int64_t copied;
        char sql[80];
        snprintf(sql, sizeof(sql), "select pg_terminate_backend(%lld)",
                 (long long)sql_number(victim, "select pg_backend_pid()"));
        DONE(pg_copy_begin(victim, copy_one, &e));
        add_one(1, TEXT("a"));
        sql_run(other, sql);
        EVENTUALLY(sql_number(other,
                              "select count(*) from pg_stat_activity where application_name = 'copies' "
                              "and datname = current_database()") == 1);
        enum fault fault = OK;
        for (int32_t k = 2; k < 100000 && fault == OK; k++) {
                add_one(k, TEXT("more rows than the socket buffers hold"));
                fault = pg_copy_put(victim, &rows, &e);
        }
        if (fault == OK)
                fault = pg_copy_end(victim, &rows, &copied, &e);
        assert_int_equal(fault, RETRY);
        assert_true(pg_broken(victim));
        pg_close(victim);
        pg_close(other);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(every_kind_of_column, empty_tables),
                cmocka_unit_test_setup(no_rows, empty_tables),
                cmocka_unit_test_setup(rows_in_pieces, empty_tables),
                cmocka_unit_test_setup(refused_rows_leave_nothing, empty_tables),
                cmocka_unit_test_setup(refused_midway, empty_tables),
                cmocka_unit_test_setup(not_a_copy, empty_tables),
                cmocka_unit_test_setup(refused_in_a_transaction, empty_tables),
                cmocka_unit_test_setup(killed_midway, empty_tables),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, close_all);
}
