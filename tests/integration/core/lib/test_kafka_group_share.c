/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_group_share.c - a member that shares partitions in another way than its group hears what to do.
 */
#include "core/program/keys.h"
#include "tests/support/reader.h"

#include <stdlib.h>
#include <string.h>

static struct world world;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "kafka_share", "kafka.heartbeat.interval.ms=200\nkafka.session.timeout.ms=6000\n");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        world_close(&world);
        return 0;
}

static enum fault wait_once(struct reader *r, struct err *e)
{
        return kafka_wait(r->c, -1, 20, e);
}

static void another_way_to_share(void **state)
{
        (void)state;
        struct conf *const ours = world.conf;
        const char *const set[] = {"kafka.partition.assignment.strategy=roundrobin", NULL};
        struct reader a, b = {0};
        struct conf *theirs;
        struct err e;
        world_topic(&world, 2);
        reader_open_assigned(&world, &a);
        DONE(conf_open(&theirs, &settings, world.file, set, &e));
        world.conf = theirs;
        reader_open(&world, &b);
        world.conf = ours;
        EVENTUALLY((reader_serve(&a), wait_once(&b, &e) == FATAL));
        assert_non_null(strstr(e.text, "kafka.partition.assignment.strategy"));
        assert_int_equal(b.assigned, 0);
        assert_int_equal(a.revoked, 0);
        kafka_consumer_close(b.c);
        kafka_consumer_close(a.c);
        conf_close(theirs);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(another_way_to_share)};
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        if (getenv("HENTRA_TEST_GROUP"))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
