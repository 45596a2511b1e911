/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg_wait.c - work that is done while the server is busy: it is done, it ends when there is none, and answers, rows
 * and errors are the same as without.
 */
#include "tests/support/connected.h"

#include <stdio.h>
#include <string.h>

struct job {
        int calls, most; /* so many pieces of work there are */
        enum pg_work afterwards;
};

static enum pg_work work(void *context)
{
        struct job *j = context;
        j->calls++;
        return j->calls < j->most ? PG_WORK_MORE : j->afterwards;
}

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "pg_wait", NULL);
        pg = world_connect(&world, "waits");
        sql_run(pg, "create table public.slow (k int4, t text)");
        return 0;
}

static int empty_table(void **state)
{
        (void)state;
        sql_run(pg, "truncate public.slow");
        return 0;
}

static enum fault keep(void *context, const struct pg_result *row, struct err *e)
{
        (void)e;
        *(int64_t *)context += pg_get_int(row, 0, 0);
        return OK;
}

static void while_queries_run(void **state)
{
        (void)state;
        struct job j = {.most = 20, .afterwards = PG_WORK_LATER};
        struct pg_result *r;
        struct err e;
        int64_t sum = 0;
        pg_while_waiting(pg, work, &j);
        DONE(pg_run(pg, "select 7::int8 from pg_sleep(0.2)", NULL, 0, &r, &e));
        assert_int_equal(pg_get_int(r, 0, 0), 7);
        pg_free(r);
        assert_true(j.calls > 20); /* after the pieces it was asked again, some ms apart */
        DONE(pg_stream(pg, "select g::int8 from generate_series(1, 1000) g", NULL, 0, keep, &sum, &e));
        assert_int_equal(sum, 500500);
        DONE(pg_script(pg, "select 1; select 2", &e));
        assert_int_equal(pg_script(pg, "select 1; select 1 / 0; select 3", &e), POISON);
        pg_while_waiting(pg, NULL, NULL);
        DONE(pg_script(pg, "select 4", &e));
}

/* However many queries there are, and of whatever kind; behind it the connection is as before. */
static void several_queries_have_one_time(void **state)
{
        (void)state;
        struct job j = {.most = 1, .afterwards = PG_WORK_LATER};
        struct pg_result *r;
        struct err e;
        int64_t sum = 0;
        const micros begin = steady_now(), end = begin + TEST_PATIENCE * 2 * MICROS_PER_SECOND;
        pg_end_at(pg, end);
        DONE(pg_script(pg, "begin; select pg_sleep(0.3)", &e));
        assert_int_equal(pg_run(pg, "select pg_sleep(60)", NULL, 0, &r, &e), FATAL);
        assert_string_equal(pg_sqlstate(pg), "57014");
        assert_true(steady_now() >= end);
        pg_end_at(pg, 0);
        DONE(pg_script(pg, "rollback", &e));
        pg_end_at(pg, begin);
        assert_int_equal(pg_script(pg, "select pg_sleep(60)", &e), FATAL);
        assert_string_equal(pg_sqlstate(pg), "57014");
        assert_int_equal(pg_run_prepared(pg, "select pg_sleep(60)", NULL, 0, &r, &e), FATAL);
        assert_string_equal(pg_sqlstate(pg), "57014");
        pg_while_waiting(pg, work, &j);
        assert_int_equal(pg_stream(pg, "select 1::int8 from pg_sleep(60)", NULL, 0, keep, &sum, &e), FATAL);
        pg_while_waiting(pg, NULL, NULL);
        assert_true(steady_now() - begin < TEST_PATIENCE * 30 * MICROS_PER_SECOND);
        pg_end_at(pg, 0);
        DONE(pg_script(pg, "select pg_sleep(0.3)", &e));
}

