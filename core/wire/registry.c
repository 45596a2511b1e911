/* SPDX-License-Identifier: Apache-2.0
 *
 * registry.c - the schema of an id, asked for beside other work.
 *
 * Rule: an id counts as unknown only when every URL has answered so. A copy of the registry may be
 * behind, and the one that knows may be away.
 */
#include "core/wire/registry.h"
#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/wire/registry_client.h"
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

/* A registry that restarts is back within seconds, and messages wait for it. */
static const struct retry_policy away = {.first_ms = 100, .most_ms = 10000};

enum { LOOK_MS = 10 }; /* a caller that waits for Kafka looks so often whether an answer has come */

/* The question for one id. */
struct question {
        bool asked, answered; /* an answer to `id` is awaited; has come */
        int32_t id;
        size_t begin;          /* the URL that was asked first */
        size_t tried, unknown; /* URLs: answered so far, and those of them that do not know the id */
        enum fault fault;      /* of the answer */
        struct err why;        /* with fault RETRY also until the next question */
        struct bytes schema;
        int failures;      /* in a row */
        micros not_before; /* steady: not asked for before */
};

struct registry {
        struct registry_client client;
        struct question question;
};

/* ---- answers ---- */

static void send_question(struct registry *r)
{
        struct question *q = &r->question;
        char path[64], text[REGISTRY_URL_MOST + 512];
        snprintf(path, sizeof(path), "/schemas/ids/%" PRId32, q->id);
        struct http_request request = registry_client_request(
                &r->client, (q->begin + q->tried) % r->client.urls, path, (struct text){0}, text);
        request.number = (uint64_t)q->id;
        http_send(r->client.http, &request);
}

static void conclude(struct question *q, enum fault fault)
{
        q->fault = fault;
        q->asked = false;
        q->answered = fault != RETRY;
        if (fault != RETRY) {
                q->failures = 0;
                return;
        }
        const int64_t pause_ms = retry_pause_ms(&away, ++q->failures);
        q->not_before = steady_now() + pause_ms * 1000;
        log_warn("registry.away", KT("reason", q->why.text), KI("schema_id", q->id),
                 KI("retry_in_ms", pause_ms));
}

/* The next URL, or the end of the question. */
static void go_on(struct registry *r)
{
        struct question *q = &r->question;
        if (++q->tried < r->client.urls) {
                send_question(r);
                return;
        }
        if (q->unknown == r->client.urls)
                conclude(q, fail(&q->why, POISON, "the schema registry knows no schema with this id"));
        else
                conclude(q, RETRY);
}

static void on_answered(void *registry, const struct http_answer *a)
{
        struct registry *r = registry;
        struct question *q = &r->question;
        const size_t url = (q->begin + q->tried) % r->client.urls;
        struct registry_reply reply;
        struct err without;
        if (registry_client_judge(&r->client, url, a, &reply, &without) != OK) {
                /* Also where the login is refused: somebody mends it while messages wait. */
                q->why = without;
                q->why.kind = RETRY;
                go_on(r);
                return;
        }
        if (reply.status < 300) {
                r->client.first = url;
                conclude(q, registry_client_schema(reply.body, &q->schema, &q->why));
        } else {
                q->unknown++;
                go_on(r);
        }
        json_close(reply.body);
}

/* ---- questions ---- */

enum fault registry_open(struct registry **out, const struct conf *conf, struct err *e)
{
        *out = NULL;
        if (!registry_client_wanted(conf))
                return OK;
        struct registry *r = need_alloc(sizeof(*r));
        if (registry_client_open(&r->client, conf, on_answered, r, e) != OK) {
                registry_close(r);
                return e->kind;
        }
        *out = r;
        return OK;
}

void registry_close(struct registry *r)
{
        if (!r)
                return;
        registry_client_close(&r->client);
        bytes_free(&r->question.schema);
        free(r);
}

enum fault registry_schema(struct registry *r, int32_t id, struct text *schema, struct err *e)
{
        struct question *q = &r->question;
        if (http_work(r->client.http, e) != OK)
                return e->kind;
        if (q->answered && q->id == id) {
                q->answered = false;
                *schema = (struct text){(const char *)q->schema.at, q->schema.len};
                if (q->fault != OK)
                        *e = q->why;
                return q->fault;
        }
        if (q->asked)
                return fail(e, RETRY, "the schema registry is being asked for id %" PRId32, q->id);
        if (steady_now() < q->not_before) {
                *e = q->why;
                return RETRY;
        }
        q->id = id;
        q->begin = r->client.first;
        q->tried = q->unknown = 0;
        q->answered = false;
        q->asked = true;
        send_question(r);
        return fail(e, RETRY, "the schema registry is being asked for id %" PRId32, id);
}

int registry_wait_ms(const struct registry *r)
{
        const struct question *q = &r->question;
        const micros left = q->not_before - steady_now();
        if (q->answered)
                return 0;
        if (q->asked)
                return LOOK_MS;
        return left > 0 ? (int)(left / 1000) + 1 : q->failures ? 0 : -1;
}

void registry_wait(struct registry *r, int ms)
{
        const struct question *q = &r->question;
        const micros left = q->not_before - steady_now();
        const int timeout = q->asked   ? http_timeout_ms(r->client.http)
                            : left > 0 ? (int)(left / 1000) + 1
                                       : 0;
        struct pollfd fds[] = {{stop_fd(), POLLIN, 0}, {http_fd(r->client.http), POLLIN, 0}};
        (void)poll(fds, 2, timeout >= 0 && timeout < ms ? timeout : ms);
}
