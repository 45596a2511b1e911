/* SPDX-License-Identifier: Apache-2.0
 *
 * subject.c - the parts of Confluent's API that are about subjects.
 *
 * Rule: the configuration of the registry is left alone. Its level for a subject may be NONE, by which it
 * takes anything, so the check is ours; a level that is stricter counts, too.
 */
#include "core/wire/subject.h"
#include "core/base/moment.h"
#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/wire/avsc.h"
#include "core/wire/backward.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_MOST = 512, MESSAGE_MOST = 200 };

/* Producers that were started together ask together. */
static const struct retry_policy away = {.first_ms = 200, .most_ms = 5000};

/* Makes a fault of what the registry says against us, on one line. */
static enum fault refused(const struct registry_reply *reply, const char *subject, struct err *e)
{
        struct text said = TEXT("no reason given");
        char line[MESSAGE_MOST + 1];
        if (!json_text_of(json_member(reply->body, "message"), &said))
                (void)json_text_of(json_member(reply->body, "reason"), &said);
        snprintf(line, sizeof(line), "%.*s", (int)(said.len < MESSAGE_MOST ? said.len : MESSAGE_MOST),
                 said.at);
        for (char *p = line; *p; p++)
                *p = (unsigned char)*p < 0x20 ? ' ' : *p;
        return fail(e, FATAL, "the schema registry refuses the schema under %s: %s", subject, line);
}

void subject_of_topic(const char *topic, char out[static SUBJECT_MOST])
{
        snprintf(out, SUBJECT_MOST, "%s-value", topic);
}

void registered_free(struct registered *s)
{
        bytes_free(&s->schema);
        *s = (struct registered){0};
}

static char *question_of(struct text schema)
{
        struct json *j = json_new();
        json_put_text(j, "schema", schema);
        char *line = json_line(j);
        json_free(j);
        return line;
}

static enum fault post(struct registry_client *r, const char *path, struct text schema, const char *member,
                       struct registry_reply *out, struct err *e)
{
        char *body = question_of(schema);
        const enum fault fault = registry_client_ask(r, path, text_of(body), member, out, e);
        free(body);
        return fault;
}

static bool small_member(const struct json_node *body, const char *key, int32_t *out)
{
        int64_t n;
        if (!json_int_of(json_member(body, key), &n) || n < 0 || n > INT32_MAX)
                return false;
        *out = (int32_t)n;
        return true;
}

/* A version of a subject, as the registry tells it; a 404 is none. */
static enum fault read_registered(struct registry_reply *reply, const char *subject, struct registered *out,
                                  struct err *e)
{
        enum fault fault = OK;
        registered_free(out);
        if (reply->status == 404)
                return OK;
        if (reply->status >= 300)
                fault = refused(reply, subject, e);
        else if (!small_member(reply->body, "id", &out->id) ||
                 !small_member(reply->body, "version", &out->version))
                fault = fail(e, RETRY, "the schema registry's answer about %s has no id and version",
                             subject);
        else
                fault = registry_client_schema(reply->body, &out->schema, e);
        if (fault == POISON)
                fault = fail(e, FATAL, "subject %s, version %" PRId32 " is no plain Avro schema", subject,
                             out->version);
        return fault;
}

enum fault subject_find(struct registry_client *r, const char *subject, struct text schema,
                        struct registered *out, struct err *e)
{
        char path[PATH_MOST];
        struct registry_reply reply;
        snprintf(path, sizeof(path), "/subjects/%s", subject);
        enum fault fault = post(r, path, schema, "schema", &reply, e);
        if (fault != OK)
                return fault;
        fault = read_registered(&reply, subject, out, e);
        json_close(reply.body);
        return fault;
}

enum fault subject_version(struct registry_client *r, const char *subject, int32_t version,
                           struct registered *out, struct err *e)
{
        char path[PATH_MOST], number[16] = "latest";
        struct registry_reply reply;
        if (version > 0)
                snprintf(number, sizeof(number), "%" PRId32, version);
        snprintf(path, sizeof(path), "/subjects/%s/versions/%s", subject, number);
        enum fault fault = registry_client_ask(r, path, (struct text){0}, "schema", &reply, e);
        if (fault != OK)
                return fault;
        fault = read_registered(&reply, subject, out, e);
        json_close(reply.body);
        return fault;
}

enum fault subject_versions(struct registry_client *r, const char *subject, int32_t **versions, size_t *n,
                            struct err *e)
{
        char path[PATH_MOST];
        struct registry_reply reply;
        snprintf(path, sizeof(path), "/subjects/%s/versions", subject);
        const enum fault fault = registry_client_ask(r, path, (struct text){0}, NULL, &reply, e);
        if (fault != OK)
                return fault;
        const size_t items = json_items(reply.body);
        *versions = need_alloc((items + 1) * sizeof(**versions));
        *n = 0;
        for (size_t i = 0; i < items; i++) {
                int64_t number;
                if (json_int_of(json_item(reply.body, i), &number) && number > 0 && number <= INT32_MAX)
                        (*versions)[(*n)++] = (int32_t)number;
        }
        json_close(reply.body);
        return OK;
}

