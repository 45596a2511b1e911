/* SPDX-License-Identifier: Apache-2.0
 *
 * registry.c - the schemas of ids, asked for beside other work.
 *
 * Rule: an id counts as unknown only when every URL has answered so. A copy of the registry may be
 * behind, and the one that knows may be away.
 * Rule: each id is a question of its own, with pauses of its own. Whoever writes to the topic can name an id
 * that is never answered; it holds up no other.
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

enum {
        LOOK_MS = 10,       /* a caller that waits for Kafka looks so often whether an answer has come */
        IN_FLIGHT_MOST = 16 /* questions at a time */
};
#define FORGOTTEN (60 * MICROS_PER_SECOND)

/* The question for one id. */
struct question {
        bool asked, answered; /* an answer is awaited; has come */
        int32_t id;
        size_t begin;     /* the URL that was asked first */
        size_t tried;     /* URLs that have answered so far, */
        size_t known;     /* and those of them that did not rule the id out: they are away */
        bool strange;     /* a URL has something under the id that nobody can read: `why` */
        enum fault fault; /* of the answer */
        struct err why;   /* with fault RETRY also until the next answer */
        struct bytes schema;
        int failures;      /* in a row */
        micros not_before; /* steady: not asked for before */
        micros wanted_at;  /* steady: when somebody wanted to know last */
};

struct registry {
        struct registry_client client;
        struct question *questions[REGISTRY_QUESTIONS_MOST];
        size_t n, in_flight;
        micros grace, worked_at; /* worked_at: steady */
        bool late;               /* the last work came long after the one before */
        struct bytes taken;      /* the schema that was given out last */
};

static struct question *find_question(const struct registry *r, int32_t id)
{
        for (size_t i = 0; i < r->n; i++) {
                if (r->questions[i]->id == id)
                        return r->questions[i];
        }
        return NULL;
}

static void remove_question(struct registry *r, struct question *q)
{
        for (size_t i = 0; i < r->n; i++) {
                if (r->questions[i] == q)
                        r->questions[i] = r->questions[--r->n];
        }
        bytes_free(&q->schema);
        free(q);
}

/* NULL: there is no room now. A question that nobody has asked for lately makes some. */
static struct question *add_question(struct registry *r, int32_t id)
{
        const micros now = steady_now();
        for (size_t i = 0; r->n == REGISTRY_QUESTIONS_MOST && i < r->n; i++) {
                struct question *q = r->questions[i];
                if (!q->asked && now - q->wanted_at > FORGOTTEN)
                        remove_question(r, q);
        }
        if (r->n == REGISTRY_QUESTIONS_MOST)
                return NULL;
        struct question *q = need_alloc(sizeof(*q));
        q->id = id;
        r->questions[r->n++] = q;
        return q;
}

/* ---- answers ---- */

static void send_question(struct registry *r, const struct question *q)
{
        char path[64], text[REGISTRY_URL_MOST + 512];
        snprintf(path, sizeof(path), "/schemas/ids/%" PRId32, q->id);
        struct http_request request = registry_client_request(
                &r->client, (q->begin + q->tried) % r->client.urls, path, (struct text){0}, text);
        request.number = (uint64_t)q->id;
        http_send(r->client.http, &request);
}

