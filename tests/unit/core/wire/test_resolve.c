/* SPDX-License-Identifier: Apache-2.0
 *
 * test_resolve.c - other writers' schemas: newer, older, simpler, odd, and those that cannot be ours.
 */
#include "tests/support/unit.h"

#include "core/base/event_field.h"
#include "core/lib/json.h"
#include "core/wire/avsc.h"
#include "core/wire/codec.h"
#include "core/wire/resolve.h"
#include "generated/embedded.h"
#include "tests/support/avro_out.h"
#include "tests/support/sample.h"
#include <stdlib.h>

/* `json` with the first `old` replaced; the caller frees. */
static char *replace(const char *json, const char *old, const char *new)
{
        const char *at = strstr(json, old);
        if (!at)
                fail_msg("the schema does not hold %s", old);
        char *out = need_alloc(strlen(json) + strlen(new) + 1);
        sprintf(out, "%.*s%s%s", (int)(at - json), json, new, at + strlen(old));
        return out;
}

static const char *v1(void)
{
        return embedded_status_schemas[0].text;
}

/* Another version 2: a field more, with a default, and a status more. */
static char *next_version(void)
{
        char *json = replace(v1(), "\"RETURNED\"]", "\"RETURNED\", \"ARCHIVED\"]");
        char *out = replace(json, "{\"name\": \"level\"",
                            "{\"name\": \"priority\", \"type\": [\"null\", \"string\"], \"default\": null},\n"
                            "{\"name\": \"level\"");
        free(json);
        return out;
}

static void read_schema(struct schema *s, const char *json)
{
        struct err e;
        *s = (struct schema){0};
        if (avsc_read(s, text_of(json), &e) != OK)
                fail_msg("%s", e.text);
}

/* Reads `record` as `writer` wrote it into what `ours` knows. */
static enum fault read_as(const char *writer, const char *ours, const struct bytes *record, struct event *v,
                          struct err *e)
{
        struct schema w, o;
        struct plan plan;
        read_schema(&w, writer);
        read_schema(&o, ours);
        enum fault fault = plan_resolve(&plan, &w, &o, e);
        if (fault == OK) {
                event_empty(v);
                bool plain;
                fault = plan_run(plan.steps, record->at, record->len, v, &plain, e);
                if (fault == OK && plain)
                        assert_int_equal(event_check(v, e), OK);
        }
        plan_free(&plan);
        plan_free(&plan);
        schema_free(&w);
        schema_free(&o);
        return fault;
}

/* A record of version 1; *rest is how many of its bytes begin with the level. */
static struct bytes whole_record(const struct event *v, size_t *rest)
{
        struct bytes whole = {0}, end = {0};
        out_v1(&whole, v);
        out_long(&end, v->level);
        out_text(&end, v->procedure);
        out_optional_text(&end, v->field);
        *rest = end.len + 4 + (v->return_channel != RETURN_ABSENT) + 1 + (v->digitised != TRUTH_ABSENT);
        bytes_free(&end);
        return whole;
}

static void a_newer_writer_is_understood(void **state)
{
        (void)state;
        char *v2 = next_version();
        struct codec *codec;
        struct event v, said = sample_full;
        struct err e;
        size_t rest;
        said.status = RETURNED + 1; /* ARCHIVED, to us a status we do not know */
        struct bytes whole = whole_record(&said, &rest), message = {0};
        bytes_add(&message, (const uint8_t[]){0, 0, 0, 0, 2}, 5);
        bytes_add(&message, whole.at, whole.len - rest);
        out_optional_text(&message, TEXT("urgent"));
        bytes_add(&message, whole.at + whole.len - rest, rest);
        assert_int_equal(codec_open(&codec, &e), OK);
        assert_int_equal(codec_learn(codec, v2, strlen(v2), 2, &e), OK);
        assert_int_equal(codec_decode(codec, message.at, message.len, &v, &e), OK);
        said.status = STATUS_UNKNOWN;
        assert_event_equal(&v, &said);
        codec_close(codec);
        bytes_free(&whole);
        bytes_free(&message);
        free(v2);
}

static void a_newer_reader_understands_version_1(void **state)
{
        (void)state;
        char *v2 = next_version();
        struct bytes record = {0};
        struct event v;
        struct err e;
        out_v1(&record, &sample_full);
        assert_int_equal(read_as(v1(), v2, &record, &v, &e), OK);
        assert_event_equal(&v, &sample_full);
        bytes_free(&record);
        free(v2);
}

