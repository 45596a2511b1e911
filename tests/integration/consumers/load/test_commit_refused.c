/* SPDX-License-Identifier: Apache-2.0
 *
 * test_commit_refused.c - what does not come into the warehouse, and leaves it as it was: the batch of a worker that no
 * longer owns its partition, a poisoned one, one that meets a damaged history; and what cannot be read, which is kept aside.
 */
#include "tests/support/committing.h"

#include <stdlib.h>
#include <string.h>

static void assert_not_ours(struct worker *k)
{
        char *before = warehouse_facts(&world);
        committing_tell(k, 5, "A", RESOLVED);
        committing_tell(k, 5, "new", RECEIVED);
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
        committing_tell(&k, 1, "A", RECEIVED);
        committing_done(&k);

        worker_open(&next, &world, 0, "the next owner");
        assert_int_equal(next.position.epoch, k.position.epoch + 1);
        assert_int_equal(next.position.next_offset, 1);
        assert_not_ours(&k);

        /* The owner that lost an acknowledged commit in a crash finds its position further back. */
        worker_forget(&next);
        sql_run(pg, "update hentra.position set next_offset = 0");
        assert_not_ours(&next);
        sql_run(pg, "update hentra.position set next_offset = 1, rule_version = 6");
        worker_forget(&next);
        assert_not_ours(&next);
        sql_run(pg, "update hentra.position set rule_version = 5");
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
        committing_tell(&k, 1, "A", RECEIVED);
        struct move moves[] = {worker_move(&k),
                               {.position = &other, .to = 105, .last_offset = -1, .behind = true}};
        assert_int_equal(commit_batch(&k.committer, &k.dossiers, moves, 2, &k.culprits, &e), COMMIT_DONE);
        assert_int_equal(other.next_offset, 105);
        assert_int_equal(other.last_offset, -1);
        assert_sql(pg, "0|1|0|f 1|105||t",
                   "select partition, next_offset, last_offset, behind_since is not null from "
                   "hentra.position order by 1");
        /* One of them is not ours any more: neither moves. */
        batch_clear(&k.dossiers);
        sql_run(pg, "update hentra.position set epoch = epoch + 1 where partition = 1");
        committing_tell(&k, 1, "B", RECEIVED);
        moves[0] = worker_move(&k);
        moves[1] = (struct move){.position = &other, .to = 110, .last_offset = -1};
        assert_int_equal(commit_batch(&k.committer, &k.dossiers, moves, 2, &k.culprits, &e), COMMIT_NOT_OURS);
        assert_sql(pg, "0|1 1|105", "select partition, next_offset from hentra.position order by 1");
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 1);
        worker_close(&k);
}

static void culprits_are_kept_once(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        committing_tell(&k, 1, "A", RECEIVED);
        worker_tell_culprit(&k, "an unknown schema", "\xff\x01");
        worker_tell_culprit(&k, "no value (a tombstone)", NULL);
        worker_tell_culprit(&k, "too short", "");
        committing_done(&k);
        assert_sql(pg, "1|an|t|ff01 2|no|t| 3|too|t|",
                   "select kafka_offset, split_part(reason, ' ', 1), key is null, encode(value, 'hex')"
                   " from hentra.quarantine order by 1");
        assert_sql(pg, "1|f 2|t 3|f", "select kafka_offset, value is null from hentra.quarantine order by 1");
        /* The same log again: the position was set back, the quarantine knows the messages. */
        sql_run(pg, "update hentra.position set next_offset = 0");
        k.position.next_offset = 0;
        committing_tell(&k, 1, "A", RECEIVED);
        worker_tell_culprit(&k, "an unknown schema", "\xff\x01");
        worker_tell_culprit(&k, "no value (a tombstone)", NULL);
        worker_tell_culprit(&k, "another message, of a topic made anew", "!");
        committing_done(&k);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 4);
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
        committing_tell(&k, 1, "A", RECEIVED);
        committing_done(&k);
        sql_run(pg, "alter table hentra.dossier add constraint no_x check (dossier_id <> 'X')");
        committing_tell(&k, 2, "A", RESOLVED);
        committing_tell(&k, 2, "X", RECEIVED);
        committing_tell(&k, 2, "Y", RECEIVED);
        worker_tell_culprit(&k, "no event", "x");
        assert_poisoned(&k, "23514");
        assert_non_null(strstr(k.e.text, "no_x"));
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 1);
        sql_run(pg, "alter table hentra.dossier drop constraint no_x");
        committing_done(&k); /* the same batch, once nothing stands against it */
        assert_int_equal(warehouse_differs(&world), 0);

        sql_run(pg, "delete from hentra.quarantine; update hentra.flow_day set received = 2147483647");
        committing_tell(&k, 2, "Z", RECEIVED);
        assert_poisoned(&k, "22003");
        worker_close(&k);
}

/* The history is the only original: it is not written over when it makes no sense. */
static void a_damaged_history_stops(void **state)
{
        (void)state;
        struct worker k;
        worker_open(&k, &world, 0, "worker");
        committing_tell(&k, 1, "A", RECEIVED);
        committing_done(&k);
        sql_run(pg, "update hentra.dossier set history = history || '\\x01'");
        committing_tell(&k, 2, "A", RESOLVED);
        assert_int_equal(worker_commit(&k), COMMIT_FAULT);
        assert_int_equal(k.e.kind, FATAL);
        assert_non_null(strstr(k.e.text, "history of dossier A"));
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 1);
        worker_close(&k);
}

static int begin(void **state)
{
        (void)state;
        committing_begin("commit_refused");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(only_the_owner_writes, committing_fresh),
                cmocka_unit_test_setup(several_partitions_in_one_batch, committing_fresh),
                cmocka_unit_test_setup(culprits_are_kept_once, committing_fresh),
                cmocka_unit_test_setup(a_poisoned_batch_leaves_nothing, committing_fresh),
                cmocka_unit_test_setup(a_damaged_history_stops, committing_fresh),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, connected_end);
}
