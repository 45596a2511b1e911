/* SPDX-License-Identifier: Apache-2.0
 *
 * test_load.c - `hentra load` as a process: workers that come, go, are killed, and servers that go away. Whatever
 * happens, the warehouse ends with the facts of one quiet worker.
 */
#include "tests/support/child.h"
#include "tests/support/feed.h"
#include "tests/support/gate.h"
#include "tests/support/worker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTITIONS = 3, MESSAGES = 60000, DOSSIERS = 9000 };

static struct world world;
static struct pg *pg;
static char *expected; /* the facts */
static char group[32];

/* Message i of the topic. A dossier is said in more than one partition. */
static struct event nth_event(int i, char id[static 32])
{
        unsigned seed = (unsigned)i;
        snprintf(id, 32, "000.00.17.H58-220101-%d", rand_r(&seed) % DOSSIERS);
        return event_on(rand_r(&seed) % 300, id, (enum status)(1 + rand_r(&seed) % 10));
}

/* What a worker makes of it that nothing happens to. */
static char *quiet_facts(void)
{
        struct world model;
        struct worker k;
        char id[32];
        world_open(&model, "load_model", NULL);
        world_setup(&model, RULE_FORM06);
        worker_open(&k, &model, 0, "model");
        for (int i = 0; i < MESSAGES; i++) {
                const struct event v = nth_event(i, id);
                worker_tell(&k, &v);
        }
        assert_int_equal(worker_commit(&k), COMMIT_DONE);
        worker_close(&k);
        char *facts = warehouse_facts(&model);
        world_close(&model);
        return facts;
}

static int open_world(void **state)
{
        (void)state;
        struct feed f;
        char id[32];
        /* Small batches, so that there are several; short sessions, so that the group soon misses who was killed. */
        world_open(&world, "load",
                   "load.memory=8M\n"
                   "load.lock_timeout=300ms\n"
                   "kafka.heartbeat.interval.ms=200\n"
                   "kafka.session.timeout.ms=2000\n");
        world_setup(&world, RULE_FORM06);
        world_topic(&world, PARTITIONS);
        feed_open(&f, &world);
        for (int i = 0; i < MESSAGES; i++) {
                const struct event v = nth_event(i, id);
                feed_event(&f, i % PARTITIONS, &v);
        }
        feed_close(&f);
        expected = quiet_facts();
        pg = world_connect(&world, "looker");
        gate_install(pg, "hentra load");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        free(expected);
        pg_close(pg);
        world_close(&world);
        return 0;
}

/* An empty warehouse, all gates open, and a group that nobody was in. */
static int empty(void **state)
{
        (void)state;
        static int groups;
        children_end();
        sql_run(pg, "truncate hentra.dossier, hentra.flow_day, hentra.flow_half_month, hentra.position, "
                    "hentra.quarantine, hentra.agency_level_claim, hentra.procedure_field_claim; "
                    "update hentra.warehouse set rule_version = 5");
        gate_close(pg, 0);
        snprintf(group, sizeof group, "load.group=g-%d-%d", getpid(), ++groups);
        return 0;
}

static void start(struct child *c, const char *more)
{
        child_start(c, &world, "load", "--set", group, more, NULL);
}

static int64_t loaded(void)
{
        return sql_number(pg, "select coalesce(sum(next_offset), 0)::bigint from hentra.position");
}

static void assert_all_loaded(void)
{
        assert_int_equal(loaded(), MESSAGES);
        char *facts = warehouse_facts(&world);
        assert_string_equal(facts, expected);
        free(facts);
        assert_int_equal(warehouse_differs(&world), 0);
}

static void finish(struct child *c, int code)
{
        const int found = child_wait(c);
        if (found != code)
                fail_msg("exit code %d: %s", found, child_err(c));
        child_close(c);
}

static void until_the_end(void **state)
{
        (void)state;
        struct child c;
        start(&c, "--until-end");
        finish(&c, 0);
        assert_all_loaded();
        assert_int_equal(
                sql_number(pg, "select count(*) from hentra.position where behind_since is not null"), 0);
        start(&c, "--until-end");
        finish(&c, 0);
        assert_all_loaded();
        child_start(&c, &world, "verify", NULL); /* with the positions in their logs */
        finish(&c, 0);
        const int64_t epochs = sql_number(pg, "select sum(epoch)::bigint from hentra.position");
        start(&c, "--from-start");
        EVENTUALLY(sql_number(pg, "select count(*) from hentra.position where epoch > 2") == PARTITIONS);
        EVENTUALLY(loaded() == MESSAGES);
        child_signal(&c, SIGTERM);
        finish(&c, 0);
        assert_all_loaded();
        assert_true(sql_number(pg, "select sum(epoch)::bigint from hentra.position") > epochs);
}

