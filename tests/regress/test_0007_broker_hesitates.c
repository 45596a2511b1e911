/* SPDX-License-Identifier: Apache-2.0
 *
 * test_0007_broker_hesitates.c - a broker that was not sure of its leaders for a moment: verify took that for positions outside
 * of their logs, and proposed a repair; a loader took it for the end.
 */
#include "core/lib/kafka.h"
#include "tests/support/peek.h"
#include "tests/support/program.h"
#include "tests/support/world.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

enum { PARTITIONS = 3, LIST_OFFSETS = 2 };

static struct world world;
static rd_kafka_t *client;
static rd_kafka_mock_cluster_t *broker;

static int open_world(void **state)
{
        (void)state;
        char text[256];
        client = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), text, sizeof text);
        broker = rd_kafka_mock_cluster_new(client, 1);
        rd_kafka_mock_topic_create(broker, "hesitant", PARTITIONS, 1);
        setenv("HENTRA_TEST_KAFKA", rd_kafka_mock_cluster_bootstraps(broker), 1);
        world_open(&world, "broker_hesitates", "kafka.retry.backoff.ms=10\n");
        world_setup(&world, RULE_FORM06);
        setenv("HENTRA_CONFIG", world.file, 1);
        struct pg *pg = world_connect(&world, "test");
        sql_run(pg, "insert into hentra.position (topic, partition, next_offset, epoch, rule_version) "
                    "select 'hesitant', n, 0, 1, 3 from generate_series(0, 2) n");
        pg_close(pg);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        world_close(&world);
        rd_kafka_mock_cluster_destroy(broker);
        rd_kafka_destroy(client);
        return 0;
}

/* The next requests for bounds are answered so. */
static void hesitate(void)
{
        rd_kafka_mock_push_request_errors(broker, LIST_OFFSETS, 4, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                          RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                          RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                                          RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
}

static enum fault bounds(int partition, int wait_ms, struct err *e)
{
        int64_t first, next;
        return peek_bounds(world.conf, "hesitant", partition, &first, &next, wait_ms, e);
}

static void it_is_asked_again(void **state)
{
        (void)state;
        struct err e;
        hesitate();
        DONE(bounds(0, PATIENCE_S * 1000, &e));
        rd_kafka_mock_topic_set_error(broker, "hesitant", RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
        assert_int_equal(bounds(0, 500, &e), RETRY);
        rd_kafka_mock_topic_set_error(broker, "hesitant", RD_KAFKA_RESP_ERR_NO_ERROR);
        DONE(bounds(0, PATIENCE_S * 1000, &e));
}

static void what_is_not_there_is_not_waited_for(void **state)
{
        (void)state;
        struct err e;
        const micros begin = steady_now();
        assert_int_equal(bounds(PARTITIONS, 600 * 1000, &e), FATAL);
        assert_non_null(strstr(e.text, "3 partitions"));
        assert_true(steady_now() - begin < 60 * MICROS_PER_SECOND);
}

static void verify_does_not_take_it_for_a_difference(void **state)
{
        (void)state;
        hesitate();
        assert_program(0, "nothing found", "$HENTRA verify");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(it_is_asked_again),
                cmocka_unit_test(what_is_not_there_is_not_waited_for),
                cmocka_unit_test(verify_does_not_take_it_for_a_difference),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
