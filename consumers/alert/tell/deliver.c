/* SPDX-License-Identifier: Apache-2.0
 *
 * deliver.c - requests in flight, each in a slot: from the queue, to its receiver, to the record of the
 * result.
 *
 * A slot is free again only when the result is recorded: until then the queue would give the delivery out
 * anew.
 */
#include "consumers/alert/tell/deliver.h"

#include "consumers/alert/alert_counters.h"
#include "consumers/alert/tell/attempt.h"
#include "consumers/alert/tell/delivery.h"
#include "consumers/alert/tell/digest.h"
#include "consumers/alert/tell/post.h"
#include "core/lib/http.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
        SLOTS = 32,
        SLOTS_OF_WEBHOOK = 4,
        SAFETY_MS = 60000,
        DIGESTS_MS = 5,   /* on digests in one turn */
        OTHERS_MS = 1000, /* another alerter should deliver, or queue a digest: see whether it is alive */
        WEBHOOK_NAME_MOST = 256,
        DELIVERER_LOCK = 0x68656e76
};

struct slot {
        enum { FREE, IN_FLIGHT, ANSWERED } stage;
        int64_t delivery_id;
        int32_t webhook_id;
        int tried; /* attempts, this one included */
        char webhook[WEBHOOK_NAME_MOST];
        size_t len;     /* of the body */
        int64_t *alert; /* of a digest: the alerts in it */
        size_t alerts;
        /* Once it is answered: */
        bool cut; /* too large, to be sent in two parts */
        enum delivery_state state;
        int64_t wait_ms;
        char error[HTTP_ERROR_MOST];
};

struct deliverer {
        struct http *http;
        const struct clock *clock;
        struct poster poster;
        int attempts_most;
        bool ours; /* this connection holds the lock */
        bool woken;
        struct slot slot[SLOTS];
        struct suspects suspects;
        struct bytes array[4];
        micros take_at;      /* steady: when a delivery may be taken from the queue */
        micros digest_at;    /* the alerter's clock: when a digest is due */
        micros digest_after; /* steady: not before */
};

static void slot_free(struct slot *s)
{
        free(s->alert);
        *s = (struct slot){0};
}

/* ---- answers ---- */

static void log_failure(const struct slot *s)
{
        if (s->state == DELIVERY_WAITING)
                log_warn("alert.not_delivered", KT("webhook", s->webhook), KI("delivery", s->delivery_id),
                         KI("attempt", s->tried), KT("reason", s->error), KI("retry_in_ms", s->wait_ms));
        else
                log_error("alert.delivery_given_up", KT("webhook", s->webhook),
                          KI("delivery", s->delivery_id), KI("attempts", s->tried), KT("reason", s->error));
        alert_count(s->state == DELIVERY_WAITING ? COUNT_DELIVERIES_FAILED : COUNT_DELIVERIES_GIVEN_UP, 1);
}

static void describe_failure(struct slot *s, const struct http_answer *a)
{
        if (attempt_too_large(a->status))
                snprintf(s->error, sizeof(s->error),
                         "HTTP status 413: %zu bytes are too large for the receiver, and one alert cannot be "
                         "cut",
                         s->len);
        else if (a->status)
                snprintf(s->error, sizeof(s->error), "HTTP status %d", a->status);
        else
                snprintf(s->error, sizeof(s->error), "%s", a->error);
}

static void on_answered(void *deliverer, const struct http_answer *a)
{
        struct deliverer *d = deliverer;
        struct slot *s = &d->slot[a->number];
        s->stage = ANSWERED;
        s->state = attempt_verdict(a->status, s->tried, d->attempts_most);
        s->wait_ms = 0;
        s->error[0] = 0;
        if (s->state == DELIVERY_DONE) {
                alert_count(COUNT_DELIVERIES_DONE, 1);
                suspects_clear(&d->suspects, s->webhook_id);
                return;
        }
        s->cut = attempt_too_large(a->status) && s->alerts > 1;
        if (s->cut)
                return;
        describe_failure(s, a);
        if (s->state == DELIVERY_WAITING)
                s->wait_ms = attempt_pause_ms(s->delivery_id, s->tried, a->retry_after_s);
        if (!attempt_too_large(a->status))
                suspects_fail(&d->suspects, s->webhook_id, a->retry_after_s, steady_now());
        log_failure(s);
}

/* ---- life ---- */

enum fault deliverer_open(struct deliverer **out, const struct conf *conf, const struct clock *clock,
                          struct err *e)
{
        struct deliverer *d = need_alloc(sizeof(*d));
        *d = (struct deliverer){.clock = clock,
                                .attempts_most = (int)conf_count(conf, "alert.webhook_attempts"),
                                .woken = true,
                                .digest_at = END_OF_TIME};
        *out = d;
        return poster_open(&d->poster, conf, e) != OK
                       ? e->kind
                       : http_open(&d->http, "hentra/" HENTRA_VERSION, on_answered, d, e);
}

