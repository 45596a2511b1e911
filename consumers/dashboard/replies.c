/* SPDX-License-Identifier: Apache-2.0
 *
 * replies.c - see replies.h.
 */
#include "consumers/dashboard/replies.h"

#include "consumers/dashboard/assets.h"
#include "consumers/dashboard/dashboard_counters.h"
#include "core/lib/hash.h"
#include "core/lib/json.h"
#include <stdio.h>
#include <stdlib.h>

struct waiter {
        struct waiter *next;
        struct httpd_request *request;
        struct reply_form form;
        enum ask ask;
        micros since; /* steady */
};

struct asked {
        struct asked *next;
        struct replies *replies;
        uint64_t hash;
        struct bytes job, body;
        bool shared, changes, slow, renewed, answered, renewing;
        /* Steady: when it was asked; once it is answered, when it is stale and when it is given no more. */
        micros asked_at, until, end_at;
        struct waiter *first, **end;
};

/* ---- replies ---- */

void reply_send(struct httpd_request *r, int status, const char *type, struct text body,
                const struct httpd_field *extra, size_t extras)
{
        enum { EXTRAS_MOST = 4 };
        struct httpd_field fields[SAFE_FIELDS + 1 + EXTRAS_MOST];
        size_t n = SAFE_FIELDS;
        memcpy(fields, safe_fields, sizeof(safe_fields[0]) * SAFE_FIELDS);
        fields[n++] = (struct httpd_field){"Cache-Control", "no-store"};
        for (size_t i = 0; i < extras && i < EXTRAS_MOST; i++)
                fields[n++] = extra[i];
        dashboard_count_answer(status);
        httpd_reply(r, &(struct httpd_reply){
                               .status = status, .type = type, .field = fields, .fields = n, .body = body});
}

void reply_error(struct httpd_request *r, int status, int retry_s, const char *code, const char *text)
{
        struct json *j = json_new();
        char seconds[16];
        const struct httpd_field retry = {"Retry-After", seconds};
        snprintf(seconds, sizeof(seconds), "%d", retry_s);
        json_put_text(j, "error", text_of(text));
        json_put_text(j, "code", text_of(code));
        char *line = json_line(j);
        reply_send(r, status, "application/json; charset=utf-8", text_of(line), &retry, retry_s > 0);
        free(line);
        json_free(j);
}

static void reply_to(const struct waiter *w, int status, struct text body)
{
        const struct httpd_field disposition = {"Content-Disposition", w->form.disposition};
        const bool whole = status == 200;
        dashboard_count_time(w->ask, steady_now() - w->since);
        reply_send(w->request, status, whole ? w->form.type : "application/json; charset=utf-8", body,
                   &disposition, whole && w->form.disposition[0]);
}

/* ---- questions ---- */

static void asked_free(struct asked *one)
{
        bytes_free(&one->job);
        bytes_free(&one->body);
        free(one);
}

static void drop(struct asked *one)
{
        struct asked **at = &one->replies->first;
        while (*at != one)
                at = &(*at)->next;
        *at = one->next;
        one->replies->n--;
        asked_free(one);
}

void replies_forget(struct replies *a)
{
        for (struct asked *one = a->first, *next; one; one = next) {
                next = one->next;
                if (one->answered && !one->renewing)
                        drop(one);
                else
                        one->shared = false;
        }
}

static void keep(struct asked *one, int status, struct text body)
{
        const micros kept = one->slow ? one->replies->fresh_reports : one->replies->fresh;
        one->until = one->asked_at + kept;
        one->end_at = one->until + (one->renewed ? kept : 0);
        if (status != 200 || !one->shared || body.len > ANSWER_KEPT_MOST || kept == 0) {
                drop(one);
                return;
        }
        bytes_clear(&one->body);
        bytes_add(&one->body, body.at, body.len);
}

