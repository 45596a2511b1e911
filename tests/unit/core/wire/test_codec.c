/* SPDX-License-Identifier: Apache-2.0
 *
 * test_codec.c - events survive the trip, in every version that was ever merged; whatever else comes is
 * refused.
 */
#include "tests/support/unit.h"

#include "core/base/event_field.h"
#include "core/wire/codec.h"
#include "generated/embedded.h"
#include "tests/support/avro_out.h"
#include "tests/support/golden_event.h"
#include "tests/support/random_event.h"
#include <avro.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

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

static void every_version_is_still_read(void **state)
{
        (void)state;
        uint8_t bytes[GOLDEN_MOST];
        struct event v;
        struct err e;
        for (const struct embedded_file *s = embedded_status_schemas; s->name; s++) {
                const size_t n = s == embedded_status_schemas ? GOLDEN_EVENTS_OF_V1 : GOLDEN_EVENTS;
                for (size_t i = 0; i < n; i++) {
                        const struct golden_event *g = &golden_events[i];
                        const size_t len = golden_read("dossier-status", s->name, g->name, NULL, bytes);
                        assert_int_equal(codec_decode(codec, bytes, len, &v, &e), OK);
                        assert_event_equal(&v, g->said);
                }
        }
}

static void the_newest_version_writes_its_golden_bytes(void **state)
{
        (void)state;
        const struct embedded_file *newest = embedded_status_schemas;
        while (newest[1].name)
                newest++;
        for (size_t i = 0; i < GOLDEN_EVENTS; i++) {
                const struct golden_event *g = &golden_events[i];
                uint8_t golden[GOLDEN_MOST], bytes[CODEC_EVENT_MOST];
                size_t golden_len = golden_read("dossier-status", newest->name, g->name, NULL, golden), len;
                struct err e;
                assert_int_equal(codec_encode(codec, g->said, bytes, &len, &e), OK);
                assert_int_equal(len, golden_len);
                assert_memory_equal(bytes, golden, len);
        }
}

/* ---- Avro-C as the oracle ---- */

static avro_value_t get(const avro_value_t *record, const char *field)
{
        avro_value_t value, branch;
        assert_int_equal(avro_value_get_by_name(record, field, &value, NULL), 0);
        if (avro_value_get_type(&value) != AVRO_UNION)
                return value;
        assert_int_equal(avro_value_get_current_branch(&value, &branch), 0);
        return branch;
}

static void same_text(const avro_value_t *record, const char *field, struct text expected)
{
        avro_value_t value = get(record, field);
        const char *at;
        size_t size;
        if (avro_value_get_type(&value) == AVRO_NULL) {
                assert_int_equal(expected.len, 0);
                return;
        }
        assert_int_equal(avro_value_get_string(&value, &at, &size), 0);
        assert_text_equal((struct text){at, size - 1}, expected);
}

static void same_long(const avro_value_t *record, const char *field, int64_t expected)
{
        avro_value_t value = get(record, field);
        int64_t number = NO_TIME;
        if (avro_value_get_type(&value) != AVRO_NULL)
                assert_int_equal(avro_value_get_long(&value, &number), 0);
        assert_int_equal(number, expected);
}

static void same_symbol(const avro_value_t *record, const char *field, const char *expected)
{
        avro_value_t value = get(record, field);
        int symbol;
        if (avro_value_get_type(&value) == AVRO_NULL) {
                assert_string_equal(expected, "");
                return;
        }
        assert_int_equal(avro_value_get_enum(&value, &symbol), 0);
        assert_string_equal(avro_schema_enum_get(avro_value_get_schema(&value), symbol), expected);
}

static void same_truth(const avro_value_t *record, const char *field, enum truth expected)
{
        avro_value_t value = get(record, field);
        int truth = 0;
        bool said = avro_value_get_type(&value) == AVRO_BOOLEAN;
        if (said)
                assert_int_equal(avro_value_get_boolean(&value, &truth), 0);
        assert_int_equal(expected, !said ? TRUTH_ABSENT : truth ? TRUTH_YES : TRUTH_NO);
}

static void same_flag(const avro_value_t *record, const char *field, bool expected)
{
        same_truth(record, field, expected ? TRUTH_YES : TRUTH_NO);
}

