/* SPDX-License-Identifier: Apache-2.0
 *
 * test_0009_backoff.c - a loader whose database refused its rows for want of disk said that it would try again in five seconds, and
 * did so eight times a second: whatever woke its Kafka client ended the pause.
 */
#include "tests/support/child.h"
#include "tests/support/feed.h"
#include "tests/support/worker.h"

#include <signal.h>
#include <string.h>

static struct world world;

static int begin(void **state)
{
        (void)state;
        world_open(&world, "backoff", NULL);
        world_setup(&world, RULE_FORM06);
        world_topic(&world, 1);
        return 0;
}

static int end(void **state)
{
        (void)state;
        children_end();
        world_close(&world);
        return 0;
}

static void pauses_are_kept(void **state)
{
        struct feed f;
        struct child c;
        (void)state;
        struct pg *pg = world_connect(&world, "looker");
        sql_run(pg, "create function full_disk() returns trigger language plpgsql as $$ begin raise 'full' "
                    "using errcode = '53100'; end $$; "
                    "create trigger full_disk before insert on hentra.dossier for each statement execute "
                    "function full_disk()");
        feed_open(&f, &world);
        const struct event v = event_on(0, "000.00.17.H58-220101-1", RECEIVED);
        feed_event(&f, 0, &v);
        feed_close(&f);
        child_start(&c, &world, "load", NULL);
        EVENTUALLY(strstr(child_err(&c), "retry_in_ms=100"));
        const micros first = steady_now();
        EVENTUALLY(strstr(child_err(&c), "retry_in_ms=1600"));
        /* 100, 200, 400 and 800; the first was seen up to a look late. */
        assert_true(steady_now() - first > 1400000);
        sql_run(pg, "drop trigger full_disk on hentra.dossier");
        EVENTUALLY(sql_number(pg, "select count(*) from hentra.dossier") == 1);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
        pg_close(pg);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(pauses_are_kept, begin, end)};
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
