/* SPDX-License-Identifier: Apache-2.0
 *
 * test_awaiting_bad.c - a registry that is bad for one id, for some time, at one of its URLs, or for good: who
 * waits for how long, and what an operator sees.
 */
#include "tests/support/framed.h"
#include "tests/support/gate.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whoever writes to the topic can name an id that is never explained: here the login has no right to one. It
 * holds up its partition alone, and that can be seen. */
static void test_an_id_that_is_never_explained_holds_up_no_other(void **state)
{
        static char text[1 << 16];
        struct feed f;
        struct child c;
        (void)state;
        const int32_t never = registered_add(registered_subject("never"), framed_stranger(4, text)),
                      other = registered_add(registered_subject("beside"), framed_stranger(5, text));
        framed_world("awaiting_never", line_url(&framed_line, "refuses", never));
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, never, true);
        feed_close(&f);
        child_start(&c, &world, "load", "--set", "log.level=debug", NULL);
        EVENTUALLY(strstr(child_err(&c), "refuses us with status 403"));
        feed_open(&f, &world);
        framed_feed(&f, 1, 0, other, true);
        feed_close(&f);
        EVENTUALLY(sql_number(pg, DOSSIERS) == 1);
        assert_int_equal(sql_number(pg, BEHIND_0), 1);
        assert_int_equal(sql_number(pg, SET_ASIDE), 0);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        assert_says(child_err(&c), "name=hentra_load_awaiting_partitions value=1");
        assert_says(child_err(&c), "name=hentra_load_lag_messages value=1");
        child_close(&c);
}

/* A copy of the registry that lags behind. */
static void test_an_id_becomes_known_within_the_grace(void **state)
{
        static char text[1 << 16];
        struct feed f;
        struct child c;
        (void)state;
        framed_world("awaiting_lags", line_url(&framed_line, "behind", 1));
        const int32_t id = registered_add(registered_subject("lags"), framed_stranger(6, text));
        feed_open(&f, &world);
        for (int i = 0; i < 10; i++)
                framed_feed(&f, 0, i, id, true);
        feed_close(&f);
        setenv("HENTRA_SCHEMA_REGISTRY_GRACE", "5m", 1);
        load_to_end(&c, 0, NULL);
        unsetenv("HENTRA_SCHEMA_REGISTRY_GRACE");
        child_close(&c);
        assert_int_equal(sql_number(pg, DOSSIERS), 10);
        assert_int_equal(sql_number(pg, SET_ASIDE), 0);
}

/* The grace is counted from the message: many of them cost it once, and not each of them. */
static void test_ids_that_nobody_knows_cost_the_grace_once(void **state)
{
        enum { GRACE_S = 2, MESSAGES = 16 };
        struct feed f;
        struct child c;
        (void)state;
        framed_world("awaiting_heap", framed_line.url);
        setenv("HENTRA_SCHEMA_REGISTRY_GRACE", "2s", 1);
        const micros before = steady_now();
        feed_open(&f, &world);
        for (int i = 0; i < MESSAGES; i++)
                framed_feed(&f, 0, i, KNOWS_NOTHING + 1 + i, false);
        feed_close(&f);
        load_to_end(&c, 0, NULL);
        unsetenv("HENTRA_SCHEMA_REGISTRY_GRACE");
        assert_says(child_err(&c), "load.awaits_schema");
        child_close(&c);
        assert_int_equal(sql_number(pg, SET_ASIDE), MESSAGES);
        assert_in_range(steady_now() - before, GRACE_S * MICROS_PER_SECOND,
                        (MESSAGES - 2) * GRACE_S * MICROS_PER_SECOND);
}

/* The first URL answers 200 without a schema, the second one knows it. */
static void test_an_answer_without_a_schema_is_none(void **state)
{
        char urls[200];
        struct feed f;
        struct child c;
        (void)state;
        snprintf(urls, sizeof(urls), "%s,%s", line_url(&framed_line, "empty", 0), framed_line.url);
        framed_world("awaiting_empty", urls);
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, framed_ids[1], false);
        feed_close(&f);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, DOSSIERS), 1);
}

/* No waiting makes it shorter. */
static void test_a_schema_without_bounds_is_set_aside(void **state)
{
        struct feed f;
        struct child c;
        (void)state;
        framed_world("awaiting_long", line_url(&framed_line, "long", framed_ids[1]));
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, framed_ids[1], false);
        framed_feed(&f, 0, 1, -1, false);
        feed_close(&f);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, SET_ASIDE " where reason like '%answered more than%'"), 1);
}

