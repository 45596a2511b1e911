/* SPDX-License-Identifier: Apache-2.0
 *
 * test_awaiting.c - messages in Confluent's framing, a real registry that is there, hangs, or knows
 * nothing of an id; and beside them messages that need no registry.
 */
#include "tests/support/framed.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Both framings in one partition, and an id whose schema no build knows. */
static void test_both_framings_are_read(void **state)
{
        static char text[1 << 16];
        struct feed f;
        struct child c;
        (void)state;
        framed_world("awaiting_both", framed_line.url);
        const int32_t id = registered_add(registered_subject("both"), framed_stranger(1, text));
        feed_open(&f, &world);
        for (int i = 0; i < 60; i += 3) {
                framed_feed(&f, 0, i, -1, false);
                framed_feed(&f, 0, i + 1, framed_ids[1], false);
                framed_feed(&f, 0, i + 2, id, true);
        }
        feed_close(&f);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, DOSSIERS), 60);
        assert_int_equal(sql_number(pg, SET_ASIDE), 0);
}

/* The registry hangs: what stands before the unknown id, and the other partition, are loaded; the
 * position stays at the message and counts as behind. Back again, everything is. */
static void test_a_registry_that_hangs_is_waited_for(void **state)
{
        static char text[1 << 16];
        struct feed f;
        struct child c;
        (void)state;
        framed_world("awaiting_hangs", framed_line.url);
        const int32_t id = registered_add(registered_subject("hangs"), framed_stranger(2, text));
        feed_open(&f, &world);
        for (int i = 0; i < 5; i++)
                framed_feed(&f, 0, i, -1, false);
        for (int i = 5; i < 10; i++)
                framed_feed(&f, 0, i, i % 2 ? id : -1, i % 2);
        for (int i = 0; i < 100; i++)
                framed_feed(&f, 1, i, -1, false);
        feed_close(&f);
        line_pause(&framed_line);
        child_start(&c, &world, "load", NULL);
        EVENTUALLY(sql_number(pg, DOSSIERS) == 105);
        EVENTUALLY(strstr(child_err(&c), "registry.away"));
        /* New messages are loaded all the same. */
        feed_dossiers(1, 200, 300, RECEIVED);
        EVENTUALLY(sql_number(pg, DOSSIERS) == 205);
        assert_int_equal(sql_number(pg, NEXT_OF_0), 5);
        assert_int_equal(sql_number(pg, BEHIND_0), 1);
        assert_int_equal(sql_number(pg, SET_ASIDE), 0);
        line_resume(&framed_line);
        EVENTUALLY(sql_number(pg, DOSSIERS) == 210);
        EVENTUALLY(sql_number(pg, BEHIND_0) == 0);
        assert_int_equal(sql_number(pg, SET_ASIDE), 0);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
}

/* A loader that waits ends on SIGTERM, and the next one goes on at the message. */
static void test_a_loader_that_waits_ends_and_goes_on(void **state)
{
        static char text[1 << 16];
        struct feed f;
        struct child c;
        (void)state;
        framed_world("awaiting_ends", framed_line.url);
        const int32_t id = registered_add(registered_subject("ends"), framed_stranger(3, text));
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, -1, false);
        framed_feed(&f, 0, 1, id, true);
        feed_close(&f);
        line_pause(&framed_line);
        child_start(&c, &world, "load", "--until-end", NULL);
        EVENTUALLY(strstr(child_err(&c), "load.awaits_schema"));
        EVENTUALLY(sql_number(pg, NEXT_OF_0) == 1);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
        line_resume(&framed_line);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, DOSSIERS), 2);
        assert_int_equal(sql_number(pg, SET_ASIDE), 0);
}

