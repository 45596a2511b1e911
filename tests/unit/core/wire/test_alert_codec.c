/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alert_codec.c - a transition as bytes and as sentences: what Avro-C's own reader and JSON encoder see
 * in them.
 */
#include "tests/support/march.h"

#include "consumers/alert/tell/alert_text.h"
#include "consumers/alert/window.h"
#include "core/wire/alert_codec.h"
#include "generated/embedded.h"
#include "tests/support/golden.h"
#include <avro.h>
#include <stdlib.h>
#include <string.h>

static struct alert_message overdue(void)
{
        return (struct alert_message){.alert_id = 4711,
                                      .transition = 3,
                                      .at = 1646820000000001,
                                      .rule = TEXT("overdue"),
                                      .kind = OVERDUE,
                                      .step = 1,
                                      .due_at = 1646820000000000,
                                      .fires_at = 1646820000000001,
                                      .dossier_id = TEXT("000.17.22.H58-220301-0001"),
                                      .case_kind = 0,
                                      .agency = TEXT("000.17.22.H58"),
                                      .recipient = TEXT("000.00.22.H58"),
                                      .stale = true,
                                      .text_vi = TEXT("quá hạn"),
                                      .text_en = TEXT("overdue")};
}

/* Of a source that was heard again: neither the kind nor the reason has a word that older readers know. */
static struct alert_message silent(void)
{
        return (struct alert_message){.alert_id = 4712,
                                      .transition = 2,
                                      .reason = 10,
                                      .at = 1646820000000001,
                                      .rule = TEXT("source-silent"),
                                      .kind = SOURCE_SILENT,
                                      .step = 1,
                                      .offset_minutes = 90,
                                      .due_at = 1646814600000000,
                                      .fires_at = 1646820000000000,
                                      .text_vi = TEXT("im lặng"),
                                      .text_en = TEXT("silent"),
                                      .source = TEXT("one-stop"),
                                      .usual_minutes = 30};
}

static const struct embedded_file *schema_text(void)
{
        const struct embedded_file *f = embedded_alert_schemas;
        while (f[1].name)
                f++;
        return f;
}

/* The record as JSON, by Avro-C alone, as a reader with this version of the schema has it; the caller frees. */
static char *read_by(const struct bytes *message, const struct embedded_file *reader)
{
        avro_schema_t written, wanted;
        avro_value_t v, resolved;
        char *json, rest;
        assert_int_equal(avro_schema_from_json_length(schema_text()->text, schema_text()->len, &written), 0);
        assert_int_equal(avro_schema_from_json_length(reader->text, reader->len, &wanted), 0);
        avro_value_iface_t *class = avro_generic_class_from_schema(wanted);
        avro_value_iface_t *resolver = avro_resolved_writer_new(written, wanted);
        assert_non_null(resolver);
        assert_int_equal(avro_generic_value_new(class, &v), 0);
        assert_int_equal(avro_resolved_writer_new_value(resolver, &resolved), 0);
        avro_resolved_writer_set_dest(&resolved, &v);
        avro_reader_t r = avro_reader_memory((const char *)message->at + 10, (int64_t)message->len - 10);
        assert_int_equal(avro_value_read(r, &resolved), 0);
        assert_int_not_equal(avro_read(r, &rest, 1), 0); /* nothing is left */
        assert_int_equal(avro_value_to_json(&v, 1, &json), 0);
        avro_reader_free(r);
        avro_value_decref(&resolved);
        avro_value_iface_decref(resolver);
        avro_value_decref(&v);
        avro_value_iface_decref(class);
        avro_schema_decref(wanted);
        avro_schema_decref(written);
        return json;
}

static char *read_back(const struct bytes *message)
{
        return read_by(message, schema_text());
}

static void a_message_says_it_all(void **state)
{
        struct alert_codec *codec;
        struct bytes bytes = {0};
        struct err e;
        struct alert_message m = overdue();
        (void)state;
        assert_int_equal(alert_codec_open(&codec, &e), OK);
        for (int i = 0; i < 2; i++) { /* the second is not the first with more */
                assert_int_equal(alert_encode(codec, &m, &bytes, &e), OK);
                char *json = read_back(&bytes);
                assert_string_equal(
                        json,
                        "{\"alert_id\": 4711, \"transition\": 3, \"state\": \"RAISED\", \"reason\": "
                        "\"RAISED\", \"at\": "
                        "1646820000000001, \"rule\": \"overdue\", \"kind\": \"OVERDUE\", \"step\": 1, "
                        "\"offset_minutes\": 0, "
                        "\"due_at\": 1646820000000000, \"fires_at\": 1646820000000001, \"dossier_id\": "
                        "\"000.17.22.H58-220301-0001\", \"case_kind\": \"DOSSIER\", \"agency\": "
                        "\"000.17.22.H58\", "
                        "\"recipient\": \"000.00.22.H58\", \"procedure\": \"\", \"stale\": true, "
                        "\"text_vi\": \"qu\\u00E1 "
                        "h\\u1EA1n\", \"text_en\": \"overdue\", \"source\": \"\", \"usual_minutes\": 0}");
                free(json);
        }
        m.offset_minutes = -960;
        m.due_at = -1;
        assert_int_equal(alert_encode(codec, &m, &bytes, &e), OK);
        char *json = read_back(&bytes);
        assert_non_null(strstr(json, "\"offset_minutes\": -960, \"due_at\": -1,"));
        free(json);
        alert_codec_close(codec);
        bytes_free(&bytes);
}

