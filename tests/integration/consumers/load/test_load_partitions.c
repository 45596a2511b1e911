/* SPDX-License-Identifier: Apache-2.0
 *
 * test_load_partitions.c - partitions that are gone, that others keep, and that an open transaction keeps back.
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
        loading_begin("load_partitions",
                      "kafka.heartbeat.interval.ms=200\nkafka.session.timeout.ms=6000\n"
                      "kafka.topic.metadata.refresh.interval.ms=500\n",
                      2);
        return 0;
}

/* Made anew with fewer partitions: nobody waits for those that are gone, or takes them for a difference. */
static void made_anew_and_narrower(void **state)
{
        (void)state;
        struct child c;
        struct err e;
        feed_dossiers(0, 0, 6, RECEIVED);
        feed_dossiers(1, 0, 4, RECEIVED);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        DONE(topic_delete(world.conf, world.topic, &e));
        world_topic(&world, 1);
        feed_dossiers(0, 0, 6, RECEIVED);
        assert_exit(1, &c, &world, "verify");
        assert_says(child_out(&c), "[1]: there is no such partition any more");
        assert_null(strstr(child_err(&c), "--repair")); /* it could not mend that */
        child_close(&c);
        load_to_end(&c, 0, NULL);
        assert_says(child_err(&c), "load.retired");
        child_close(&c);
        assert_sql(pg, "0|f 1|t", "select partition, retired_at is not null from hentra.position order by 1");
        assert_exit(0, &c, &world, "verify");
        child_close(&c);
        /* It comes back: read on from where it stood, and looked at as ever. */
        DONE(topic_grow(world.conf, world.topic, 2, &e));
        feed_dossiers(1, 0, 3, RESOLVED);
        load_to_end(&c, 1, NULL);
        assert_says(child_err(&c), "up to offset 4, but the log ends at 3");
        child_close(&c);
        assert_sql(pg, "0|f 1|f", "select partition, retired_at is not null from hentra.position order by 1");
}

/* Nothing is loaded from the former topic any more, and it is gone: there is nothing to compare with. */
static void another_topic(void **state)
{
        (void)state;
        struct child c;
        struct err e;
        char former[sizeof(world.topic)];
        feed_dossiers(0, 0, 6, RECEIVED);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        DONE(topic_delete(world.conf, world.topic, &e));
        strcpy(former, world.topic);
        char key[100];
        snprintf(key, sizeof key, "topic.status=%s-b", former);
        snprintf(world.topic, sizeof world.topic, "%.50s-b", former);
        world_topic(&world, 1);
        assert_exit(0, &c, &world, "load", "--until-end", "--set", key);
        child_close(&c);
        assert_exit(0, &c, &world, "verify", "--set", key);
        assert_says(child_out(&c), "positions of topics that are gone");
        child_close(&c);
}

/* --from-start sets back what this process is given, and says what it was not given. */
static void from_start_beside_others(void **state)
{
        (void)state;
        struct child other, c;
        feed_dossiers(0, 0, 6, RECEIVED);
        feed_dossiers(1, 0, 4, RECEIVED);
        child_start(&other, &world, "load", NULL);
        EVENTUALLY(sql_number(pg, "select coalesce(sum(next_offset), 0)::bigint from hentra.position") == 10);
        load_to_end(&c, 1, "--from-start");
        assert_says(child_err(&c), "which other loaders of group");
        child_close(&c);
        child_signal(&other, SIGTERM);
        assert_int_equal(child_wait(&other), 0);
        child_close(&other);
        load_to_end(&c, 0, "--from-start");
        child_close(&c);
        assert_int_equal(warehouse_differs(&world), 0);
}

/* More loaders than partitions: whoever is given nothing has an answer too. */
static void given_nothing(void **state)
{
        (void)state;
        struct child others[2], c;
        feed_dossiers(0, 0, 6, RECEIVED);
        for (int i = 0; i < 2; i++)
                child_start(&others[i], &world, "load", NULL);
        EVENTUALLY(sql_number(pg, "select coalesce(sum(next_offset), 0)::bigint from hentra.position") == 6);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        for (int i = 0; i < 2; i++) {
                child_signal(&others[i], SIGTERM);
                assert_int_equal(child_wait(&others[i]), 0);
                child_close(&others[i]);
        }
}

static bool is_behind(int32_t partition)
{
        char sql[100];
        snprintf(sql, sizeof sql, "select count(behind_since) from hentra.position where partition = %d",
                 (int)partition);
        return sql_number(pg, sql) == 1;
}

/* What an open transaction keeps back may end a dossier: until it can be read, the partition counts as behind. */
static void behind_an_open_transaction(void **state)
{
        (void)state;
        struct child c;
        struct feed f;
        uint8_t bytes[CODEC_EVENT_MOST];
        const struct event ended = event_on(3, "H58-0-0", RESOLVED);
        feed_dossiers(0, 0, 3, RECEIVED);
        feed_dossiers(1, 0, 1, RECEIVED);
        child_start(&c, &world, "load", NULL);
        EVENTUALLY(sql_number(pg, "select coalesce(sum(next_offset), 0)::bigint from hentra.position") == 4 &&
                   !is_behind(0) && !is_behind(1));
        rd_kafka_t *open = transaction_begin(&world);
        feed_open(&f, &world);
        transaction_put(open, &world, bytes, feed_encode(&f, &ended, bytes));
        feed_close(&f);
        EVENTUALLY(is_behind(0));
        assert_false(is_behind(1));
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);

        /* The next loader has all that can be read, and still knows that there is more. */
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_true(is_behind(0));
        child_start(&c, &world, "load", NULL);
        feed_dossiers(1, 1, 2, RECEIVED);
        EVENTUALLY(sql_number(pg, "select sum(next_offset)::bigint from hentra.position") == 5 &&
                   !is_behind(1));
        assert_true(is_behind(0));
        transaction_end(open, true);
        EVENTUALLY(!is_behind(0));
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier where status = 9"), 1);

        /* Taken back: nothing is left to read but the marker. */
        open = transaction_begin(&world);
        transaction_put(open, &world, "x", 1);
        EVENTUALLY(is_behind(0));
        transaction_end(open, false);
        EVENTUALLY(!is_behind(0));
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
        assert_sql(pg, "0|7 1|2", "select partition, next_offset from hentra.position order by 1");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(made_anew_and_narrower, open_world, connected_end),
                cmocka_unit_test_setup_teardown(another_topic, open_world, connected_end),
                cmocka_unit_test_setup_teardown(from_start_beside_others, open_world, connected_end),
                cmocka_unit_test_setup_teardown(given_nothing, open_world, connected_end),
                cmocka_unit_test_setup_teardown(behind_an_open_transaction, open_world, connected_end),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
