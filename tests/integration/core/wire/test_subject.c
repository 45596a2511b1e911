/* SPDX-License-Identifier: Apache-2.0
 *
 * test_subject.c - schemas registered at a real registry, and refused there; and the check BACKWARD
 * compared with that registry's own, over random pairs of schemas.
 */
#include "core/program/keys.h"
#include "core/wire/avsc.h"
#include "core/wire/backward.h"
#include "core/wire/codec.h"
#include "core/wire/subject.h"
#include "tests/support/registered.h"

#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 150 };

static struct line line;
static struct registry_client client;

static void open_client(struct registry_client *r, const char *urls, const char *timeout)
{
        struct conf *conf;
        struct err e;
        setenv("HENTRA_SCHEMA_REGISTRY_URL", urls, 1);
        setenv("HENTRA_SCHEMA_REGISTRY_TIMEOUT", timeout, 1);
        DONE(conf_open(&conf, &settings, "/dev/null", NULL, &e));
        DONE(registry_client_open(r, conf, NULL, NULL, &e));
        conf_close(conf);
}

static int begin(void **state)
{
        (void)state;
        line_open(&line);
        open_client(&client, registered_url(), "20s");
        return 0;
}

static int end(void **state)
{
        (void)state;
        registry_client_close(&client);
        line_close(&line);
        return 0;
}

static struct text version(int number)
{
        return (struct text){embedded_status_schemas[number - 1].text,
                             embedded_status_schemas[number - 1].len};
}

static void test_a_schema_is_registered_once(void **state)
{
        struct registered latest = {0};
        int32_t first, again;
        struct err e;
        (void)state;
        DONE(subject_register(&client, registered_subject("once"), codec_newest(), &first, &e));
        DONE(subject_register(&client, registered_subject("once"), codec_newest(), &again, &e));
        assert_true(first > 0 && first == again);
        DONE(subject_version(&client, registered_subject("once"), 0, &latest, &e));
        assert_int_equal(latest.id, first);
        assert_int_equal(latest.version, 1);
        assert_true(text_equal((struct text){(char *)latest.schema.at, latest.schema.len}, codec_newest()));
        registered_free(&latest);
}

/* An older program that is started beside a newer one finds its own version again. */
static void test_versions_follow_each_other(void **state)
{
        int32_t old, newer, again, *numbers;
        size_t n;
        struct err e;
        (void)state;
        DONE(subject_register(&client, registered_subject("follow"), version(1), &old, &e));
        DONE(subject_register(&client, registered_subject("follow"), version(2), &newer, &e));
        DONE(subject_register(&client, registered_subject("follow"), version(1), &again, &e));
        assert_int_not_equal(old, newer);
        assert_int_equal(old, again);
        DONE(subject_versions(&client, registered_subject("follow"), &numbers, &n, &e));
        assert_int_equal(n, 2);
        assert_int_equal(numbers[1], 2);
        free(numbers);
        DONE(subject_versions(&client, registered_subject("nobody"), &numbers, &n, &e));
        assert_int_equal(n, 0);
        free(numbers);
}

/* The registry would take it, by its level NONE: what is there could not be read any more. */
static void test_what_could_not_read_the_latest_is_refused(void **state)
{
        int32_t id;
        struct err e;
        (void)state;
        registered_add(registered_subject("other"),
                       TEXT("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":\"a\",\"type\":"
                            "\"int\"}]}"));
        assert_int_equal(subject_register(&client, registered_subject("other"), codec_newest(), &id, &e),
                         FATAL);
        assert_non_null(strstr(e.text, registered_subject("other")));
        assert_non_null(strstr(e.text, "version 1"));
}

/* A level of the registry that is stricter than ours counts: version 1 could not read what version 2
 * writes. */
static void test_a_stricter_level_counts(void **state)
{
        int32_t id;
        struct err e;
        (void)state;
        DONE(subject_register(
                &client, registered_subject("forward"),
                TEXT("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}"),
                &id, &e));
        registered_set_level(registered_subject("forward"), "FORWARD");
        const enum fault fault =
                subject_register(&client, registered_subject("forward"),
                                 TEXT("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}"), &id, &e);
        assert_int_equal(fault, FATAL);
        assert_non_null(strstr(e.text, "refuses the schema under forward-"));
}

