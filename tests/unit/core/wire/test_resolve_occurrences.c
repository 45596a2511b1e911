/* SPDX-License-Identifier: Apache-2.0
 *
 * test_resolve_occurrences.c - the occurrences of documents by other writers: other blocks, fields in another
 * order, left out, added, and lists that are too long or no lists.
 */
#include "tests/support/unit.h"

#include "core/wire/codec.h"
#include "generated/embedded.h"
#include "tests/support/avro_out.h"
#include "tests/support/random_event.h"
#include "tests/support/sample.h"
#include <malloc.h>
#include <stdlib.h>

static struct codec *codec;
static struct event v;
static struct err e;

/* The schema ids of the messages below. */
enum { OURS = 1, THEIRS = 2 };

static const struct embedded_file *newest(void)
{
        const struct embedded_file *s = embedded_status_schemas;
        while (s[1].name)
                s++;
        return s;
}

/* Occurrences that come first, may be null, in milliseconds, without `reopens` and `occurred_day`, with the
 * statuses in another order, a field of another kind, and one that we do not know. */
static const char theirs[] =
        "{\"type\": \"record\", \"name\": \"DossierStatus\", \"fields\": ["
        "{\"name\": \"occurrences\", \"type\": [\"null\", \"int\", {\"type\": \"array\", \"items\": "
        "{\"type\": \"record\", \"name\": \"Step\", \"fields\": ["
        "{\"name\": \"agency\", \"type\": [\"int\", \"string\", \"null\"]},"
        "{\"name\": \"tags\", \"type\": {\"type\": \"map\", \"values\": \"long\"}},"
        "{\"name\": \"status\", \"type\": {\"type\": \"enum\", \"name\": \"S\", \"symbols\": "
        "[\"RESOLVED\", \"ARCHIVED\", \"RECEIVED\"]}},"
        "{\"name\": \"occurred_at\", \"type\": {\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}}"
        "]}}]},"
        "{\"name\": \"kind\", \"type\": {\"type\": \"enum\", \"name\": \"K\", \"symbols\": "
        "[\"DOCUMENT\", \"STATEMENT\"]}},"
        "{\"name\": \"event_id\", \"type\": {\"type\": \"fixed\", \"name\": \"U\", \"size\": 16}},"
        "{\"name\": \"source\", \"type\": \"string\"}, {\"name\": \"dossier_id\", \"type\": \"string\"},"
        "{\"name\": \"status\", \"type\": \"S\"}, {\"name\": \"occurred_at\", \"type\": \"long\"},"
        "{\"name\": \"stated_at\", \"type\": \"long\"}, {\"name\": \"observed_at\", \"type\": \"long\"},"
        "{\"name\": \"agency\", \"type\": \"string\"}]}";

static int open_codec(void **state)
{
        (void)state;
        if (codec_open(&codec, &e) != OK ||
            codec_learn(codec, newest()->text, newest()->len, OURS, &e) != OK ||
            codec_learn(codec, theirs, strlen(theirs), THEIRS, &e) != OK)
                fail_msg("%s", e.text);
        return 0;
}

static int close_codec(void **state)
{
        (void)state;
        codec_close(codec);
        return 0;
}

static enum fault decode(const struct bytes *message)
{
        return codec_decode(codec, message->at, message->len, &v, &e);
}

static void head(struct bytes *message, uint8_t id)
{
        bytes_clear(message);
        bytes_add(message, (const uint8_t[]){0, 0, 0, 0, id}, 5);
}

/* The record of version 2 up to its occurrences. */
static void out_before(struct bytes *message, const struct event *said)
{
        struct event none = *said;
        none.occurrence_n = 0;
        head(message, OURS);
        out_v2(message, &none);
        message->len--;
}

/* One block; `sized`: with the number of its bytes, for readers that pass over it. */
static void out_block(struct bytes *message, const struct event_occurrence *o, size_t n, bool sized)
{
        struct bytes items = {0};
        for (size_t i = 0; i < n; i++)
                out_occurrence(&items, &o[i]);
        out_long(message, sized ? -(int64_t)n : (int64_t)n);
        if (sized)
                out_long(message, (int64_t)items.len);
        bytes_add(message, items.at, items.len);
        bytes_free(&items);
}

static void any_blocks_are_read(void **state)
{
        (void)state;
        struct bytes message = {0};
        srandom(20261129);
        for (int round = 0; round < 20000; round++) {
                char room[RANDOM_TEXTS][64];
                struct event said;
                random_event(&said, room);
                said.kind = round % 100 ? said.kind : KIND_DOCUMENT;
                out_before(&message, &said);
                for (size_t done = 0; done < said.occurrence_n;) {
                        const size_t n = 1 + (size_t)random() % (said.occurrence_n - done);
                        out_block(&message, &said.occurrence[done], n, random() % 2);
                        done += n;
                }
                out_long(&message, 0);
                if (decode(&message) != OK)
                        fail_msg("round %d: %s", round, e.text);
                assert_event_equal(&v, &said);
        }
        bytes_free(&message);
}