/* The least that a writer must say, in another order and in types that promote. */
static const char simple[] =
        "{\"type\": \"record\", \"name\": \"org.example.DossierStatus\", \"fields\": ["
        "{\"name\": \"occurred_at\", \"type\": {\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}},"
        "{\"name\": \"stated_at\", \"type\": \"long\"},"
        "{\"name\": \"observed_at\", \"type\": \"int\"},"
        "{\"name\": \"sequence\", \"type\": \"int\"},"
        "{\"name\": \"agency\", \"type\": \"bytes\"},"
        "{\"name\": \"dossier_id\", \"type\": [\"string\", \"null\", \"int\"]},"
        "{\"name\": \"source\", \"type\": \"string\"},"
        "{\"name\": \"due_at\", \"type\": \"long\"},"
        "{\"name\": \"received_by\", \"type\": [\"string\", \"null\"]},"
        "{\"name\": \"status\", \"type\": {\"type\": \"enum\", \"name\": \"S\", \"symbols\": [\"RESOLVED\", "
        "\"LOST\"]}},"
        "{\"name\": \"event_id\", \"type\": {\"type\": \"fixed\", \"name\": \"U\", \"size\": 16}},"
        "{\"name\": \"extra\", \"type\": {\"type\": \"array\", \"items\": [\"null\", {\"type\": \"map\", "
        "\"values\": "
        "{\"type\": \"record\", \"name\": \"X\", \"fields\": [{\"name\": \"d\", \"type\": \"double\"}, "
        "{\"name\": \"f\", \"type\": \"float\"}, {\"name\": \"b\", \"type\": \"boolean\"}, "
        "{\"name\": \"u\", \"type\": \"U\"}, {\"name\": \"s\", \"type\": \"S\"}, "
        "{\"name\": \"n\", \"type\": \"null\"}]}}]}}]}";

static void out_simple(struct bytes *b, int64_t dossier_branch)
{
        out_long(b, 1641265200123);
        out_long(b, 7);
        out_long(b, 8);
        out_long(b, 9);
        out_text(b, TEXT("A"));
        out_long(b, dossier_branch);
        if (dossier_branch == 0)
                out_text(b, TEXT("D-1"));
        out_text(b, TEXT("s"));
        out_long(b, 12);
        out_long(b, 1);
        out_long(b, 0);
        bytes_add(b, "0123456789abcdef", 16);
        out_long(b, 2); /* two items: null, and a map of one */
        out_long(b, 0);
        out_long(b, 1);
        out_long(b, 1);
        out_text(b, TEXT("key"));
        bytes_add(b, "ddddddddffffb0123456789abcdef\x02", 30);
        out_long(b, 0);
        out_long(b, 0);
}

static void a_simpler_writer_is_understood(void **state)
{
        (void)state;
        struct bytes record = {0};
        struct event v, expected = {
                                .source = TEXT("s"),
                                .sequence = 9,
                                .dossier_id = TEXT("D-1"),
                                .status = RESOLVED,
                                .occurred_at = 1641265200123000,
                                .stated_at = 7,
                                .observed_at = 8,
                                .submitted_at = NO_TIME,
                                .due_at = 12,
                                .agency = TEXT("A"),
                                .since = NO_TIME,
                        };
        struct err e;
        memcpy(expected.event_id, "0123456789abcdef", 16);
        out_simple(&record, 0);
        if (read_as(simple, v1(), &record, &v, &e) != OK)
                fail_msg("%s", e.text);
        assert_event_equal(&v, &expected);
        bytes_free(&record);
}

/* Only the record that takes such a branch is refused. */
static void a_branch_that_has_no_meaning_is_refused_when_taken(void **state)
{
        (void)state;
        for (int64_t branch = 1; branch <= 3; branch++) {
                struct bytes record = {0};
                struct event v;
                struct err e;
                out_simple(&record, branch);
                assert_int_equal(read_as(simple, v1(), &record, &v, &e), POISON);
                assert_non_null(strstr(e.text, "dossier_id"));
                bytes_free(&record);
        }
}

static void what_cannot_be_ours_is_named(void **state)
{
        (void)state;
        static const struct {
                const char *old, *new, *says;
        } wrong[] = {
                {"\"name\": \"DossierStatus\"", "\"name\": \"Dossier\"", "record is vn.hentra.Dossier, not"},
                {"\"name\": \"agency\"", "\"name\": \"unit\"", "field agency: the writer's record lacks it"},
                {"\"name\": \"sequence\", \"type\": \"long\"", "\"name\": \"sequence\", \"type\": \"double\"",
                 "field sequence: the writer's type is neither long nor int"},
                {"\"name\": \"source\", \"type\": \"string\"", "\"name\": \"source\", \"type\": \"null\"",
                 "field source: the writer's type is null"},
                {"\"name\": \"source\", \"type\": \"string\"",
                 "\"name\": \"source\", \"type\": [\"null\", \"int\"]",
                 "field source: the writer's type is neither string nor bytes"},
                {"timestamp-micros", "timestamp-nanos",
                 "field occurred_at: the writer's type is a time that"},
                {"\"size\": 16", "\"size\": 15", "field event_id"},
                {"\"name\": \"digitised\", \"type\": [\"null\", \"boolean\"]",
                 "\"name\": \"digitised\", \"type\": \"string\"", "field digitised"},
                {"\"name\": \"channel\", \"type\"", "\"name\": \"channel\", \"type\": \"string\", \"old\"",
                 "field channel: the writer's type is no enum"},
                {"\"fields\": [",
                 "\"fields\": [{\"name\": \"tree\", \"type\": {\"type\": \"record\", \"name\": \"Tree\", "
                 "\"fields\": "
                 "[{\"name\": \"left\", \"type\": [\"null\", \"Tree\"]}]}},",
                 "field tree: its type holds itself"},
        };
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                char *json = replace(v1(), wrong[i].old, wrong[i].new);
                struct bytes none = {0};
                struct event v;
                struct err e = {0};
                assert_int_equal(read_as(json, v1(), &none, &v, &e), POISON);
                if (!strstr(e.text, wrong[i].says))
                        fail_msg("%s: %s", wrong[i].new, e.text);
                free(json);
        }
}

