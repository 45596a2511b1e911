/* SPDX-License-Identifier: Apache-2.0
 *
 * test_commit.c - one worker: a batch is in the warehouse whole, once, or not at all.
 */
#include "tests/support/committing.h"

#include <stdio.h>
#include <stdlib.h>

/* Of both grains: they were fed by the same flows. */
static int64_t flows(const char *measure)
{
        char sql[160];
        snprintf(sql, sizeof sql, "select coalesce(sum(%s), 0)::bigint from hentra.flow_day_whole", measure);
        const int64_t by_day = sql_number(pg, sql);
        snprintf(sql, sizeof sql, "select coalesce(sum(%s), 0)::bigint from hentra.flow_half_month_whole",
                 measure);
        assert_int_equal(sql_number(pg, sql), by_day);
        return by_day;
}

static void new_and_known(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        committing_tell(&k, 2, "B", RECEIVED);
        committing_tell(&k, 1, "A", RECEIVED);
        committing_tell(&k, 3, "A", PROCESSING);
        committing_done(&k);
        assert_int_equal(k.committer.written, 2);
        assert_int_equal(k.committer.changed, 0);
        assert_int_equal(flows("received"), 2);
        assert_int_equal(flows("overdue_day_in"),
                         2); /* on the day after the due day, unless something comes before */
        assert_int_equal(warehouse_differs(&world), 0);

        committing_tell(&k, 9, "A", RESOLVED);
        committing_tell(&k, 4, "C", RECEIVED);
        committing_tell(&k, 30, "C", RESOLVED);
        committing_done(&k);
        assert_int_equal(k.committer.written, 1);
        assert_int_equal(k.committer.changed, 1);
        assert_int_equal(flows("received"), 3);
        assert_int_equal(flows("resolved_early"), 1);
        assert_int_equal(flows("resolved_late"), 1);
        assert_int_equal(flows("overdue_day_in"), 2);
        assert_int_equal(flows("overdue_day_out"), 1);
        assert_int_equal(flows("elapsed_seconds"), (8 + 26) * 86400);
        assert_sql(pg, "A|9|1 B|2|0 C|9|3",
                   "select dossier_id, status, day_class from hentra.dossier order by 1");
        assert_int_equal(
                sql_number(
                        pg,
                        "select count(*) from hentra.position where last_offset = 5 and last_checksum = 4711"
                        " and last_timestamp = 1641006000000 and behind_since is null"),
                1);
        assert_int_equal(k.position.next_offset, 6);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
}

static void told_twice_counts_once(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        for (int round = 0; round < 3; round++) {
                committing_tell(&k, 1, "A", RECEIVED);
                committing_tell(&k, 9, "A", RESOLVED);
                committing_tell(&k, 1, "A", RECEIVED);
                committing_tell(&k, 1, "B", RECEIVED);
                committing_done(&k);
                assert_int_equal(k.committer.written, round ? 0 : 2);
                assert_int_equal(k.committer.changed, 0);
                assert_int_equal(flows("received"), 2);
                assert_int_equal(flows("resolved_early"), 1);
        }
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 12);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
}

/* Sorted, the dossiers fall into ranges that are empty, full and mixed in the warehouse. */
static void many_of_which_some_are_known(bool by_another_owner)
{
        enum { MANY = 3000 };
        struct worker k;
        char id[16];
        worker_open(&k, &world, 0, "worker");
        for (int i = 0; i < MANY; i++) {
                if (i % 1000 >= 50 && i != 777)
                        continue;
                snprintf(id, sizeof id, "A-%04d", i);
                committing_tell(&k, 1, id, RECEIVED);
        }
        committing_tell(&k, 1, "B", RECEIVED); /* beyond all ranges, as is */
        committing_tell(&k, 1, "0", RECEIVED);
        committing_done(&k);
        assert_int_equal(k.committer.written, 3 * 50 + 1 + 2);
        if (by_another_owner) { /* who remembers none of them */
                worker_close(&k);
                worker_open(&k, &world, 0, "worker");
        }
        for (int i = 0; i < MANY; i++) {
                snprintf(id, sizeof id, "A-%04d", i);
                committing_tell(&k, 9, id, RESOLVED);
        }
        committing_done(&k);
        assert_int_equal(k.committer.changed, 3 * 50 + 1);
        assert_int_equal(k.committer.written, MANY - 3 * 50 - 1);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), MANY + 2);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
}

static void many_of_which_some_are_remembered(void **state)
{
        (void)state;
        many_of_which_some_are_known(false);
}

static void many_of_which_some_are_found(void **state)
{
        (void)state;
        many_of_which_some_are_known(true);
}

/* The partition is new, and its dossiers are there all the same: by another topic. */
static void dossiers_that_were_taken_for_absent(void **state)
{
        (void)state;
        struct worker first, second;
        worker_open(&first, &world, 0, "first");
        worker_open(&second, &world, 1, "second");
        second.committer.small_most = 0;
        committing_tell(&second, 1, "C", RECEIVED);
        assert_int_equal(worker_commit(&second), COMMIT_DONE);
        committing_tell(&first, 1, "A", RECEIVED);
        committing_tell(&first, 1, "B", RECEIVED);
        assert_int_equal(worker_commit(&first), COMMIT_DONE);
        for (int round = 0; round < 2; round++) {
                committing_tell(&second, 9, round ? "B" : "A", RESOLVED);
                committing_tell(&second, 9, round ? "E" : "D", RECEIVED);
                assert_int_equal(worker_commit(&second), COMMIT_DONE);
                assert_int_equal(second.committer.changed, 1);
                assert_int_equal(second.committer.written, 1);
                assert_true(second.committer.known.refuted);
        }
        assert_int_equal(flows("received"), 5);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&first);
        worker_close(&second);
}

