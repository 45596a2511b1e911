/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_take.c - copies of messages are what was sent, in order, however few are taken at a time.
 */
#include "tests/support/feed.h"
#include "tests/support/reader.h"

#include <stdio.h>
#include <string.h>

static struct world world;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "kafka_take", "kafka.heartbeat.interval.ms=200\nkafka.session.timeout.ms=6000\n");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        world_close(&world);
        return 0;
}

/* Some at a time, each as kafka_take() gives it. */
static void copies_of_messages(void **state)
{
        (void)state;
        enum { MESSAGES = 500, AT_ONCE = 7 };
        const struct kafka_header header = {"h", "v", 1};
        struct reader r;
        struct kafka_copies copies = {0};
        struct kafka_progress stand = {0};
        struct bytes headers = {0};
        struct feed f;
        struct err e;
        char text[16];
        world_topic(&world, 1);
        feed_open(&f, &world);
        feed_message(&f, 0, TEXT("k"), NULL, 0, &header, 1);
        feed_bytes(&f, 0, (struct text){0}, "", 0);
        for (int i = 2; i < MESSAGES; i++)
                feed_bytes(&f, 0, TEXT("key"), text, (size_t)snprintf(text, sizeof(text), "%d", i));
        feed_close(&f);
        reader_open_assigned(&world, &r);
        for (int64_t next = 0; next < MESSAGES;) {
                DONE(kafka_wait(r.c, 0, 100, &e));
                DONE(kafka_take_copies(r.c, 0, &copies, AT_ONCE, &stand, &e));
                assert_true(copies.n <= AT_ONCE);
                for (size_t i = 0; i < copies.n; i++, next++) {
                        const struct kafka_message *m = &copies.of[i];
                        assert_int_equal(m->offset, next);
                        bytes_clear(&headers);
                        kafka_headers_pack(m, &headers);
                        assert_int_equal(headers.len > 0, next == 0);
                        assert_int_equal(m->key == NULL, next == 1);
                        assert_int_equal(m->value == NULL, next == 0);
                        if (next < 2)
                                continue;
                        assert_memory_equal(m->key, "key", 3);
                        assert_int_equal(m->value_len, snprintf(text, sizeof(text), "%d", (int)next));
                        assert_memory_equal(m->value, text, m->value_len);
                }
        }
        assert_int_equal(stand.next, MESSAGES);
        bytes_free(&headers);
        kafka_copies_free(&copies);
        kafka_consumer_close(r.c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(copies_of_messages),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
