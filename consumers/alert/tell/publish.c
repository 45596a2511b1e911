/* SPDX-License-Identifier: Apache-2.0
 *
 * publish.c - rounds of some transitions: read, sent, confirmed, recorded.
 */
#include "consumers/alert/tell/publish.h"

#include "consumers/alert/alert_counters.h"
#include "consumers/alert/tell/alert_text.h"
#include "consumers/alert/tell/message_row.h"
#include "core/base/retry.h"
#include "core/lib/kafka.h"
#include "core/lib/log.h"
#include "core/wire/alert_codec.h"
#include "core/wire/subject.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>

enum {
        ROUND_MOST = 1000, /* transitions that are sent and then recorded together */
        CONFIRM_MS = 20,   /* a broker that is there confirms within a few */
        IN_FLIGHT_MS = 50,
        REGISTRY_MS = 1000, /* for each answer of the registry */
        OTHERS_MS = 1000,   /* another alerter should publish: see whether it is alive; and between URLs */
        PUBLISHER_LOCK = 0x68656e75
};

/* Between two questions for the topic, while no broker answers: each may wait a second for a broker. */
static const struct retry_policy topic_policy = {.first_ms = 10000, .most_ms = 10000};
/* After messages that did not arrive, of which each had its message.timeout.ms already. */
static const struct retry_policy delivery_policy = {.first_ms = 1000, .most_ms = 1000};

struct publisher {
        const struct conf *conf; /* borrowed */
        struct kafka_producer *kafka;
        struct alert_codec *codec;
        const char *topic;
        bool topic_known, framed; /* framed: messages name their schema in the way that the settings want */
        bool one_by_one,
                refused;     /* batches have one message; a batch of several was too large for the topic */
        size_t url;          /* of the registry, that is asked next: 0 when each had its turn */
        micros topic_after;  /* steady: not asked for before */
        micros not_before;   /* steady: after messages that did not arrive */
        micros wait_until;   /* steady */
        micros tell_after;   /* steady: the one whose turn it is was told of what waits */
        char waits_for[256]; /* while the topic is not known, or messages do not arrive */
        struct bytes message, array[2];
        bool ours; /* this connection holds the lock */
        size_t n, confirmed, failed, aside;
        uint64_t first; /* number of the first message of the round; reports about older ones come too late */
        int64_t alert_id[ROUND_MOST], transition[ROUND_MOST];
        enum { IN_FLIGHT, ARRIVED, LOST, TOO_LARGE } became[ROUND_MOST];
};

static void on_delivered(void *publisher, uint64_t number, enum fault fault)
{
        struct publisher *p = publisher;
        if (number < p->first || number >= p->first + p->n)
                return;
        p->became[number - p->first] = fault == OK ? ARRIVED : fault == POISON ? TOO_LARGE : LOST;
        p->refused |= fault == RETRY;
        p->confirmed += fault == OK;
        p->aside += fault == POISON;
        p->failed += fault != OK && fault != POISON;
}

/* A topic that takes less than a batch refuses the whole of it: then batches have one message. */
static enum fault open_client(struct publisher *p, struct err *e)
{
        const struct kafka_sending how = {.batch_most = p->one_by_one ? 1 : 0};
        struct kafka_producer *client;
        const enum fault fault = kafka_producer_open_for(&client, p->conf, &how, on_delivered, p, e);
        if (fault != OK)
                return fault;
        kafka_producer_close(p->kafka);
        p->kafka = client;
        return OK;
}

enum fault publisher_open(struct publisher **out, const struct conf *conf, struct err *e)
{
        struct publisher *p = need_alloc(sizeof(*p));
        *out = p;
        p->conf = conf;
        p->wait_until = END_OF_TIME;
        p->first = 1;
        p->topic = conf_text(conf, "topic.alert");
        if (alert_codec_open(&p->codec, e) != OK)
                return e->kind;
        return open_client(p, e);
}

void publisher_close(struct publisher *p)
{
        if (!p)
                return;
        kafka_producer_close(p->kafka);
        alert_codec_close(p->codec);
        bytes_free(&p->message);
        for (int i = 0; i < 2; i++)
                bytes_free(&p->array[i]);
        free(p);
}

static void round_end(struct publisher *p)
{
        p->first += p->n;
        p->n = p->confirmed = p->failed = p->aside = 0;
}

void publisher_forget(struct publisher *p)
{
        p->ours = false;
        round_end(p);
}