/* Each record holds the one before it twice: 2 to the 20th fields in a text of 2 kB. */
static void a_schema_that_doubles_is_refused(void **state)
{
        (void)state;
        char extra[4096] = "\"fields\": [", level[160];
        for (int i = 0; i < 20; i++) {
                const char *inner =
                        i > 0 ? "{\"name\": \"a\", \"type\": \"R%d\"}, {\"name\": \"b\", \"type\": \"R%d\"}"
                              : "";
                int n = snprintf(level, sizeof(level),
                                 "{\"name\": \"x%d\", \"type\": {\"type\": \"record\", \"name\": \"R%d\", "
                                 "\"fields\": [",
                                 i, i);
                if (i > 0)
                        snprintf(level + n, sizeof(level) - (size_t)n, inner, i - 1, i - 1);
                strcat(extra, level);
                strcat(extra, "]}},");
        }
        char *json = replace(v1(), "\"fields\": [", extra);
        struct bytes none = {0};
        struct event v;
        struct err e = {0};
        assert_int_equal(read_as(json, v1(), &none, &v, &e), POISON);
        assert_non_null(strstr(e.text, "more than 4096 types"));
        free(json);
}

static void part_agrees(const struct part *part, const struct event_field *f)
{
        const struct type *t = part->type;
        assert_string_equal(part->name, f->name);
        if (f->required) /* as resolve.h wants it of the schema that is ours */
                assert_true(t->kind != TYPE_UNION && !part->has_default);
        if (t->kind == TYPE_UNION) {
                assert_true(part->has_default);
                t = t->part[1].type;
        }
        if (f->kind != FIELD_CODE)
                return;
        int first = f->names[0][0] ? 0 : 1;
        assert_int_equal(t->parts, f->names_count - first);
        for (size_t k = 0; k < t->parts; k++)
                assert_string_equal(t->part[k].name, f->names[(int)k + first]);
        if (strcmp(f->names[0], "UNKNOWN") == 0)
                assert_string_equal(t->unknown, "UNKNOWN");
}

/* event_empty() is what the defaults of our newest schema say, and its symbols are the names of event.h. */
static void the_schema_and_the_struct_agree(void **state)
{
        (void)state;
        const struct embedded_file *newest = embedded_status_schemas;
        while (newest[1].name)
                newest++;
        struct schema s;
        read_schema(&s, newest->text);
        const struct part *last = &s.root->part[EVENT_FIELD_COUNT];
        assert_int_equal(s.root->parts, EVENT_FIELD_COUNT + 1);
        assert_string_equal(last->name, OCCURRENCES_NAME);
        assert_true(last->has_default && last->type->kind == TYPE_ARRAY);
        const struct type *occurrence = last->type->part[0].type;
        assert_int_equal(occurrence->parts, OCCURRENCE_FIELD_COUNT);
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++)
                part_agrees(&s.root->part[i], &event_fields[i]);
        for (size_t i = 0; i < OCCURRENCE_FIELD_COUNT; i++)
                part_agrees(&occurrence->part[i], &occurrence_fields[i]);
        schema_free(&s);
}

static void every_default_is_what_nothing_said_means(void **state)
{
        (void)state;
        const struct embedded_file *newest = embedded_status_schemas;
        while (newest[1].name)
                newest++;
        struct json_node *root;
        struct err e;
        assert_int_equal(json_read(&root, (struct text){newest->text, newest->len}, &e), OK);
        const struct json_node *fields = json_member(root, "fields");
        for (size_t i = 0; i < json_items(fields); i++) {
                const struct json_node *value = json_member(json_item(fields, i), "default");
                struct text text;
                int64_t number;
                if (i == EVENT_FIELD_COUNT)
                        assert_true(json_is_list(value) && json_items(value) == 0);
                else if (json_text_of(value, &text) && event_fields[i].kind == FIELD_CODE)
                        assert_text_equal(text, text_of(event_fields[i].names[0]));
                else if (json_text_of(value, &text))
                        assert_int_equal(text.len, 0);
                else if (json_int_of(value, &number))
                        assert_int_equal(number, 0);
        }
        json_close(root);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_newer_writer_is_understood),
                cmocka_unit_test(a_newer_reader_understands_version_1),
                cmocka_unit_test(a_simpler_writer_is_understood),
                cmocka_unit_test(a_branch_that_has_no_meaning_is_refused_when_taken),
                cmocka_unit_test(what_cannot_be_ours_is_named),
                cmocka_unit_test(a_schema_that_doubles_is_refused),
                cmocka_unit_test(the_schema_and_the_struct_agree),
                cmocka_unit_test(every_default_is_what_nothing_said_means),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