/* The latest version has the field that the first one lacks: with a level for all versions it counts. */
static void test_a_transitive_level_looks_at_all_versions(void **state)
{
        static const struct text reader =
                TEXT("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"b\",\"type\":\"int\"}]}");
        const char *subject = registered_subject("all");
        struct subject_verdict v = {0};
        struct err e;
        (void)state;
        registered_add(subject, TEXT("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}"));
        registered_add(subject,
                       TEXT("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"b\",\"type\":"
                            "\"int\",\"default\":0}]}"));
        registered_set_level(subject, "BACKWARD");
        DONE(subject_check(&client, subject, reader, &v, &e));
        assert_int_equal(v.latest.version, 2);
        subject_verdict_free(&v);
        registered_set_level(subject, "BACKWARD_TRANSITIVE");
        assert_int_equal(subject_check(&client, subject, reader, &v, &e), FATAL);
        assert_non_null(strstr(e.text, "version 1"));
        subject_verdict_free(&v);
}

/* A URL that answers without what was asked for is none; the next one is asked. */
static void test_an_answer_without_its_members_is_none(void **state)
{
        struct registry_client both;
        char urls[256];
        int32_t id;
        struct err e;
        (void)state;
        snprintf(urls, sizeof(urls), "%s,%s", line_url(&line, "empty", 0), line.url);
        open_client(&both, urls, "20s");
        DONE(subject_register(&both, registered_subject("members"), codec_newest(), &id, &e));
        assert_true(id > 0);
        registry_client_close(&both);
        open_client(&both, line_url(&line, "empty", 0), "20s");
        assert_int_equal(subject_register(&both, registered_subject("members"), codec_newest(), &id, &e),
                         RETRY);
        registry_client_close(&both);
}

static void test_a_registry_that_is_away_is_asked_again(void **state)
{
        struct registry_client away;
        char urls[256];
        int32_t id;
        struct err e;
        (void)state;
        snprintf(urls, sizeof(urls), "http://127.0.0.1:%d/apis,%s", registered_free_port(), line.url);
        open_client(&away, urls, "300ms");
        line_pause(&line);
        assert_int_equal(
                subject_register_within(&away, registered_subject("away"), codec_newest(), 1, &id, &e),
                RETRY);
        assert_non_null(strstr(e.text, "is away"));
        line_resume(&line);
        /* The first answer after a pause may take longer than 300 ms. */
        DONE(subject_register_within(&away, registered_subject("away"), codec_newest(), PATIENCE_S, &id, &e));
        registry_client_close(&away);
}

/* ---- random pairs ---- */

static const char *const types[] = {
        "\"int\"",
        "\"long\"",
        "\"float\"",
        "\"double\"",
        "\"string\"",
        "\"bytes\"",
        "\"boolean\"",
        "[\"null\",\"int\"]",
        "[\"null\",\"long\"]",
        "[\"null\",\"string\"]",
        "[\"int\",\"string\"]",
        "[\"long\",\"bytes\"]",
        "{\"type\":\"array\",\"items\":\"int\"}",
        "{\"type\":\"array\",\"items\":\"long\"}",
        "{\"type\":\"map\",\"values\":\"string\"}",
        "{\"type\":\"map\",\"values\":\"bytes\"}",
        "{\"type\":\"enum\",\"name\":\"E@\",\"symbols\":[\"A\",\"B\"]}",
        "{\"type\":\"enum\",\"name\":\"E@\",\"symbols\":[\"A\",\"B\",\"C\"]}",
        "{\"type\":\"enum\",\"name\":\"E@\",\"symbols\":[\"A\"],\"default\":\"A\"}",
        "{\"type\":\"fixed\",\"name\":\"F@\",\"size\":4}",
        "{\"type\":\"fixed\",\"name\":\"F@\",\"size\":8}",
        "{\"type\":\"record\",\"name\":\"I@\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}",
        "{\"type\":\"record\",\"name\":\"I@\",\"fields\":[{\"name\":\"x\",\"type\":\"long\"},"
        "{\"name\":\"y\",\"type\":\"int\",\"default\":0}]}",
        "{\"type\":\"record\",\"name\":\"I@\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},"
        "{\"name\":\"y\",\"type\":\"int\"}]}",
};
enum { TYPES = sizeof(types) / sizeof(types[0]), FIELDS = 3 };

/* The fields a, b and c: the type of each, -1: it is not there. */
struct shape {
        int type[FIELDS];
        bool has_default[FIELDS];
};

static struct shape random_shape(unsigned *seed)
{
        struct shape s;
        for (int i = 0; i < FIELDS; i++) {
                s.type[i] = rand_r(seed) % (TYPES + 2) - 2 < 0 ? -1 : rand_r(seed) % TYPES;
                s.has_default[i] = rand_r(seed) % 2;
        }
        return s;
}

