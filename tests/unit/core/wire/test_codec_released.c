/* SPDX-License-Identifier: Apache-2.0
 *
 * test_codec_released.c - a reader of version 1 goes on with version 2: Avro-C resolves the golden messages
 * of version 2 into the schema of version 1, and what comes out is the latest that the source says.
 */
#include "tests/support/unit.h"

#include "generated/embedded.h"
#include "tests/support/golden_event.h"
#include <avro.h>

enum { HEAD = 10 };

static avro_schema_t v1, v2;
static avro_value_iface_t *class, *resolving;
static avro_value_t record, reading;

static int open_reader(void **state)
{
        (void)state;
        const struct embedded_file *s = embedded_status_schemas;
        assert_int_equal(avro_schema_from_json_length(s[0].text, s[0].len, &v1), 0);
        assert_int_equal(avro_schema_from_json_length(s[1].text, s[1].len, &v2), 0);
        class = avro_generic_class_from_schema(v1);
        assert_int_equal(avro_generic_value_new(class, &record), 0);
        resolving = avro_resolved_writer_new(v2, v1);
        if (!resolving || avro_resolved_writer_new_value(resolving, &reading) != 0)
                fail_msg("%s", avro_strerror());
        avro_resolved_writer_set_dest(&reading, &record);
        return 0;
}

static int close_reader(void **state)
{
        (void)state;
        avro_value_decref(&reading);
        avro_value_decref(&record);
        avro_value_iface_decref(resolving);
        avro_value_iface_decref(class);
        avro_schema_decref(v1);
        avro_schema_decref(v2);
        return 0;
}

/* The field, of a union its branch. */
static avro_value_t get(const char *field)
{
        avro_value_t value, branch;
        assert_int_equal(avro_value_get_by_name(&record, field, &value, NULL), 0);
        if (avro_value_get_type(&value) != AVRO_UNION)
                return value;
        assert_int_equal(avro_value_get_current_branch(&value, &branch), 0);
        return branch;
}

static void same_field(const struct event_field *f, const void *said)
{
        avro_value_t value = get(f->name);
        const avro_type_t type = avro_value_get_type(&value);
        const void *id;
        const char *text;
        size_t size;
        int64_t number = 0;
        int small = 0;
        switch (f->kind) {
        case FIELD_ID:
                assert_int_equal(avro_value_get_fixed(&value, &id, &size), 0);
                assert_memory_equal(id, said, 16);
                break;
        case FIELD_TEXT:
                if (type != AVRO_NULL)
                        assert_int_equal(avro_value_get_string(&value, &text, &size), 0);
                assert_text_equal(type == AVRO_NULL ? (struct text){0} : (struct text){text, size - 1},
                                  *(const struct text *)said);
                break;
        case FIELD_NUMBER:
        case FIELD_TIME:
                if (type != AVRO_NULL)
                        assert_int_equal(avro_value_get_long(&value, &number), 0);
                assert_int_equal(type == AVRO_NULL ? NO_TIME : number, *(const int64_t *)said);
                break;
        case FIELD_CODE:
                if (type != AVRO_NULL)
                        assert_int_equal(avro_value_get_enum(&value, &small), 0);
                assert_string_equal(
                        type == AVRO_NULL ? "" : avro_schema_enum_get(avro_value_get_schema(&value), small),
                        f->names[*(const int *)said]);
                break;
        case FIELD_TRUTH:
                if (type != AVRO_NULL)
                        assert_int_equal(avro_value_get_boolean(&value, &small), 0);
                assert_int_equal(type == AVRO_NULL ? TRUTH_ABSENT
                                 : small           ? TRUTH_YES
                                                   : TRUTH_NO,
                                 *(const enum truth *)said);
                break;
        case FIELD_FLAG:
                fail_msg("version 1 has no %s", f->name);
        }
}

static void read_as_v1(const struct golden_event *g, avro_value_t *into, bool whole)
{
        uint8_t bytes[GOLDEN_MOST];
        char rest;
        const size_t len = golden_read("dossier-status", "v2", g->name, NULL, bytes);
        avro_reader_t in = avro_reader_memory((const char *)bytes + HEAD, (int64_t)len - HEAD);
        if (avro_value_read(in, into) != 0)
                fail_msg("%s: %s", g->name, avro_strerror());
        assert_int_equal(avro_read(in, &rest, 1) != 0, whole);
        avro_reader_free(in);
        for (size_t i = 0; i <= EVENT_FIELD_digitised; i++)
                same_field(&event_fields[i], (const char *)g->said + event_fields[i].offset);
}

static void both_schemas_given(void **state)
{
        (void)state;
        for (size_t i = 0; i < GOLDEN_EVENTS; i++)
                read_as_v1(&golden_events[i], &reading, true);
}

/* A reader that takes the bytes for those of version 1 leaves the new fields behind, which follow. */
static void only_its_own_schema_given(void **state)
{
        (void)state;
        for (size_t i = 0; i < GOLDEN_EVENTS; i++)
                read_as_v1(&golden_events[i], &record, false);
}

/* The top level is what the golden documents have as their latest. */
static void a_document_shows_its_latest_occurrence(void **state)
{
        (void)state;
        const struct event *v = &sample_document;
        const struct event_occurrence *latest = &v->occurrence[0];
        micros at = latest->occurred_at;
        for (uint32_t i = 0; i < v->occurrence_n; i++) {
                const struct event_occurrence *o = &v->occurrence[i];
                const micros counts = o->occurred_at != NO_TIME ? o->occurred_at : v->since;
                latest = counts >= at ? o : latest;
                at = counts >= at ? counts : at;
        }
        assert_int_equal(v->status, latest->status);
        assert_int_equal(v->occurred_at, at);
        assert_int_equal(v->occurred_day, latest->occurred_day);
        assert_text_equal(v->agency, latest->agency);
        assert_int_equal(sample_emptied.status, STATUS_UNKNOWN);
        assert_int_equal(sample_emptied.occurred_at, sample_emptied.stated_at);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(both_schemas_given),
                cmocka_unit_test(only_its_own_schema_given),
                cmocka_unit_test(a_document_shows_its_latest_occurrence),
        };
        return cmocka_run_group_tests(tests, open_reader, close_reader);
}
