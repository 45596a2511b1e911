/* SPDX-License-Identifier: Apache-2.0
 *
 * test_load_anew.c - a topic that is deleted and made anew while a loader reads it: the loader names it, says what to do and
 * ends with 1, whatever it has read of the new one by then; and who comes later finds it too.
 *
 * The loader is stopped until the new topic is there: when librdkafka 2.0.2 sees that there is none, it may not come back from
 * closing.
 */
#include "tests/support/loading.h"
#include "tests/support/topic/topic.h"
#include "tests/support/worker.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static struct child loader;

/* A loader that has read twenty messages of each of two partitions and waits for more. `every`: milliseconds from one look
 * at the log to the next. */
static void begin(const char *every)
{
        char refresh[80];
        snprintf(refresh, sizeof refresh, "kafka.topic.metadata.refresh.interval.ms=%s\n", every);
        loading_begin("load_anew", refresh, 2);
}

static int64_t read_so_far(void)
{
        return sql_number(pg, "select coalesce(sum(next_offset), 0)::bigint from hentra.position");
}

static void read_twenty_each(void)
{
        feed_dossiers(0, 0, 20, RECEIVED);
        feed_dossiers(1, 0, 20, RECEIVED);
        child_start(&loader, &world, "load", NULL);
        EVENTUALLY(read_so_far() == 40);
}

/* With so many messages in its first partition, while the loader is stopped. */
static void make_anew(int messages)
{
        struct err e;
        child_signal(&loader, SIGSTOP);
        DONE(topic_delete(world.conf, world.topic, &e));
        world_topic(&world, 2);
        feed_dossiers(0, 100, 100 + messages, RESOLVED);
        child_signal(&loader, SIGCONT);
}

static void assert_said(void)
{
        assert_int_equal(child_wait(&loader), 1);
        assert_says(child_err(&loader), world.topic);
        assert_says(child_err(&loader), "made anew");
        assert_says(child_err(&loader), "--from-start");
        child_close(&loader);
}

/* It was at the end, and the new topic is longer: it went on behind what it never read. */
static void longer_while_live(void **state)
{
        (void)state;
        struct child c;
        begin("500");
        read_twenty_each();
        make_anew(50);
        assert_said();
        assert_exit(1, &c, &world, "verify");
        assert_says(child_out(&c), "is not the one that was read");
        child_close(&c);
        assert_exit(1, &c, &world, "load", "--until-end"); /* nor does it go on when it is started again */
        assert_says(child_err(&c), "load.partition_stopped");
        child_close(&c);
}

static void shorter_while_live(void **state)
{
        (void)state;
        begin("500");
        read_twenty_each();
        make_anew(8);
        assert_said();
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier where status = 9"), 0);
}

/* Killed before it looked: what the warehouse remembers is older than what was read of the new log. A librdkafka that knows
 * topics by their ids reads nothing of the new one for a while, and may be killed too late. */
static void killed_before_it_looked(void **state)
{
        (void)state;
        struct child c;
        begin("10000");
        read_twenty_each();
        make_anew(50);
        EVENTUALLY(sql_number(pg, "select next_offset from hentra.position where partition = 0") == 50 ||
                   strstr(child_err(&loader), "made anew"));
        child_signal(&loader, SIGKILL);
        child_wait(&loader);
        child_close(&loader);
        assert_exit(1, &c, &world, "verify");
        assert_says(child_out(&c), "is not the one that was read");
        child_close(&c);
        assert_exit(1, &c, &world, "load", "--until-end", "--set", "load.group=another");
        assert_says(child_err(&c), "is not the one that was read");
        child_close(&c);
}

/* Looks that find the message as it was let the loader remember a newer one, and go on. */
static void the_same_log(void **state)
{
        (void)state;
        struct err e;
        begin("200");
        read_twenty_each();
        for (int i = 20; sql_number(pg, "select last_offset from hentra.position where partition = 0") < 25;
             i++) {
                feed_dossiers(0, i, i + 1, RECEIVED);
                EVENTUALLY(read_so_far() == 20 + i + 1);
                assert_true(i < 400);
        }
        DONE(topic_expire(world.conf, world.topic, &e)); /* nothing is left to look at */
        feed_dossiers(1, 20, 21, RECEIVED);
        EVENTUALLY(sql_number(pg, "select next_offset from hentra.position where partition = 1") == 21);
        child_signal(&loader, SIGTERM);
        assert_int_equal(child_wait(&loader), 0);
        child_close(&loader);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(longer_while_live, connected_end),
                cmocka_unit_test_teardown(shorter_while_live, connected_end),
                cmocka_unit_test_teardown(killed_before_it_looked, connected_end),
                cmocka_unit_test_teardown(the_same_log, connected_end),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