void deliverer_forget(struct deliverer *d)
{
        http_drop(d->http);
        for (int i = 0; i < SLOTS; i++)
                slot_free(&d->slot[i]);
        d->ours = false;
        d->woken = true;
}

void deliverer_close(struct deliverer *d)
{
        if (!d)
                return;
        http_close(d->http);
        for (int i = 0; i < SLOTS; i++)
                slot_free(&d->slot[i]);
        suspects_free(&d->suspects);
        for (size_t i = 0; i < sizeof(d->array) / sizeof(d->array[0]); i++)
                bytes_free(&d->array[i]);
        free(d);
}

void deliverer_wake(struct deliverer *d, bool changed)
{
        if (changed)
                suspects_free(&d->suspects);
        d->woken = true;
}

/* While another alerter is queueing a digest, the clock is not armed for it. */
micros deliverer_next_digest(const struct deliverer *d)
{
        return steady_now() < d->digest_after ? END_OF_TIME : d->digest_at;
}

int deliverer_fd(const struct deliverer *d)
{
        return http_fd(d->http);
}

/* ---- posting ---- */

/* The alerts of the delivery become those of the slot. */
static enum fault send_row(struct deliverer *d, struct pg *pg, const struct pg_result *r, int row,
                           const struct zone *zone, const struct calendar *calendar, struct delivery *of,
                           struct err *e)
{
        size_t slot = 0;
        while (slot < SLOTS && d->slot[slot].stage != FREE)
                slot++;
        if (slot == SLOTS)
                return OK;
        if (delivery_make_message(of, pg, r, row, zone, calendar, clock_now(d->clock), e) != OK)
                return e->kind;
        struct slot *s = &d->slot[slot];
        *s = (struct slot){.delivery_id = of->delivery_id,
                           .webhook_id = of->webhook_id,
                           .tried = of->attempts + 1,
                           .len = of->body ? text_of(of->body).len : 0,
                           .alert = of->alert,
                           .alerts = of->alerts};
        of->alert = NULL;
        snprintf(s->webhook, sizeof(s->webhook), "%s", of->name.at);
        s->stage = IN_FLIGHT;
        const struct http_answer nowhere = {.number = slot, .error = "alert.mail.server is not set"};
        if (!poster_send(&d->poster, d->http, of, slot))
                on_answered(d, &nowhere);
        delivery_free(of);
        return OK;
}

/* ---- the queue ---- */

/* Fetches deliveries that are not in flight, for webhooks that are not in their pause after a failure. */
static enum fault ask_queue(struct deliverer *d, struct pg *pg, struct pg_result **r, struct err *e)
{
        int64_t delivery[SLOTS];
        int32_t webhook[SLOTS];
        size_t used = 0;
        for (size_t i = 0; i < SLOTS; i++) {
                if (d->slot[i].stage == FREE)
                        continue;
                delivery[used] = d->slot[i].delivery_id;
                webhook[used++] = d->slot[i].webhook_id;
        }
        int32_t *suspect = need_alloc(2 * d->suspects.n * sizeof(*suspect)),
                *pausing = suspect + d->suspects.n;
        const size_t pauses = suspects_list(&d->suspects, steady_now(), suspect, pausing, &d->take_at);
        const struct pg_param params[] = {pg_int8_array(&d->array[0], delivery, used),
                                          pg_int4_array(&d->array[1], webhook, used),
                                          pg_int4_array(&d->array[2], suspect, d->suspects.n),
                                          pg_int4_array(&d->array[3], pausing, pauses),
                                          pg_int4(SLOTS_OF_WEBHOOK),
                                          pg_int4((int32_t)(SLOTS - used)),
                                          pg_instant(clock_now(d->clock))};
        const enum fault fault = pg_run_prepared(pg, SQL_alert_delivery_take, params, 7, r, e);
        free(suspect);
        return fault;
}

static enum fault take(struct deliverer *d, struct pg *pg, const struct zone *zone,
                       const struct calendar *calendar, struct err *e)
{
        struct pg_result *r;
        int digests = 0;
        const micros now = steady_now(), digests_until = now + DIGESTS_MS * 1000LL;
        d->take_at = now + SAFETY_MS * 1000LL;
        if (ask_queue(d, pg, &r, e) != OK)
                return e->kind;
        enum fault fault = OK;
        for (int row = 0; fault == OK && row < pg_rows(r); row++) {
                struct delivery of;
                delivery_of_row(r, row, &of);
                /* Each digest takes a moment to add up: deadlines and alerts go between. */
                const bool later = of.digest && digests > 0 && steady_now() >= digests_until;
                if (of.wait_ms == 0 && !later)
                        fault = send_row(d, pg, r, row, zone, calendar, &of, e);
                else if (now + of.wait_ms * 1000 < d->take_at)
                        d->take_at = now + of.wait_ms * 1000;
                digests += of.digest;
        }
        pg_free(r);
        return fault;
}