/* Known to nobody, or known and no schema of ours: both are set aside, and the rest is loaded. */
static void test_what_no_registry_explains_is_set_aside(void **state)
{
        struct feed f;
        struct child c;
        (void)state;
        framed_world("awaiting_unknown", framed_line.url);
        const int32_t other =
                registered_add(registered_subject("other"),
                               TEXT("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":"
                                    "\"a\",\"type\":\"int\"}]}"));
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, KNOWS_NOTHING, false);
        framed_feed(&f, 0, 1, framed_ids[1], false);
        framed_feed(&f, 0, 2, other, false);
        framed_feed(&f, 0, 3, KNOWS_NOTHING, false);
        framed_feed(&f, 0, 4, -1, false);
        feed_close(&f);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, DOSSIERS), 2);
        assert_sql(pg, "0 3",
                   "select kafka_offset from hentra.quarantine where reason like 'unknown schema id 987654: "
                   "% knows no "
                   "schema with this id' order by 1");
        assert_sql(
                pg, "2",
                "select kafka_offset from hentra.quarantine where reason not like '%987654%' and reason like "
                "'unknown schema id %: %'");
}

/* A port at which nobody listens, a path that is none of the registry's, then the registry itself. */
static void test_urls_are_tried_in_turn(void **state)
{
        char urls[300];
        struct feed f;
        struct child c;
        (void)state;
        snprintf(urls, sizeof(urls), "http://127.0.0.1:%d, http://127.0.0.1:%d/nothing, %s/",
                 registered_free_port(), framed_line.port, framed_line.url);
        framed_world("awaiting_urls", urls);
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, framed_ids[1], false);
        feed_close(&f);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, DOSSIERS), 1);
}

/* One URL knows nothing of the id, and the other one, which may, is away: nothing is set aside. */
static void test_an_id_is_unknown_only_to_all(void **state)
{
        char urls[300];
        struct feed f;
        struct child c;
        (void)state;
        snprintf(urls, sizeof(urls), "%s,http://127.0.0.1:%d/nothing", framed_line.url, framed_line.port);
        framed_world("awaiting_all", urls);
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, KNOWS_NOTHING, false);
        feed_close(&f);
        child_start(&c, &world, "load", NULL);
        EVENTUALLY(strstr(child_err(&c), "is its path right?"));
        EVENTUALLY(sql_number(pg, BEHIND_0) == 1);
        assert_int_equal(sql_number(pg, SET_ASIDE), 0);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
}

/* Without the setting nothing is asked: as ever. With it a replay reads what was set aside; a registry
 * that is away ends the replay, and nothing is called unreadable. */
static void test_without_a_url_it_is_set_aside(void **state)
{
        struct feed f;
        struct child c;
        char nowhere[64];
        (void)state;
        framed_world("awaiting_without", NULL);
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, framed_ids[1], false);
        framed_feed(&f, 0, 1, -1, false);
        feed_close(&f);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, DOSSIERS), 1);
        assert_int_equal(sql_number(pg, SET_ASIDE " where reason like '%schema.registry.url%'"), 1);

        snprintf(nowhere, sizeof(nowhere), "http://127.0.0.1:%d", registered_free_port());
        setenv("HENTRA_SCHEMA_REGISTRY_TIMEOUT", "300ms", 1);
        setenv("HENTRA_SCHEMA_REGISTRY_URL", nowhere, 1);
        assert_exit(1, &c, &world, "quarantine", "replay", "--wait", "0");
        assert_says(child_err(&c), "is away");
        child_close(&c);
        unsetenv("HENTRA_SCHEMA_REGISTRY_TIMEOUT");
        setenv("HENTRA_SCHEMA_REGISTRY_URL", framed_line.url, 1);
        assert_exit(0, &c, &world, "quarantine", "replay");
        child_close(&c);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        unsetenv("HENTRA_SCHEMA_REGISTRY_URL");
        assert_int_equal(sql_number(pg, DOSSIERS), 2);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(test_both_framings_are_read, connected_end),
                cmocka_unit_test_teardown(test_a_registry_that_hangs_is_waited_for, connected_end),
                cmocka_unit_test_teardown(test_a_loader_that_waits_ends_and_goes_on, connected_end),
                cmocka_unit_test_teardown(test_what_no_registry_explains_is_set_aside, connected_end),
                cmocka_unit_test_teardown(test_urls_are_tried_in_turn, connected_end),
                cmocka_unit_test_teardown(test_an_id_is_unknown_only_to_all, connected_end),
                cmocka_unit_test_teardown(test_without_a_url_it_is_set_aside, connected_end),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM) || registered_lacks())
                return SKIPPED;
        return cmocka_run_group_tests(tests, framed_begin, framed_end);
}
