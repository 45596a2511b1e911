/* SPDX-License-Identifier: Apache-2.0
 *
 * test_commit.c - one worker: a batch is in the warehouse whole, once, or not at all.
 */
#include "tests/support/feed.h"
#include "tests/support/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct pg *pg;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "commit", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "looker");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

/* An empty warehouse; the dimensions stay. */
static int empty(void **state)
{
        (void)state;
        sql_run(pg, "truncate hentra.dossier, hentra.flow_day, hentra.flow_half_month, hentra.position, "
                    "hentra.quarantine,"
                    " hentra.agency_level_claim, hentra.procedure_field_claim");
        return 0;
}

static void tell(struct worker *k, int day, const char *id, enum status status)
{
        const struct event v = event_on(day, id, status);
        worker_tell(k, &v);
}

static void assert_done(struct worker *k)
{
        const enum commit_outcome outcome = worker_commit(k);
        if (outcome != COMMIT_DONE)
                fail_msg("outcome %d: %s", outcome, k->e.text);
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), k->position.next_offset);
}

/* Of both grains: they were fed by the same flows. */
static int64_t flows(const char *measure)
{
        char sql[160];
        snprintf(sql, sizeof sql, "select coalesce(sum(%s), 0)::bigint from hentra.flow_day", measure);
        const int64_t by_day = sql_number(pg, sql);
        snprintf(sql, sizeof sql, "select coalesce(sum(%s), 0)::bigint from hentra.flow_half_month", measure);
        assert_int_equal(sql_number(pg, sql), by_day);
        return by_day;
}

static void new_and_known(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        tell(&k, 2, "B", RECEIVED);
        tell(&k, 1, "A", RECEIVED);
        tell(&k, 3, "A", PROCESSING);
        assert_done(&k);
        assert_int_equal(k.committer.written, 2);
        assert_int_equal(k.committer.changed, 0);
        assert_int_equal(flows("received"), 2);
        assert_int_equal(flows("overdue_day_in"),
                         2); /* on the day after the due day, unless something comes before */
        assert_int_equal(warehouse_differs(&world), 0);

        tell(&k, 9, "A", RESOLVED);
        tell(&k, 4, "C", RECEIVED);
        tell(&k, 30, "C", RESOLVED);
        assert_done(&k);
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
                tell(&k, 1, "A", RECEIVED);
                tell(&k, 9, "A", RESOLVED);
                tell(&k, 1, "A", RECEIVED);
                tell(&k, 1, "B", RECEIVED);
                assert_done(&k);
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
static void many_of_which_some_are_known(void **state)
{
        (void)state;
        enum { MANY = 3000 };
        struct worker k;
        char id[16];
        worker_open(&k, &world, 0, "worker");
        for (int i = 0; i < MANY; i++) {
                if (i % 1000 >= 50 && i != 777)
                        continue;
                snprintf(id, sizeof id, "A-%04d", i);
                tell(&k, 1, id, RECEIVED);
        }
        tell(&k, 1, "B", RECEIVED); /* beyond all ranges, as is */
        tell(&k, 1, "0", RECEIVED);
        assert_done(&k);
        assert_int_equal(k.committer.written, 3 * 50 + 1 + 2);
        for (int i = 0; i < MANY; i++) {
                snprintf(id, sizeof id, "A-%04d", i);
                tell(&k, 9, id, RESOLVED);
        }
        assert_done(&k);
        assert_int_equal(k.committer.changed, 3 * 50 + 1);
        assert_int_equal(k.committer.written, MANY - 3 * 50 - 1);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), MANY + 2);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
}

/* Flows of later days go into the table without a question, the others are added to what is there. */
static void flows_before_and_after_the_last_day(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        assert_int_equal(k.position.flows_until, NO_DAY);
        tell(&k, 10, "A", RECEIVED);
        tell(&k, 12, "A", RESOLVED);
        assert_done(&k);
        const int32_t until = k.position.flows_until;
        assert_int_equal(sql_number(pg, "select flows_until - date '1970-01-01' from hentra.position"),
                         until);
        assert_int_equal(sql_number(pg, "select max(day) - date '1970-01-01' from hentra.flow_day"), until);
        tell(&k, 1, "B", RECEIVED);
        tell(&k, 10, "C", RECEIVED);
        tell(&k, 11, "B", RESOLVED);
        tell(&k, 12, "C", RESOLVED);
        assert_done(&k);
        assert_int_equal(k.position.flows_until, until);
        assert_int_equal(warehouse_differs(&world), 0);
        tell(&k, 12, "D", RECEIVED);
        tell(&k, 13, "D", RESOLVED);
        tell(&k, 13, "E", RECEIVED);
        tell(&k, 60, "E", RESOLVED);
        assert_done(&k);
        assert_int_equal(k.position.flows_until, until + 48);
        assert_int_equal(flows("received"), 5);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);

        worker_open(&k, &world, 0, "worker"); /* the next owner knows it from the warehouse */
        assert_int_equal(k.position.flows_until, until + 48);
        tell(&k, 60, "F", RECEIVED);
        tell(&k, 60, "F", RESOLVED);
        assert_done(&k);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
}

