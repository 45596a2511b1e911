/* SPDX-License-Identifier: Apache-2.0
 *
 * schema_command.c - `hentra schema`.
 *
 * Producers register by themselves when they begin. This command is for those who look first, or whose
 * producers have no right to register.
 */
#include "core/program/schema_command.h"
#include "core/base/moment.h"
#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/program/command.h"
#include "core/program/table.h"
#include "core/wire/alert_codec.h"
#include "core/wire/avsc.h"
#include "core/wire/codec.h"
#include "core/wire/subject.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum verb { CHECK, REGISTER, LIST };

/* A registry that starts is there within seconds. */
static const struct retry_policy away = {.first_ms = 200, .most_ms = 1000};

struct topic {
        const char *key; /* the setting that names it */
        const struct embedded_file *versions;
        struct text (*newest)(void);
        bool read; /* hentra reads messages of it, too */
};
static const struct topic topics[] = {
        {"topic.status", embedded_status_schemas, codec_newest, true},
        {"topic.alert", embedded_alert_schemas, alert_codec_newest, false},
};
enum { TOPICS = sizeof(topics) / sizeof(topics[0]) };

struct asked {
        enum verb verb;
        bool json;
        int wait_s;
        struct registry_client registry;
        struct codec *codec; /* of LIST */
        struct table table;  /* of LIST with json */
};

/* ---- check, register ---- */

/* *refused: the reason is printed, and the other subjects are looked at. */
static enum fault check(struct asked *q, const char *subject, struct text schema, bool *refused,
                        struct err *e)
{
        struct subject_verdict v = {0};
        enum fault fault = subject_check(&q->registry, subject, schema, &v, e);
        if (fault == OK && v.own.id)
                printf("%s: registered, version %" PRId32 ", id %" PRId32 "\n", subject, v.own.version,
                       v.own.id);
        else if (fault == OK && v.latest.id)
                printf("%s: not registered, can follow version %" PRId32 "\n", subject, v.latest.version);
        else if (fault == OK)
                printf("%s: not registered, would be the first version\n", subject);
        subject_verdict_free(&v);
        *refused = fault == FATAL;
        if (*refused)
                printf("%s: cannot be registered: %s\n", subject, e->text);
        return *refused ? OK : fault;
}

static enum fault put(struct asked *q, const char *subject, struct text schema, bool *refused, struct err *e)
{
        int32_t id;
        enum fault fault = subject_register(&q->registry, subject, schema, &id, e);
        if (fault == OK)
                printf("%s: id %" PRId32 "\n", subject, id);
        *refused = fault == FATAL;
        if (*refused)
                printf("%s: was not registered: %s\n", subject, e->text);
        return *refused ? OK : fault;
}

/* ---- list ---- */

/* "v2", when the schema is that of the file; NULL: it is none of ours. Registries may write a schema
 * anew, so graphs are compared, by the spelling that keeps most. */
static const char *our_version(const struct topic *t, const struct schema *schema, char out[static 16])
{
        for (const struct embedded_file *f = t->versions; f->name; f++) {
                struct schema ours = {0};
                struct err e;
                const bool same =
                        avsc_read(&ours, (struct text){f->text, f->len}, &e) == OK &&
                        schema_fingerprint(&ours, SPELT_LOGICAL) == schema_fingerprint(schema, SPELT_LOGICAL);
                schema_free(&ours);
                if (same) {
                        snprintf(out, 16, "v%d", (int)(f - t->versions) + 1);
                        return out;
                }
        }
        return NULL;
}

static void list_version(struct asked *q, const struct topic *t, const char *subject,
                         const struct registered *s)
{
        const struct text text = {(const char *)s->schema.at, s->schema.len}, none = {0};
        struct schema schema = {0};
        struct err e = {0};
        char name[16];
        const char *ours = avsc_read(&schema, text, &e) == OK ? our_version(t, &schema, name) : NULL;
        schema_free(&schema);
        const bool readable = !t->read || codec_learn(q->codec, text.at, text.len, -1, &e) == OK;
        if (!q->json) {
                printf("%s: version %" PRId32 ", id %" PRId32 ", %s%s%s%s\n", subject, s->version, s->id,
                       ours ? "hentra's " : "none of this hentra's", ours ? ours : "",
                       readable ? "" : ", cannot be read: ", readable ? "" : e.text);
                return;
        }
        table_text(&q->table, "subject", text_of(subject));
        table_count(&q->table, "version", s->version);
        table_count(&q->table, "id", s->id);
        table_text(&q->table, "hentra", ours ? text_of(ours) : none);
        if (t->read)
                table_flag(&q->table, "readable", readable);
        else
                table_null(&q->table, "readable");
        table_text(&q->table, "reason", readable ? none : text_of(e.text));
        table_row(&q->table);
}

