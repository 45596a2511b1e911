/* SPDX-License-Identifier: Apache-2.0
 *
 * test_load_ahead.c - a worker far behind, which gathers the next batch while one is written: that it does; and that nothing
 * is lost or doubled when the one that is written fails, when it is asked to stop, when a fault is met ahead, and when more
 * comes than it can follow.
 */
#include "tests/support/child.h"
#include "tests/support/feed.h"
#include "tests/support/gate.h"
#include "tests/support/worker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Far behind is more than 50,000 (gather.c); with 24 MB a batch has some 25,000. */
enum { PARTITIONS = 2, MESSAGES = 160000, DOSSIERS = 40000 };

static struct world world;
static struct pg *pg;
static char group[32];

static void tell(int from, int to)
{
        struct feed f;
        char id[32];
        feed_open(&f, &world);
        for (int i = from; i < to; i++) {
                unsigned seed = (unsigned)i;
                snprintf(id, sizeof id, "000.00.17.H58-220101-%d", rand_r(&seed) % DOSSIERS);
                const struct event v =
                        event_on(rand_r(&seed) % 300, id, (enum status)(1 + rand_r(&seed) % 10));
                feed_event(&f, i % PARTITIONS, &v);
        }
        feed_close(&f);
}

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "load_ahead",
                   "load.memory=24M\nload.poison_most=20\nlog.level=debug\n"
                   "kafka.heartbeat.interval.ms=200\nkafka.session.timeout.ms=6000\n");
        world_setup(&world, RULE_FORM06);
        world_topic(&world, PARTITIONS);
        tell(0, MESSAGES);
        pg = world_connect(&world, "looker");
        gate_install(pg, "hentra load");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

static int empty(void **state)
{
        (void)state;
        static int groups;
        children_end();
        sql_run(pg, "truncate hentra.dossier, hentra.flow_day, hentra.flow_half_month, hentra.position, "
                    "hentra.quarantine, hentra.agency_level_claim, hentra.procedure_field_claim");
        gate_close(pg, 0);
        snprintf(group, sizeof group, "load.group=a-%d-%d", getpid(), ++groups);
        return 0;
}

static int64_t loaded(void)
{
        return sql_number(pg, "select coalesce(sum(next_offset), 0)::bigint from hentra.position");
}

static void finish(struct child *c, int code)
{
        const int found = child_wait(c);
        if (found != code)
                fail_msg("exit code %d: %s", found, child_err(c));
}

static void assert_all_loaded(int64_t messages)
{
        assert_int_equal(loaded(), messages);
        assert_int_equal(warehouse_differs(&world), 0);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 0);
}

/* The most messages that were gathered while another batch was written, as the log of the worker has it. */
static long ahead(struct child *c)
{
        long most = 0;
        for (const char *at = child_err(c); (at = strstr(at, "ahead=")); at++) {
                const long n = atol(at + strlen("ahead="));
                most = n > most ? n : most;
        }
        return most;
}

static void start_at_gate(struct child *c)
{
        gate_close(pg, 1);
        child_start(c, &world, "load", "--until-end", "--set", group, NULL);
        EVENTUALLY(gate_waits(pg, 1));
}

static void the_next_batch_is_gathered(void **state)
{
        (void)state;
        struct child c;
        start_at_gate(&c);
        gate_open(pg, 1);
        finish(&c, 0);
        assert_true(ahead(&c) > 1000);
        child_close(&c);
        assert_all_loaded(MESSAGES);
}

/* What was gathered ahead follows on a batch that is not there: both come again. */
static void the_batch_is_lost(void **state)
{
        (void)state;
        struct child c;
        start_at_gate(&c);
        sql_run(pg, "select pg_terminate_backend(pid, 5000) from pg_stat_activity where "
                    "application_name = 'hentra load' and datname = current_database()");
        gate_open(pg, 1);
        finish(&c, 0);
        assert_says(child_err(&c), "load.retry");
        child_close(&c);
        assert_all_loaded(MESSAGES);
}

/* Somebody else has moved the position meanwhile. */
static void the_position_is_another_s(void **state)
{
        (void)state;
        struct child c;
        start_at_gate(&c);
        sql_run(pg, "alter table hentra.position disable trigger gate;"
                    "update hentra.position set epoch = epoch + 1;"
                    "alter table hentra.position enable trigger gate");
        gate_open(pg, 1);
        finish(&c, 0);
        child_close(&c);
        assert_all_loaded(MESSAGES);
}

static void asked_to_stop(void **state)
{
        (void)state;
        struct child c;
        start_at_gate(&c);
        child_signal(&c, SIGTERM);
        gate_open(pg, 1);
        finish(&c, 0);
        child_close(&c);
        assert_true(loaded() > 0 && loaded() < MESSAGES);
        assert_int_equal(warehouse_differs(&world), 0);
        assert_exit(0, &c, &world, "load", "--until-end", "--set", group);
        child_close(&c);
        assert_all_loaded(MESSAGES);
}

/* The end is that of the beginning, however much comes afterwards. */
static void more_comes_than_it_follows(void **state)
{
        (void)state;
        enum { MORE = 200000 };
        struct child c;
        start_at_gate(&c);
        tell(MESSAGES, MESSAGES + MORE);
        gate_open(pg, 1);
        finish(&c, 0);
        child_close(&c);
        /* One partition is drained whole before the other one's turn, which ends where it ended at the beginning. */
        assert_true(loaded() >= MESSAGES);
        assert_true(loaded() < MESSAGES + MORE - 60000);
        assert_int_equal(warehouse_differs(&world), 0);
}

/* Last: the topic cannot be read to its end any more. The batch before them is there all the same. */
static void too_many_unreadable_ahead(void **state)
{
        (void)state;
        struct feed f;
        struct child c;
        feed_open(&f, &world);
        for (int i = 0; i < 100; i++)
                feed_bytes(&f, i % PARTITIONS, TEXT("k"), "{}", 2);
        feed_close(&f);
        child_start(&c, &world, "load", "--until-end", "--set", group, NULL);
        finish(&c, 1);
        assert_says(child_err(&c), "load.poison_most");
        child_close(&c);
        assert_true(loaded() > 100000);
        assert_int_equal(warehouse_differs(&world), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(the_next_batch_is_gathered, empty),
                cmocka_unit_test_setup(the_batch_is_lost, empty),
                cmocka_unit_test_setup(the_position_is_another_s, empty),
                cmocka_unit_test_setup(asked_to_stop, empty),
                cmocka_unit_test_setup(more_comes_than_it_follows, empty),
                cmocka_unit_test_setup(too_many_unreadable_ahead, empty),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