/* A correction takes back what it corrects: nothing of the first due date is left. */
static void flows_are_corrected(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        tell(&k, 1, "A", RECEIVED);
        tell(&k, 30, "A", RESOLVED);
        assert_done(&k);
        assert_int_equal(flows("resolved_late"), 1);
        struct event v = event_on(1, "A", RECEIVED);
        v.due_at += 20 * MICROS_PER_DAY;
        v.stated_at += 40 * MICROS_PER_DAY;
        v.observed_at = v.stated_at;
        worker_tell(&k, &v);
        assert_done(&k);
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
                        tell(&k, half == 1 ? i % 300 : i % 300 + 5, id, half == 1 ? RECEIVED : RESOLVED);
                }
                assert_done(&k);
        }
        assert_int_equal(k.committer.written, MANY / 2);
        assert_int_equal(k.committer.changed, MANY / 2);
        assert_int_equal(flows("received"), MANY);
        assert_int_equal(flows("resolved_early + resolved_on_time + resolved_late"), MANY);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
}

static void assert_not_ours(struct worker *k)
{
        char *before = warehouse_facts(&world);
        tell(k, 5, "A", RESOLVED);
        tell(k, 5, "new", RECEIVED);
        worker_tell_culprit(k, "no event", "x");
        const int64_t next = k->position.next_offset;
        assert_int_equal(worker_commit(k), COMMIT_NOT_OURS);
        assert_int_equal(k->position.next_offset, next);
        char *after = warehouse_facts(&world);
        assert_string_equal(before, after);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 0);
        free(before);
        free(after);
}

static void only_the_owner_writes(void **state)
{
        (void)state;
        struct worker k, next;
        worker_open(&k, &world, 0, "worker");
        tell(&k, 1, "A", RECEIVED);
        assert_done(&k);

        worker_open(&next, &world, 0, "the next owner");
        assert_int_equal(next.position.epoch, k.position.epoch + 1);
        assert_int_equal(next.position.next_offset, 1);
        assert_not_ours(&k);

        /* The owner that lost an acknowledged commit in a crash finds its position further back. */
        worker_forget(&next);
        sql_run(pg, "update hentra.position set next_offset = 0");
        assert_not_ours(&next);
        sql_run(pg, "update hentra.position set next_offset = 1, rule_version = 2");
        worker_forget(&next);
        assert_not_ours(&next);
        sql_run(pg, "update hentra.position set rule_version = 1");
        const int64_t rows = sql_number(pg, "select next_offset from hentra.position");
        assert_int_equal(worker_commit(&next), COMMIT_DONE);
        assert_int_equal(next.position.next_offset, rows + 3);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 1);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&k);
        worker_close(&next);
}

static void several_partitions_in_one_batch(void **state)
{
        (void)state;
        struct worker k;
        struct position other;
        struct err e;
        worker_open(&k, &world, 0, "worker");
        DONE(position_take(k.pg, world.conf, world.topic, 1, 100, RULE_FORM06, &other, &e));
        tell(&k, 1, "A", RECEIVED);
        struct move moves[] = {worker_move(&k),
                               {.position = &other, .to = 105, .last_offset = -1, .behind = true}};
        assert_int_equal(commit_batch(&k.committer, &k.batch, moves, 2, &k.culprits, &e), COMMIT_DONE);
        assert_int_equal(other.next_offset, 105);
        assert_int_equal(other.last_offset, -1);
        assert_sql(pg, "0|1|0|f 1|105||t",
                   "select partition, next_offset, last_offset, behind_since is not null from "
                   "hentra.position order by 1");
        /* One of them is not ours any more: neither moves. */
        batch_clear(&k.batch);
        sql_run(pg, "update hentra.position set epoch = epoch + 1 where partition = 1");
        tell(&k, 1, "B", RECEIVED);
        moves[0] = worker_move(&k);
        moves[1] = (struct move){.position = &other, .to = 110, .last_offset = -1};
        assert_int_equal(commit_batch(&k.committer, &k.batch, moves, 2, &k.culprits, &e), COMMIT_NOT_OURS);
        assert_sql(pg, "0|1 1|105", "select partition, next_offset from hentra.position order by 1");
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 1);
        worker_close(&k);
}

