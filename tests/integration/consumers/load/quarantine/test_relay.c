/* SPDX-License-Identifier: Apache-2.0
 *
 * test_relay.c - the dead-letter topic never holds up whoever relays: brokers that take a connection and say nothing cost
 * no time, and what they did not confirm is sent again.
 */
#include "core/program/keys.h"
#include "tests/support/dead_letter.h"
#include "tests/support/guarded.h"
#include "tests/support/peek.h"
#include "tests/support/world.h"

#include "consumers/load/quarantine/relay.h"
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static struct world world;
static struct pg *pg;

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "relay", NULL);
        world_setup(&world, RULE_FORM06);
        world_topic(&world, 1);
        pg = world_connect(&world, "relay");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

/* n rows in the quarantine, of partition 0 and offsets from 0. */
static void set_aside(int n)
{
        char sql[400];
        snprintf(sql, sizeof sql,
                 "truncate hentra.quarantine; insert into hentra.quarantine (topic, partition, kafka_offset, "
                 "checksum, reason, key, value) select '%s', 0, i, 7, 'not an event', 'k', 'v' from "
                 "generate_series(0, %d) i",
                 world.topic, n - 1);
        sql_run(pg, sql);
}

static int64_t relayed(void)
{
        return sql_number(pg, "select count(relayed_at) from hentra.quarantine");
}

/* The configuration of the world with other brokers. */
static struct conf *conf_with(const char *brokers)
{
        char set[80];
        struct conf *conf;
        struct err e;
        snprintf(set, sizeof set, "kafka.bootstrap.servers=%s", brokers);
        DONE(conf_open(&conf, &settings, world.file, (const char *const[]){set, NULL}, &e));
        return conf;
}

static void brokers_that_say_nothing(void **state)
{
        (void)state;
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t size = sizeof at;
        char brokers[40];
        struct err e;
        const int silent = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(bind(silent, (struct sockaddr *)&at, sizeof at), 0);
        assert_int_equal(listen(silent, 16), 0);
        assert_int_equal(getsockname(silent, (struct sockaddr *)&at, &size), 0);
        snprintf(brokers, sizeof brokers, "127.0.0.1:%d", ntohs(at.sin_port));
        struct conf *conf = conf_with(brokers);
        struct relay r = {.conf = conf, .due = true};
        set_aside(3);
        const micros begin = steady_now();
        for (int i = 0; i < 50; i++)
                DONE(relay_serve(&r, pg, &e));
        assert_true(steady_now() - begin < 5 * TEST_PATIENCE * MICROS_PER_SECOND);
        assert_true(relay_wait_ms(&r) >= 0);
        relay_close(&r, NULL);
        close(silent);
        conf_close(conf);
        assert_int_equal(relayed(), 0);
}

static void serve(struct relay *r)
{
        struct err e;
        DONE(relay_serve(r, pg, &e));
        usleep(1000);
}

static void more_than_go_at_once(void **state)
{
        (void)state;
        enum { ROWS = 2 * RELAY_ROWS + 5 };
        struct relay r = {.conf = world.conf, .due = true};
        set_aside(ROWS);
        UNTIL(relayed() == ROWS, serve(&r));
        serve(&r);
        assert_false(r.due);
        assert_int_equal(relay_wait_ms(&r), -1);
        relay_close(&r, pg);
        rd_kafka_t *rk = dead_letters_open(&world);
        assert_dead_letter(&world, rk, "0", "not an event", "k", "v", 1);
        assert_dead_letter(&world, rk, "1", "not an event", "k", "v", 1);
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);
}

/* What is on its way when the loader closes is waited for, shortly. */
static void closed_at_once(void **state)
{
        (void)state;
        struct relay r = {.conf = world.conf, .due = true};
        set_aside(3);
        relay_close(&r, pg);
        assert_int_equal(relayed(), 3);
}

/* An idempotent producer that was refused once is of no use any more, whatever its login is given later. */
static void a_right_that_is_given_later(void **state)
{
        (void)state;
        struct world guarded;
        guarded_open(&guarded, &world, NULL);
        struct relay r = {.conf = guarded.conf, .due = true};
        set_aside(3);
        UNTIL(r.after > 0, serve(&r));
        assert_int_equal(relayed(), 0);
        guarded_allow(RD_KAFKA_RESOURCE_TOPIC, world.dead_letter, RD_KAFKA_ACL_OPERATION_WRITE);
        UNTIL(relayed() == 3, {
                r.after = 0; /* its pause is over */
                serve(&r);
        });
        relay_close(&r, pg);
        guarded_close(&guarded);
}

/* A broker refuses the whole of a batch that is too large: each message arrives all the same, with its value. */
static void a_topic_that_takes_less_than_a_batch(void **state)
{
        static const char *const limit[] = {"max.message.bytes", "1000", NULL};
        char small[96], named[120];
        const char *const set[] = {named, NULL};
        struct conf *conf;
        struct err e;
        bool created, found;
        int64_t first, end;
        (void)state;
        snprintf(small, sizeof small, "%s-small", world.topic);
        snprintf(named, sizeof named, "topic.dead_letter=%s", small);
        DONE(kafka_topic_ensure_with(world.conf, small, 1, 1, limit, 10, &created, &e));
        DONE(conf_open(&conf, &settings, world.file, set, &e));
        struct relay r = {.conf = conf, .due = true};
        set_aside(RELAY_ROWS);
        sql_run(pg,
                "update hentra.quarantine set value = sha256(kafka_offset::text::bytea)"); /* of no pattern */
        UNTIL(relayed() == RELAY_ROWS, serve(&r));
        relay_close(&r, pg);
        conf_close(conf);
        DONE(peek_bounds(world.conf, small, 0, &first, &end, 10000, &e));
        assert_int_equal(end - first, RELAY_ROWS);
        for (int64_t offset = first; offset < end; offset++) {
                struct kafka_message m;
                DONE(peek(world.conf, small, 0, offset, 10000, &m, &found, &e));
                assert_true(found && m.value_len == 32);
                kafka_release(&m, 1);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(brokers_that_say_nothing),
                cmocka_unit_test(more_than_go_at_once),
                cmocka_unit_test(closed_at_once),
                cmocka_unit_test(a_right_that_is_given_later),
                cmocka_unit_test(a_topic_that_takes_less_than_a_batch),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
