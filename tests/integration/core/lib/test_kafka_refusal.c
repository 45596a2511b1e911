/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_refusal.c - on a broker that asks for rights: those that the documentation lists are enough, and where one is missing
 * the command ends and names it. Nothing of that is a verdict on the log.
 */
#include "tests/support/child.h"
#include "tests/support/feed.h"
#include "tests/support/guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world, guarded;
static struct pg *pg;
static char text[200];

static int open_world(void **state)
{
        (void)state;
        children_end();
        world_open(&world, "rights", "kafka.heartbeat.interval.ms=200\nkafka.session.timeout.ms=6000\n");
        world_setup(&world, RULE_FORM06);
        world_topic(&world, 2);
        guarded_open(&guarded, &world, NULL);
        pg = world_connect(&world, "looker");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        pg_close(pg);
        guarded_close(&guarded);
        world_close(&world);
        return 0;
}

static void feed(int32_t partition, int from, int to)
{
        struct feed f;
        feed_open(&f, &world);
        for (int i = from; i < to; i++) {
                char id[32];
                snprintf(id, sizeof id, "H58-%d-%d", partition, i);
                const struct event v = event_on(i, id, RECEIVED);
                feed_event(&f, partition, &v);
        }
        feed_close(&f);
}

static void feed_unreadable(void)
{
        struct feed f;
        feed_open(&f, &world);
        feed_bytes(&f, 1, TEXT("k"), "x", 1);
        feed_close(&f);
}

static void may_read(const char *topic)
{
        guarded_allow(RD_KAFKA_RESOURCE_TOPIC, topic, RD_KAFKA_ACL_OPERATION_READ);
}
static void may_describe(const char *topic)
{
        guarded_allow(RD_KAFKA_RESOURCE_TOPIC, topic, RD_KAFKA_ACL_OPERATION_DESCRIBE);
}
static void may_write(const char *topic)
{
        guarded_allow(RD_KAFKA_RESOURCE_TOPIC, topic, RD_KAFKA_ACL_OPERATION_WRITE);
}
static void may_join(void)
{
        guarded_allow(RD_KAFKA_RESOURCE_GROUP, world.topic, RD_KAFKA_ACL_OPERATION_READ);
}

static const char *lacks(const char *right, const char *name)
{
        snprintf(text, sizeof text, "Kafka refused: the login needs %s '%s'", right, name);
        return text;
}

/* Ends by itself, with one line that says what is missing, and stops no partition. */
#define assert_lacks(says, ...)                                                \
        do {                                                                   \
                struct child c_;                                               \
                assert_exit(1, &c_, &guarded, __VA_ARGS__);                    \
                assert_says(child_err(&c_), says);                             \
                assert_null(strstr(child_err(&c_), "load.partition_stopped")); \
                child_close(&c_);                                              \
        } while (0)

static void load_well(const struct world *w)
{
        struct child c;
        assert_exit(0, &c, w, "load", "--until-end");
        assert_null(strstr(child_err(&c), "load.partition_stopped"));
        child_close(&c);
}

static void what_a_loader_needs(void **state)
{
        (void)state;
        struct child c;
        feed(0, 0, 10);
        feed_unreadable();
        assert_lacks(lacks("READ on topic", world.topic), "load", "--until-end");
        may_describe(world.topic);
        assert_lacks(lacks("READ on group", world.topic), "load", "--until-end");
        may_join();
        assert_lacks(lacks("READ on topic", world.topic), "load", "--until-end");
        load_well(&world); /* now there is a message to look at again */
        feed(0, 10, 12);
        assert_lacks(lacks("READ on topic", world.topic), "load", "--until-end");
        assert_lacks(lacks("READ on topic", world.topic), "verify");
        assert_sql(pg, "0|10 1|1", "select partition, next_offset from hentra.position order by 1");

        may_read(world.topic);
        load_well(&guarded);
        assert_sql(pg, "0|12 1|1", "select partition, next_offset from hentra.position order by 1");
        assert_exit(0, &c, &guarded, "verify");
        child_close(&c);

        feed_unreadable();
        assert_exit(0, &c, &guarded, "load", "--until-end");
        assert_says(child_err(&c), "load.relay_failed");
        assert_says(child_err(&c), lacks("WRITE on topic", world.dead_letter));
        child_close(&c);
        may_write(world.dead_letter);
        load_well(&guarded);
        assert_sql(pg, "0", "select count(*) from hentra.quarantine where relayed_at is null");
}

static void what_a_producer_needs(void **state)
{
        (void)state;
        struct child c;
        char other[80], key[100];
        snprintf(other, sizeof other, "%s-b", world.topic);
        snprintf(key, sizeof key, "topic.status=%s", other);
        assert_lacks(lacks("WRITE on topic", other), "simulate", "--profile", "tien-giang-2022", "--dossiers",
                     "50", "--set", key);
        assert_lacks(lacks("WRITE on topic", world.topic), "simulate", "--profile", "tien-giang-2022",
                     "--dossiers", "50");
        may_write(world.topic);
        assert_exit(0, &c, &guarded, "simulate", "--profile", "tien-giang-2022", "--dossiers", "50");
        child_close(&c);
}

static void what_the_alerter_needs(void **state)
{
        (void)state;
        char topic[80];
        snprintf(topic, sizeof topic, "%s-alert", world.topic);
        assert_lacks(lacks("WRITE on topic", topic), "alert");
}

static void what_setup_needs(void **state)
{
        (void)state;
        struct child c;
        char topic[100], key[120];
        snprintf(topic, sizeof topic, "%s-new", world.topic);
        snprintf(key, sizeof key, "topic.status=%s", topic);
        may_describe(world.dead_letter);
        snprintf(text, sizeof text, "%s-alert", world.topic);
        guarded_allow(RD_KAFKA_RESOURCE_TOPIC, text, RD_KAFKA_ACL_OPERATION_CREATE);
        may_describe(text);
        assert_lacks(lacks("DESCRIBE on topic", topic), "setup", "--set", key);
        may_describe(topic);
        assert_lacks(lacks("CREATE on topic", topic), "setup", "--set", key);
        guarded_allow(RD_KAFKA_RESOURCE_TOPIC, topic, RD_KAFKA_ACL_OPERATION_CREATE);
        assert_exit(0, &c, &guarded, "setup", "--set", key);
        child_close(&c);
}

static void a_login_that_is_refused(void **state)
{
        (void)state;
        struct world stranger;
        struct child c;
        guarded_open(&stranger, &world, "another");
        static const char *const commands[][2] = {
                {"load", "--until-end"}, {"verify", NULL}, {"quarantine", "replay"}};
        for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
                const micros begin = moment_now();
                assert_exit(1, &c, &stranger, commands[i][0], commands[i][1]);
                assert_says(child_err(&c), "Kafka refused the login 'guarded'");
                assert_null(strstr(child_err(&c), "load.partition_stopped"));
                assert_true(moment_now() - begin < 8 * TEST_PATIENCE * MICROS_PER_SECOND);
                child_close(&c);
        }
        guarded_close(&stranger);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_a_loader_needs),     cmocka_unit_test(what_a_producer_needs),
                cmocka_unit_test(what_the_alerter_needs),  cmocka_unit_test(what_setup_needs),
                cmocka_unit_test(a_login_that_is_refused),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | GUARDED | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