/* Flows of later days go into the table without a question, the others are added to what is there. */
static void flows_before_and_after_the_last_day(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        assert_int_equal(k.position.flows_until, NO_DAY);
        committing_tell(&k, 10, "A", RECEIVED);
        committing_tell(&k, 12, "A", RESOLVED);
        committing_done(&k);
        const int32_t until = k.position.flows_until;
        assert_int_equal(sql_number(pg, "select flows_until - date '1970-01-01' from hentra.position"),
                         until);
        assert_int_equal(sql_number(pg, "select max(day) - date '1970-01-01' from hentra.flow_day_whole"),
                         until);
        committing_tell(&k, 1, "B", RECEIVED);
        committing_tell(&k, 10, "C", RECEIVED);
        committing_tell(&k, 11, "B", RESOLVED);
        committing_tell(&k, 12, "C", RESOLVED);
        committing_done(&k);
        assert_int_equal(k.position.flows_until, until);
        assert_int_equal(warehouse_differs(&world), 0);
        committing_tell(&k, 12, "D", RECEIVED);
        committing_tell(&k, 13, "D", RESOLVED);
        committing_tell(&k, 13, "E", RECEIVED);
        committing_tell(&k, 60, "E", RESOLVED);
        committing_done(&k);
        assert_int_equal(k.position.flows_until, until + 48);
        assert_int_equal(flows("received"), 5);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);

        worker_open(&k, &world, 0, "worker"); /* the next owner knows it from the warehouse */
        assert_int_equal(k.position.flows_until, until + 48);
        committing_tell(&k, 60, "F", RECEIVED);
        committing_tell(&k, 60, "F", RESOLVED);
        committing_done(&k);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
}

/* A correction takes back what it corrects: nothing of the first due date is left. */
static void flows_are_corrected(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        committing_tell(&k, 1, "A", RECEIVED);
        committing_tell(&k, 30, "A", RESOLVED);
        committing_done(&k);
        assert_int_equal(flows("resolved_late"), 1);
        struct event v = event_on(1, "A", RECEIVED);
        v.due_at += 20 * MICROS_PER_DAY;
        v.stated_at += 40 * MICROS_PER_DAY;
        v.observed_at = v.stated_at;
        worker_tell(&k, &v);
        committing_done(&k);
        assert_int_equal(flows("resolved_late"), 0);
        assert_int_equal(flows("resolved_early"), 1);
        assert_int_equal(flows("due_rewritten"), 1);
        assert_int_equal(flows("overdue_day_in"), 0);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
}

/* More rows than one piece of COPY holds, new and known in turn. */
static void a_large_batch(void **state)
{
        (void)state;
        enum { MANY = 4000 };
        struct worker k;
        char id[32];
        worker_open(&k, &world, 0, "worker");
        for (int half = 1; half <= 2; half++) {
                for (int i = 0; i < MANY * half / 2; i++) {
                        snprintf(id, sizeof id, "H58-%d", i);
                        committing_tell(&k, half == 1 ? i % 300 : i % 300 + 5, id,
                                        half == 1 ? RECEIVED : RESOLVED);
                }
                committing_done(&k);
        }
        assert_int_equal(k.committer.written, MANY / 2);
        assert_int_equal(k.committer.changed, MANY / 2);
        assert_int_equal(flows("received"), MANY);
        assert_int_equal(flows("resolved_early + resolved_on_time + resolved_late"), MANY);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
}

static void claims_of_agencies_and_procedures(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        struct event v = event_on(5, "A", RECEIVED);
        worker_tell(&k, &v);
        committing_done(&k);
        v = event_on(4, "B", RECEIVED); /* stated earlier */
        v.level = PROVINCE;
        v.field = TEXT("G09-LN01");
        worker_tell(&k, &v);
        committing_done(&k);
        static const char claims[] = "select a.code, l.level, f.code as field from hentra.agency_level_claim "
                                     "l join hentra.agency a using (agency_id),"
                                     " hentra.procedure_field_claim p join hentra.field f using (field_id)";
        assert_sql(pg, "000.00.17.H58|2|G01-TP01", claims);
        v = event_on(6, "C", RECEIVED); /* stated later */
        v.level = COMMUNE;
        v.field = TEXT("G09-LN01");
        worker_tell(&k, &v);
        committing_done(&k);
        assert_sql(pg, "000.00.17.H58|3|G09-LN01", claims);
        worker_close(&k);
}

static int begin(void **state)
{
        (void)state;
        committing_begin("commit");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(new_and_known, committing_fresh),
                cmocka_unit_test_setup(told_twice_counts_once, committing_fresh),
                cmocka_unit_test_setup(many_of_which_some_are_remembered, committing_fresh),
                cmocka_unit_test_setup(many_of_which_some_are_found, committing_fresh),
                cmocka_unit_test_setup(dossiers_that_were_taken_for_absent, committing_fresh),
                cmocka_unit_test_setup(flows_before_and_after_the_last_day, committing_fresh),
                cmocka_unit_test_setup(flows_are_corrected, committing_fresh),
                cmocka_unit_test_setup(a_large_batch, committing_fresh),
                cmocka_unit_test_setup(claims_of_agencies_and_procedures, committing_fresh),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, connected_end);
}