/* Alerters look by themselves once a minute: what cannot be told them stops no loader. */
static void nobody_may_be_told(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, "revoke execute on function pg_notify(text, text) from public");
        child_start(&c, &world, "load", "--set", group, "--set", "warehouse.options=-c role=hentra_loader",
                    "--until-end", NULL);
        EVENTUALLY(strstr(child_err(&c), "load.notify_failed"));
        finish(&c, 0);
        sql_run(pg, "grant execute on function pg_notify(text, text) to public");
        assert_all_loaded();
}

static void two_workers(void **state)
{
        (void)state;
        struct child a, b;
        gate_close(pg, 1);
        start(&a, "--until-end");
        EVENTUALLY(gate_waits(pg, 1)); /* the first one holds all partitions, in the middle of a commit */
        start(&b, "--until-end");
        gate_open(pg, 1);
        finish(&a, 0);
        finish(&b, 0);
        assert_all_loaded();
}

static bool shares(struct child *c)
{
        return strstr(child_err(c), "load.assigned partitions=1") ||
               strstr(child_err(c), "load.assigned partitions=2");
}

/* Who has come to the end of its own partitions stays for those of the others, and takes them over when need be. */
static void the_other_one_is_killed(void **state)
{
        (void)state;
        struct child slow, other;
        struct pg *holder = world_connect(&world, "holder");
        gate_close(pg, 1);
        /* Nobody gets a position before the group has shared the partitions: who waits for one serves the group. */
        sql_run(holder, "begin; lock table hentra.position in exclusive mode");
        start(&slow, "--until-end");
        child_start(&other, &world, "load", "--until-end", "--set", group, "--set",
                    "warehouse.application_name=no gate for this one", NULL);
        EVENTUALLY(shares(&slow) && shares(&other));
        pg_close(holder);
        EVENTUALLY(gate_waits(pg, 1));
        EVENTUALLY(sql_number(pg, "select count(*) from hentra.position where next_offset = 20000") > 0);
        child_signal(&slow, SIGKILL);
        finish(&slow, 128 + SIGKILL);
        finish(&other, 0);
        assert_all_loaded();
}

/* More workers than partitions: who has none waits for those who have. */
static void five_workers(void **state)
{
        (void)state;
        struct child c[5];
        for (int i = 0; i < 5; i++)
                start(&c[i], "--until-end");
        for (int i = 0; i < 5; i++)
                finish(&c[i], 0);
        assert_all_loaded();
}

static void asked_to_end_in_the_middle(void **state)
{
        (void)state;
        struct child c;
        gate_close(pg, 3);
        child_start(&c, &world, "load", "--until-end", "--set", group, "--set",
                    "kafka.session.timeout.ms=300000", NULL);
        EVENTUALLY(gate_waits(pg, 1));
        gate_open(pg, 1);
        EVENTUALLY(gate_waits(pg, 2));
        const int64_t before = loaded();
        assert_true(before > 0);
        const micros begin = moment_now();
        child_signal(&c, SIGTERM);
        gate_open(pg, 2);
        gate_open(pg, 3);
        finish(&c, 0);
        assert_true(moment_now() - begin < 60 * MICROS_PER_SECOND);
        assert_true(loaded() > before && loaded() < MESSAGES); /* the batch at the gate, and nothing new */
        const micros again = moment_now();
        start(&c, "--until-end");
        finish(&c, 0);
        /* It has left the group: nobody had to wait for its session of five minutes to run out. */
        assert_true(moment_now() - again < 240 * MICROS_PER_SECOND);
        assert_all_loaded();
}

static void asked_to_end_while_idle(void **state)
{
        (void)state;
        struct child c;
        start(&c, NULL);
        EVENTUALLY(loaded() == MESSAGES);
        child_signal(&c, SIGINT);
        const micros begin = moment_now();
        finish(&c, 0);
        assert_true(moment_now() - begin < 2 * MICROS_PER_SECOND);
        assert_all_loaded();
}

static void killed_between_reading_and_writing(void **state)
{
        (void)state;
        struct child c;
        for (int kills = 0; kills < 3; kills++) {
                gate_close(pg, 2);
                start(&c, "--until-end");
                EVENTUALLY(gate_waits(pg, 1));
                gate_open(pg, 1);
                EVENTUALLY(gate_waits(pg, 2));
                child_signal(&c, SIGKILL);
                finish(&c, 128 + SIGKILL);
                /* Its connection stands at the gate still, and holds its positions: the next owner ends it. The first two
                 * come in another group, the last one waits until its own group has missed the dead. */
                if (kills < 2)
                        group[strlen(group) - 1]++;
                assert_true(gate_waits(pg, 2));
                assert_true(loaded() < MESSAGES);
        }
        gate_close(pg, 0);
        start(&c, "--until-end");
        finish(&c, 0);
        assert_all_loaded();
}

