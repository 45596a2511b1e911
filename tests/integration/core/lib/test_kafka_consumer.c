/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_consumer.c - a partition is read in order of offset from wherever it is started, again and again.
 */
#include "tests/support/feed.h"
#include "tests/support/group.h"
#include "tests/support/peek.h"
#include "tests/support/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "kafka_consumer",
                   "kafka.heartbeat.interval.ms=200\nkafka.session.timeout.ms=6000\n");
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

/* Without waiting in between, what was set takes effect as well. */
static void taken_without_waiting(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_progress stand;
        struct kafka_message m;
        struct err e;
        size_t n = 0;
        new_topic("without_waiting", 1);
        reader_fill(&world, 0, 0, 100, 0);
        reader_open_assigned(&world, &r);
        DONE(kafka_start_fetch(r.c, 0, 40, &e));
        EVENTUALLY((kafka_request_fetch(r.c, 0), kafka_take(r.c, 0, &m, 1, &n, &stand, &e) == OK && n == 1));
        assert_int_equal(m.offset, 40);
        kafka_release(&m, n);
        kafka_consumer_close(r.c);
}

static void from_a_given_offset(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_progress stand;
        struct kafka_message m;
        struct err e;
        size_t n;
        new_topic("given_offset", 1);
        reader_fill(&world, 0, 0, 1000, 0);
        reader_open_assigned(&world, &r);
        DONE(kafka_start_fetch(r.c, 0, 700, &e));
        reader_take(&r, 0, 700, 990, &stand);
        assert_false(stand.at_end);
        reader_take(&r, 0, 991, 999, &stand);
        assert_true(stand.at_end); /* with the last message itself, not with the broker's next empty answer */
        DONE(kafka_take(r.c, 0, &m, 1, &n, &stand, &e));
        assert_int_equal(n, 0);
        assert_int_equal(stand.next, 1000);
        assert_true(stand.at_end);
        reader_fill(&world, 0, 1000, 1010, 0);
        reader_take(&r, 0, 1000, 1009, &stand);
        assert_true(stand.at_end);
        kafka_consumer_close(r.c);
        assert_int_equal(r.revoked, 1);
}

static void fields_of_a_message(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_message m[4];
        struct kafka_progress stand;
        struct feed f;
        struct err e;
        size_t n = 0;
        new_topic("fields", 1);
        const int64_t before = moment_now() / 1000;
        feed_open(&f, &world);
        feed_bytes(&f, 0, TEXT("the key"), "the value", 9);
        feed_bytes(&f, 0, (struct text){0}, "", 0);
        feed_bytes(&f, 0, TEXT("k"), NULL, 0);
        feed_close(&f);
        reader_open_assigned(&world, &r);
        for (size_t got = 0; got < 3; got += n) {
                DONE(kafka_wait(r.c, 0, 100, &e));
                DONE(kafka_take(r.c, 0, m + got, 4 - got, &n, &stand, &e));
        }
        assert_memory_equal(m[0].key, "the key", 7);
        assert_int_equal(m[0].key_len, 7);
        assert_memory_equal(m[0].value, "the value", 9);
        assert_int_equal(m[0].value_len, 9);
        assert_true(m[0].timestamp_ms >= before && m[0].timestamp_ms <= moment_now() / 1000 + 1);
        assert_null(m[1].key);
        assert_non_null(m[1].value); /* empty is not missing */
        assert_int_equal(m[1].value_len, 0);
        assert_null(m[2].value);
        kafka_release(m, 3);
        kafka_release(m, 3);
        kafka_consumer_close(r.c);
}

/* Large messages, so that a queue full of them stands ready when the reader is sent elsewhere. */
static void sent_elsewhere_again_and_again(void **state)
{
        (void)state;
        enum { MANY = 4000 };
        struct reader r;
        struct kafka_progress stand;
        struct kafka_message m[READER_CHUNK];
        struct err e;
        size_t n;
        unsigned seed = 3;
        new_topic("elsewhere", 1);
        reader_fill(&world, 0, 0, MANY, 600);
        reader_open_assigned(&world, &r);
        DONE(kafka_start_fetch(r.c, 0, MANY - 1000, &e));
        reader_take(&r, 0, MANY - 1000, MANY - 950, &stand);
        DONE(kafka_start_fetch(r.c, 0, 5, &e));
        reader_take(&r, 0, 5, MANY - 1, &stand);
        for (int i = 0; i < 25; i++) {
                const int64_t at = rand_r(&seed) % (MANY - 60);
                DONE(kafka_start_fetch(r.c, 0, at, &e));
                DONE(kafka_take(r.c, 0, m, READER_CHUNK, &n, &stand, &e));
                assert_int_equal(n, 0); /* nothing of the former place, before the next wait */
                reader_take(&r, 0, at, at + rand_r(&seed) % 50, &stand);
                if (i % 4 == 0)
                        reader_serve(&r); /* lets the queue fill behind the reader's back */
        }
        kafka_consumer_close(r.c);
}

