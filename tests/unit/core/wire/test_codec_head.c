/* SPDX-License-Identifier: Apache-2.0
 *
 * test_codec_head.c - who wrote a message is known by its head, in either framing and by whichever library.
 */
#include "tests/support/unit.h"

#include "core/wire/codec.h"
#include "generated/embedded.h"
#include "tests/support/avro_out.h"
#include "tests/support/golden_event.h"
#include <stdio.h>
#include <stdlib.h>

static struct codec *codec;

static int open_codec(void **state)
{
        (void)state;
        struct err e;
        if (codec_open(&codec, &e) != OK)
                fail_msg("%s", e.text);
        return 0;
}

static int close_codec(void **state)
{
        (void)state;
        codec_close(codec);
        return 0;
}

/* Libraries do not agree on the fingerprint of a schema (schema.h). */
static void what_other_libraries_write_is_read(void **state)
{
        (void)state;
        for (const struct embedded_file *s = embedded_status_schemas; s->name; s++) {
                const size_t n = s == embedded_status_schemas ? GOLDEN_EVENTS_OF_V1 : GOLDEN_EVENTS;
                for (size_t i = 0; i < n * GOLDEN_LIBRARIES; i++) {
                        const char *library = golden_libraries[i / n].name, *name = golden_events[i % n].name;
                        uint8_t bytes[GOLDEN_MOST];
                        struct event v;
                        struct err e;
                        const size_t len = golden_read("dossier-status", s->name, name, library, bytes);
                        if (codec_decode(codec, bytes, len, &v, &e) != OK)
                                fail_msg("%s %s of %s: %s", s->name, name, library, e.text);
                        assert_event_equal(&v, golden_events[i % n].said);
                }
        }
}

static void both_framings_are_told_apart(void **state)
{
        (void)state;
        struct bytes message = {0};
        struct event v;
        struct err e;
        bytes_add(&message, (const uint8_t[]){0, 0, 0, 1, 0x07}, 5);
        out_v1(&message, &sample_full);
        assert_int_equal(codec_decode(codec, message.at, message.len, &v, &e), POISON);
        assert_non_null(strstr(e.text, "unknown schema id 263"));
        const struct embedded_file *v1 = &embedded_status_schemas[0];
        assert_int_equal(codec_learn(codec, v1->text, v1->len, 263, &e), OK);
        assert_int_equal(codec_learn(codec, v1->text, v1->len, 263, &e), OK);
        assert_int_equal(codec_decode(codec, message.at, message.len, &v, &e), OK);
        assert_event_equal(&v, &sample_full);
        message.at[0] = 0x01;
        assert_int_equal(codec_decode(codec, message.at, message.len, &v, &e), POISON);
        assert_non_null(strstr(e.text, "neither"));
        bytes_free(&message);

        uint8_t stranger[12] = {0xc3, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9};
        assert_int_equal(codec_decode(codec, stranger, sizeof(stranger), &v, &e), POISON);
        assert_non_null(strstr(e.text, "begins with c301 0102030405060708"));
}

/* A canonical form has no logical types, so the same record with times in milliseconds has our fingerprint;
 * an id of a registry means its own schema all the same. */
static void a_unit_is_the_id_s_own(void **state)
{
        (void)state;
        const struct embedded_file *v1 = &embedded_status_schemas[0];
        char *millis = strndup(v1->text, v1->len);
        struct bytes message = {0};
        struct event said = sample_full, v;
        struct err e;
        for (char *unit = millis; (unit = strstr(unit, "timestamp-micros"));)
                memcpy(unit, "timestamp-millis", 16);
        assert_int_equal(codec_learn(codec, millis, strlen(millis), 264, &e), OK);
        assert_int_equal(codec_learn(codec, millis, strlen(millis), 264, &e), OK);
        said.occurred_at = 1641265200123;
        said.stated_at = said.observed_at = said.submitted_at = said.due_at = 1641265260000;
        bytes_add(&message, (const uint8_t[]){0, 0, 0, 1, 0x08}, 5);
        out_v1(&message, &said);
        assert_int_equal(codec_decode(codec, message.at, message.len, &v, &e), OK);
        assert_int_equal(v.occurred_at, 1641265200123000);
        assert_int_equal(v.due_at, 1641265260000000);
        bytes_free(&message);
        free(millis);
}

/* A registry may have any number of ids, and each costs some kilobytes. */
static void ids_without_end_cost_no_memory_without_end(void **state)
{
        enum { FIRST = 10000, IDS = 1500 };
        static char text[1 << 16];
        const struct embedded_file *v1 = &embedded_status_schemas[0];
        const char *fields = strchr(strstr(v1->text, "\"fields\""), '[') + 1;
        struct err e;
        (void)state;
        for (int i = 0; i < IDS; i++) {
                const int len = snprintf(text, sizeof(text), "%.*s{\"name\":\"x%d\",\"type\":\"int\"},%s",
                                         (int)(fields - v1->text), v1->text, i, fields);
                assert_int_equal(codec_learn(codec, text, (size_t)len, FIRST + i, &e), OK);
        }
        int known = 0;
        for (int i = 0; i < IDS; i++)
                known += codec_know(codec, FIRST + i, &e) == OK;
        assert_in_range(known, 1, 1000);
        assert_int_equal(codec_know(codec, FIRST + IDS - 1, &e), OK);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_other_libraries_write_is_read),
                cmocka_unit_test(both_framings_are_told_apart),
                cmocka_unit_test(a_unit_is_the_id_s_own),
                cmocka_unit_test(ids_without_end_cost_no_memory_without_end),
        };
        return cmocka_run_group_tests(tests, open_codec, close_codec);
}