/* Frozen with the schema: another one is a new version. */
static void its_bytes_are_the_golden_ones(void **state)
{
        struct alert_codec *codec;
        struct bytes bytes = {0};
        uint8_t golden[GOLDEN_MOST];
        struct err e;
        const struct alert_message messages[] = {overdue(), silent()};
        static const char *const names[] = {"overdue", "silent"};
        (void)state;
        assert_int_equal(alert_codec_open(&codec, &e), OK);
        for (int i = 0; i < 2; i++) {
                assert_int_equal(alert_encode(codec, &messages[i], &bytes, &e), OK);
                assert_int_equal(bytes.len,
                                 golden_read("dossier-alert", schema_text()->name, names[i], NULL, golden));
                assert_memory_equal(bytes.at, golden, bytes.len);
        }
        alert_codec_close(codec);
        bytes_free(&bytes);
}

/* Who knows the first version alone reads on, and sees an alert of a kind that it does not know. */
static void older_readers_read_on(void **state)
{
        struct alert_codec *codec;
        struct bytes bytes = {0};
        struct err e;
        const struct alert_message m = silent();
        (void)state;
        assert_int_equal(alert_codec_open(&codec, &e), OK);
        assert_int_equal(alert_encode(codec, &m, &bytes, &e), OK);
        char *json = read_by(&bytes, &embedded_alert_schemas[0]);
        assert_non_null(strstr(json, "\"state\": \"CLEARED\", \"reason\": \"UNKNOWN\""));
        assert_non_null(strstr(json, "\"kind\": \"UNKNOWN\""));
        assert_non_null(strstr(json, "\"dossier_id\": \"\""));
        free(json);
        json = read_back(&bytes);
        assert_non_null(strstr(json, "\"source\": \"one-stop\", \"usual_minutes\": 30}"));
        free(json);
        alert_codec_close(codec);
        bytes_free(&bytes);
}

/* One that is likely to be late is of an unknown kind as well, for a schema that has no word for it. */
static void a_likely_one_is_of_an_unknown_kind(void **state)
{
        struct alert_codec *codec;
        struct bytes bytes = {0};
        struct err e;
        struct alert_message m = overdue();
        (void)state;
        assert_int_equal(alert_codec_open(&codec, &e), OK);
        m.kind = LIKELY_LATE;
        m.transition = 4;
        m.reason = 11;
        assert_int_equal(alert_encode(codec, &m, &bytes, &e), OK);
        char *json = read_by(&bytes, &embedded_alert_schemas[0]);
        assert_non_null(strstr(json, "\"reason\": \"UNKNOWN\""));
        assert_non_null(strstr(json, "\"kind\": \"UNKNOWN\""));
        assert_non_null(strstr(json, "\"dossier_id\": \"000.17.22.H58-220301-0001\""));
        free(json);
        m.kind = LIKELY_LATE + 1;
        assert_int_equal(alert_encode(codec, &m, &bytes, &e), FATAL);
        alert_codec_close(codec);
        bytes_free(&bytes);
}

/* A clearing has the word that older readers know, where there is one. */
static void reasons_keep_their_words(void **state)
{
        static const struct {
                int reason;
                const char *says;
        } told[] = {{5, "\"reason\": \"PAUSED\""},
                    {8, "\"reason\": \"NOT_COVERED\""},
                    {10, "\"reason\": \"UNKNOWN\""}};
        struct alert_codec *codec;
        struct bytes bytes = {0};
        struct err e;
        (void)state;
        assert_int_equal(alert_codec_open(&codec, &e), OK);
        for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
                struct alert_message m = silent();
                m.reason = told[i].reason;
                assert_int_equal(alert_encode(codec, &m, &bytes, &e), OK);
                char *json = read_by(&bytes, &embedded_alert_schemas[0]);
                assert_non_null(strstr(json, told[i].says));
                free(json);
        }
        alert_codec_close(codec);
        bytes_free(&bytes);
}