/* A wait for one partition lasts, once everything of it was taken. */
static bool sleeps(struct reader *r, int32_t partition)
{
        struct kafka_message m[READER_CHUNK];
        struct kafka_progress stand;
        struct err e;
        size_t n;
        DONE(kafka_take(r->c, partition, m, READER_CHUNK, &n, &stand, &e));
        assert_int_equal(n, 0);
        const micros begin = moment_now();
        DONE(kafka_wait(r->c, partition, 100, &e));
        return moment_now() - begin >= 90000;
}

static void partitions_one_after_another(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_progress stand;
        new_topic("one_after_another", 2);
        reader_fill(&world, 0, 0, 500, 0);
        reader_fill(&world, 1, 0, 300, 0);
        reader_open_assigned(&world, &r);
        assert_int_equal(r.n, 2);
        reader_take(&r, 1, 0, 299, &stand);
        assert_true(stand.at_end);
        EVENTUALLY(sleeps(&r, 1)); /* the other partition's messages are no reason to wake up */
        reader_take(&r, 0, 0, 499, &stand);
        assert_true(stand.at_end);
        kafka_consumer_close(r.c);
}

/* What arrives is there at once, however long the reader was ready to wait. */
static void a_new_message_wakes(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_progress stand;
        new_topic("wakes", 1);
        reader_open_assigned(&world, &r);
        struct err e;
        struct kafka_message m;
        size_t n;
        EVENTUALLY((reader_serve(&r), kafka_take(r.c, 0, &m, 1, &n, &stand, &e) == OK && stand.at_end));
        assert_int_equal(n, 0);
        assert_int_equal(stand.next, 0);
        reader_fill(&world, 0, 0, 1, 0);
        const micros begin = moment_now();
        n = 0;
        while (n == 0) {
                DONE(kafka_wait(r.c, 0, 20000, &e));
                DONE(kafka_take(r.c, 0, &m, 1, &n, &stand, &e));
        }
        assert_true(moment_now() - begin < 2 * MICROS_PER_SECOND);
        assert_true(stand.at_end);
        kafka_release(&m, n);
        kafka_consumer_close(r.c);
}

static void a_halted_partition_is_silent(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_message m[8];
        struct kafka_progress stand;
        struct err e;
        size_t n;
        new_topic("halted", 2);
        reader_fill(&world, 0, 0, 100, 0);
        reader_fill(&world, 1, 0, 100, 0);
        r = (struct reader){.start = {0, -1}};
        reader_open(&world, &r);
        EVENTUALLY((reader_serve(&r), r.assigned));
        reader_take(&r, 0, 0, 49, &stand);
        kafka_stop_fetch(r.c, 0);
        for (int i = 0; i < 5; i++) {
                reader_serve(&r);
                for (int32_t p = 0; p < 2; p++) {
                        DONE(kafka_take(r.c, p, m, 8, &n, &stand, &e));
                        assert_int_equal(n, 0);
                        assert_false(stand.at_end);
                }
        }
        DONE(kafka_start_fetch(r.c, 0, 50, &e));
        DONE(kafka_start_fetch(r.c, 1, 99, &e));
        reader_take(&r, 0, 50, 99, &stand);
        reader_take(&r, 1, 99, 99, &stand);
        assert_int_equal(kafka_start_fetch(r.c, 3, 0, &e), RETRY);
        kafka_consumer_close(r.c);
}

/* Of a partition that is not fetched nothing comes, and nothing is lost. */
static void one_alone(void **state)
{
        (void)state;
        struct reader r;
        struct kafka_message m[8];
        struct kafka_progress stand;
        struct err e;
        size_t n;
        new_topic("alone", 2);
        reader_fill(&world, 0, 0, 100, 0);
        reader_fill(&world, 1, 0, 300, 0);
        reader_open_assigned(&world, &r);
        reader_take(&r, 1, 0, 9, &stand);
        kafka_fetch_only(r.c, 0);
        assert_true(kafka_fetches_only_one(r.c));
        reader_take(&r, 0, 0, 99, &stand);
        assert_int_equal(stand.end, 100);
        for (int i = 0; i < 5; i++) {
                reader_serve(&r);
                DONE(kafka_take(r.c, 1, m, 8, &n, &stand, &e));
                assert_int_equal(n, 0);
        }
        kafka_fetch_only(r.c, 1);
        reader_take(&r, 1, 10, 199, &stand);
        assert_int_equal(stand.end, 300);
        reader_fill(&world, 0, 100, 150, 0);
        kafka_fetch_only(r.c, -1);
        assert_false(kafka_fetches_only_one(r.c));
        reader_take(&r, 0, 100, 149, &stand);
        reader_take(&r, 1, 200, 299, &stand);
        assert_true(stand.at_end);
        kafka_consumer_close(r.c);
}