/* Nothing to do: it is asked once, and the answer is waited for. */
static void without_more_work(void **state)
{
        (void)state;
        struct job j = {.most = 1, .afterwards = PG_WORK_NONE};
        struct err e;
        pg_while_waiting(pg, work, &j);
        DONE(pg_script(pg, "select pg_sleep(0.1)", &e));
        pg_while_waiting(pg, NULL, NULL);
        assert_int_equal(j.calls, 1);
}

/* More than the sockets hold, to a server whose first row waits for a lock: only the work gives it up. */
static struct pg *holder;

static enum pg_work let_go(void *context)
{
        struct job *j = context;
        if (++j->calls == 20)
                sql_run(holder, "select pg_advisory_unlock_all()");
        return PG_WORK_LATER;
}

static void while_rows_are_sent(void **state)
{
        (void)state;
        enum { ROWS = 300000 };
        struct job j = {0};
        struct bytes rows = {0};
        struct err e;
        int64_t copied;
        holder = world_connect(&world, "holder");
        sql_run(holder, "select pg_advisory_lock(1)");
        sql_run(pg, "create function public.wait() returns trigger language plpgsql as $$ begin if new.k = 0 "
                    "then "
                    "perform pg_advisory_xact_lock(1); end if; return new; end $$;"
                    "create trigger wait before insert on public.slow for each row execute function "
                    "public.wait()");
        DONE(pg_copy_begin(pg, "copy public.slow from stdin (format binary)", &e));
        pg_while_waiting(pg, let_go, &j);
        for (int32_t k = 0; k < ROWS; k++) {
                pg_row_begin(&rows, 2);
                pg_row_int4(&rows, k);
                pg_row_text(&rows, TEXT("one of many rows, which together are some twenty megabytes"));
                DONE(pg_copy_put(pg, &rows, &e));
        }
        DONE(pg_copy_end(pg, &rows, &copied, &e));
        pg_while_waiting(pg, NULL, NULL);
        assert_int_equal(copied, ROWS);
        assert_int_equal(sql_number(pg, "select count(distinct k) from public.slow"), ROWS);
        assert_true(j.calls >= 20);
        sql_run(pg, "drop trigger wait on public.slow");
        pg_close(holder);
        bytes_free(&rows);
}

static void refused_meanwhile(void **state)
{
        (void)state;
        struct job j = {.most = INT32_MAX};
        struct bytes rows = {0};
        struct err e;
        int64_t copied;
        pg_while_waiting(pg, work, &j);
        DONE(pg_copy_begin(pg, "copy public.slow from stdin (format binary)", &e));
        pg_row_begin(&rows, 1); /* one column is missing */
        pg_row_int4(&rows, 1);
        assert_true(pg_copy_end(pg, &rows, &copied, &e) != OK);
        pg_while_waiting(pg, NULL, NULL);
        assert_false(pg_broken(pg));
        assert_int_equal(sql_number(pg, "select count(*) from public.slow"), 0);
        bytes_free(&rows);
}

/* Ended by another connection, which the work does itself. */
static struct pg *killer;

static enum pg_work kill_it(void *sql)
{
        sql_run(killer, sql);
        return PG_WORK_LATER;
}

static void killed_meanwhile(void **state)
{
        (void)state;
        struct pg *victim = world_connect(&world, "victim");
        char sql[80];
        struct err e;
        killer = world_connect(&world, "killer");
        snprintf(sql, sizeof(sql), "select pg_terminate_backend(%lld)",
                 (long long)sql_number(victim, "select pg_backend_pid()"));
        pg_while_waiting(victim, kill_it, sql);
        assert_int_equal(pg_script(victim, "select pg_sleep(600)", &e), RETRY);
        assert_true(pg_broken(victim));
        pg_close(victim);
        pg_close(killer);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(while_queries_run, empty_table),
                cmocka_unit_test(several_queries_have_one_time),
                cmocka_unit_test_setup(without_more_work, empty_table),
                cmocka_unit_test_setup(while_rows_are_sent, empty_table),
                cmocka_unit_test_setup(refused_meanwhile, empty_table),
                cmocka_unit_test_setup(killed_meanwhile, empty_table),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, connected_end);
}
