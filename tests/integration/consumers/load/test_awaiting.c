/* SPDX-License-Identifier: Apache-2.0
 *
 * test_awaiting.c - messages in Confluent's framing, a real registry that is there, hangs, or knows
 * nothing of an id; and beside them messages that need no registry.
 */
#include "tests/support/loading.h"
#include "tests/support/registered.h"

#include "generated/embedded.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTITIONS = 2, KNOWS_NOTHING = 987654 };

static struct line line;
static int32_t ids[2]; /* of versions 1 and 2 */

/* A stranger's schema: version 2 with a field more, so that no build knows it. */
static struct text stranger(int number, char out[static 1 << 16])
{
        const struct embedded_file *v2 = &embedded_status_schemas[1];
        const char *fields = strstr(v2->text, "\"fields\": [");
        assert_non_null(fields);
        const int at = (int)(fields - v2->text) + (int)strlen("\"fields\": [");
        return (struct text){
                out, (size_t)snprintf(out, 1 << 16,
                                      "%.*s{\"name\": \"extra%d\", \"type\": \"int\", \"default\": 0},%s", at,
                                      v2->text, number, v2->text + at)};
}

static int open_line(void **state)
{
        (void)state;
        line_open(&line);
        for (int i = 0; i < 2; i++)
                ids[i] = registered_add(
                        registered_subject("any"),
                        (struct text){embedded_status_schemas[i].text, embedded_status_schemas[i].len});
        return 0;
}

static int close_line(void **state)
{
        line_close(&line);
        (void)state;
        return 0;
}

static void begin(const char *name, const char *urls)
{
        char lines[400];
        snprintf(lines, sizeof(lines), "schema.registry.url=%s\nschema.registry.timeout=500ms\n",
                 urls ? urls : "");
        loading_begin(name, urls ? lines : NULL, PARTITIONS);
}

/* Dossier NUMBER as a message with the frame of `id`, or (-1) as the producer writes it; `extra`: with a
 * zero in front, the field of a stranger. */
static void feed_framed(struct feed *f, int32_t partition, int number, int32_t id, bool extra)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        char name[32];
        struct bytes message = {0};
        snprintf(name, sizeof(name), "H58-%d-%d", partition, number);
        const struct event v = event_on(number, name, RECEIVED);
        const size_t len = feed_encode(f, &v, bytes);
        if (id < 0) {
                feed_bytes(f, partition, text_of(name), bytes, len);
                return;
        }
        reframe(bytes, len, id, &message);
        if (extra) {
                uint8_t *room = bytes_room(&message, 1);
                (void)room;
                memmove(message.at + 6, message.at + 5, message.len - 6);
                message.at[5] = 0;
        }
        feed_bytes(f, partition, text_of(name), message.at, message.len);
        bytes_free(&message);
}

#define DOSSIERS  "select count(*)::bigint from hentra.dossier"
#define SET_ASIDE "select count(*)::bigint from hentra.quarantine"
#define NEXT_OF_0 "select coalesce(max(next_offset), 0)::bigint from hentra.position where partition = 0"
#define BEHIND_0 \
        "select count(*)::bigint from hentra.position where partition = 0 and behind_since is not null"

/* Both framings in one partition, and an id whose schema no build knows. */
static void test_both_framings_are_read(void **state)
{
        static char text[1 << 16];
        struct feed f;
        struct child c;
        (void)state;
        begin("awaiting_both", line.url);
        const int32_t id = registered_add(registered_subject("both"), stranger(1, text));
        feed_open(&f, &world);
        for (int i = 0; i < 60; i += 3) {
                feed_framed(&f, 0, i, -1, false);
                feed_framed(&f, 0, i + 1, ids[1], false);
                feed_framed(&f, 0, i + 2, id, true);
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
        begin("awaiting_hangs", line.url);
        const int32_t id = registered_add(registered_subject("hangs"), stranger(2, text));
        feed_open(&f, &world);
        for (int i = 0; i < 5; i++)
                feed_framed(&f, 0, i, -1, false);
        for (int i = 5; i < 10; i++)
                feed_framed(&f, 0, i, i % 2 ? id : -1, i % 2);
        for (int i = 0; i < 100; i++)
                feed_framed(&f, 1, i, -1, false);
        feed_close(&f);
        line_pause(&line);
        child_start(&c, &world, "load", NULL);
        EVENTUALLY(sql_number(pg, DOSSIERS) == 105);
        EVENTUALLY(strstr(child_err(&c), "registry.away"));
        /* New messages are loaded all the same. */
        feed_dossiers(1, 200, 300, RECEIVED);
        EVENTUALLY(sql_number(pg, DOSSIERS) == 205);
        assert_int_equal(sql_number(pg, NEXT_OF_0), 5);
        assert_int_equal(sql_number(pg, BEHIND_0), 1);
        assert_int_equal(sql_number(pg, SET_ASIDE), 0);
        line_resume(&line);
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
        begin("awaiting_ends", line.url);
        const int32_t id = registered_add(registered_subject("ends"), stranger(3, text));
        feed_open(&f, &world);
        feed_framed(&f, 0, 0, -1, false);
        feed_framed(&f, 0, 1, id, true);
        feed_close(&f);
        line_pause(&line);
        child_start(&c, &world, "load", "--until-end", NULL);
        EVENTUALLY(strstr(child_err(&c), "load.awaits_schema"));
        EVENTUALLY(sql_number(pg, NEXT_OF_0) == 1);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
        line_resume(&line);
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
        begin("awaiting_unknown", line.url);
        const int32_t other =
                registered_add(registered_subject("other"),
                               TEXT("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":"
                                    "\"a\",\"type\":\"int\"}]}"));
        feed_open(&f, &world);
        feed_framed(&f, 0, 0, KNOWS_NOTHING, false);
        feed_framed(&f, 0, 1, ids[1], false);
        feed_framed(&f, 0, 2, other, false);
        feed_framed(&f, 0, 3, KNOWS_NOTHING, false);
        feed_framed(&f, 0, 4, -1, false);
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
                 registered_free_port(), line.port, line.url);
        begin("awaiting_urls", urls);
        feed_open(&f, &world);
        feed_framed(&f, 0, 0, ids[1], false);
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
        snprintf(urls, sizeof(urls), "%s,http://127.0.0.1:%d/nothing", line.url, line.port);
        begin("awaiting_all", urls);
        feed_open(&f, &world);
        feed_framed(&f, 0, 0, KNOWS_NOTHING, false);
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
        begin("awaiting_without", NULL);
        feed_open(&f, &world);
        feed_framed(&f, 0, 0, ids[1], false);
        feed_framed(&f, 0, 1, -1, false);
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
        setenv("HENTRA_SCHEMA_REGISTRY_URL", line.url, 1);
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
        return cmocka_run_group_tests(tests, open_line, close_line);
}
