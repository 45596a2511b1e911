/* SPDX-License-Identifier: Apache-2.0
 *
 * test_write.c - the bytes of an event are those that Avro-C writes, and never more than there is room for.
 */
#include "tests/support/unit.h"

#include "core/wire/avsc.h"
#include "core/wire/write.h"
#include "generated/embedded.h"
#include "tests/support/random_event.h"
#include "tests/support/sample.h"
#include <avro.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ROOM = 2048 };

static struct schema newest;
static struct write_plan plan;
static avro_schema_t avro;
static avro_value_iface_t *class;
static avro_value_t record;

static int open_all(void **state)
{
        (void)state;
        struct err e;
        const struct embedded_file *s = embedded_status_schemas;
        while (s[1].name)
                s++;
        assert_int_equal(avsc_read(&newest, (struct text){s->text, s->len}, &e), OK);
        assert_int_equal(write_resolve(&plan, &newest, &e), OK);
        assert_int_equal(avro_schema_from_json_length(s->text, s->len, &avro), 0);
        class = avro_generic_class_from_schema(avro);
        assert_int_equal(avro_generic_value_new(class, &record), 0);
        return 0;
}

static int close_all(void **state)
{
        (void)state;
        avro_value_decref(&record);
        avro_value_iface_decref(class);
        avro_schema_decref(avro);
        schema_free(&newest);
        return 0;
}

/* ---- Avro-C as the oracle ---- */

/* The value of the field; of a union, null when `absent`, else the other branch. */
static avro_value_t value_of(const char *field, bool absent)
{
        avro_value_t value = record, branch = record;
        assert_int_equal(avro_value_get_by_name(&record, field, &value, NULL), 0);
        if (avro_value_get_type(&value) != AVRO_UNION)
                return value;
        avro_schema_t all = avro_value_get_schema(&value);
        int at = 0;
        while ((avro_typeof(avro_schema_union_branch(all, at)) == AVRO_NULL) != absent)
                at++;
        assert_int_equal(avro_value_set_branch(&value, at, &branch), 0);
        return branch;
}

static void set_text(const char *field, struct text t)
{
        char copy[ROOM];
        avro_value_t value = value_of(field, t.len == 0);
        memcpy(copy, t.len ? t.at : "", t.len);
        copy[t.len] = 0;
        assert_int_equal(avro_value_get_type(&value) == AVRO_NULL
                                 ? avro_value_set_null(&value)
                                 : avro_value_set_string_len(&value, copy, t.len + 1),
                         0);
}

static void set_long(const char *field, int64_t number, bool absent)
{
        avro_value_t value = value_of(field, absent);
        assert_int_equal(absent ? avro_value_set_null(&value) : avro_value_set_long(&value, number), 0);
}

static void set_code(const char *field, const char *symbol)
{
        avro_value_t value = value_of(field, !*symbol);
        assert_int_equal(
                !*symbol ? avro_value_set_null(&value)
                         : avro_value_set_enum(&value, avro_schema_enum_get_by_name(
                                                               avro_value_get_schema(&value), symbol)),
                0);
}

static void set_truth(const char *field, enum truth truth)
{
        avro_value_t value = value_of(field, truth == TRUTH_ABSENT);
        assert_int_equal(truth == TRUTH_ABSENT ? avro_value_set_null(&value)
                                               : avro_value_set_boolean(&value, truth == TRUTH_YES),
                         0);
}

static void set_occurrences(const struct event *v)
{
        const avro_value_t whole = record;
        avro_value_t list = value_of("occurrences", false);
        assert_int_equal(avro_value_reset(&list), 0);
        for (const struct event_occurrence *o = v->occurrence; o < v->occurrence + v->occurrence_n; o++) {
                assert_int_equal(avro_value_append(&list, &record, NULL), 0);
                set_code("status", status_names[o->status]);
                set_long("occurred_at", o->occurred_at, o->occurred_at == NO_TIME);
                set_truth("occurred_day", o->occurred_day ? TRUTH_YES : TRUTH_NO);
                set_text("agency", o->agency);
                set_truth("reopens", o->reopens ? TRUTH_YES : TRUTH_NO);
                record = whole;
        }
}

