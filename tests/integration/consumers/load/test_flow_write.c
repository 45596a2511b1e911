/* SPDX-License-Identifier: Apache-2.0
 *
 * test_flow_write.c - what a writer remembers of its rows, and what it must not trust: another owner's, its own small
 * batches, a batch that was rolled back, more rows than it can remember.
 */
#include "tests/support/worker.h"

#include <stdio.h>

static struct world world;
static struct worker k;
static struct flow_sums sums;

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "flow_write", NULL);
        world_setup(&world, RULE_FORM06);
        return 0;
}

static int close_all(void **state)
{
        (void)state;
        flow_sums_free(&sums);
        world_close(&world);
        return 0;
}

static int begin(void **state)
{
        (void)state;
        worker_open(&k, &world, 0, "writes");
        sql_run(k.pg, "truncate hentra.flow_day, hentra.flow_half_month");
        sql_run(k.pg, "update hentra.position set flows_until = null");
        k.position.flows_until = NO_DAY;
        return 0;
}

static int end(void **state)
{
        (void)state;
        worker_close(&k);
        return 0;
}

static void add(int32_t day, uint32_t agency)
{
        const struct flow_key by_day = {day, agency, 0, DIRECT, DOSSIER};
        const struct flow_key by_half_month = {half_month_of(day), agency, 3, DIRECT, DOSSIER};
        flow_sum_add(&sums.day, &by_day, M_received, 1);
        flow_sum_add(&sums.half_month, &by_half_month, M_received, 1);
}

static void write_batch(const char *how)
{
        struct err e;
        DONE(pg_script(k.pg, "begin", &e));
        DONE(flows_write(&k.committer.flow_writer, &sums, &k.position, &e));
        DONE(pg_script(k.pg, how, &e));
        if (how[0] == 'c')
                k.position.flows_until = k.committer.flow_writer.until;
        flow_sums_clear(&sums);
}

static int64_t received(void)
{
        const int64_t day =
                sql_number(k.pg, "select coalesce(sum(received), 0)::bigint from hentra.flow_day");
        assert_int_equal(
                sql_number(k.pg, "select coalesce(sum(received), 0)::bigint from hentra.flow_half_month"),
                day);
        return day;
}

/* A flow that lies ahead does not make rows before it old ones. */
static void known_and_new_rows(void **state)
{
        (void)state;
        add(18000, 1), add(18400, 1);
        write_batch("commit");
        add(18000, 1), add(18001, 1), add(18200, 2), add(18400, 1), add(18500, 1);
        write_batch("commit");
        assert_int_equal(received(), 7);
        assert_int_equal(sql_number(k.pg, "select count(*) from hentra.flow_day"), 5);
        assert_int_equal(k.position.flows_until, 18500);
}

static void a_batch_that_was_rolled_back(void **state)
{
        (void)state;
        add(18000, 1);
        write_batch("commit");
        add(18010, 1), add(18300, 1);
        write_batch("rollback");
        add(18010, 1), add(18300, 1);
        write_batch("commit");
        assert_int_equal(received(), 3);
}

/* A small batch adds in another way, and what it adds is met again. */
static void after_a_small_batch(void **state)
{
        (void)state;
        struct err e;
        int64_t changed[FLOW_QUERIES + 1];
        add(18000, 1), add(18400, 1);
        write_batch("commit");
        pg_pipeline_begin(k.pg);
        add(18100, 1);
        const int sent = flows_pipeline(&k.committer.flow_writer, &sums, &k.position);
        DONE(pg_pipeline_end(k.pg, changed, sent, &e));
        k.position.flows_until = k.committer.flow_writer.until;
        flow_sums_clear(&sums);
        add(18100, 1);
        write_batch("commit");
        assert_int_equal(received(), 4);
}

/* Two shards take turns: what is remembered of one says nothing of the other. */
static void two_shards_in_turn(void **state)
{
        (void)state;
        struct worker other;
        worker_open(&other, &world, 1, "other");
        const struct position first = k.position;
        struct position second = other.position;
        second.epoch = first.epoch;
        second.flows_until = NO_DAY;
        for (int turn = 0; turn < 3; turn++) {
                const int32_t until = k.position.flows_until;
                add(18000, 1);
                write_batch("commit");
                k.position.position_id =
                        k.position.position_id == first.position_id ? second.position_id : first.position_id;
                if (turn == 0)
                        k.position.flows_until = until;
        }
        assert_int_equal(received(), 3);
        assert_int_equal(sql_number(k.pg, "select count(*) from hentra.flow_day"), 2);
        worker_close(&other);
}

/* Taken by another owner, who wrote, and taken back. */
static void after_another_owner(void **state)
{
        (void)state;
        struct worker other;
        struct err e;
        add(18000, 1), add(18400, 1);
        write_batch("commit");
        worker_open(&other, &world, 0, "other");
        const struct position mine = k.position;
        k.position = other.position;
        add(18200, 1);
        DONE(pg_script(other.pg, "begin", &e));
        DONE(flows_write(&other.committer.flow_writer, &sums, &other.position, &e));
        DONE(pg_script(other.pg, "commit", &e));
        flow_sums_clear(&sums);
        worker_close(&other);
        k.position.epoch = mine.epoch + 2;
        add(18200, 1);
        write_batch("commit");
        assert_int_equal(received(), 4);
}

/* More rows than marks are kept for: afterwards everything up to the last day is asked for again. */
static void more_than_it_remembers(void **state)
{
        (void)state;
        enum { AGENCIES = 3000 };
        for (int batch = 0; batch < 3; batch++) {
                for (uint32_t agency = 0; agency < AGENCIES; agency++)
                        add(18000 + batch % 2 * 100, agency);
                write_batch("commit");
                if (batch == 0)
                        k.committer.flow_writer.memory.bits_n = FLOW_BITS; /* as if these were as many */
        }
        assert_true(k.committer.flow_writer.memory.unsure_until != NO_DAY);
        assert_int_equal(received(), 3 * AGENCIES);
        assert_int_equal(sql_number(k.pg, "select count(*) from hentra.flow_day"), 2 * AGENCIES);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(known_and_new_rows, begin, end),
                cmocka_unit_test_setup_teardown(a_batch_that_was_rolled_back, begin, end),
                cmocka_unit_test_setup_teardown(after_a_small_batch, begin, end),
                cmocka_unit_test_setup_teardown(two_shards_in_turn, begin, end),
                cmocka_unit_test_setup_teardown(after_another_owner, begin, end),
                cmocka_unit_test_setup_teardown(more_than_it_remembers, begin, end),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, close_all);
}
