/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_producer.c - topics are made once, and of every message that was sent is heard once what became
 * of it.
 */
#include "core/program/keys.h"
#include "tests/support/feed.h"
#include "tests/support/peek.h"
#include "tests/support/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "kafka_producer", NULL);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        world_close(&world);
        return 0;
}

static void a_topic_is_made_once(void **state)
{
        (void)state;
        struct err e;
        bool created;
        int partitions;
        int64_t first = -1, next = -1;
        assert_int_equal(kafka_topic_partitions(world.conf, world.topic, 0, &partitions, &e), FATAL);
        assert_non_null(strstr(e.text, "hentra setup"));
        DONE(kafka_topic_ensure(world.conf, world.topic, 5, 1, 10, &created, &e));
        assert_true(created);
        DONE(kafka_topic_ensure(world.conf, world.topic, 9, 1, 10, &created, &e));
        assert_false(created);
        DONE(kafka_topic_partitions(world.conf, world.topic, 10, &partitions, &e));
        assert_int_equal(partitions, 5);
        /* The leader of a new partition may still be on its way. */
        EVENTUALLY(peek_bounds(world.conf, world.topic, 4, &first, &next, 10000, &e) != RETRY);
        assert_int_equal(first, 0);
        assert_int_equal(next, 0);
        assert_int_not_equal(peek_bounds(world.conf, world.topic, 5, &first, &next, 1000, &e), OK);
}

static void a_topic_that_cannot_be(void **state)
{
        (void)state;
        struct err e;
        bool created;
        assert_int_equal(kafka_topic_ensure(world.conf, "no spaces", 1, 1, 10, &created, &e), FATAL);
        assert_non_null(strstr(e.text, "no spaces"));
        assert_int_equal(kafka_topic_ensure(world.conf, world.dead_letter, 1, 7, 10, &created, &e), FATAL);
        assert_false(created);
}

struct deliveries {
        uint32_t *times, wrong, poison;
};

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct deliveries *d = context;
        d->times[number]++;
        d->wrong += fault != OK;
        d->poison += fault == POISON;
}

static struct kafka_producer *open_producer(const struct world *w, struct deliveries *d)
{
        struct kafka_producer *p;
        struct err e;
        DONE(kafka_producer_open(&p, w->conf, on_delivered, d, &e));
        DONE(kafka_producer_topic(p, w->topic, 10, &e));
        return p;
}

/* A queue of a hundred places: most sends find it full at first. */
static void every_number_comes_back_once(void **state)
{
        (void)state;
        enum { MANY = 5000 };
        struct world narrow;
        struct err e;
        int full = 0;
        world_open(&narrow, "kafka_narrow", "kafka.queue.buffering.max.messages=100\n");
        world_topic(&narrow, 3);
        struct deliveries d = {.times = need_alloc(MANY * sizeof(*d.times))};
        struct kafka_producer *p = open_producer(&narrow, &d);
        for (uint64_t i = 0; i < MANY; i++) {
                const struct text place = {(const char *)&i, sizeof(i)};
                enum fault fault;
                while ((fault = kafka_send(p, place, place, "value", 5, NULL, 0, i, &e)) == RETRY) {
                        full++;
                        kafka_serve(p, 20);
                }
                assert_int_equal(fault, OK);
        }
        assert_true(full > 0);
        DONE(kafka_flush(p, 20000, &e));
        for (int i = 0; i < MANY; i++)
                assert_int_equal(d.times[i], 1);
        assert_int_equal(d.wrong, 0);
        int64_t all = 0;
        for (int i = 0; i < 3; i++) {
                int64_t first, next;
                DONE(peek_bounds(narrow.conf, narrow.topic, i, &first, &next, 10000, &e));
                assert_true(next > 0);
                all += next;
        }
        assert_int_equal(all, MANY);
        kafka_producer_close(p);
        kafka_producer_close(NULL);
        free(d.times);
        world_close(&narrow);
}

