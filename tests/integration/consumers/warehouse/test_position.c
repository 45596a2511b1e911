/* SPDX-License-Identifier: Apache-2.0
 *
 * test_position.c - who owns a partition, and whether its log is still the one that was read.
 */
#include "tests/support/connected.h"
#include "tests/support/feed.h"
#include "tests/support/peek.h"
#include "tests/support/topic/topic.h"

#include "consumers/warehouse/position.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "position", "load.lock_timeout=200ms\n");
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "owner");
        return 0;
}

static int no_positions(void **state)
{
        (void)state;
        sql_run(pg, "truncate hentra.position; update hentra.warehouse set rule_version = 5");
        return 0;
}

static struct position take(struct pg *by, int32_t partition, int64_t first)
{
        struct position p;
        struct err e;
        DONE(position_take(by, world.conf, world.topic, partition, first, RULE_FORM06, &p, &e));
        return p;
}

static void taking_raises_the_epoch(void **state)
{
        (void)state;
        const struct position first = take(pg, 3, 17), second = take(pg, 3, 99), other = take(pg, 4, 5);
        assert_int_equal(first.partition, 3);
        assert_int_equal(first.next_offset, 17);
        assert_int_equal(first.last_offset, -1);
        assert_int_equal(second.position_id, first.position_id);
        assert_int_equal(second.next_offset, 17); /* of a known partition the warehouse knows better */
        assert_int_equal(second.epoch, first.epoch + 1);
        assert_int_not_equal(other.position_id, first.position_id);
        assert_int_equal(other.next_offset, 5);
        sql_run(pg, "update hentra.position set next_offset = 30, last_offset = 29, last_timestamp = 7, "
                    "last_checksum = -8");
        const struct position third = take(pg, 3, 0);
        assert_int_equal(third.next_offset, 30);
        assert_int_equal(third.last_offset, 29);
        assert_int_equal(third.last_timestamp_ms, 7);
        assert_int_equal(third.last_checksum, -8);
}

static void only_by_the_rules_of_the_warehouse(void **state)
{
        (void)state;
        struct position p;
        struct err e;
        take(pg, 0, 0);
        assert_int_equal(position_take(pg, world.conf, world.topic, 0, 0, RULE_INDEX766, &p, &e), FATAL);
        assert_non_null(strstr(e.text, "version 5"));
        assert_int_equal(sql_number(pg, "select epoch from hentra.position"), 1); /* rolled back */
        sql_run(pg,
                "update hentra.warehouse set rule_version = 6"); /* a new partition follows the warehouse */
        assert_int_equal(position_take(pg, world.conf, world.topic, 1, 0, RULE_FORM06, &p, &e), FATAL);
        DONE(position_take(pg, world.conf, world.topic, 1, 0, RULE_INDEX766, &p, &e));
}

/* A former owner that was stopped (the process, not the server) sits in its transaction and will not end. */
static void a_zombie_is_ended(void **state)
{
        (void)state;
        struct pg *zombie = world_connect(&world, "zombie");
        struct err e;
        const struct position before = take(zombie, 0, 10);
        sql_run(zombie,
                "begin; update hentra.position set next_offset = 20; create temporary table t (a int)");
        DONE(pg_copy_begin(zombie, "copy t from stdin (format binary)", &e));
        const micros begin = moment_now();
        const struct position p = take(pg, 0, 0);
        const micros took = moment_now() - begin;
        assert_int_equal(p.next_offset, 10);
        assert_int_equal(p.epoch, before.epoch + 1);
        assert_true(took >= 200000 && took < 5 * TEST_PATIENCE * MICROS_PER_SECOND);
        struct bytes none = {0};
        int64_t copied;
        assert_int_equal(pg_copy_end(zombie, &none, &copied, &e), RETRY);
        assert_true(pg_broken(zombie));
        pg_close(zombie);
        assert_int_equal(sql_number(pg,
                                    "select count(*) from pg_stat_activity where application_name = 'owner' "
                                    "and datname = current_database()"),
                         1);
}

/* Somebody who reads the row, or works at another partition, is left alone. */
static void others_are_left_alone(void **state)
{
        (void)state;
        struct pg *other = world_connect(&world, "other"), *zombie = world_connect(&world, "zombie");
        take(other, 1, 0);
        take(zombie, 0, 0);
        sql_run(other, "begin; update hentra.position set next_offset = 5 where partition = 1; select * from "
                       "hentra.position");
        sql_run(zombie, "begin; update hentra.position set next_offset = 5 where partition = 0");
        take(pg, 0, 0);
        sql_run(other, "commit");
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position where partition = 1"), 5);
        pg_close(other);
        pg_close(zombie);
}

/* A repair keeps all positions for as long as it lasts, and has changed them already: it is waited for, not ended. */
static void a_repair_is_not_ended(void **state)
{
        (void)state;
        struct pg *repair = world_connect(&world, "repair");
        struct position p;
        struct err e;
        take(pg, 0, 0);
        sql_run(repair, "begin; lock table hentra.position in exclusive mode;"
                        "update hentra.warehouse set rule_version = 6;"
                        "update hentra.position set rule_version = 6, epoch = epoch + 1");
        assert_int_equal(position_take(pg, world.conf, world.topic, 0, 0, RULE_FORM06, &p, &e), RETRY);
        assert_int_equal(position_take(pg, world.conf, world.topic, 7, 0, RULE_FORM06, &p, &e), RETRY);
        sql_run(repair, "commit");
        assert_int_equal(position_take(pg, world.conf, world.topic, 0, 0, RULE_FORM06, &p, &e), FATAL);
        DONE(position_take(pg, world.conf, world.topic, 0, 0, RULE_INDEX766, &p, &e));
        pg_close(repair);
}