static enum fault send_row(struct publisher *p, const struct pg_result *r, int row, const struct zone *zone,
                           const struct calendar *calendar, struct err *e)
{
        struct alert_message m;
        char vi[ALERT_TEXT_MOST], en[ALERT_TEXT_MOST];
        m = MESSAGE_OF_ROW(alert_unpublished, r, row, calendar);
        const struct text key = m.source.len ? m.source : m.dossier_id;
        m.text_vi = text_of(alert_text_vi(&m, zone, calendar, vi));
        m.text_en = text_of(alert_text_en(&m, zone, calendar, en));
        if (alert_encode(p->codec, &m, &p->message, e) != OK ||
            kafka_send_batched(p->kafka, key, key, p->message.at, p->message.len, p->first + p->n, e) != OK)
                return e->kind;
        p->alert_id[p->n] = m.alert_id;
        p->transition[p->n] = m.transition;
        p->became[p->n++] = IN_FLIGHT;
        return OK;
}

static enum fault send_round(struct publisher *p, struct pg *pg, const struct zone *zone,
                             const struct calendar *calendar, struct err *e)
{
        const struct pg_param most = pg_int4(ROUND_MOST);
        struct pg_result *r;
        if (pg_run_prepared(pg, SQL_alert_unpublished, &most, 1, &r, e) != OK)
                return e->kind;
        enum fault fault = OK;
        for (int row = 0; fault == OK && row < pg_rows(r); row++)
                fault = send_row(p, r, row, zone, calendar, e);
        pg_free(r);
        /* RETRY is a full queue: the other rows follow in the next round. */
        return fault == RETRY && !pg_broken(pg) ? OK : fault;
}

/* Records by a query the transitions of a round of which one became this. */
static enum fault record(struct publisher *p, struct pg *pg, const char *sql, int became,
                         enum alert_counter counter, struct err *e)
{
        struct pg_result *r;
        int64_t id[ROUND_MOST], transition[ROUND_MOST];
        size_t n = 0;
        for (size_t i = 0; i < p->n; i++) {
                if ((int)p->became[i] != became)
                        continue;
                id[n] = p->alert_id[i];
                transition[n++] = p->transition[i];
        }
        if (n == 0)
                return OK;
        const struct pg_param params[] = {pg_int8_array(&p->array[0], id, n),
                                          pg_int8_array(&p->array[1], transition, n)};
        if (pg_run_prepared(pg, sql, params, 2, &r, e) != OK)
                return e->kind;
        pg_free(r);
        alert_count(counter, (int64_t)n);
        return OK;
}

/* Records what Kafka has confirmed, and what it will never take, and ends the round. */
static enum fault record_round(struct publisher *p, struct pg *pg, struct err *e)
{
        enum fault fault = record(p, pg, SQL_alert_published, ARRIVED, COUNT_PUBLISHED, e);
        if (fault == OK)
                fault = record(p, pg, SQL_alert_refused, TOO_LARGE, COUNT_REFUSED, e);
        for (size_t i = 0; fault == OK && i < p->n; i++) {
                if (p->became[i] == TOO_LARGE)
                        log_error("alert.refused", KI("alert", p->alert_id[i]),
                                  KI("transition", p->transition[i]), KT("topic", p->topic),
                                  KT("hint", "it is larger than the topic takes (max.message.bytes), and set "
                                             "aside: hentra alert failed, hentra alert retry"));
        }
        round_end(p);
        return fault;
}

static enum fault take_lock(struct publisher *p, struct pg *pg, bool *waiting, struct err *e)
{
        const micros now = steady_now();
        const struct pg_param params[] = {pg_int4(PUBLISHER_LOCK), pg_bool(now >= p->tell_after)};
        struct pg_result *r;
        if (p->ours)
                return OK;
        if (pg_run_prepared(pg, SQL_alert_publisher_lock, params, 2, &r, e) != OK)
                return e->kind;
        if (pg_get_int(r, 0, COL_alert_publisher_lock_told))
                p->tell_after = now + OTHERS_MS * 1000LL;
        p->ours = pg_get_int(r, 0, COL_alert_publisher_lock_ours) != 0;
        *waiting = pg_get_int(r, 0, COL_alert_publisher_lock_waiting) != 0;
        pg_free(r);
        return OK;
}

/* With a registry, messages name their schema by its id there. It is asked as seldom as the topic, one URL
 * at a time, and not for long: alerts are raised meanwhile. They are, too, where it refuses the login or the
 * schema: somebody has to mend that, and webhooks do not wait for it. */
static enum fault frame_by_registry(struct publisher *p, struct err *e)
{
        struct registry_client registry;
        char subject[SUBJECT_MOST];
        int32_t id;
        if (p->framed || !registry_client_wanted(p->conf)) {
                p->framed = true;
                return OK;
        }
        subject_of_topic(p->topic, subject);
        enum fault fault = registry_client_open(&registry, p->conf, NULL, NULL, e);
        if (fault == OK) {
                if (registry.timeout_ms > REGISTRY_MS)
                        registry.timeout_ms = REGISTRY_MS;
                const size_t url = p->url;
                p->url = (url + 1) % registry.urls;
                registry_client_only(&registry, url);
                fault = subject_register(&registry, subject, alert_codec_newest(), &id, e);
                if (fault == FATAL)
                        fault = e->kind = RETRY;
        }
        if (fault == OK)
                alert_codec_frame_registered(p->codec, id);
        p->framed = fault == OK;
        registry_client_close(&registry);
        return fault;
}