static void conclude(struct registry *r, struct question *q, enum fault fault)
{
        q->fault = fault;
        q->asked = false;
        q->answered = fault != RETRY;
        r->in_flight--;
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
static void go_on(struct registry *r, struct question *q)
{
        if (++q->tried < r->client.urls) {
                send_question(r, q);
                return;
        }
        if (q->known > 0)
                conclude(r, q, RETRY);
        else if (q->strange)
                conclude(r, q, POISON);
        else
                conclude(r, q, fail(&q->why, POISON, "the schema registry knows no schema with this id"));
}

static void on_answered(void *registry, const struct http_answer *a)
{
        struct registry *r = registry;
        struct question *q = find_question(r, (int32_t)a->number);
        if (!q) /* not while it is asked */
                return;
        if (!a->status && r->late) { /* nobody was here to hear the answer */
                send_question(r, q);
                return;
        }
        const size_t url = (q->begin + q->tried) % r->client.urls;
        struct registry_reply reply;
        struct err without = {0};
        enum fault fault = registry_client_judge(&r->client, url, a, &reply, &without);
        if (fault == OK && reply.status >= 300) { /* no such id */
                json_close(reply.body);
                go_on(r, q);
                return;
        }
        if (fault == OK) {
                fault = registry_client_schema(reply.body, &q->schema, &without);
                json_close(reply.body);
                if (fault == OK || fault == POISON) {
                        r->client.first = url;
                        q->why = without;
                        conclude(r, q, fault);
                        return;
                }
        }
        if (fault == POISON) {
                q->strange = true;
        } else {
                q->known++;
                without.kind = RETRY; /* also a login that is refused: it is mended while messages wait */
        }
        if (fault != POISON || q->known == 0)
                q->why = without;
        go_on(r, q);
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
        r->grace = conf_ms(conf, "schema.registry.grace") * 1000;
        *out = r;
        return OK;
}

void registry_close(struct registry *r)
{
        if (!r)
                return;
        registry_client_close(&r->client);
        while (r->n > 0)
                remove_question(r, r->questions[0]);
        bytes_free(&r->taken);
        free(r);
}

micros registry_grace(const struct registry *r)
{
        return r->grace;
}

enum fault registry_work(struct registry *r, struct err *e)
{
        const micros now = steady_now();
        if (r->in_flight == 0)
                return OK;
        r->late = now - r->worked_at > r->client.timeout_ms * INT64_C(1000) / 2;
        r->worked_at = now;
        return http_work(r->client.http, e);
}

bool registry_was_late(const struct registry *r)
{
        return r->late;
}

bool registry_asks(const struct registry *r)
{
        return r->in_flight > 0;
}

/* Gives the answer out, once. */
static enum fault take_answer(struct registry *r, struct question *q, struct text *schema, struct err *e)
{
        const enum fault fault = q->fault;
        const struct bytes last = r->taken;
        r->taken = q->schema;
        q->schema = last;
        *schema = (struct text){(const char *)r->taken.at, r->taken.len};
        if (fault != OK)
                *e = q->why;
        remove_question(r, q);
        return fault;
}

enum fault registry_schema(struct registry *r, int32_t id, struct text *schema, struct err *e)
{
        if (registry_work(r, e) != OK)
                return e->kind;
        struct question *q = find_question(r, id);
        if (q && q->answered)
                return take_answer(r, q, schema, e);
        if (!q)
                q = add_question(r, id);
        if (!q)
                return fail(e, RETRY, "the schema registry is being asked for %d other ids",
                            REGISTRY_QUESTIONS_MOST);
        q->wanted_at = steady_now();
        if (!q->asked && q->wanted_at >= q->not_before && r->in_flight < IN_FLIGHT_MOST) {
                q->begin = r->client.first;
                q->tried = q->known = 0;
                q->strange = false;
                q->asked = true;
                if (r->in_flight++ == 0)
                        r->worked_at = q->wanted_at;
                send_question(r, q);
        }
        if (q->failures == 0)
                return fail(e, RETRY, "the schema registry is being asked for id %" PRId32, id);
        *e = q->why;
        return RETRY;
}

bool registry_failed(const struct registry *r, int32_t id)
{
        const struct question *q = find_question(r, id);
        return q && q->failures > 0;
}

int registry_wait_ms(const struct registry *r, int32_t id)
{
        const struct question *q = find_question(r, id);
        if (!q)
                return r->n < REGISTRY_QUESTIONS_MOST ? 0 : LOOK_MS;
        if (q->answered)
                return 0;
        const micros left = q->not_before - steady_now();
        return q->asked || left <= 0 ? LOOK_MS : (int)(left / 1000) + 1;
}

void registry_wait(struct registry *r, int32_t id, int ms)
{
        const int look = registry_wait_ms(r, id),
                  answer = r->in_flight > 0 ? http_timeout_ms(r->client.http) : -1;
        struct pollfd fds[] = {{stop_fd(), POLLIN, 0}, {http_fd(r->client.http), POLLIN, 0}};
        if (look < ms)
                ms = look;
        (void)poll(fds, 2, answer >= 0 && answer < ms ? answer : ms);
}