/* Gathered and sent singly, message i of each partition is "i", though the queue is full most of the time. */
static void gathered_messages_keep_their_order(void **state)
{
        (void)state;
        enum { MANY = 9000, PARTITIONS = 3 };
        struct world narrow;
        struct reader r;
        struct kafka_progress stand;
        struct err e;
        int full = 0;
        world_open(&narrow, "kafka_send_batched", "kafka.queue.buffering.max.messages=100\n");
        world_topic(&narrow, PARTITIONS);
        struct deliveries d = {.times = need_alloc(MANY * sizeof(*d.times))};
        struct kafka_producer *p = open_producer(&narrow, &d);
        for (uint64_t i = 0; i < MANY; i++) {
                char room[16], value[16];
                const struct text place = place_of((int32_t)(i % PARTITIONS), PARTITIONS, room);
                const size_t len = (size_t)snprintf(value, sizeof(value), "%d", (int)(i / PARTITIONS)) + 1;
                enum fault fault;
                while ((fault = i % 1000 == 999
                                        ? kafka_send(p, TEXT("key"), place, value, len, NULL, 0, i, &e)
                                        : kafka_send_batched(p, TEXT("key"), place, value, len, i, &e)) ==
                       RETRY) {
                        full++;
                        kafka_serve(p, 20);
                }
                assert_int_equal(fault, OK);
        }
        assert_true(full > 0);
        DONE(kafka_flush(p, 20000, &e));
        for (int i = 0; i < MANY; i++)
                assert_int_equal(d.times[i], 1);
        assert_int_equal(d.wrong, 0);
        reader_open_assigned(&narrow, &r);
        for (int i = 0; i < PARTITIONS; i++)
                reader_take(&r, i, 0, MANY / PARTITIONS - 1, &stand);
        kafka_consumer_close(r.c);
        kafka_producer_close(p);
        free(d.times);
        world_close(&narrow);
}

/* Nothing waits for more to come: serving hands it over. */
static void one_gathered_message_is_sent_by_serving(void **state)
{
        (void)state;
        struct deliveries d = {.times = (uint32_t[1]){0}};
        struct err e;
        struct kafka_producer *p = open_producer(&world, &d);
        DONE(kafka_send_batched(p, TEXT("k"), TEXT("k"), "v", 1, 0, &e));
        EVENTUALLY((kafka_serve(p, 20), d.times[0] == 1));
        assert_int_equal(d.wrong, 0);
        kafka_producer_close(p);
}

/* Among those that were gathered with it, only the one is refused. */
static void a_gathered_message_too_large(void **state)
{
        (void)state;
        enum { LARGE = 3 << 20 };
        struct deliveries d = {.times = (uint32_t[3]){0}};
        struct err e;
        char *large = need_alloc(LARGE);
        struct kafka_producer *p = open_producer(&world, &d);
        for (uint64_t i = 0; i < 3; i++)
                DONE(kafka_send_batched(p, TEXT("k"), TEXT("k"), large, i == 1 ? LARGE : 3, i, &e));
        DONE(kafka_flush(p, 20000, &e));
        for (int i = 0; i < 3; i++)
                assert_int_equal(d.times[i], 1);
        assert_int_equal(d.poison, 1);
        assert_int_equal(d.wrong, 1);
        kafka_producer_close(p);
        free(large);
}

/* A message that was refused at once is not delivered later as well. */
static void a_message_too_large(void **state)
{
        (void)state;
        enum { LARGE = 3 << 20 };
        struct deliveries d = {.times = (uint32_t[2]){0}};
        struct err e;
        char *large = need_alloc(LARGE);
        struct kafka_producer *p = open_producer(&world, &d);
        assert_int_equal(kafka_send(p, TEXT("k"), TEXT("k"), large, LARGE, NULL, 0, 0, &e), POISON);
        DONE(kafka_send(p, TEXT("k"), TEXT("k"), large, 3, NULL, 0, 1, &e));
        DONE(kafka_flush(p, 20000, &e));
        assert_int_equal(d.times[0], 0);
        assert_int_equal(d.times[1], 1);
        kafka_producer_close(p);
        free(large);
}

