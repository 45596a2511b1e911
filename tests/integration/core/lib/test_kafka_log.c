/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_log.c - where a log begins and ends, single messages of it, and offsets that hold none.
 */
#include "tests/support/feed.h"
#include "tests/support/peek.h"
#include "tests/support/reader.h"
#include "tests/support/topic/topic.h"
#include "tests/support/transaction.h"

#include <stdio.h>
#include <string.h>

static struct world world;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "kafka_log", "kafka.heartbeat.interval.ms=200\nkafka.session.timeout.ms=6000\n");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        world_close(&world);
        return 0;
}

/* A topic of its own for a test, of the name of the test. */
static void new_topic(const char *name, int partitions)
{
        snprintf(world.topic, sizeof(world.topic), "%.40s-%d", name, getpid());
        world_topic(&world, partitions);
}

static void assert_outside(struct reader *r, int64_t at)
{
        struct kafka_message m[READER_CHUNK];
        struct kafka_progress stand;
        struct err e;
        size_t n;
        enum fault fault = OK;
        char offset[32];
        snprintf(offset, sizeof(offset), "%lld", (long long)at);
        DONE(kafka_start_fetch(r->c, 0, at, &e));
        EVENTUALLY((reader_serve(r), (fault = kafka_take(r->c, 0, m, READER_CHUNK, &n, &stand, &e)) != OK));
        assert_int_equal(fault, FATAL);
        assert_true(stand.out_of_range);
        assert_int_equal(n, 0);
        assert_non_null(strstr(e.text, offset));
}

static void outside_the_log(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_progress stand;
        struct kafka_message m;
        struct err e;
        int64_t first, next;
        bool found;
        new_topic("outside", 1);
        reader_fill(&world, 0, 0, 20, 0);
        reader_open_assigned(&world, &r);
        assert_outside(&r, 500);
        DONE(kafka_start_fetch(r.c, 0, 0, &e));
        reader_take(&r, 0, 0, 19, &stand);

        DONE(topic_expire(world.conf, world.topic, &e));
        reader_fill(&world, 0, 20, 22, 0);
        DONE(kafka_bounds(r.c, 0, &first, &next, 10000, &e));
        assert_int_equal(first, 20);
        assert_int_equal(next, 22);
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &next, 10000, &e));
        assert_int_equal(first, 20);
        assert_int_equal(next, 22);
        assert_outside(&r, 3);
        DONE(kafka_start_fetch(r.c, 0, 20, &e));
        reader_take(&r, 0, 20, 21, &stand);
        kafka_consumer_close(r.c);

        DONE(peek(world.conf, world.topic, 0, 21, 10000, &m, &found, &e));
        assert_true(found);
        kafka_release(&m, 1);
        DONE(peek(world.conf, world.topic, 0, 3, 10000, &m, &found, &e)); /* expired */
        assert_false(found);
        DONE(peek(world.conf, world.topic, 0, 22, 10000, &m, &found, &e)); /* not yet */
        assert_false(found);
        DONE(peek(world.conf, world.topic, 0, 900, 10000, &m, &found, &e)); /* never */
        assert_false(found);
}

static void a_message_looked_at(void **state)
{
        (void)state;
        struct feed f;
        struct kafka_message m;
        struct err e;
        bool found;
        new_topic("looked_at", 1);
        feed_open(&f, &world);
        feed_bytes(&f, 0, TEXT("key"), "value", 5);
        feed_bytes(&f, 0, (struct text){0}, NULL, 0);
        feed_bytes(&f, 0, TEXT("other"), "", 0);
        feed_close(&f);
        DONE(peek(world.conf, world.topic, 0, 0, 10000, &m, &found, &e));
        assert_true(found);
        assert_int_equal(m.offset, 0);
        assert_int_equal(m.partition, 0);
        assert_int_equal(m.key_len, 3);
        assert_memory_equal(m.key, "key", 3);
        assert_int_equal(m.value_len, 5);
        assert_memory_equal(m.value, "value", 5);
        assert_true(m.timestamp_ms > 0);
        kafka_release(&m, 1);
        kafka_release(&m, 1);
        DONE(peek(world.conf, world.topic, 0, 1, 10000, &m, &found, &e));
        assert_true(found);
        assert_null(m.key);
        assert_null(m.value);
        kafka_release(&m, 1);
        DONE(peek(world.conf, world.topic, 0, 2, 10000, &m, &found, &e));
        assert_true(found);
        assert_non_null(m.value);
        assert_int_equal(m.value_len, 0);
        kafka_release(&m, 1);
}

static void offsets_without_messages(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_progress stand;
        struct kafka_message m[READER_CHUNK];
        struct err e;
        size_t n;
        new_topic("control", 1);
        transaction_run(&world, 0, 3, true);  /* 0-2, marker 3 */
        transaction_run(&world, 4, 6, false); /* 4-5 taken back, marker 6 */
        reader_fill(&world, 0, 7, 9, 0);
        transaction_run(&world, 9, 10, false); /* 9, marker 10: nothing to see at the end */
        reader_open_assigned(&world, &r);
        reader_take(&r, 0, 0, 2, &stand);
        reader_take(&r, 0, 7, 8, &stand);
        EVENTUALLY((reader_serve(&r),
                    kafka_take(r.c, 0, m, READER_CHUNK, &n, &stand, &e) == OK && stand.next == 11));
        assert_int_equal(n, 0);
        assert_true(stand.at_end);
        kafka_consumer_close(r.c);
        for (int64_t offset = 3; offset < 7; offset++) { /* markers, and what was taken back */
                bool found;
                DONE(peek(world.conf, world.topic, 0, offset, 10000, &m[0], &found, &e));
                assert_false(found);
        }
}

/* What lies behind the beginning of an open transaction cannot be read yet, and is known to be there. */
static void behind_an_open_transaction(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_progress stand;
        struct kafka_message m[READER_CHUNK];
        struct err e;
        int64_t first, next;
        size_t n;
        new_topic("open", 1);
        reader_fill(&world, 0, 0, 3, 0);
        rd_kafka_t *open = transaction_begin(&world);
        transaction_put(open, &world, "3", 2);
        reader_fill(&world, 0, 4, 6, 0);
        reader_open_assigned(&world, &r);
        reader_take(&r, 0, 0, 2, &stand);
        EVENTUALLY((reader_serve(&r),
                    kafka_take(r.c, 0, m, READER_CHUNK, &n, &stand, &e) == OK && stand.at_end));
        assert_int_equal(stand.next, 3);
        assert_int_equal(stand.end, 6);
        DONE(kafka_bounds(r.c, 0, &first, &next, 10000, &e));
        assert_int_equal(next, 3);
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &next, 10000, &e));
        assert_int_equal(next, 3);
        transaction_end(open, true);
        reader_take(&r, 0, 3, 5, &stand); /* the marker is 6 */
        EVENTUALLY((reader_serve(&r),
                    kafka_take(r.c, 0, m, READER_CHUNK, &n, &stand, &e) == OK && stand.next == 7));
        assert_int_equal(stand.end, 7);
        kafka_consumer_close(r.c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(outside_the_log),
                cmocka_unit_test(a_message_looked_at),
                cmocka_unit_test(offsets_without_messages),
                cmocka_unit_test(behind_an_open_transaction),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