/* A neighbour in the table is often a type of the same family. */
static struct shape changed(unsigned *seed, struct shape s)
{
        const int i = rand_r(seed) % FIELDS, step = rand_r(seed) % 5 - 2;
        s.type[i] = s.type[i] < 0 ? rand_r(seed) % TYPES : s.type[i] + step;
        if (s.type[i] >= TYPES || rand_r(seed) % 6 == 0)
                s.type[i] = -1;
        s.has_default[i] = rand_r(seed) % 2;
        return s;
}

static const char *default_of(const char *type)
{
        return strncmp(type, "[\"null\"", 7) == 0                              ? ",\"default\":null"
               : strcmp(type, "\"int\"") == 0 || strcmp(type, "\"long\"") == 0 ? ",\"default\":0"
               : strcmp(type, "\"string\"") == 0                               ? ",\"default\":\"\""
                                                                               : "";
}

static struct text write_schema(const struct shape *s, char out[static 2048])
{
        size_t len = (size_t)snprintf(out, 2048, "{\"type\":\"record\",\"name\":\"R\",\"fields\":[");
        const char *comma = "";
        for (int i = 0; i < FIELDS; i++) {
                if (s->type[i] < 0)
                        continue;
                const char *type = types[s->type[i]];
                len += (size_t)snprintf(out + len, 2048 - len, "%s{\"name\":\"%c\",\"type\":", comma,
                                        'a' + i);
                for (; *type; type++)
                        out[len++] =
                                *type == '@' ? (char)('a' + i) : *type; /* a name of its own in each field */
                len += (size_t)snprintf(out + len, 2048 - len, "%s}",
                                        s->has_default[i] ? default_of(types[s->type[i]]) : "");
                comma = ",";
        }
        len += (size_t)snprintf(out + len, 2048 - len, "]}");
        return (struct text){out, len};
}

static bool we_find(struct text writer, struct text reader, struct err *e)
{
        struct schema w = {0}, r = {0};
        struct err parse;
        if (avsc_read(&w, writer, &parse) != OK || avsc_read(&r, reader, &parse) != OK)
                fail_msg("%s", parse.text);
        const bool reads = backward_check(&w, &r, e) == OK;
        schema_free(&w);
        schema_free(&r);
        return reads;
}

/* The answer to a schema that is sent to a path. */
static struct json_node *ask_about(const char *path, struct text schema, const char *member)
{
        struct registry_reply reply;
        struct err e;
        struct json *j = json_new();
        json_put_text(j, "schema", schema);
        char *body = json_line(j);
        json_free(j);
        DONE(registry_client_ask(&client, path, text_of(body), member, &reply, &e));
        free(body);
        return reply.body;
}

static bool registry_finds(int pair, struct text writer, struct text reader)
{
        char name[32], path[200];
        bool takes = false;
        snprintf(name, sizeof(name), "pair-%d", pair);
        const char *subject = registered_subject(name);
        snprintf(path, sizeof(path), "/subjects/%s/versions", subject);
        json_close(ask_about(path, writer, "id"));
        registered_set_level(subject, "BACKWARD");
        snprintf(path, sizeof(path), "/compatibility/subjects/%s/versions/latest", subject);
        struct json_node *verdict = ask_about(path, reader, "is_compatible");
        if (!json_bool_of(json_member(verdict, "is_compatible"), &takes))
                fail_msg("no verdict on %.*s", (int)reader.len, reader.at);
        json_close(verdict);
        return takes;
}

static void test_the_check_agrees_with_the_registry(void **state)
{
        char texts[2][2048];
        unsigned seed = 16;
        int compatible = 0;
        (void)state;
        for (int i = 0; i < PAIRS; i++) {
                struct err e = {0};
                const struct shape before = random_shape(&seed), after = changed(&seed, before);
                const struct text writer = write_schema(&before, texts[0]),
                                  reader = write_schema(&after, texts[1]);
                const bool ours = we_find(writer, reader, &e), theirs = registry_finds(i, writer, reader);
                if (ours != theirs)
                        fail_msg("pair %d: we find %d (%s), the registry %d:\n%s\n%s", i, ours, e.text,
                                 theirs, texts[0], texts[1]);
                compatible += ours;
        }
        assert_in_range(compatible, PAIRS / 5, PAIRS - PAIRS / 5);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_a_schema_is_registered_once),
                cmocka_unit_test(test_versions_follow_each_other),
                cmocka_unit_test(test_what_could_not_read_the_latest_is_refused),
                cmocka_unit_test(test_a_stricter_level_counts),
                cmocka_unit_test(test_a_transitive_level_looks_at_all_versions),
                cmocka_unit_test(test_an_answer_without_its_members_is_none),
                cmocka_unit_test(test_a_registry_that_is_away_is_asked_again),
                cmocka_unit_test(test_the_check_agrees_with_the_registry),
        };
        if (registered_lacks())
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}