/* Not killed, only stopped: it wakes up late, in the middle of a transaction that is no longer its own. */
static void stopped_and_woken(void **state)
{
        (void)state;
        struct child zombie, next;
        char mine[sizeof group];
        gate_close(pg, 2);
        start(&zombie, NULL);
        EVENTUALLY(gate_waits(pg, 1));
        gate_open(pg, 1);
        EVENTUALLY(gate_waits(pg, 2));
        child_signal(&zombie, SIGSTOP);
        memcpy(mine, group, sizeof group);
        group[strlen(group) - 1] = 'z';
        start(&next, "--until-end");
        finish(&next, 0);
        assert_all_loaded();
        child_signal(&zombie, SIGCONT);
        EVENTUALLY(strstr(child_err(&zombie), "load.retry"));
        EVENTUALLY(sql_number(pg, "select count(*) from hentra.position where epoch >= 3") == PARTITIONS);
        child_signal(&zombie, SIGTERM);
        finish(&zombie, 0);
        assert_all_loaded();
}

static void the_database_cuts_the_connection(void **state)
{
        (void)state;
        struct child c;
        gate_close(pg, 2);
        start(&c, "--until-end");
        for (int attempt = 1; attempt <= 2; attempt++) {
                EVENTUALLY(gate_waits(pg, attempt));
                sql_run(pg, "select pg_terminate_backend(pid, 5000) from pg_stat_activity where "
                            "application_name = 'hentra load' and datname = current_database()");
                gate_open(pg, attempt);
        }
        finish(&c, 0);
        assert_all_loaded();
}

static void services(const char *arguments)
{
        char command[600];
        snprintf(command, sizeof command, "%s/tests/support/services %s >&2", SOURCE_DIR, arguments);
        assert_int_equal(system(command), 0);
}

/* As after a power cut: what was acknowledged last may be lost. The loader waits and follows the warehouse back. */
static void the_server_dies(void **state)
{
        (void)state;
        struct child c;
        if (!getenv("HENTRA_TEST_SERVICES")) {
                print_message(
                        "skipped: $HENTRA_TEST_SERVICES is not set, so the server is not ours to stop\n");
                skip();
        }
        gate_close(pg, 3);
        start(&c, "--until-end");
        for (int attempt = 1; attempt <= 2; attempt++) {
                EVENTUALLY(gate_waits(pg, attempt));
                gate_open(pg, attempt);
        }
        EVENTUALLY(gate_waits(pg, 3));
        assert_true(loaded() > 0);
        services("stop \"$HENTRA_TEST_SERVICES\" --postgres --immediate");
        EVENTUALLY(strstr(child_err(&c), "load.retry"));
        services("start \"$HENTRA_TEST_SERVICES\" --postgres --fast");
        pg_close(pg);
        pg = world_connect(&world, "looker");
        finish(&c, 0);
        assert_all_loaded();
}

static void other_rules_end_a_loader(void **state)
{
        (void)state;
        struct child c, repair;
        start(&c, NULL);
        EVENTUALLY(loaded() == MESSAGES);
        child_start(&repair, &world, "verify", "--repair", "--rule-version", "6", NULL);
        finish(&repair, 0);
        struct feed f;
        feed_open(&f, &world);
        const struct event v = event_on(1, "H58-1", RECEIVED);
        feed_event(&f, 0, &v);
        feed_close(&f);
        assert_int_equal(child_wait(&c), 1);
        assert_says(child_err(&c), "rule version 6 while this loader works by version 5");
        child_close(&c);
        assert_int_equal(loaded(), MESSAGES);
        start(&c, "--until-end");
        finish(&c, 0);
        assert_int_equal(loaded(), MESSAGES + 1);
        assert_int_equal(warehouse_differs(&world), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(until_the_end, empty),
                cmocka_unit_test_setup(nobody_may_be_told, empty),
                cmocka_unit_test_setup(two_workers, empty),
                cmocka_unit_test_setup(the_other_one_is_killed, empty),
                cmocka_unit_test_setup(five_workers, empty),
                cmocka_unit_test_setup(asked_to_end_in_the_middle, empty),
                cmocka_unit_test_setup(asked_to_end_while_idle, empty),
                cmocka_unit_test_setup(killed_between_reading_and_writing, empty),
                cmocka_unit_test_setup(stopped_and_woken, empty),
                cmocka_unit_test_setup(the_database_cuts_the_connection, empty),
                cmocka_unit_test_setup(the_server_dies, empty),
                cmocka_unit_test_setup(other_rules_end_a_loader, empty), /* last: the topic grows */
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