static enum fault cut_digests(struct deliverer *d, struct pg *pg, struct err *e)
{
        for (size_t i = 0; i < SLOTS; i++) {
                struct slot *s = &d->slot[i];
                if (s->stage != ANSWERED || !s->cut)
                        continue;
                if (digest_cut(pg, s->delivery_id, s->alert, s->alerts, e) != OK)
                        return e->kind;
                slot_free(s);
                d->woken = true;
        }
        return OK;
}

/* Records the results of all that were answered; *any: there was one, so a slot is free again. */
static enum fault record_answers(struct deliverer *d, struct pg *pg, bool *any, struct err *e)
{
        int64_t id[SLOTS], state[SLOTS], wait_ms[SLOTS];
        struct text error[SLOTS];
        struct pg_result *r;
        size_t n = 0;
        for (size_t i = 0; i < SLOTS; i++) {
                const struct slot *s = &d->slot[i];
                if (s->stage != ANSWERED)
                        continue;
                id[n] = s->delivery_id;
                state[n] = s->state;
                wait_ms[n] = s->wait_ms;
                error[n++] = text_of(s->error);
        }
        *any = n > 0;
        if (n == 0)
                return OK;
        const struct pg_param params[] = {
                pg_int8_array(&d->array[0], id, n), pg_int8_array(&d->array[1], state, n),
                pg_int8_array(&d->array[2], wait_ms, n), pg_text_array(&d->array[3], error, n)};
        if (pg_run_prepared(pg, SQL_alert_delivery_record, params, 4, &r, e) != OK)
                return e->kind;
        pg_free(r);
        for (size_t i = 0; i < SLOTS; i++) {
                if (d->slot[i].stage == ANSWERED)
                        slot_free(&d->slot[i]);
        }
        return OK;
}

/* ---- a turn ---- */

/* Time until deliverer_work() has something to do again even if the descriptor does not become readable. */
static int until_ms(const struct deliverer *d)
{
        micros until = d->take_at;
        for (size_t i = 0; i < SLOTS; i++) {
                if (d->slot[i].stage == ANSWERED)
                        return 0;
        }
        if (d->digest_after > steady_now() && d->digest_after < until)
                until = d->digest_after;
        const micros left = until - steady_now();
        const int ms = left > 0 ? (int)((left + 999) / 1000) : 0, http_ms = http_timeout_ms(d->http);
        return http_ms >= 0 && http_ms < ms ? http_ms : ms;
}

static enum fault queue_digests(struct deliverer *d, struct pg *pg, const struct zone *zone,
                                const struct calendar *calendar, struct err *e)
{
        const micros now = clock_now(d->clock);
        if (digest_earliest(pg, calendar, zone, now, &d->digest_at, e) != OK)
                return e->kind;
        if (d->digest_at > now)
                return OK;
        if (digest_queue(pg, calendar, zone, now, e) != OK ||
            digest_earliest(pg, calendar, zone, now, &d->digest_at, e) != OK)
                return e->kind;
        if (d->digest_at <= now) /* another alerter is queueing it */
                d->digest_after = steady_now() + OTHERS_MS * 1000LL;
        return OK;
}

static enum fault take_turn(struct deliverer *d, struct pg *pg, const struct zone *zone,
                            const struct calendar *calendar, struct err *e)
{
        const struct pg_param number = pg_int4(DELIVERER_LOCK);
        struct pg_result *r;
        if (!d->ours) {
                if (pg_run_prepared(pg, SQL_alert_deliverer_lock, &number, 1, &r, e) != OK)
                        return e->kind;
                d->ours = pg_get_int(r, 0, COL_alert_deliverer_lock_ours) != 0;
                d->take_at =
                        steady_now() +
                        (pg_get_int(r, 0, COL_alert_deliverer_lock_waiting) ? OTHERS_MS : SAFETY_MS) * 1000LL;
                pg_free(r);
        }
        return d->ours ? take(d, pg, zone, calendar, e) : OK;
}

enum fault deliverer_work(struct deliverer *d, struct pg *pg, const struct zone *zone,
                          const struct calendar *calendar, int *again_ms, struct err *e)
{
        if (http_work(d->http, e) != OK || cut_digests(d, pg, e) != OK)
                return e->kind;
        const bool woken =
                d->woken || steady_now() >= d->take_at || clock_now(d->clock) >= deliverer_next_digest(d);
        bool room = false;
        *again_ms = 0;
        if (woken && queue_digests(d, pg, zone, calendar, e) != OK)
                return e->kind;
        if (record_answers(d, pg, &room, e) != OK)
                return e->kind;
        if (woken || room) {
                if (take_turn(d, pg, zone, calendar, e) != OK) {
                        d->woken = true;
                        return e->kind;
                }
                d->woken = false;
        }
        /* New requests begin now, before anything else is waited for. */
        if (http_work(d->http, e) != OK)
                return e->kind;
        *again_ms = until_ms(d);
        return OK;
}
