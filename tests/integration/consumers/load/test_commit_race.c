/* SPDX-License-Identifier: Apache-2.0
 *
 * test_commit_race.c - several workers that meet the same dossiers: merged, never doubled, never called poison.
 */
#include "tests/support/committing.h"
#include "tests/support/gate.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_world(void **state)
{
        (void)state;
        committing_begin("race");
        gate_install(pg, "slow");
        return 0;
}

/* An empty warehouse, with the gates of the first three attempts closed. */
static int empty(void **state)
{
        committing_fresh(state);
        gate_close(pg, 3);
        return 0;
}

static bool streams; /* batches are written as large ones are */

static int empty_streams(void **state)
{
        streams = true;
        return empty(state);
}

static void open_worker(struct worker *k, const struct world *w, int32_t partition, const char *application)
{
        worker_open(k, w, partition, application);
        if (streams)
                k->committer.small_most = 0;
}

struct attempt {
        struct worker *k;
        enum commit_outcome outcome;
        pthread_t thread;
};

static void *commit_behind_gate(void *context)
{
        struct attempt *a = context;
        a->outcome = worker_commit(a->k);
        return NULL;
}

static void begin_commit(struct attempt *a)
{
        assert_int_equal(pthread_create(&a->thread, NULL, commit_behind_gate, a), 0);
        EVENTUALLY(gate_waits(pg, 1));
}

static void end_commit(struct attempt *a)
{
        pthread_join(a->thread, NULL);
}

static int64_t received(void)
{
        return sql_number(pg, "select coalesce(sum(received), 0)::bigint from hentra.flow_day");
}

static void both_add_the_same_dossier(void **state)
{
        (void)state;
        struct worker slow, fast;
        open_worker(&slow, &world, 0, "slow");
        open_worker(&fast, &world, 1, "fast");
        committing_tell(&slow, 1, "A", RECEIVED);
        committing_tell(&slow, 3, "B", RESOLVED);
        committing_tell(&slow, 1, "C", RECEIVED);
        struct attempt a = {.k = &slow};
        begin_commit(&a);
        committing_tell(&fast, 1, "B", RECEIVED);
        assert_int_equal(worker_commit(&fast), COMMIT_DONE);
        gate_open(pg, 1);
        gate_open(pg, 2);
        end_commit(&a);
        assert_int_equal(a.outcome, COMMIT_DONE);
        assert_int_equal(slow.committer.written, 2);
        assert_int_equal(slow.committer.changed, 1);
        assert_int_equal(received(), 3);
        assert_sql(pg, "A|2|1 B|9|2 C|2|1",
                   "select dossier_id, status, (select count(*) from hentra.history_read(history)) from "
                   "hentra.dossier order by 1");
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&slow);
        worker_close(&fast);
}

static void both_change_the_same_dossier(void **state)
{
        (void)state;
        struct worker slow, fast;
        open_worker(&fast, &world, 1, "fast");
        committing_tell(&fast, 1, "A", RECEIVED);
        committing_tell(&fast, 1, "B", RECEIVED);
        assert_int_equal(worker_commit(&fast), COMMIT_DONE);
        open_worker(&slow, &world, 0, "slow");
        committing_tell(&slow, 2, "A", PROCESSING);
        committing_tell(&slow, 9, "B", RESOLVED);
        struct attempt a = {.k = &slow};
        begin_commit(&a);
        committing_tell(&fast, 8, "B", PROCESSING);
        assert_int_equal(worker_commit(&fast), COMMIT_DONE);
        gate_open(pg, 1);
        gate_open(pg, 2);
        end_commit(&a);
        assert_int_equal(a.outcome, COMMIT_DONE);
        assert_int_equal(slow.committer.changed, 2);
        assert_int_equal(received(), 2);
        assert_sql(pg, "A|4|2 B|9|3",
                   "select dossier_id, status, (select count(*) from hentra.history_read(history)) from "
                   "hentra.dossier order by 1");
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&slow);
        worker_close(&fast);
}

/* The table is written anew, and frozen, between the reading and the writing: nobody has changed the dossier. */
static void the_table_is_rewritten_meanwhile(void **state)
{
        (void)state;
        struct worker slow;
        open_worker(&slow, &world, 0, "slow");
        gate_open(pg, 1);
        gate_open(pg, 2);
        gate_open(pg, 3);
        committing_tell(&slow, 1, "A", RECEIVED);
        assert_int_equal(worker_commit(&slow), COMMIT_DONE);
        gate_close(pg, 3);
        committing_tell(&slow, 2, "A", PROCESSING);
        struct attempt a = {.k = &slow};
        begin_commit(&a);
        sql_run(pg, "vacuum (full, freeze) hentra.dossier");
        gate_open(pg, 1);
        end_commit(&a);
        assert_int_equal(a.outcome, COMMIT_DONE); /* the second attempt would wait at its gate */
        assert_int_equal(slow.committer.changed, 1);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&slow);
}