static void set_back_by_the_owner_only(void **state)
{
        (void)state;
        struct err e;
        struct position p = take(pg, 0, 0);
        sql_run(pg, "update hentra.position set next_offset = 30, last_offset = 29, last_timestamp = 7, "
                    "last_checksum = 8");
        struct position now = take(pg, 0, 0);
        assert_int_equal(position_reset(pg, &p, 4, &e), RETRY);
        DONE(position_reset(pg, &now, 4, &e));
        assert_int_equal(now.next_offset, 4);
        assert_int_equal(now.last_offset, -1);
        assert_int_equal(
                sql_number(
                        pg,
                        "select count(*) from hentra.position where next_offset = 4 and last_offset is null"
                        " and last_timestamp is null and last_checksum is null"),
                1);
}

/* ---- the log ---- */

static void fill(int from, int to, const char *kind)
{
        struct feed f;
        char value[32];
        feed_open(&f, &world);
        for (int i = from; i < to; i++) {
                const int n = snprintf(value, sizeof value, "%s %d", kind, i);
                feed_bytes(&f, 0, TEXT("key"), value, (size_t)n);
        }
        feed_close(&f);
}

/* The position of a worker that has read everything before `next`. */
static struct position read_up_to(int64_t next)
{
        struct position p = {.next_offset = next, .last_offset = next - 1};
        struct kafka_message m;
        struct err e;
        bool found;
        DONE(peek(world.conf, world.topic, 0, next - 1, 10000, &m, &found, &e));
        assert_true(found);
        p.last_checksum = message_checksum(&m);
        kafka_release(&m, 1);
        return p;
}

static struct log_verdict check(const struct position *p)
{
        struct log_verdict verdict;
        struct err e;
        int64_t first, next;
        EVENTUALLY(peek_bounds(world.conf, world.topic, 0, &first, &next, 10000, &e) == OK);
        struct kafka_peeker *peeker = kafka_peeker_new(world.conf);
        DONE(position_check(peeker, world.topic, p, first, next, &verdict, &e));
        kafka_peeker_close(peeker);
        return verdict;
}

static void assert_same(const struct position *p)
{
        const struct log_verdict verdict = check(p);
        if (verdict.another)
                fail_msg("%s", verdict.why);
}

static void assert_another(const struct position *p, const char *says)
{
        const struct log_verdict verdict = check(p);
        assert_true(verdict.another);
        if (!strstr(verdict.why, says) || !strstr(verdict.why, world.topic))
                fail_msg("\"%s\" does not say \"%s\"", verdict.why, says);
}

static void the_log_that_was_read(void **state)
{
        (void)state;
        struct err e;
        world_topic(&world, 1);
        fill(0, 10, "first");
        const struct position p = read_up_to(6), end = read_up_to(10), fresh = {.last_offset = -1};
        assert_same(&p);
        assert_same(&end);
        assert_same(&fresh);

        /* Made anew, and shorter. */
        DONE(topic_delete(world.conf, world.topic, &e));
        world_topic(&world, 1);
        fill(0, 3, "second");
        assert_another(&p, "up to offset 6, but the log ends at 3");
        /* Made anew, and longer: another message stands where the last one stood. */
        fill(3, 20, "second");
        assert_another(&p, "the message at offset 5 is not the one");
        assert_same(&fresh);
        /* The same messages at the same offsets are the same log. */
        const struct position again = read_up_to(6);
        assert_same(&again);

        /* Expired before it was read; or expired after it was read, which is nothing. */
        const struct position all = read_up_to(20);
        DONE(topic_expire(world.conf, world.topic, &e));
        assert_another(&again, "offsets 6 to 19 expired");
        assert_same(&all);
}

/* Key and value, and whether they are there at all, but neither offset nor time. */
static void the_checksum_of_a_message(void **state)
{
        (void)state;
        const uint8_t a[] = "ab", b[] = "c";
        const struct kafka_message base = {.key = a, .key_len = 1, .value = a + 1, .value_len = 1};
        struct kafka_message m = base;
        m.offset = 7;
        m.timestamp_ms = 9;
        assert_true(message_checksum(&m) == message_checksum(&base));
        m = base;
        m.value = b;
        assert_true(message_checksum(&m) != message_checksum(&base));
        m = (struct kafka_message){
                .key = a, .key_len = 2, .value = a, .value_len = 0}; /* "ab" split elsewhere */
        assert_true(message_checksum(&m) != message_checksum(&base));
        const struct kafka_message empty = {.key = a, .key_len = 0, .value = a, .value_len = 0},
                                   no_key = {.value = a, .value_len = 0}, no_value = {.key = a, .key_len = 0},
                                   nothing = {0};
        const int64_t sums[] = {message_checksum(&empty), message_checksum(&no_key),
                                message_checksum(&no_value), message_checksum(&nothing)};
        for (int i = 0; i < 4; i++) {
                for (int k = 0; k < i; k++)
                        assert_true(sums[i] != sums[k]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(taking_raises_the_epoch, no_positions),
                cmocka_unit_test_setup(only_by_the_rules_of_the_warehouse, no_positions),
                cmocka_unit_test_setup(a_zombie_is_ended, no_positions),
                cmocka_unit_test_setup(others_are_left_alone, no_positions),
                cmocka_unit_test_setup(a_repair_is_not_ended, no_positions),
                cmocka_unit_test_setup(set_back_by_the_owner_only, no_positions),
                cmocka_unit_test(the_log_that_was_read),
                cmocka_unit_test(the_checksum_of_a_message),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, connected_end);
}
