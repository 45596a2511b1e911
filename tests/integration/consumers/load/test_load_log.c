/* SPDX-License-Identifier: Apache-2.0
 *
 * test_load_log.c - a log that is not the one that was read stops its partition, and nothing is guessed; a loader that
 * finds nothing to work with says what is missing.
 */
#include "tests/support/loading.h"
#include "tests/support/topic/topic.h"
#include "tests/support/transaction.h"
#include "tests/support/worker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A database and a topic of two partitions for every test. */
static int open_world(void **state)
{
        (void)state;
        loading_begin("load_log",
                      "kafka.heartbeat.interval.ms=200\nkafka.session.timeout.ms=6000\n"
                      "kafka.topic.metadata.refresh.interval.ms=500\n",
                      2);
        return 0;
}

static void made_anew_and_shorter(void **state)
{
        (void)state;
        struct child c;
        struct err e;
        feed_dossiers(0, 0, 20, RECEIVED);
        feed_dossiers(1, 0, 5, RECEIVED);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        DONE(topic_delete(world.conf, world.topic, &e));
        world_topic(&world, 2);
        feed_dossiers(0, 0, 8, RESOLVED);
        load_to_end(&c, 1, NULL);
        assert_says(child_err(&c), "up to offset 20, but the log ends at 8");
        assert_says(child_err(&c), "--from-start");
        assert_says(child_err(&c), "load.partition_stopped");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier where status = 9"), 0);
        assert_sql(pg, "0|20 1|5", "select partition, next_offset from hentra.position order by 1");
        child_start(&c, &world, "verify", NULL);
        assert_int_equal(child_wait(&c), 1);
        assert_says(child_out(&c), "the log ends at 8");
        assert_null(strstr(child_err(&c), "--repair"));
        child_close(&c);

        load_to_end(&c, 0, "--from-start");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier where status = 9"), 8);
        assert_sql(pg, "0|8 1|0", "select partition, next_offset from hentra.position order by 1");
        assert_int_equal(warehouse_differs(&world), 0);
}

static void made_anew_and_longer(void **state)
{
        (void)state;
        struct child c;
        struct err e;
        feed_dossiers(0, 0, 10, RECEIVED);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        DONE(topic_delete(world.conf, world.topic, &e));
        world_topic(&world, 2);
        feed_dossiers(0, 0, 30, RESOLVED);
        feed_dossiers(1, 0, 7, RESOLVED); /* was empty, so nothing speaks against it */
        load_to_end(&c, 1, NULL);
        assert_says(child_err(&c), "the message at offset 9 is not the one that was read");
        child_close(&c);
        assert_sql(pg, "0|10 1|7", "select partition, next_offset from hentra.position order by 1");
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier where status = 9"), 7);
}

static void expired_before_it_was_read(void **state)
{
        (void)state;
        struct child c;
        struct err e;
        feed_dossiers(0, 0, 4, RECEIVED);
        feed_dossiers(1, 0, 4, RECEIVED);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        feed_dossiers(0, 4, 9, RECEIVED);
        DONE(topic_expire(world.conf, world.topic, &e));
        feed_dossiers(0, 9, 11, RECEIVED);
        feed_dossiers(1, 4, 6, RECEIVED); /* of this one everything that expired was read */
        load_to_end(&c, 1, NULL);
        assert_says(child_err(&c), "offsets 4 to 8 expired before they were read; the log begins at 9");
        child_close(&c);
        assert_sql(pg, "0|4 1|6", "select partition, next_offset from hentra.position order by 1");
        load_to_end(&c, 0, "--from-start");
        child_close(&c);
        assert_sql(pg, "0|11 1|6", "select partition, next_offset from hentra.position order by 1");
        assert_int_equal(warehouse_differs(&world), 0);
}

/* A topic whose beginning is gone is read from what is there. */
static void a_log_that_begins_late(void **state)
{
        (void)state;
        struct child c;
        struct err e;
        feed_dossiers(0, 0, 6, RECEIVED);
        DONE(topic_expire(world.conf, world.topic, &e));
        load_to_end(&c, 0, NULL); /* nothing is there at all */
        child_close(&c);
        assert_sql(pg, "0|6 1|0", "select partition, next_offset from hentra.position order by 1");
        feed_dossiers(0, 6, 8, RECEIVED);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 2);
}

/* The last offsets hold no message: they are passed all the same, or the end would never be reached. */
static void a_log_that_ends_without_a_message(void **state)
{
        (void)state;
        struct child c;
        transaction_run(&world, 0, 5, false);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_sql(pg, "0|6| 1|0|",
                   "select partition, next_offset, last_offset from hentra.position order by 1");
        feed_dossiers(0, 6, 10, RECEIVED);
        transaction_run(&world, 10, 12, false);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_sql(pg, "0|13|9 1|0|",
                   "select partition, next_offset, last_offset from hentra.position order by 1");
        child_start(&c, &world, "verify", NULL);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
}

