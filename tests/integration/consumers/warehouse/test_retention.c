/* SPDX-License-Identifier: Apache-2.0
 *
 * test_retention.c - setup creates a status topic of which nothing expires; of one that forgets, and of a log whose beginning is gone,
 * setup and loaders warn.
 */
#include "tests/support/child.h"
#include "tests/support/feed.h"
#include "tests/support/topic/topic.h"

#include "core/lib/kafka.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;

static int open_world(void **state)
{
        (void)state;
        children_end();
        world_open(&world, "retention", "topic.partitions=2\nkafka.heartbeat.interval.ms=200\n");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        world_close(&world);
        return 0;
}

static void assert_silent(const char *text, const char *part)
{
        if (strstr(text, part))
                fail_msg("\"%s\" is said in: %s", part, text);
}

static void assert_settings(const char *topic, const char *expected)
{
        char *said;
        size_t len;
        struct err e;
        FILE *out = open_memstream(&said, &len);
        DONE(topic_settings(out, world.conf, topic, &e));
        fclose(out);
        assert_string_equal(said, expected);
        free(said);
}

static void feed(int from, int to)
{
        struct feed f;
        feed_open(&f, &world);
        for (int i = from; i < to; i++) {
                char id[32];
                snprintf(id, sizeof(id), "H58-%d", i);
                const struct event v = event_on(i, id, RECEIVED);
                feed_event(&f, 1, &v);
        }
        feed_close(&f);
}

static void created_to_be_kept(void **state)
{
        (void)state;
        struct child c;
        assert_exit(0, &c, &world, "setup");
        assert_says(child_err(&c), "settings=\"retention.ms=-1 message.timestamp.type=LogAppendTime\"");
        assert_silent(child_err(&c), " warn ");
        child_close(&c);
        assert_settings(world.topic, "retention.ms=-1\nmessage.timestamp.type=LogAppendTime\n");
        assert_settings(world.dead_letter, "");
        assert_exit(0, &c, &world, "load", "--until-end");
        assert_silent(child_err(&c), "topic.");
        child_close(&c);
}

static void two_copies_of_three(void **state)
{
        (void)state;
        struct child c;
        assert_exit(0, &c, &world, "setup", "--dry-run", "--set", "topic.replication=3");
        assert_says(child_out(&c), ", 2 partitions, min.insync.replicas=2 retention.ms=-1 "
                                   "message.timestamp.type=LogAppendTime\n");
        assert_says(child_out(&c), "-dlq, 1 partitions, min.insync.replicas=2\n");
        child_close(&c);
        assert_exit(0, &c, &world, "setup", "--dry-run", "--set", "topic.replication=2");
        assert_silent(child_out(&c), "min.insync.replicas");
        child_close(&c);
}

static void one_that_forgets(void **state)
{
        static const char *const settings[] = {
                "retention.ms",   "86400000", "retention.bytes", "1000000", "cleanup.policy",
                "compact,delete", NULL};
        static const char *const of_keys[] = {"retention.ms", "86400000", "cleanup.policy", "compact", NULL};
        (void)state;
        struct child c;
        struct err e;
        bool created;
        DONE(kafka_topic_ensure_with(world.conf, world.topic, 2, 1, settings, 10, &created, &e));
        assert_exit(0, &c, &world, "setup");
        assert_says(child_err(&c), "warn topic.forgets");
        assert_says(child_err(&c), "retention.ms=86400000 retention.bytes=1000000");
        assert_says(child_err(&c), "warn topic.compacted");
        child_close(&c);
        assert_exit(0, &c, &world, "load", "--until-end");
        assert_says(child_err(&c), "warn topic.forgets");
        assert_says(child_err(&c), "warn topic.compacted");
        child_close(&c);
        /* What is compacted only does not expire. */
        DONE(topic_delete(world.conf, world.topic, &e));
        EVENTUALLY(kafka_topic_ensure_with(world.conf, world.topic, 2, 1, of_keys, 10, &created, &e) == OK &&
                   created);
        assert_exit(0, &c, &world, "setup");
        assert_says(child_err(&c), "warn topic.compacted");
        assert_silent(child_err(&c), "topic.forgets");
        child_close(&c);
}

