/* SPDX-License-Identifier: Apache-2.0
 *
 * pump_client.c - see pump_client.h.
 */
#include "producers/pump_client.h"

#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/lib/log.h"
#include "producers/framing.h"

enum { CONTACT_S = 5 /* one attempt to reach a broker that may be away for days */ };

/* A line may be away for days, and a broker that refuses may be mended by hand. */
static const struct retry_policy patience = {1000, 30000};

/* Confirmations behind a lost message do not count: all of it is sent again, and the order remains. */
static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct pump *p = context;
        struct text key, value;
        struct err e;
        if (p->lost)
                return;
        p->batch.alone |= fault == POISON;
        if (fault == POISON && p->source->refused) {
                ring_message(&p->ring, number, &key, &value);
                if (p->source->refused(p->self, key, value, &e) == OK)
                        fault = OK;
                else
                        log_error("pump.not_set_aside", KT("source", p->source->name), KT("reason", e.text));
        }
        if (fault != OK) {
                p->lost = true;
                p->batch.refused = fault == RETRY;
                p->failed = fault != RETRY;
                p->refused = fault == POISON && !p->source->refused;
                return;
        }
        ring_done(&p->ring, number);
        p->failures = 0;
        if (line_heard(&p->line) && p->source->line_is_back)
                p->source->line_is_back(p->self);
}

static enum fault contact_once(struct pump *p, int wait_s, struct err *e)
{
        /* One that is away for days is asked once each time: it is the pump that waits, and logs it once. */
        const int registry_s = wait_s < 0 ? 0 : wait_s;
        if (!p->framed && framing_by_registry(p->codec, p->conf, p->topic, registry_s, e) != OK)
                return e->kind;
        p->framed = true;
        const struct kafka_sending how = {.patient = p->options->endless, .batch_most = p->batch.most};
        if (!p->kafka && kafka_producer_open_for(&p->kafka, p->conf, &how, on_delivered, p, e) != OK)
                return e->kind;
        return kafka_producer_topic(p->kafka, p->topic, wait_s < 0 ? CONTACT_S : wait_s, e);
}

enum fault pump_contact(struct pump *p, int wait_s, struct err *e)
{
        enum fault fault;
        for (int failures = 1;; failures++) {
                fault = contact_once(p, wait_s, e);
                if (fault != RETRY || wait_s >= 0 || stop_asked())
                        break;
                line_is_away(&p->line, pump_in_flight(p), e->text);
                if (p->source->meanwhile)
                        p->source->meanwhile(p->self);
                stop_wait((int)retry_pause_ms(&patience, failures));
        }
        if (fault == OK) {
                line_heard(&p->line);
                if (p->source->line_is_back)
                        p->source->line_is_back(p->self);
        }
        return fault;
}

enum fault pump_open_client(struct pump *p, struct err *e)
{
        kafka_producer_close(p->kafka);
        p->kafka = NULL;
        p->lost = p->failed = false;
        p->given = p->ring.tail;
        const enum fault fault = pump_contact(p, p->options->endless ? -1 : CONTACT_S, e);
        return fault == RETRY && stop_asked() ? OK : fault;
}

enum fault pump_begin_anew(struct pump *p, struct err *e)
{
        const int64_t ms = p->batch.refused ? 0 : retry_pause_ms(&patience, ++p->failures);
        if (p->batch.refused)
                batch_becomes_smaller(&p->batch);
        log_warn("pump.begins_anew", KT("source", p->source->name), KI("in_flight", pump_in_flight(p)),
                 KI("retry_in_ms", ms), KI("batch_most", p->batch.most));
        stop_wait((int)ms);
        return pump_open_client(p, e);
}