static void culprits_are_kept_once(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        tell(&k, 1, "A", RECEIVED);
        worker_tell_culprit(&k, "an unknown schema", "\xff\x01");
        worker_tell_culprit(&k, "no value (a tombstone)", NULL);
        worker_tell_culprit(&k, "too short", "");
        assert_done(&k);
        assert_sql(pg, "1|an|t|ff01 2|no|t| 3|too|t|",
                   "select kafka_offset, split_part(reason, ' ', 1), key is null, encode(value, 'hex')"
                   " from hentra.quarantine order by 1");
        assert_sql(pg, "1|f 2|t 3|f", "select kafka_offset, value is null from hentra.quarantine order by 1");
        /* The same log again: the position was set back, the quarantine knows the messages. */
        sql_run(pg, "update hentra.position set next_offset = 0");
        k.position.next_offset = 0;
        tell(&k, 1, "A", RECEIVED);
        worker_tell_culprit(&k, "an unknown schema", "\xff\x01");
        worker_tell_culprit(&k, "no value (a tombstone)", NULL);
        worker_tell_culprit(&k, "another message, of a topic made anew", "!");
        assert_done(&k);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 4);
        worker_close(&k);
}

static void claims_of_agencies_and_procedures(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        struct event v = event_on(5, "A", RECEIVED);
        worker_tell(&k, &v);
        assert_done(&k);
        v = event_on(4, "B", RECEIVED); /* stated earlier */
        v.level = PROVINCE;
        v.field = TEXT("G09-LN01");
        worker_tell(&k, &v);
        assert_done(&k);
        static const char claims[] = "select a.code, l.level, f.code as field from hentra.agency_level_claim "
                                     "l join hentra.agency a using (agency_id),"
                                     " hentra.procedure_field_claim p join hentra.field f using (field_id)";
        assert_sql(pg, "000.00.17.H58|2|G01-TP01", claims);
        v = event_on(6, "C", RECEIVED); /* stated later */
        v.level = COMMUNE;
        v.field = TEXT("G09-LN01");
        worker_tell(&k, &v);
        assert_done(&k);
        assert_sql(pg, "000.00.17.H58|3|G09-LN01", claims);
        worker_close(&k);
}

static void assert_poisoned(struct worker *k, const char *sqlstate)
{
        char *before = warehouse_facts(&world);
        assert_int_equal(worker_commit(k), COMMIT_FAULT);
        assert_int_equal(k->e.kind, POISON);
        assert_string_equal(pg_sqlstate(k->pg), sqlstate);
        assert_false(pg_broken(k->pg));
        char *after = warehouse_facts(&world);
        assert_string_equal(before, after);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 0);
        free(before);
        free(after);
}

static void a_poisoned_batch_leaves_nothing(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        tell(&k, 1, "A", RECEIVED);
        assert_done(&k);
        sql_run(pg, "alter table hentra.dossier add constraint no_x check (dossier_id <> 'X')");
        tell(&k, 2, "A", RESOLVED);
        tell(&k, 2, "X", RECEIVED);
        tell(&k, 2, "Y", RECEIVED);
        worker_tell_culprit(&k, "no event", "x");
        assert_poisoned(&k, "23514");
        assert_non_null(strstr(k.e.text, "no_x"));
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 1);
        sql_run(pg, "alter table hentra.dossier drop constraint no_x");
        assert_done(&k); /* the same batch, once nothing stands against it */
        assert_int_equal(warehouse_differs(&world), 0);

        sql_run(pg, "delete from hentra.quarantine; update hentra.flow_day set received = 2147483647");
        tell(&k, 2, "Z", RECEIVED);
        assert_poisoned(&k, "22003");
        worker_close(&k);
}

/* The history is the only original: it is not written over when it makes no sense. */
static void a_damaged_history_stops(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        tell(&k, 1, "A", RECEIVED);
        assert_done(&k);
        sql_run(pg, "update hentra.dossier set history = history || 1::bigint");
        tell(&k, 2, "A", RESOLVED);
        assert_int_equal(worker_commit(&k), COMMIT_FAULT);
        assert_int_equal(k.e.kind, FATAL);
        assert_non_null(strstr(k.e.text, "history of dossier A"));
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 1);
        worker_close(&k);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(new_and_known, empty),
                cmocka_unit_test_setup(told_twice_counts_once, empty),
                cmocka_unit_test_setup(many_of_which_some_are_known, empty),
                cmocka_unit_test_setup(flows_before_and_after_the_last_day, empty),
                cmocka_unit_test_setup(flows_are_corrected, empty),
                cmocka_unit_test_setup(a_large_batch, empty),
                cmocka_unit_test_setup(only_the_owner_writes, empty),
                cmocka_unit_test_setup(several_partitions_in_one_batch, empty),
                cmocka_unit_test_setup(culprits_are_kept_once, empty),
                cmocka_unit_test_setup(claims_of_agencies_and_procedures, empty),
                cmocka_unit_test_setup(a_poisoned_batch_leaves_nothing, empty),
                cmocka_unit_test_setup(a_damaged_history_stops, empty),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