static void another_writer_s_are_read(void **state)
{
        (void)state;
        struct bytes message = {0};
        struct event expected = {
                .source = TEXT("s"),
                .dossier_id = TEXT("D"),
                .status = RESOLVED,
                .occurred_at = 5,
                .stated_at = 6,
                .observed_at = 7,
                .submitted_at = NO_TIME,
                .due_at = NO_TIME,
                .agency = TEXT("A"),
                .kind = KIND_DOCUMENT,
                .since = NO_TIME,
                .occurrence_n = 3,
                .occurrence = {{.status = RECEIVED, .occurred_at = 1000, .agency = TEXT("B")},
                               {.status = STATUS_UNKNOWN, .occurred_at = 2000},
                               {.status = RESOLVED, .occurred_at = 3000}},
        };
        memcpy(expected.event_id, "0123456789abcdef", 16);
        static const char first[] = "\x04\x03\x1c"
                                    "\x02\x02"
                                    "B\x02\x02k\x02\x00\x04\x02"
                                    "\x04\x00\x02\x04"
                                    "\x02"
                                    "\x04\x00\x00\x06"
                                    "\x00";
        static const char rest[] = "\x00"
                                   "0123456789abcdef"
                                   "\x02s\x02"
                                   "D\x00\x0a\x0c\x0e\x02"
                                   "A";
        head(&message, THEIRS);
        bytes_add(&message, first, sizeof(first) - 1);
        bytes_add(&message, rest, sizeof(rest) - 1);
        if (decode(&message) != OK)
                fail_msg("%s", e.text);
        assert_event_equal(&v, &expected);
        bytes_free(&message);
}

static void refused(const char *record, size_t len, const char *expected)
{
        struct bytes message = {0};
        head(&message, THEIRS);
        bytes_add(&message, record, len);
        assert_int_equal(decode(&message), POISON);
        assert_string_equal(e.text, expected);
        bytes_free(&message);
}
#define REFUSED(record, expected) refused(record, sizeof(record) - 1, expected)

static void a_fault_says_which_occurrence(void **state)
{
        (void)state;
        REFUSED("\x00", "occurrences may not have this branch");
        REFUSED("\x02\x00", "occurrences may not have this branch");
        REFUSED("\x06\x00", "occurrences has no such branch");
        REFUSED("\x04\x02\x00\x02", "occurrence 1: agency may not have this branch");
        REFUSED("\x04\x04\x04\x00\x00\x02\x04\x00\x06", "occurrence 2: status has no such symbol");
        REFUSED("\x04\x02\x04\x80", "occurrence 1: tags ends in the middle of a number");
        REFUSED("\x04\x02\x04\x02\x02k\x02\x00\x00\x80\x80",
                "occurrence 1: occurred_at ends in the middle of a number");
        REFUSED("\x04\x7e\x04", "occurrences claims more items than there are bytes");
}

static void as_many_as_allowed_and_no_more(void **state)
{
        (void)state;
        struct event said = sample_document;
        struct event_occurrence many[OCCURRENCES_MOST + 1];
        struct bytes message = {0};
        for (int i = 0; i <= OCCURRENCES_MOST; i++)
                many[i] = (struct event_occurrence){
                        .status = PROCESSING, .occurred_at = i, .agency = TEXT("A")};
        for (size_t first = 0; first <= OCCURRENCES_MOST; first++)
                for (int more = 0; more < 2; more++)
                        for (int sized = 0; sized < 2; sized++) {
                                out_before(&message, &said);
                                if (first > 0)
                                        out_block(&message, many, first, sized);
                                if (first < OCCURRENCES_MOST + (size_t)more)
                                        out_block(&message, many + first,
                                                  OCCURRENCES_MOST + (size_t)more - first, sized);
                                out_long(&message, 0);
                                assert_int_equal(decode(&message), more ? POISON : OK);
                                assert_true(v.occurrence_n <= OCCURRENCES_MOST);
                                if (more)
                                        assert_string_equal(e.text, "occurrences are more than the most that "
                                                                    "are allowed");
                        }
        bytes_free(&message);
}

static void only_a_document_has_any(void **state)
{
        (void)state;
        for (int kind = 0; kind < KIND_COUNT; kind++) {
                struct event said = sample_document;
                struct bytes message = {0};
                said.kind = (enum kind)kind;
                head(&message, OURS);
                out_v2(&message, &said);
                assert_int_equal(decode(&message), kind == KIND_DOCUMENT ? OK : POISON);
                if (kind != KIND_DOCUMENT)
                        assert_non_null(strstr(e.text, "only a DOCUMENT has any"));
                bytes_free(&message);
        }
}