static size_t take_some(struct reader *r, bool seen[READER_PARTITIONS][64])
{
        struct kafka_message m[READER_CHUNK];
        size_t all = 0;
        for (size_t i = 0; i < r->n; i++) {
                struct kafka_progress stand;
                struct err e;
                size_t n;
                DONE(kafka_take(r->c, r->mine[i], m, READER_CHUNK, &n, &stand, &e));
                for (size_t k = 0; k < n; k++) {
                        assert_false(seen[m[k].partition][m[k].offset]);
                        seen[m[k].partition][m[k].offset] = true;
                }
                all += n;
                kafka_release(m, n);
        }
        return all;
}

static void two_members_share(void **state)
{
        (void)state;
        static bool seen[READER_PARTITIONS][64];
        struct reader a, b = {0};
        new_topic("shared", READER_PARTITIONS);
        reader_open_assigned(&world, &a);
        assert_int_equal(a.n, READER_PARTITIONS);
        reader_open(&world, &b);
        EVENTUALLY((reader_serve(&a), reader_serve(&b), a.revoked == 1 && a.n == 2 && b.n == 2));
        for (int32_t p = 0; p < READER_PARTITIONS; p++) {
                const bool of_a = a.mine[0] == p || a.mine[1] == p, of_b = b.mine[0] == p || b.mine[1] == p;
                assert_true(of_a != of_b);
                reader_fill(&world, p, 0, 50, 0);
        }
        size_t of_a = 0, of_b = 0;
        EVENTUALLY((reader_serve(&a), reader_serve(&b), of_a += take_some(&a, seen),
                    of_b += take_some(&b, seen), of_a + of_b == 4 * 50));
        assert_int_equal(of_a, 100);
        kafka_consumer_close(b.c);
        assert_int_equal(b.revoked, 1);
        a.start[0] = a.start[1] = a.start[2] = a.start[3] = 50;
        EVENTUALLY((reader_serve(&a), a.revoked == 2 && a.n == READER_PARTITIONS));
        reader_fill(&world, b.mine[0], 50, 55, 0);
        EVENTUALLY((reader_serve(&a), of_a += take_some(&a, seen), of_a == 105));
        kafka_consumer_close(a.c);
}

/* How much was written to what Kafka keeps of all groups. */
static int64_t told(void)
{
        static const char offsets[] = "__consumer_offsets";
        int64_t first, next, sum = 0;
        int partitions;
        struct err e;
        DONE(kafka_topic_partitions(world.conf, offsets, 10, &partitions, &e));
        for (int i = 0; i < partitions; i++) {
                DONE(peek_bounds(world.conf, offsets, i, &first, &next, 10000, &e));
                sum += next;
        }
        return sum;
}

static void the_group_is_told_seldom_and_the_last(void **state)
{
        (void)state;
        enum { MANY = 500 };
        struct reader r;
        struct err e;
        new_topic("told", 2);
        reader_open_assigned(&world, &r);
        const int64_t before = told();
        const micros begin = steady_now();
        for (int i = 1; i <= MANY; i++) {
                kafka_note_position(r.c, 0, i);
                DONE(kafka_wait(r.c, 0, 1, &e));
        }
        EVENTUALLY((reader_serve(&r), group_position(&world, 0) == MANY));
        assert_true(told() - before <= 2 + (steady_now() - begin) / MICROS_PER_SECOND);
        assert_true(group_position(&world, 1) < 0);
        kafka_note_position(r.c, 0, MANY + 1); /* leaves before it is time */
        kafka_note_position(r.c, 1, 7);
        kafka_consumer_close(r.c);
        assert_int_equal(group_position(&world, 0), MANY + 1);
        assert_int_equal(group_position(&world, 1), 7);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(taken_without_waiting),
                cmocka_unit_test(from_a_given_offset),
                cmocka_unit_test(fields_of_a_message),
                cmocka_unit_test(sent_elsewhere_again_and_again),
                cmocka_unit_test(partitions_one_after_another),
                cmocka_unit_test(a_new_message_wakes),
                cmocka_unit_test(a_halted_partition_is_silent),
                cmocka_unit_test(one_alone),
                cmocka_unit_test(two_members_share),
                cmocka_unit_test(the_group_is_told_seldom_and_the_last),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