static enum fault would_take(struct registry_client *r, const char *subject, int32_t version,
                             struct text schema, struct err *e)
{
        char path[PATH_MOST];
        struct registry_reply reply;
        bool takes;
        snprintf(path, sizeof(path), "/compatibility/subjects/%s/versions/%" PRId32 "?verbose=true", subject,
                 version);
        enum fault fault = post(r, path, schema, "is_compatible", &reply, e);
        if (fault != OK)
                return fault;
        /* Without a version before it there is nothing to compare with. */
        if (reply.status != 404 &&
            (reply.status >= 300 || !json_bool_of(json_member(reply.body, "is_compatible"), &takes) ||
             !takes)) {
                fault = refused(&reply, subject, e);
                fail_at(e, "beside version %" PRId32, version);
        }
        json_close(reply.body);
        return fault;
}

/* The registry's level for the subject is one of those that count for all versions, such as
 * BACKWARD_TRANSITIVE. Many logins may not read it; the registry then has the last word when the schema is
 * registered. */
static bool wants_all(struct registry_client *r, const char *subject)
{
        static const char transitive[] = "_TRANSITIVE";
        const size_t len = sizeof(transitive) - 1;
        bool all = false, known = false;
        for (int i = 0; i < 2 && !known; i++) {
                char path[PATH_MOST] = "/config";
                struct registry_reply reply;
                struct text level;
                struct err untold;
                if (i == 0)
                        snprintf(path, sizeof(path), "/config/%s?defaultToGlobal=true", subject);
                if (registry_client_ask(r, path, (struct text){0}, "compatibilityLevel", &reply, &untold) !=
                    OK)
                        return false;
                known = reply.status < 300 &&
                        json_text_of(json_member(reply.body, "compatibilityLevel"), &level);
                if (known)
                        all = level.len > len && memcmp(level.at + level.len - len, transitive, len) == 0;
                json_close(reply.body);
        }
        return all;
}

static enum fault add(struct registry_client *r, const char *subject, struct text schema, int32_t *id,
                      struct err *e)
{
        char path[PATH_MOST];
        struct registry_reply reply;
        snprintf(path, sizeof(path), "/subjects/%s/versions", subject);
        enum fault fault = post(r, path, schema, "id", &reply, e);
        if (fault != OK)
                return fault;
        if (reply.status >= 300)
                fault = refused(&reply, subject, e);
        else if (!small_member(reply.body, "id", id))
                fault = fail(e, RETRY, "the schema registry's answer about %s has no id", subject);
        json_close(reply.body);
        return fault;
}

/* ---- a schema of ours ---- */

void subject_verdict_free(struct subject_verdict *v)
{
        registered_free(&v->own);
        registered_free(&v->latest);
}

/* The latest version at the registry is the writer. */
static enum fault check_backward(const struct registered *latest, struct text schema, struct err *e)
{
        struct schema writer = {0}, reader = {0};
        enum fault fault =
                avsc_read(&writer, (struct text){(const char *)latest->schema.at, latest->schema.len}, e);
        if (fault == OK)
                fault = avsc_read(&reader, schema, e);
        if (fault == OK)
                fault = backward_check(&writer, &reader, e);
        schema_free(&writer);
        schema_free(&reader);
        return fault;
}

/* Asks the registry about every version but the latest, by its own level. */
static enum fault can_follow_all(struct registry_client *r, const char *subject, int32_t latest,
                                 struct text schema, struct err *e)
{
        int32_t *versions = NULL;
        size_t n = 0;
        enum fault fault = subject_versions(r, subject, &versions, &n, e);
        for (size_t i = n; fault == OK && i-- > 0;) {
                if (versions[i] != latest)
                        fault = would_take(r, subject, versions[i], schema, e);
        }
        free(versions);
        return fault;
}

enum fault subject_check(struct registry_client *r, const char *subject, struct text schema,
                         struct subject_verdict *out, struct err *e)
{
        enum fault fault = subject_find(r, subject, schema, &out->own, e);
        if (fault != OK || out->own.id > 0)
                return fault;
        fault = subject_version(r, subject, 0, &out->latest, e);
        if (fault != OK || out->latest.id == 0)
                return fault;
        if (check_backward(&out->latest, schema, e) != OK) {
                e->kind = FATAL;
                return fail_at(
                        e, "subject %s: this program's schema could not read what version %" PRId32 " wrote",
                        subject, out->latest.version);
        }
        fault = would_take(r, subject, out->latest.version, schema, e);
        if (fault == OK && out->latest.version > 1 && wants_all(r, subject))
                fault = can_follow_all(r, subject, out->latest.version, schema, e);
        return fault;
}

enum fault subject_register(struct registry_client *r, const char *subject, struct text schema, int32_t *id,
                            struct err *e)
{
        struct subject_verdict verdict = {0};
        enum fault fault = subject_check(r, subject, schema, &verdict, e);
        *id = verdict.own.id;
        if (fault == OK && verdict.own.id == 0) {
                fault = add(r, subject, schema, id, e);
                if (fault == OK)
                        log_info("registry.registered", KT("subject", subject), KI("schema_id", *id));
        }
        subject_verdict_free(&verdict);
        return fault;
}

enum fault subject_register_within(struct registry_client *r, const char *subject, struct text schema,
                                   int wait_s, int32_t *id, struct err *e)
{
        const micros until = steady_now() + wait_s * MICROS_PER_SECOND;
        for (int failures = 1;; failures++) {
                const enum fault fault = subject_register(r, subject, schema, id, e);
                const int64_t pause_ms = retry_pause_ms(&away, failures);
                if (fault != RETRY || stop_asked() || steady_now() + pause_ms * 1000 > until)
                        return fault;
                log_warn("registry.away", KT("reason", e->text), KI("retry_in_ms", pause_ms));
                stop_wait((int)pause_ms);
        }
}