/* Met twice in a row: nothing is written, the caller comes again with less. */
static void conflict_after_conflict(void **state)
{
        (void)state;
        struct worker slow, fast;
        open_worker(&fast, &world, 1, "fast");
        open_worker(&slow, &world, 0, "slow");
        committing_tell(&slow, 9, "B", RESOLVED);
        committing_tell(&slow, 9, "only mine", RECEIVED);
        struct attempt a = {.k = &slow};
        begin_commit(&a);
        committing_tell(&fast, 1, "B", RECEIVED);
        assert_int_equal(worker_commit(&fast), COMMIT_DONE);
        gate_open(pg, 1);
        EVENTUALLY(gate_waits(pg, 2));
        committing_tell(&fast, 2, "B", PROCESSING);
        assert_int_equal(worker_commit(&fast), COMMIT_DONE);
        gate_open(pg, 2);
        end_commit(&a);
        assert_int_equal(a.outcome, COMMIT_CONFLICT);
        assert_int_equal(slow.position.next_offset, 0);
        assert_sql(pg, "B|4|2",
                   "select dossier_id, status, (select count(*) from hentra.history_read(history)) from "
                   "hentra.dossier");
        assert_int_equal(warehouse_differs(&world), 0);
        gate_open(pg, 3);
        assert_int_equal(worker_commit(&slow), COMMIT_DONE);
        assert_int_equal(received(), 2);
        assert_int_equal(warehouse_differs(&world), 0);
        worker_close(&slow);
        worker_close(&fast);
}

static void the_connection_dies_midway(void **state)
{
        (void)state;
        struct worker slow;
        open_worker(&slow, &world, 0, "slow");
        committing_tell(&slow, 1, "A", RECEIVED);
        struct attempt a = {.k = &slow};
        begin_commit(&a);
        sql_run(pg, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'slow' "
                    "and datname = current_database()");
        end_commit(&a);
        assert_int_equal(a.outcome, COMMIT_FAULT);
        assert_int_equal(slow.e.kind, RETRY);
        assert_true(pg_broken(slow.pg));
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 0);
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 0);
        worker_close(&slow);
}

/* ---- many batches at once ---- */

enum { WORKERS = 3, ROUNDS = 40, BATCH = 40, DOSSIERS = 60 };

/* What worker n tells in a round: the same whenever it is asked. */
static void tell_round(struct worker *k, int n, int round)
{
        unsigned seed = (unsigned)(n * 1000 + round);
        for (int i = 0; i < BATCH; i++) {
                char id[32];
                const int day = rand_r(&seed) % 60;
                snprintf(id, sizeof id, "H58-%d", rand_r(&seed) % DOSSIERS);
                committing_tell(k, day, id, (enum status)(1 + rand_r(&seed) % 10));
        }
}

struct busy {
        struct worker k;
        int n, faults;
        pthread_t thread;
};

static void *work(void *context)
{
        struct busy *b = context;
        for (int round = 0; round < ROUNDS; round++) {
                tell_round(&b->k, b->n, round);
                enum commit_outcome outcome;
                while ((outcome = worker_commit(&b->k)) == COMMIT_CONFLICT)
                        continue;
                b->faults += outcome != COMMIT_DONE;
                worker_forget(&b->k);
        }
        return NULL;
}

static void many_batches_of_the_same_dossiers(void **state)
{
        (void)state;
        struct busy workers[WORKERS] = {0};
        for (int i = 0; i < WORKERS; i++) {
                workers[i].n = i;
                open_worker(&workers[i].k, &world, i, "busy");
        }
        for (int i = 0; i < WORKERS; i++)
                assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
        for (int i = 0; i < WORKERS; i++)
                pthread_join(workers[i].thread, NULL);
        for (int i = 0; i < WORKERS; i++) {
                if (workers[i].faults)
                        fail_msg("%d faults, the last: %s", workers[i].faults, workers[i].k.e.text);
                assert_int_equal(workers[i].k.position.next_offset, ROUNDS * BATCH);
                worker_close(&workers[i].k);
        }
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), DOSSIERS);
        assert_int_equal(warehouse_differs(&world), 0);
        char *by_many = warehouse_facts(&world);

        struct worker alone;
        empty(NULL);
        open_worker(&alone, &world, 0, "alone");
        for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < WORKERS; i++)
                        tell_round(&alone, i, round);
        }
        assert_int_equal(worker_commit(&alone), COMMIT_DONE);
        worker_close(&alone);
        char *by_one = warehouse_facts(&world);
        assert_string_equal(by_many, by_one);
        free(by_many);
        free(by_one);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(both_add_the_same_dossier, empty),
                cmocka_unit_test_setup(both_change_the_same_dossier, empty),
                cmocka_unit_test_setup(the_table_is_rewritten_meanwhile, empty),
                cmocka_unit_test_setup(conflict_after_conflict, empty),
                cmocka_unit_test_setup(the_connection_dies_midway, empty),
                cmocka_unit_test_setup(many_batches_of_the_same_dossiers, empty),
                cmocka_unit_test_setup(both_add_the_same_dossier, empty_streams),
                cmocka_unit_test_setup(both_change_the_same_dossier, empty_streams),
                cmocka_unit_test_setup(the_table_is_rewritten_meanwhile, empty_streams),
                cmocka_unit_test_setup(conflict_after_conflict, empty_streams),
                cmocka_unit_test_setup(the_connection_dies_midway, empty_streams),
                cmocka_unit_test_setup(many_batches_of_the_same_dossiers, empty_streams),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, connected_end);
}