static enum fault list(struct asked *q, const struct topic *t, const char *subject, struct err *e)
{
        int32_t *numbers = NULL;
        size_t n = 0;
        enum fault fault = subject_versions(&q->registry, subject, &numbers, &n, e);
        for (size_t i = 0; fault == OK && i < n; i++) {
                struct registered s = {0};
                fault = subject_version(&q->registry, subject, numbers[i], &s, e);
                if (fault == OK && s.id) /* it may have been deleted meanwhile */
                        list_version(q, t, subject, &s);
                registered_free(&s);
        }
        if (fault == OK && n == 0 && !q->json)
                printf("%s: nothing is registered\n", subject);
        free(numbers);
        return fault;
}

/* ---- the command ---- */

static enum fault all_subjects(struct asked *q, const struct conf *conf, struct err *e)
{
        enum fault fault = OK;
        int refusals = 0;
        for (int i = 0; fault == OK && i < TOPICS; i++) {
                char subject[SUBJECT_MOST];
                bool refused = false;
                subject_of_topic(conf_text(conf, topics[i].key), subject);
                fault = q->verb == CHECK      ? check(q, subject, topics[i].newest(), &refused, e)
                        : q->verb == REGISTER ? put(q, subject, topics[i].newest(), &refused, e)
                                              : list(q, &topics[i], subject, e);
                refusals += refused;
        }
        if (fault == OK && refusals)
                return fail(e, FATAL, "not every schema fits the registry");
        return fault;
}

/* Waits until the registry answers anything. */
static enum fault reach(struct asked *q, struct err *e)
{
        const micros until = steady_now() + q->wait_s * MICROS_PER_SECOND;
        for (int failures = 1;; failures++) {
                int32_t *numbers = NULL;
                size_t n;
                const enum fault fault = subject_versions(&q->registry, "any-value", &numbers, &n, e);
                const int64_t pause_ms = retry_pause_ms(&away, failures);
                free(numbers);
                if (fault != RETRY || stop_asked() || steady_now() + pause_ms * 1000 > until)
                        return fault;
                if (failures == 1) /* nobody likes a command that is silent for ten seconds */
                        log_warn("registry.away", KT("reason", e->text), KI("retry_in_ms", pause_ms));
                stop_wait((int)pause_ms);
        }
}

static enum fault run(struct asked *q, const struct conf *conf, struct err *e)
{
        if (!registry_client_wanted(conf))
                return fail(e, USAGE, "schema.registry.url is not set: there is no registry");
        enum fault fault = registry_client_open(&q->registry, conf, NULL, NULL, e);
        if (fault == OK)
                fault = reach(q, e);
        if (fault == OK && q->verb == LIST)
                fault = codec_open(&q->codec, e);
        q->table = (struct table){.format = TABLE_JSON, .out = stdout};
        if (fault == OK && q->json)
                table_begin(&q->table);
        if (fault == OK) {
                fault = all_subjects(q, conf, e);
                if (q->json)
                        table_end(&q->table);
        }
        codec_close(q->codec);
        registry_client_close(&q->registry);
        return fault;
}

static enum fault parse(struct asked *q, const struct args *a, struct err *e)
{
        static const char *const formats[] = {"text", "json"}, *const verbs[] = {"check", "register", "list"};
        int verb, format = 0;
        if (args_wait(a, &q->wait_s, e) != OK || args_choice(a, "format", formats, 2, &format, e) != OK)
                return e->kind;
        if (a->operands != 1)
                return fail(e, USAGE, "expected: check, register or list");
        if (args_choose_word("schema", text_of(a->operand[0]), verbs, 3, &verb, e) != OK)
                return e->kind;
        q->verb = (enum verb)verb;
        q->json = format == 1 && q->verb == LIST;
        if (format == 1 && !q->json)
                return fail(e, USAGE, "--format json is for list");
        return OK;
}

static const struct arg_spec spec[] = {
        {"format", "text|json", "how list prints (default text)"},
        {"wait", "SECONDS",
         "how long to wait for a registry that does not answer (default 10; 0: not at all)"},
        {0},
};

static const char about[] =
        "The schemas of events and alerts at the registry of schema.registry.url, under the subjects\n"
        "<topic.status>-value and <topic.alert>-value.\n"
        "  check     whether the newest ones are registered, or could be: whoever reads with them must\n"
        "            be able to read what the registry's latest version wrote (BACKWARD), and the "
        "registry's\n"
        "            own level for the subject counts, too, for all versions where it is one for all. "
        "Changes\n"
        "            nothing; exit code 1 where one does not fit\n"
        "  register  registers them after that check, and prints their ids\n"
        "  list      every version of both subjects, which of hentra's it is, and whether hentra can read "
        "it\n"
        "Producers register by themselves when they begin. Where they may not, run register once with a\n"
        "login that may (schema.registry.user); they then find the schema and only ask for its id.";

int schema_command(int argc, char **argv)
{
        struct command c;
        struct asked q = {.wait_s = 10};
        int rc;
        if (!command_begin(&c, "schema check|register|list [--format text|json] [--wait SECONDS]", about,
                           spec, argc, argv, &rc))
                return rc;
        enum fault fault = parse(&q, &c.args, &c.e);
        if (fault == OK)
                fault = run(&q, c.conf, &c.e);
        return command_end(&c, fault);
}