static size_t avro_write_event(const struct event *v, char out[ROOM])
{
        avro_value_t value = value_of("event_id", false);
        assert_int_equal(avro_value_set_fixed(&value, (void *)v->event_id, 16), 0);
        set_text("source", v->source);
        set_long("sequence", v->sequence, false);
        set_text("dossier_id", v->dossier_id);
        set_code("case_kind", case_kind_names[v->case_kind]);
        set_code("status", status_names[v->status]);
        set_long("occurred_at", v->occurred_at, false);
        set_long("stated_at", v->stated_at, false);
        set_long("observed_at", v->observed_at, false);
        set_long("submitted_at", v->submitted_at, v->submitted_at == NO_TIME);
        set_long("due_at", v->due_at, v->due_at == NO_TIME);
        set_text("agency", v->agency);
        set_text("received_by", v->received_by);
        set_code("level", level_names[v->level]);
        set_text("procedure", v->procedure);
        set_text("field", v->field);
        set_code("channel", channel_names[v->channel]);
        set_code("return_channel", return_channel_names[v->return_channel]);
        set_code("service", service_names[v->service]);
        set_code("payment", payment_names[v->payment]);
        set_truth("digitised", v->digitised);
        set_code("kind", kind_names[v->kind]);
        set_truth("retracts", v->retracts ? TRUTH_YES : TRUTH_NO);
        set_truth("occurred_day", v->occurred_day ? TRUTH_YES : TRUTH_NO);
        set_long("since", v->since, v->since == NO_TIME);
        set_truth("electronic_result", v->electronic_result);
        set_truth("reused_data", v->reused_data);
        set_truth("shared_to_store", v->shared_to_store);
        set_truth("citizen_data", v->citizen_data);
        set_code("fee", fee_names[v->fee]);
        set_code("rating", rating_names[v->rating]);
        set_text("about", v->about);
        set_occurrences(v);
        avro_writer_t to = avro_writer_memory(out, ROOM);
        assert_int_equal(avro_value_write(to, &record), 0);
        const size_t len = (size_t)avro_writer_tell(to);
        avro_writer_free(to);
        return len;
}

static void same_bytes(const struct event *v)
{
        uint8_t ours[ROOM];
        char theirs[ROOM];
        size_t len;
        struct err e;
        assert_int_equal(write_run(&plan, v, ours, ROOM, &len, &e), OK);
        assert_int_equal(len, avro_write_event(v, theirs));
        assert_memory_equal(ours, theirs, len);
}

static void every_event_is_written_as_avro_writes_it(void **state)
{
        (void)state;
        char room[RANDOM_TEXTS][64];
        struct event v;
        same_bytes(&sample_full);
        same_bytes(&sample_sparse);
        same_bytes(&sample_document);
        same_bytes(&sample_emptied);
        srandom(20221231);
        for (int i = 0; i < 100000; i++) {
                random_event(&v, room);
                same_bytes(&v);
        }
}

static void every_length_of_a_number(void **state)
{
        (void)state;
        struct event v = sample_full;
        for (int bit = 0; bit < 64; bit++) {
                const uint64_t at = UINT64_C(1) << bit;
                for (int i = 0; i < 4; i++) {
                        v.sequence = (int64_t)(i % 2 ? at : at - 1);
                        v.sequence = i < 2 ? v.sequence : (int64_t)(0 - (uint64_t)v.sequence);
                        same_bytes(&v);
                }
        }
}

/* ---- what cannot be written ---- */

/* The room ends where an unwritable page begins. */
static void nothing_is_written_behind_the_end(void **state)
{
        (void)state;
        const size_t page = (size_t)sysconf(_SC_PAGESIZE);
        uint8_t *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assert_true(pages != MAP_FAILED);
        assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
        size_t len, needed, refused = 0;
        uint8_t whole[ROOM];
        struct err e;
        assert_int_equal(write_run(&plan, &sample_document, whole, ROOM, &needed, &e), OK);
        for (size_t room = 0; room < ROOM; room++) {
                uint8_t *out = pages + page - room;
                const enum fault fault = write_run(&plan, &sample_document, out, room, &len, &e);
                refused += fault == POISON;
                assert_true(fault == POISON || (fault == OK && len == needed && room >= needed));
                if (fault == OK)
                        assert_memory_equal(out, whole, needed);
        }
        assert_true(refused >= needed && refused < needed + 64);
        munmap(pages, 2 * page);
}