/* Other libraries have read that message and written it again: the same record, behind one of the heads that
 * docs/messages.md tells receivers of. */
static void other_libraries_read_and_write_the_same(void **state)
{
        static const char heads[SPELLINGS][11] = {
                [SPELT_BARE] = "\xc3\x01\x34\xba\x5e\xd4\x07\x00\xa9\x4a",
                [SPELT_OBJECT] = "\xc3\x01\xd9\x56\xab\x46\x01\x1e\xb6\x7f",
                [SPELT_LOGICAL] = "\xc3\x01\x58\x76\xf1\x4b\x4a\x38\x4f\xb0",
        };
        uint8_t ours[GOLDEN_MOST], theirs[GOLDEN_MOST];
        const size_t len = golden_read("dossier-alert", "v1", "overdue", NULL, ours);
        (void)state;
        for (size_t i = 0; i < GOLDEN_LIBRARIES; i++) {
                assert_int_equal(
                        golden_read("dossier-alert", "v1", "overdue", golden_libraries[i].name, theirs), len);
                assert_memory_equal(theirs, heads[golden_libraries[i].spelling], 10);
                assert_memory_equal(theirs + 10, ours + 10, len - 10);
        }
}

static void a_number_of_no_symbol_is_refused(void **state)
{
        struct alert_codec *codec;
        struct bytes bytes = {0};
        struct err e;
        struct alert_message m = overdue();
        (void)state;
        assert_int_equal(alert_codec_open(&codec, &e), OK);
        m.reason = 99;
        assert_int_equal(alert_encode(codec, &m, &bytes, &e), FATAL);
        assert_non_null(strstr(e.text, "4711"));
        m.reason = 0;
        assert_int_equal(alert_encode(codec, &m, &bytes, &e), OK);
        alert_codec_close(codec);
        bytes_free(&bytes);
}

static void people_can_read_it(void **state)
{
        char text[ALERT_TEXT_MOST];
        struct alert_message m = overdue();
        (void)state;
        assert_string_equal(alert_text_en(&m, zone, calendar, text),
                            "Dossier 000.17.22.H58-220301-0001 at 000.17.22.H58 is overdue: its return date "
                            "was 2022-03-09 17:00.");
        assert_string_equal(alert_text_vi(&m, zone, calendar, text),
                            "Hồ sơ 000.17.22.H58-220301-0001 tại 000.17.22.H58 đã quá hạn trả kết quả: hẹn "
                            "trả 17:00 ngày 09/03/2022.");
        m.kind = DUE_SOON;
        m.offset_minutes = -960;
        assert_non_null(strstr(alert_text_en(&m, zone, calendar, text), "at most 2 working day(s) left"));
        m.offset_minutes = -90;
        assert_non_null(strstr(alert_text_vi(&m, zone, calendar, text), "1 giờ 30 phút làm việc"));
        m.kind = ESCALATION;
        m.offset_minutes = 1440;
        assert_non_null(strstr(alert_text_en(&m, zone, calendar, text), "for 3 working day(s) or more"));
        assert_non_null(strstr(alert_text_en(&m, zone, calendar, text), "for 000.00.22.H58."));
        m.transition = 4;
        m.reason = 1;
        assert_non_null(strstr(alert_text_vi(&m, zone, calendar, text), "thôi cảnh báo, đã giải quyết xong"));
        m = silent();
        assert_string_equal(
                alert_text_en(&m, zone, calendar, text),
                "Source one-stop (silent since 2022-03-09 15:30): alert cleared, it was heard again.");
        m.reason = 5;
        assert_non_null(
                strstr(alert_text_vi(&m, zone, calendar, text), "thôi cảnh báo, nguồn đang tạm dừng."));
        m.transition = 1;
        m.reason = 0;
        assert_string_equal(
                alert_text_en(&m, zone, calendar, text),
                "Source one-stop has sent nothing since 2022-03-09 15:30; as a rule it is silent for at "
                "most 0 h 30 min of working time.");
        assert_string_equal(
                alert_text_vi(&m, zone, calendar, text),
                "Nguồn one-stop không gửi dữ liệu từ 15:30 ngày 09/03/2022; bình thường im lặng không quá "
                "0 giờ 30 phút làm việc.");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_message_says_it_all),
                cmocka_unit_test(its_bytes_are_the_golden_ones),
                cmocka_unit_test(older_readers_read_on),
                cmocka_unit_test(a_likely_one_is_of_an_unknown_kind),
                cmocka_unit_test(reasons_keep_their_words),
                cmocka_unit_test(other_libraries_read_and_write_the_same),
                cmocka_unit_test(a_number_of_no_symbol_is_refused),
                cmocka_unit_test(people_can_read_it),
        };
        return cmocka_run_group_tests(tests, march_open, march_close);
}