/* The answer comes while a commit takes longer than an answer may. */
static void test_an_answer_is_fetched_during_a_commit(void **state)
{
        enum { ANSWER_S = 4 * TEST_PATIENCE };
        static char text[1 << 16];
        char answer[16];
        struct feed f;
        struct child c;
        (void)state;
        const int32_t id = registered_add(registered_subject("commit"), framed_stranger(8, text));
        framed_world("awaiting_commit", framed_line.url);
        gate_install(pg, "hentra load");
        gate_close(pg, 1);
        snprintf(answer, sizeof(answer), "%ds", ANSWER_S);
        setenv("HENTRA_SCHEMA_REGISTRY_TIMEOUT", answer, 1);
        line_pause(&framed_line);
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, id, true);
        child_start(&c, &world, "load", NULL);
        unsetenv("HENTRA_SCHEMA_REGISTRY_TIMEOUT");
        EVENTUALLY(strstr(child_err(&c), "load.awaits_schema"));
        const micros asked = steady_now();
        framed_feed(&f, 1, 0, -1, false);
        EVENTUALLY(gate_waits(pg, 1));
        line_resume(&framed_line);
        EVENTUALLY(steady_now() - asked > ANSWER_S * MICROS_PER_SECOND);
        gate_open(pg, 1);
        EVENTUALLY(sql_number(pg, DOSSIERS) == 2);
        assert_null(strstr(child_err(&c), "registry.away"));
        feed_close(&f);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
}

/* All that is left waits: --until-end has an end, and the next run goes on. */
static void test_until_end_ends_without_the_registry(void **state)
{
        char nowhere[64], id[40];
        struct feed f;
        struct child c;
        (void)state;
        snprintf(nowhere, sizeof(nowhere), "http://127.0.0.1:%d", registered_free_port());
        framed_world("awaiting_no_end", nowhere);
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, framed_ids[1], false);
        framed_feed(&f, 1, 0, -1, false);
        feed_close(&f);
        assert_exit(1, &c, &world, "load", "--until-end", "--wait", "1");
        snprintf(id, sizeof(id), "[0]@0 needs the schema with id %d", (int)framed_ids[1]);
        assert_says(child_err(&c), id);
        assert_says(child_err(&c), "kind=RETRY");
        assert_says(child_err(&c), "is away");
        child_close(&c);
        assert_int_equal(sql_number(pg, DOSSIERS), 1);
        assert_int_equal(sql_number(pg, SET_ASIDE), 0);
        setenv("HENTRA_SCHEMA_REGISTRY_URL", framed_line.url, 1);
        load_to_end(&c, 0, NULL);
        unsetenv("HENTRA_SCHEMA_REGISTRY_URL");
        child_close(&c);
        assert_int_equal(sql_number(pg, DOSSIERS), 2);
}

/* What is not explained yet stays, and what stands behind it is sent. */
static void test_a_replay_goes_on_behind_what_waits(void **state)
{
        static char text[1 << 16];
        struct feed f;
        struct child c;
        (void)state;
        const int32_t id = registered_add(registered_subject("replay"), framed_stranger(7, text));
        framed_world("awaiting_replay", NULL);
        feed_open(&f, &world);
        framed_feed(&f, 0, 0, id, true);
        framed_feed(&f, 0, 1, framed_ids[1], false);
        framed_feed(&f, 0, 2, id, true);
        framed_feed(&f, 0, 3, framed_ids[1], false);
        feed_close(&f);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, SET_ASIDE), 4);
        setenv("HENTRA_SCHEMA_REGISTRY_URL", line_url(&framed_line, "refuses", id), 1);
        assert_exit(1, &c, &world, "quarantine", "replay", "--wait", "0");
        assert_says(child_out(&c), "sent 2 messages");
        assert_says(child_err(&c), "2 messages wait for the schema registry");
        assert_says(child_err(&c), "status 403");
        child_close(&c);
        assert_int_equal(sql_number(pg, SET_ASIDE " where replayed_at is not null"), 2);
        setenv("HENTRA_SCHEMA_REGISTRY_URL", framed_line.url, 1);
        assert_exit(0, &c, &world, "quarantine", "replay", "--wait", "0");
        assert_says(child_out(&c), "sent 2 messages");
        child_close(&c);
        unsetenv("HENTRA_SCHEMA_REGISTRY_URL");
        assert_int_equal(sql_number(pg, SET_ASIDE " where replayed_at is not null"), 4);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(test_an_id_that_is_never_explained_holds_up_no_other,
                                          connected_end),
                cmocka_unit_test_teardown(test_an_id_becomes_known_within_the_grace, connected_end),
                cmocka_unit_test_teardown(test_ids_that_nobody_knows_cost_the_grace_once, connected_end),
                cmocka_unit_test_teardown(test_an_answer_without_a_schema_is_none, connected_end),
                cmocka_unit_test_teardown(test_a_schema_without_bounds_is_set_aside, connected_end),
                cmocka_unit_test_teardown(test_an_answer_is_fetched_during_a_commit, connected_end),
                cmocka_unit_test_teardown(test_until_end_ends_without_the_registry, connected_end),
                cmocka_unit_test_teardown(test_a_replay_goes_on_behind_what_waits, connected_end),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM) || registered_lacks())
                return SKIPPED;
        return cmocka_run_group_tests(tests, framed_begin, framed_end);
}