static void on_answer(void *context, int status, struct text body)
{
        struct asked *one = context;
        struct waiter *w = one->first;
        if (one->changes)
                replies_forget(one->replies);
        while (w) {
                struct waiter *next = w->next;
                reply_to(w, status, body);
                free(w);
                w = next;
        }
        one->first = NULL;
        one->end = &one->first;
        one->answered = true;
        keep(one, status, body);
}

static void on_renewal(void *context, int status, struct text body)
{
        struct asked *one = context;
        one->renewing = false;
        on_answer(context, status, body);
}

/* Renewal of what is stale: while nobody waits, by processes that nobody needs. Else all that was asked at
 * one time would be asked anew at one time. */
static void renew(struct asked *one, micros now)
{
        if (one->renewing || !pool_has_spare(one->replies->pool))
                return;
        one->renewing = pool_ask(one->replies->pool, &one->job, on_renewal, one);
        if (one->renewing)
                one->asked_at = now;
}

/* Drops what is stale on the way, and of the answers that are kept the oldest beyond the bound. */
static struct asked *find(struct replies *a, const struct bytes *job, uint64_t hash, micros now)
{
        struct asked *found = NULL, *oldest = NULL, *next;
        for (struct asked *one = a->first; one; one = next) {
                next = one->next;
                if (one->answered && one->end_at <= now && !one->renewing) {
                        drop(one);
                        continue;
                }
                if (one->end_at <= now)
                        one->answered = false; /* who asks waits for the renewal */
                if (one->shared && one->hash == hash && one->job.len == job->len &&
                    !memcmp(one->job.at, job->at, job->len))
                        found = one;
                else if (one->answered && !one->renewing)
                        oldest = one; /* new ones are put in front */
        }
        if (a->n >= ANSWERS_KEPT && oldest)
                drop(oldest);
        return found;
}

/* Counts of weeks do; what is late at this moment does not. */
static bool changes_slowly(enum ask ask)
{
        return ask == ASK_REPORT || ask == ASK_REPORTS || ask == ASK_SERIES || ask == ASK_AGENCIES ||
               ask == ASK_PERIODS;
}

static struct asked *add(struct replies *a, struct bytes *job, uint64_t hash, bool shared, enum ask ask,
                         micros now)
{
        struct asked *one = need_alloc(sizeof(*one));
        *one = (struct asked){.next = a->first,
                              .replies = a,
                              .hash = hash,
                              .job = *job,
                              .shared = shared,
                              .asked_at = now,
                              .changes = ask_changes(ask),
                              .slow = changes_slowly(ask),
                              .renewed = changes_slowly(ask) || ask == ASK_TODAY};
        one->end = &one->first;
        *job = (struct bytes){0};
        a->first = one;
        a->n++;
        return one;
}

static void wait_for(struct asked *one, const struct waiter *waits)
{
        struct waiter *w = need_alloc(sizeof(*w));
        *w = *waits;
        *one->end = w;
        one->end = &w->next;
}

void reply_ask(struct replies *a, struct httpd_request *r, const struct job *j, bool shared,
               const struct reply_form *form, micros now)
{
        const struct waiter w = {.request = r, .form = *form, .ask = j->ask, .since = now};
        struct bytes job = {0};
        job_write(&job, j);
        const uint64_t hash = hash_bytes(job.at, job.len);
        struct asked *one = shared ? find(a, &job, hash, now) : NULL;
        if (one && one->answered) {
                reply_to(&w, 200, (struct text){(const char *)one->body.at, one->body.len});
                if (one->until <= now)
                        renew(one, now);
        } else if (one) {
                wait_for(one, &w);
        } else {
                one = add(a, &job, hash, shared, j->ask, now);
                if (pool_ask(a->pool, &one->job, on_answer, one)) {
                        wait_for(one, &w);
                } else {
                        drop(one);
                        dashboard_count_refused();
                        reply_error(r, 503, 1, "busy", "too much is asked at the moment; try again");
                }
        }
        bytes_free(&job);
}

void replies_close(struct replies *a)
{
        for (struct asked *one = a->first, *next; one; one = next) {
                next = one->next;
                asked_free(one);
        }
        a->first = NULL;
        a->n = 0;
}