static void a_code_without_a_symbol_is_refused(void **state)
{
        (void)state;
        uint8_t out[ROOM];
        size_t len;
        struct err e;
        struct event v = sample_full;
        v.status = STATUS_COUNT;
        assert_int_equal(write_run(&plan, &v, out, ROOM, &len, &e), POISON);
        assert_non_null(strstr(e.text, "status"));
        v.status = (enum status) - 1;
        assert_int_equal(write_run(&plan, &v, out, ROOM, &len, &e), POISON);
}

/* ---- schemas that are not ours ---- */

/* The newest schema with the first `old` replaced. */
static enum fault resolve_with(const char *old, const char *new, struct err *e)
{
        const struct embedded_file *s = embedded_status_schemas;
        struct schema changed = {0};
        struct write_plan p;
        while (s[1].name)
                s++;
        const char *at = strstr(s->text, old);
        assert_non_null(at);
        char *json = need_alloc(s->len + strlen(new) + 1);
        sprintf(json, "%.*s%s%s", (int)(at - s->text), s->text, new, at + strlen(old));
        assert_int_equal(avsc_read(&changed, text_of(json), e), OK);
        const enum fault fault = write_resolve(&p, &changed, e);
        schema_free(&changed);
        free(json);
        return fault;
}

static void only_our_own_schema_is_written(void **state)
{
        (void)state;
        struct err e;
        static const char *const changes[][3] = {
                {"\"agency\"", "\"agent\"", "agent"},
                {"\"name\": \"agency\", \"type\": \"string\"", "\"name\": \"agency\", \"type\": \"long\"",
                 "agency"},
                {"[\"null\", \"boolean\"]", "[\"boolean\", \"string\"]", "digitised"},
                {"[\"null\", \"boolean\"]", "[\"null\", \"boolean\", \"long\"]", "digitised"},
                {"\"size\": 16", "\"size\": 15", "event_id"},
                {"\"type\": \"array\", \"items\"", "\"type\": \"map\", \"values\"", "occurrences"},
                {"\"name\": \"occurrences\"", "\"name\": \"happenings\"", "occurrences"},
                {"\"name\": \"reopens\"", "\"name\": \"closes\"", "occurrences: the schema's field closes"},
                {"{\"name\": \"status\", \"type\": \"Status\"", "{\"name\": \"status\", \"type\": \"string\"",
                 "occurrences: the schema's field status"},
                {"{\"name\": \"digitised\",",
                 "{\"name\": \"priority\", \"type\": \"long\"}, {\"name\": \"digitised\",", "priority"},
        };
        for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
                assert_int_equal(resolve_with(changes[i][0], changes[i][1], &e), FATAL);
                assert_non_null(strstr(e.text, changes[i][2]));
        }
        assert_int_equal(resolve_with("[\"null\", \"boolean\"]", "[\"boolean\", \"null\"]", &e), OK);
        struct schema other = {0};
        struct write_plan p;
        assert_int_equal(avsc_read(&other, TEXT("\"long\""), &e), OK);
        assert_int_equal(write_resolve(&p, &other, &e), FATAL);
        schema_free(&other);
        assert_int_equal(avsc_read(&other,
                                   TEXT("{\"type\": \"record\", \"name\": \"R\", \"fields\": "
                                        "[{\"name\": \"source\", \"type\": \"string\"}]}"),
                                   &e),
                         OK);
        assert_int_equal(write_resolve(&p, &other, &e), FATAL);
        assert_non_null(strstr(e.text, "occurrences"));
        schema_free(&other);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_event_is_written_as_avro_writes_it),
                cmocka_unit_test(every_length_of_a_number),
                cmocka_unit_test(nothing_is_written_behind_the_end),
                cmocka_unit_test(a_code_without_a_symbol_is_refused),
                cmocka_unit_test(only_our_own_schema_is_written),
        };
        return cmocka_run_group_tests(tests, open_all, close_all);
}