static void a_beginning_that_is_gone(void **state)
{
        (void)state;
        struct child c;
        struct err e;
        world_topic(&world, 2);
        feed(0, 5);
        DONE(topic_expire(world.conf, world.topic, &e));
        feed(5, 8);
        assert_exit(0, &c, &world, "setup");
        assert_says(child_err(&c), "warn topic.beginning_gone");
        assert_says(child_err(&c), "partitions=1 offsets=5");
        child_close(&c);
        assert_exit(0, &c, &world, "load", "--until-end");
        assert_says(child_err(&c), "partitions=1 offsets=5");
        child_close(&c);
        /* What is gone was read before. */
        DONE(topic_expire(world.conf, world.topic, &e));
        assert_exit(0, &c, &world, "load", "--until-end");
        assert_silent(child_err(&c), "beginning_gone");
        child_close(&c);
}

/* Topics that others read: what waits for them for longer than they keep a message, and one that is compacted. */
static void copies_that_are_gone_too_early(void **state)
{
        static const char *const an_hour[] = {"retention.ms", "7200000", NULL}, *const of_keys[] = {
                                                                                        "cleanup.policy",
                                                                                        "compact", NULL};
        (void)state;
        struct child c;
        struct err e;
        bool created;
        char alerts[100], set[128];
        snprintf(alerts, sizeof(alerts), "%s-alert", world.topic);
        snprintf(set, sizeof(set), "topic.alert=%s", alerts);
        assert_exit(0, &c, &world, "setup", "--no-topics");
        child_close(&c);
        world_topic(&world, 2);
        DONE(topic_delete(world.conf, world.dead_letter, &e));
        EVENTUALLY(kafka_topic_ensure_with(world.conf, world.dead_letter, 1, 1, an_hour, 10, &created, &e) ==
                           OK &&
                   created);
        DONE(kafka_topic_ensure_with(world.conf, alerts, 1, 1, of_keys, 10, &created, &e));
        assert_exit(0, &c, &world, "setup", "--set", set);
        assert_says(child_err(&c), "warn topic.keeps_little");
        assert_says(child_err(&c), "cleanup.policy=compact");
        assert_silent(child_err(&c), "retention.ms=7200000");
        child_close(&c);

        struct pg *pg = world_connect(&world, "test");
        sql_run(pg, "insert into hentra.quarantine (topic, partition, kafka_offset, checksum, reason, cause, "
                    "quarantined_at)"
                    " values ('elsewhere', 0, 1, 1, 'odd', 1, now() - interval '119 minutes')");
        assert_exit(0, &c, &world, "setup", "--set", set);
        assert_silent(child_err(&c), "retention.ms=7200000");
        child_close(&c);
        sql_run(pg, "update hentra.quarantine set quarantined_at = now() - interval '3 hours'");
        assert_exit(0, &c, &world, "setup", "--set", set);
        assert_says(child_err(&c), "retention.ms=7200000 waits_s=108");
        child_close(&c);
        assert_exit(0, &c, &world, "load", "--until-end", "--set", set);
        assert_says(child_err(&c), "retention.ms=7200000 waits_s=108");
        child_close(&c);
        assert_exit(0, &c, &world, "load", "--until-end", "--set", set);
        assert_silent(child_err(&c), "topic.keeps_little"); /* the topic has it now */
        child_close(&c);
        pg_close(pg);
        DONE(topic_delete(world.conf, alerts, &e));
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)
int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(created_to_be_kept),
                EACH(two_copies_of_three),
                EACH(one_that_forgets),
                EACH(a_beginning_that_is_gone),
                EACH(copies_that_are_gone_too_early),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