/* Without an end to come to, the stopped partition is left alone and the other one goes on. */
static void the_others_go_on(void **state)
{
        (void)state;
        struct child c;
        struct err e;
        feed_dossiers(0, 0, 10, RECEIVED);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        DONE(topic_delete(world.conf, world.topic, &e));
        world_topic(&world, 2);
        feed_dossiers(0, 0, 5, RESOLVED);
        child_start(&c, &world, "load", NULL);
        EVENTUALLY(strstr(child_err(&c), "load.partition_stopped"));
        feed_dossiers(1, 0, 3, RECEIVED);
        EVENTUALLY(
                sql_number(pg,
                           "select count(*) from hentra.position where partition = 1 and next_offset = 3") ==
                1);
        /* Others see that nobody reads the first one. */
        assert_sql(pg, "1",
                   "select p.partition from hentra.position p join pg_locks l on l.locktype = 'advisory' and "
                   "l.classid = x'68656e74'::integer::oid and l.objid = p.position_id::oid and l.database = "
                   "(select oid from pg_database where datname = current_database())");
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
        assert_sql(pg, "0|10 1|3", "select partition, next_offset from hentra.position order by 1");
}

static void partitions_added(void **state)
{
        (void)state;
        struct child c;
        struct err e;
        feed_dossiers(0, 0, 10, RECEIVED);
        child_start(&c, &world, "load", NULL);
        EVENTUALLY(sql_number(pg, "select coalesce(sum(next_offset), 0)::bigint from hentra.position") == 10);
        DONE(topic_grow(world.conf, world.topic, 4, &e));
        int partitions = 0;
        EVENTUALLY(kafka_topic_partitions(world.conf, world.topic, 10, &partitions, &e) == OK &&
                   partitions == 4);
        feed_dossiers(3, 0, 4, RECEIVED);
        EVENTUALLY(sql_number(pg, "select coalesce(sum(next_offset), 0)::bigint from hentra.position") == 14);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
        assert_int_equal(warehouse_differs(&world), 0);
}

/* Static membership: the older one is shut out by the newer. */
static void two_of_one_name(void **state)
{
        (void)state;
        struct child older, newer;
        child_start(&older, &world, "load", "--set", "kafka.group.instance.id=first", NULL);
        EVENTUALLY(strstr(child_err(&older), "load.assigned"));
        child_start(&newer, &world, "load", "--set", "kafka.group.instance.id=first", NULL);
        assert_int_equal(child_wait(&older), 2);
        assert_says(child_err(&older), "kafka.group.instance.id=first");
        child_close(&older);
        EVENTUALLY(strstr(child_err(&newer), "load.assigned"));
        child_signal(&newer, SIGTERM);
        assert_int_equal(child_wait(&newer), 0);
        child_close(&newer);
}

static void refuses(const struct world *w, int code, const char *key, const char *says)
{
        struct child c;
        const micros begin = moment_now();
        child_start(&c, w, "load", "--until-end", "--wait", "0", key ? "--set" : NULL, key, NULL);
        assert_int_equal(child_wait(&c), code);
        assert_says(child_err(&c), says);
        assert_true(moment_now() - begin < 5 * TEST_PATIENCE * MICROS_PER_SECOND);
        child_close(&c);
}

static void nothing_to_work_with(void **state)
{
        (void)state;
        struct world bare;
        world_open(&bare, "load_bare", NULL);
        refuses(&bare, 1, NULL, "run `hentra setup`");
        world_setup(&bare, RULE_FORM06);
        refuses(&bare, 1, NULL, "`hentra setup` creates it");
        refuses(&bare, 1, "kafka.bootstrap.servers=127.0.0.1:1", "127.0.0.1:1");
        refuses(&bare, 1, "warehouse.port=1", "127.0.0.1:1/");
        refuses(&bare, 2, "load.memory=1k", "load.memory");
        refuses(&bare, 2, "kafka.fetch.wait.mx.ms=1", "kafka.fetch.wait.mx.ms");
        world_close(&bare);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(made_anew_and_shorter, open_world, connected_end),
                cmocka_unit_test_setup_teardown(made_anew_and_longer, open_world, connected_end),
                cmocka_unit_test_setup_teardown(expired_before_it_was_read, open_world, connected_end),
                cmocka_unit_test_setup_teardown(a_log_that_begins_late, open_world, connected_end),
                cmocka_unit_test_setup_teardown(a_log_that_ends_without_a_message, open_world, connected_end),
                cmocka_unit_test_setup_teardown(the_others_go_on, open_world, connected_end),
                cmocka_unit_test_setup_teardown(partitions_added, open_world, connected_end),
                cmocka_unit_test_setup_teardown(two_of_one_name, open_world, connected_end),
                cmocka_unit_test(nothing_to_work_with),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