/* Figures that the Java client's own hash gives. */
static void the_partitioner_is_that_of_java(void **state)
{
        (void)state;
        static const struct {
                const char *key;
                int32_t hash;
        } known[] = {
                {"21", -973932308},
                {"foobar", -790332482},
                {"a-little-bit-long-string", -985981536},
                {"a-little-bit-longer-string", -1486304829},
                {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
                {"abc", 479470107},
        };
        enum { KNOWN = sizeof(known) / sizeof(known[0]), PARTITIONS = 7 };
        struct world seven;
        struct deliveries d = {.times = (uint32_t[KNOWN]){0}};
        struct err e;
        int64_t expected[PARTITIONS] = {0};
        world_open(&seven, "kafka_murmur", NULL);
        world_topic(&seven, PARTITIONS);
        struct kafka_producer *p = open_producer(&seven, &d);
        for (uint64_t i = 0; i < KNOWN; i++) {
                const struct text place = text_of(known[i].key);
                assert_int_equal((int32_t)java_murmur2(place), known[i].hash);
                expected[(known[i].hash & 0x7fffffff) % PARTITIONS]++;
                DONE(kafka_send(p, TEXT("another key"), place, "v", 1, NULL, 0, i, &e));
        }
        DONE(kafka_flush(p, 20000, &e));
        for (int i = 0; i < PARTITIONS; i++) {
                int64_t first, next;
                DONE(peek_bounds(seven.conf, seven.topic, i, &first, &next, 10000, &e));
                assert_int_equal(next, expected[i]);
        }
        kafka_producer_close(p);
        world_close(&seven);
}

static void nobody_there(void **state)
{
        (void)state;
        struct world away;
        struct kafka_producer *p;
        struct err e;
        int partitions;
        world_open(&away, "kafka_away", NULL);
        setenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", 1);
        struct conf *conf;
        DONE(conf_open(&conf, &settings, away.file, NULL, &e));
        unsetenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS");
        const micros begin = moment_now();
        assert_int_equal(kafka_topic_partitions(conf, "t", 1, &partitions, &e), RETRY);
        assert_non_null(strstr(e.text, "127.0.0.1:1 "));
        assert_true(moment_now() - begin >= MICROS_PER_SECOND);
        assert_true(moment_now() - begin < PATIENCE_S * MICROS_PER_SECOND);
        DONE(kafka_producer_open(&p, conf, on_delivered, NULL, &e));
        assert_int_equal(kafka_producer_topic(p, "t", 0, &e), RETRY);
        kafka_producer_close(p);
        conf_close(conf);
        world_close(&away);
}

static void no_such_topic(void **state)
{
        (void)state;
        struct kafka_producer *p;
        struct err e;
        DONE(kafka_producer_open(&p, world.conf, on_delivered, NULL, &e));
        assert_int_equal(kafka_producer_topic(p, "never-made", 10, &e), FATAL);
        assert_non_null(strstr(e.text, "never-made"));
        kafka_producer_close(p);
}

static void settings_are_checked(void **state)
{
        (void)state;
        struct world odd;
        struct kafka_producer *p;
        struct err e;
        world_open(&odd, "kafka_odd", "kafka.lingre.ms=5\n");
        assert_int_equal(kafka_producer_open(&p, odd.conf, on_delivered, NULL, &e), USAGE);
        assert_non_null(strstr(e.text, "kafka.lingre.ms"));
        world_close(&odd);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_topic_is_made_once),
                cmocka_unit_test(a_topic_that_cannot_be),
                cmocka_unit_test(every_number_comes_back_once),
                cmocka_unit_test(gathered_messages_keep_their_order),
                cmocka_unit_test(one_gathered_message_is_sent_by_serving),
                cmocka_unit_test(a_gathered_message_too_large),
                cmocka_unit_test(a_message_too_large),
                cmocka_unit_test(the_partitioner_is_that_of_java),
                cmocka_unit_test(nobody_there),
                cmocka_unit_test(no_such_topic),
                cmocka_unit_test(settings_are_checked),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