/* *again_ms: time until the topic is asked for again; -1: it is known. */
static enum fault find_topic(struct publisher *p, int *again_ms, struct err *e)
{
        int64_t pause_ms = retry_pause_ms(&topic_policy, 1);
        const micros left = p->topic_after - steady_now();
        if (!p->topic_known && left <= 0) {
                enum fault fault = frame_by_registry(p, e);
                if (fault == OK)
                        fault = kafka_producer_topic(p->kafka, p->topic, 0, e);
                if (fault != OK && fault != RETRY)
                        return fault;
                p->topic_known = fault == OK;
                if (!p->framed && p->url > 0)
                        pause_ms = OTHERS_MS;
                p->topic_after = steady_now() + pause_ms * 1000;
                snprintf(p->waits_for, sizeof(p->waits_for), "%.255s", fault == RETRY ? e->text : "");
                if (fault == RETRY)
                        log_warn("alert.not_published", KT("reason", e->text), KI("retry_in_ms", pause_ms));
        }
        *again_ms = p->topic_known ? -1 : left > 0 ? (int)(left / 1000) + 1 : (int)pause_ms;
        return OK;
}

/* After messages that did not arrive: another alerter may have more luck, and so may a new client, since an
 * idempotent one that met an error it cannot get over refuses all messages that follow. */
static enum fault give_up(struct publisher *p, struct pg *pg, struct err *e)
{
        const struct pg_param number = pg_int4(PUBLISHER_LOCK);
        const int64_t pause_ms = retry_pause_ms(&delivery_policy, 1);
        log_warn("alert.not_published", KT("reason", "messages were not confirmed"),
                 KI("retry_in_ms", pause_ms));
        p->not_before = steady_now() + pause_ms * 1000;
        snprintf(p->waits_for, sizeof(p->waits_for), "messages to topic '%s' were not confirmed", p->topic);
        p->ours = p->topic_known = false;
        if (open_client(p, e) != OK)
                return e->kind;
        return pg_run(pg, SQL_alert_publisher_unlock, &number, 1, NULL, e);
}

/* No pause, and the turn stays ours: nothing is wrong with the line. */
static enum fault go_on_one_by_one(struct publisher *p, int *again_ms, struct err *e)
{
        log_info("alert.one_by_one", KT("topic", p->topic),
                 KT("hint", "the topic takes less than a batch (max.message.bytes)"));
        p->one_by_one = true;
        p->topic_known = false;
        p->topic_after = 0;
        *again_ms = 0;
        return open_client(p, e);
}

const char *publisher_waits_for(const struct publisher *p)
{
        return p->waits_for[0] ? p->waits_for : NULL;
}

void publisher_wait_until(struct publisher *p, micros until)
{
        p->wait_until = until;
}

static int confirm_ms(const struct publisher *p)
{
        const micros left = p->wait_until - steady_now();
        return left <= 0 ? 0 : left < CONFIRM_MS * 1000LL ? (int)(left / 1000) : CONFIRM_MS;
}

enum fault publisher_work(struct publisher *p, struct pg *pg, const struct zone *zone,
                          const struct calendar *calendar, int *again_ms, struct err *e)
{
        bool waiting = false;
        const micros pause = p->not_before - steady_now();
        if (pause > 0) {
                *again_ms = (int)(pause / 1000) + 1;
                return OK;
        }
        if (find_topic(p, again_ms, e) != OK)
                return e->kind;
        if (!p->topic_known)
                return OK;
        if (take_lock(p, pg, &waiting, e) != OK)
                return e->kind;
        if (!p->ours) {
                *again_ms = waiting ? OTHERS_MS : -1;
                return OK;
        }
        if (p->n == 0 && send_round(p, pg, zone, calendar, e) != OK)
                return e->kind;
        if (p->n == 0)
                return OK;
        (void)!kafka_flush(p->kafka, confirm_ms(p), e); /* counted below */
        if (p->confirmed + p->failed + p->aside < p->n) {
                *again_ms = IN_FLIGHT_MS;
                return OK;
        }
        const bool failed = p->failed > 0, refused = p->refused && !p->one_by_one;
        p->refused = false;
        if (record_round(p, pg, e) != OK)
                return e->kind;
        if (refused)
                return go_on_one_by_one(p, again_ms, e);
        *again_ms = failed ? (int)retry_pause_ms(&delivery_policy, 1) : 0; /* 0: there may be more */
        return failed ? give_up(p, pg, e) : OK;
}
