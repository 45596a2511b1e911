/* SPDX-License-Identifier: Apache-2.0
 *
 * test_table_late.c - rows of a plain table that are committed long after their change value was taken.
 */
#include "tests/support/table_world.h"
#include <signal.h>

static int open_world(void **unused)
{
        (void)unused;
        table_world_open("table_late");
        return 0;
}

/* One that takes its change value, writes, and commits long after others. */
static void a_row_that_is_committed_late_is_sent(void **unused)
{
        (void)unused;
        struct child c;
        struct pg *late = world_connect(&world, "night job");
        const int64_t from = end_of_topic();
        child_start(&c, &world, "outbox", "--mapping", mapping, "--table", "public.kien_nghi", "--changed",
                    "cap_nhat", "--state", state, "--set", "table.every=100ms", "--set", "table.overlap=0ms",
                    NULL);
        sql_run(late, "begin");
        sql_run(late, "insert into public.kien_nghi (ma, don_vi, ngay_gui) values ('L-1', 'H01', now())");
        for (int i = 0; i < 4; i++) { /* so many looks pass meanwhile, and more */
                char sql[200];
                snprintf(sql, sizeof(sql),
                         "insert into public.kien_nghi (ma, don_vi, ngay_gui) values ('L-2%d', 'H01', now())",
                         i);
                sql_run(pg, sql);
                EVENTUALLY(end_of_topic() == from + 1 + i);
        }
        sql_run(late, "commit");
        EVENTUALLY(end_of_topic() == from + 5);
        assert_says(said_from(from + 4), "L-1:PETITION:RECEIVED:1 ");
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        assert_says(child_out(&c), "documents unchanged");
        child_close(&c);
        pg_close(late);
}

/* Others write one row, which a look has then read. */
static void others_write(int i)
{
        char sql[200];
        const int64_t end = end_of_topic();
        snprintf(sql, sizeof(sql),
                 "insert into public.kien_nghi (ma, don_vi, ngay_gui) values ('W-%d', 'H01', now())", i);
        sql_run(pg, sql);
        EVENTUALLY(end_of_topic() > end);
}

/* A job of the night: it takes its change value, reads for a while before its first write, and stays open longer than
 * the overlap, while looks come and go. */
static void a_job_that_waits_writes_and_stays_open_is_sent(void **unused)
{
        (void)unused;
        enum { OVERLAP_S = 5 };
        struct child c;
        struct pg *job = world_connect(&world, "night job");
        char age[160];
        int64_t waited;
        int i = 0;
        sql_run(pg,
                "insert into public.kien_nghi (ma, don_vi, ngay_gui) values ('J-1', 'H01', '2022-01-10')");
        child_start(&c, &world, "outbox", "--mapping", mapping, "--table", "public.kien_nghi", "--changed",
                    "cap_nhat", "--state", state, "--set", "table.every=100ms", "--set", "table.overlap=5s",
                    NULL);
        snprintf(age, sizeof(age),
                 "select extract(epoch from clock_timestamp() - xact_start)::bigint from pg_stat_activity "
                 "where pid = %lld",
                 (long long)sql_number(job, "select pg_backend_pid()"));
        do { /* a machine that is too slow has waited longer than the manual allows */
                sql_run(job, "rollback; begin; select now()");
                for (int k = 0; k < 3; k++)
                        others_write(i++);
                sql_run(job,
                        "update public.kien_nghi set ngay_tra_loi = '2022-01-12', cap_nhat = now() where "
                        "ma = 'J-1'");
                waited = sql_number(pg, age);
        } while (waited >= OVERLAP_S);
        while (sql_number(pg, age) < waited + 2 * OVERLAP_S + 2)
                others_write(i++);
        const int64_t from = end_of_topic();
        sql_run(job, "commit");
        EVENTUALLY(end_of_topic() == from + 1);
        assert_string_equal(said_from(from), "J-1:PETITION:RESOLVED:2 ");
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
        pg_close(job);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_row_that_is_committed_late_is_sent),
                cmocka_unit_test(a_job_that_waits_writes_and_stays_open_is_sent),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_all);
}