static void same_as_avro(const avro_value_t *record, const struct event *v)
{
        const void *id;
        size_t size;
        avro_value_t value = get(record, "event_id");
        assert_int_equal(avro_value_get_fixed(&value, &id, &size), 0);
        assert_memory_equal(id, v->event_id, 16);
        same_text(record, "source", v->source);
        same_long(record, "sequence", v->sequence);
        same_text(record, "dossier_id", v->dossier_id);
        same_symbol(record, "case_kind", case_kind_names[v->case_kind]);
        same_symbol(record, "status", status_names[v->status]);
        same_long(record, "occurred_at", v->occurred_at);
        same_long(record, "stated_at", v->stated_at);
        same_long(record, "observed_at", v->observed_at);
        same_long(record, "submitted_at", v->submitted_at);
        same_long(record, "due_at", v->due_at);
        same_text(record, "agency", v->agency);
        same_text(record, "received_by", v->received_by);
        same_symbol(record, "level", level_names[v->level]);
        same_text(record, "procedure", v->procedure);
        same_text(record, "field", v->field);
        same_symbol(record, "channel", channel_names[v->channel]);
        same_symbol(record, "return_channel", return_channel_names[v->return_channel]);
        same_symbol(record, "service", service_names[v->service]);
        same_symbol(record, "payment", payment_names[v->payment]);
        same_truth(record, "digitised", v->digitised);
        same_symbol(record, "kind", kind_names[v->kind]);
        same_flag(record, "retracts", v->retracts);
        same_flag(record, "occurred_day", v->occurred_day);
        same_long(record, "since", v->since);
        same_truth(record, "electronic_result", v->electronic_result);
        same_truth(record, "reused_data", v->reused_data);
        same_truth(record, "shared_to_store", v->shared_to_store);
        same_truth(record, "citizen_data", v->citizen_data);
        same_symbol(record, "fee", fee_names[v->fee]);
        same_symbol(record, "rating", rating_names[v->rating]);
        same_text(record, "about", v->about);
        value = get(record, "occurrences");
        assert_int_equal(avro_value_get_size(&value, &size), 0);
        assert_int_equal(size, v->occurrence_n);
        for (size_t i = 0; i < size; i++) {
                const struct event_occurrence *o = &v->occurrence[i];
                avro_value_t item;
                assert_int_equal(avro_value_get_by_index(&value, i, &item, NULL), 0);
                same_symbol(&item, "status", status_names[o->status]);
                same_long(&item, "occurred_at", o->occurred_at);
                same_flag(&item, "occurred_day", o->occurred_day);
                same_text(&item, "agency", o->agency);
                same_flag(&item, "reopens", o->reopens);
        }
}

static void random_events_survive_and_avro_reads_the_same(void **state)
{
        (void)state;
        avro_schema_t schema;
        avro_value_t record;
        const struct embedded_file *newest = embedded_status_schemas;
        while (newest[1].name)
                newest++;
        assert_int_equal(avro_schema_from_json_length(newest->text, newest->len, &schema), 0);
        avro_value_iface_t *class = avro_generic_class_from_schema(schema);
        assert_int_equal(avro_generic_value_new(class, &record), 0);
        srandom(20221231);
        for (int i = 0; i < 20000; i++) {
                char room[RANDOM_TEXTS][64];
                uint8_t bytes[CODEC_EVENT_MOST];
                struct event said, read;
                struct err e;
                size_t len;
                random_event(&said, room);
                assert_int_equal(codec_encode(codec, &said, bytes, &len, &e), OK);
                assert_int_equal(codec_decode(codec, bytes, len, &read, &e), OK);
                assert_event_equal(&read, &said);
                avro_reader_t in = avro_reader_memory((const char *)bytes + 10, (int64_t)len - 10);
                assert_int_equal(avro_value_read(in, &record), 0);
                same_as_avro(&record, &said);
                avro_reader_free(in);
        }
        avro_value_decref(&record);
        avro_value_iface_decref(class);
        avro_schema_decref(schema);
}

/* ---- hostile input ---- */

/* The bytes end where an unreadable page begins. */
static uint8_t *before_guard_page(const uint8_t *bytes, size_t len, uint8_t **pages)
{
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assert_true(*pages != MAP_FAILED);
        assert_int_equal(mprotect(*pages + page, page, PROT_NONE), 0);
        return memcpy(*pages + page - len, bytes, len);
}

static void every_truncation_is_refused(void **state)
{
        (void)state;
        uint8_t bytes[CODEC_EVENT_MOST], *pages;
        size_t len, page = (size_t)sysconf(_SC_PAGESIZE);
        struct event v;
        struct err e;
        assert_int_equal(codec_encode(codec, &sample_document, bytes, &len, &e), OK);
        for (size_t cut = 0; cut < len; cut++) {
                const uint8_t *at = before_guard_page(bytes, cut, &pages);
                assert_int_equal(codec_decode(codec, at, cut, &v, &e), POISON);
                munmap(pages, 2 * page);
        }
        bytes[len] = 0;
        assert_int_equal(codec_decode(codec, bytes, len + 1, &v, &e), POISON);
}