/* The reader of bytes gives the same result as event_check(). */
static void what_an_occurrence_may_not_hold_is_refused(void **state)
{
        (void)state;
        static char over[65];
        memset(over, 'x', sizeof(over));
        const struct text agencies[] = {{over, 64}, {over, 65}, TEXT("a\nb"), TEXT("\xff")};
        const micros times[] = {MOMENT_FIRST, MOMENT_FIRST - 1, MOMENT_LIMIT - 1, MOMENT_LIMIT, INT64_MAX};
        struct bytes message = {0};
        size_t good = 0;
        for (size_t i = 0; i < sizeof(agencies) / sizeof(agencies[0]); i++)
                for (size_t k = 0; k < sizeof(times) / sizeof(times[0]); k++) {
                        struct event said = sample_document;
                        struct err expected = {0};
                        said.occurrence[3].agency = agencies[i];
                        said.occurrence[3].occurred_at = times[k];
                        head(&message, OURS);
                        out_v2(&message, &said);
                        const enum fault fault = event_check(&said, &expected);
                        assert_int_equal(decode(&message), fault);
                        if (fault != OK)
                                assert_string_equal(e.text, expected.text);
                        good += fault == OK;
                }
        assert_int_equal(good, 2);
        bytes_free(&message);
}

static void a_count_that_lies_costs_nothing(void **state)
{
        (void)state;
        static const int64_t counts[] = {INT64_MAX, INT64_MIN, -1, 1 << 30, -(1 << 30), OCCURRENCES_MOST + 1};
        struct bytes messages[6] = {0};
        for (int i = 0; i < 6; i++) {
                out_before(&messages[i], &sample_document);
                out_long(&messages[i], counts[i]);
                out_long(&messages[i], 1 << 30);
        }
        const size_t before = mallinfo2().uordblks;
        for (int round = 0; round < 300; round++)
                assert_int_equal(decode(&messages[round % 6]), POISON);
        assert_int_equal(mallinfo2().uordblks, before);
        for (int i = 0; i < 6; i++)
                bytes_free(&messages[i]);
}

/* ---- schemas that cannot be ours ---- */

static void learns(const char *list, const char *says)
{
        struct bytes json = {0};
        const char *const at = strstr(theirs, "[\"null\", \"int\"");
        const char *const end = strstr(at, "]}}]}");
        bytes_add(&json, theirs, (size_t)(at - theirs));
        bytes_add(&json, list, strlen(list));
        bytes_add(&json, end + 4, strlen(end + 4));
        char *text = strndup((const char *)json.at, json.len);
        for (char *s; (s = strstr(text, "\"type\": \"S\"")) != NULL;)
                memcpy(s, "\"type\":\"X\" ", strlen("\"type\": \"S\""));
        struct codec *fresh;
        assert_int_equal(codec_open(&fresh, &e), OK);
        if (codec_learn(fresh, text, strlen(text), 3, &e) != POISON || !strstr(e.text, says))
                fail_msg("%s: %s", list, e.text);
        codec_close(fresh);
        free(text);
        bytes_free(&json);
}

#define ENUM_X "{\"type\": \"enum\", \"name\": \"X\", \"symbols\": [\"RESOLVED\"]}"
#define LIST(fields)                                                                                       \
        "{\"type\": \"array\", \"items\": {\"type\": \"record\", \"name\": \"Step\", \"fields\": [" fields \
        "]}}"
#define STATUS "{\"name\": \"status\", \"type\": " ENUM_X "}"

static void what_is_no_list_of_ours_is_named(void **state)
{
        (void)state;
        learns(ENUM_X, "field occurrences: the writer's type is no array of records");
        learns("{\"type\": \"array\", \"items\": " ENUM_X "}",
               "field occurrences: the writer's type is no array of records");
        learns("[\"null\", " ENUM_X "]", "field occurrences: the writer's type is");
        learns(LIST("{\"name\": \"was\", \"type\": " ENUM_X "}"),
               "field occurrences: field status: the writer's record lacks it, and it has no default");
        learns(LIST(STATUS ", {\"name\": \"occurred_at\", \"type\": \"string\"}"),
               "field occurrences: field occurred_at: the writer's type is neither long nor int");
        learns(LIST(STATUS ", {\"name\": \"reopens\", \"type\": [\"null\", \"int\"]}"),
               "field occurrences: field reopens: the writer's type is no boolean");
        learns(LIST(STATUS ", {\"name\": \"within\", \"type\": [\"null\", \"Step\"]}"),
               "field occurrences: field within: its type holds itself");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(any_blocks_are_read),
                cmocka_unit_test(another_writer_s_are_read),
                cmocka_unit_test(a_fault_says_which_occurrence),
                cmocka_unit_test(as_many_as_allowed_and_no_more),
                cmocka_unit_test(only_a_document_has_any),
                cmocka_unit_test(what_an_occurrence_may_not_hold_is_refused),
                cmocka_unit_test(a_count_that_lies_costs_nothing),
                cmocka_unit_test(what_is_no_list_of_ours_is_named),
        };
        return cmocka_run_group_tests(tests, open_codec, close_codec);
}