static void no_flipped_bit_does_harm(void **state)
{
        (void)state;
        uint8_t bytes[CODEC_EVENT_MOST], *pages;
        size_t len, page = (size_t)sysconf(_SC_PAGESIZE), refused = 0;
        struct event v;
        struct err e;
        assert_int_equal(codec_encode(codec, &sample_document, bytes, &len, &e), OK);
        uint8_t *at = before_guard_page(bytes, len, &pages);
        for (size_t bit = 0; bit < 8 * len; bit++) {
                at[bit / 8] ^= (uint8_t)(1 << bit % 8);
                enum fault fault = codec_decode(codec, at, len, &v, &e);
                assert_true(fault == OK || fault == POISON);
                assert_true(fault == OK || bit >= 80 || fault == POISON);
                refused += fault == POISON;
                at[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        assert_true(refused >= 80); /* of the head none is accepted */
        munmap(pages, 2 * page);
}

static void a_length_that_lies_costs_nothing(void **state)
{
        (void)state;
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
        struct event v;
        struct err e;
        struct bytes lie = {0};
        assert_int_equal(codec_encode(codec, &sample_full, bytes, &len, &e), OK);
        bytes_add(&lie, bytes, 10 + 16);
        out_long(&lie, 1LL << 31);
        bytes_add(&lie, "short", 5);
        assert_int_equal(codec_decode(codec, lie.at, lie.len, &v, &e), POISON);
        assert_non_null(strstr(e.text, "source"));
        size_t before = mallinfo2().uordblks;
        for (int i = 0; i < 50; i++) {
                assert_int_equal(codec_decode(codec, lie.at, lie.len, &v, &e), POISON);
                assert_int_equal(
                        codec_decode(codec, (const uint8_t[]){0xc3, 0x01, 0xff, 0xff, 0x0f}, 5, &v, &e),
                        POISON);
                assert_int_equal(codec_decode(codec, (const uint8_t[]){0, 0, 0, 0, 1}, 5, &v, &e), POISON);
        }
        assert_int_equal(mallinfo2().uordblks, before);
        bytes_free(&lie);
}

/* One field of *v as something at the edge of what it may hold, or beyond; false: there are no more. */
static bool spoil(struct event *v, const struct event_field *f, size_t way)
{
        static char longest[65];
        memset(longest, 'x', sizeof(longest));
        const struct text texts[] = {{0},
                                     {longest, 64},
                                     {longest, 65},
                                     TEXT("a\nb"),
                                     TEXT("\x7f"),
                                     TEXT("12345678\x1f"),
                                     TEXT("\xff"),
                                     TEXT("H\xe1\xbb\x99 t\xe1\xbb\x8b"
                                          "ch"),
                                     TEXT("H\xe1\xbb")};
        static const int64_t numbers[] = {0,
                                          -1,
                                          INT64_MAX,
                                          INT64_MIN /* NO_TIME */,
                                          MOMENT_FIRST,
                                          MOMENT_FIRST - 1,
                                          MOMENT_LIMIT - 1,
                                          MOMENT_LIMIT};
        void *value = (char *)v + f->offset;
        if (f->kind == FIELD_TEXT && way < sizeof(texts) / sizeof(texts[0]))
                memcpy(value, &texts[way], sizeof(texts[way]));
        else if ((f->kind == FIELD_TIME || f->kind == FIELD_NUMBER) &&
                 way < sizeof(numbers) / sizeof(numbers[0]))
                memcpy(value, &numbers[way], sizeof(numbers[way]));
        else
                return false;
        return true;
}

/* The reader of bytes gives the same result as event_check(). */
static void what_an_event_may_not_hold_is_refused(void **state)
{
        (void)state;
        size_t good = 0, bad = 0;
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                struct event v = sample_document, read;
                for (size_t way = 0; spoil(&v, &event_fields[i], way); way++) {
                        struct bytes message = {0};
                        uint8_t head[CODEC_EVENT_MOST];
                        struct err e = {0}, expected = {0};
                        size_t len;
                        assert_int_equal(codec_encode(codec, &sample_full, head, &len, &e), OK);
                        bytes_add(&message, head, 10);
                        out_v2(&message, &v);
                        const enum fault fault = event_check(&v, &expected);
                        if (codec_decode(codec, message.at, message.len, &read, &e) != fault ||
                            (fault != OK && strcmp(e.text, expected.text) != 0))
                                fail_msg("%s, way %zu: %s, not %s", event_fields[i].name, way, e.text,
                                         fault == OK ? "good" : expected.text);
                        good += fault == OK;
                        bad += fault != OK;
                        bytes_free(&message);
                }
        }
        assert_int_equal(good, 3 * 2 + 4 * 3 + 3 * 4 + 3 * 5 + 4);
        assert_true(bad > 40);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_version_is_still_read),
                cmocka_unit_test(the_newest_version_writes_its_golden_bytes),
                cmocka_unit_test(random_events_survive_and_avro_reads_the_same),
                cmocka_unit_test(every_truncation_is_refused),
                cmocka_unit_test(no_flipped_bit_does_harm),
                cmocka_unit_test(a_length_that_lies_costs_nothing),
                cmocka_unit_test(what_an_event_may_not_hold_is_refused),
        };
        return cmocka_run_group_tests(tests, open_codec, close_codec);
}
