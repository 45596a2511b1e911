/* SPDX-License-Identifier: Apache-2.0
 *
 * pump.c - see pump.h.
 *
 * Rule: a number is taken from the ring before an event is sent, and done when Kafka has confirmed it. So
 * the source never lets go of an event that Kafka may not have.
 * So: there is one loop, and every wait in it serves delivery callbacks or ends on a stop.
 */
#include "producers/pump.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/lib/log.h"
#include "core/program/counters.h"
#include "core/program/progress.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/framing.h"
#include "producers/ring.h"
#include <poll.h>

enum {
        IN_FLIGHT_MOST = 1 << 17,
        SERVE_EVERY = 1024,   /* events between two calls of kafka_serve() */
        SERVE_MS = 50,        /* longest wait for a callback before the stop flag is read */
        FLUSH_MS = 1,         /* pause of an idle source while something is in flight */
        FAULT_WAIT_MS = 1000, /* before a source that failed is asked again */
        IDLE_MS = 1000,       /* an idle client still reports errors of its connections */
        STOP_MS = 4000        /* longest wait of a stop for confirmations */
};

enum { EVENTS, EVENTS_CONFIRMED, QUEUE_WAITS, SOURCE_FAULTS, COUNTERS };
static struct counter counters[COUNTERS] = {
        [EVENTS] = {"hentra_producer_events_total", "Events given to Kafka", COUNTER, 0},
        [EVENTS_CONFIRMED] = {"hentra_producer_events_confirmed_total", "Events confirmed without a gap",
                              COUNTER, 0},
        [QUEUE_WAITS] = {"hentra_producer_queue_waits_total", "Waits for room among the events in flight",
                         COUNTER, 0},
        [SOURCE_FAULTS] = {"hentra_producer_source_faults_total",
                           "Times that a source failed and was asked again later", COUNTER, 0},
};

struct pump {
        const struct source *source;
        void *self;
        const struct pump_options *options;
        struct pump_counts *counts;
        const char *topic;
        struct codec *codec;
        struct kafka_producer *kafka;
        struct ring ring;
        struct progress progress;
        bool lost; /* a delivery failed for good */
};

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct pump *p = context;
        if (fault == OK)
                ring_done(&p->ring, number);
        else
                p->lost = true;
}

static uint64_t in_flight(const struct pump *p)
{
        return p->ring.head - p->ring.tail;
}

/* Reports to the source how far Kafka has confirmed. *news: further than before. */
static enum fault settle_source(struct pump *p, bool *news, struct err *e)
{
        uint64_t below = ring_settled(&p->ring);
        *news = below > p->counts->settled;
        counters[EVENTS_CONFIRMED].value += (double)(below - p->counts->settled);
        p->counts->settled = below;
        if (*news && p->source->settle(p->self, below, e) != OK)
                return e->kind;
        if (p->lost)
                return fail(e, FATAL,
                            "Kafka did not take an event for topic '%s' (the log has the reason); what was "
                            "not confirmed is sent again by the next run",
                            p->topic);
        return OK;
}

static enum fault serve(struct pump *p, int ms, struct err *e)
{
        bool news;
        kafka_serve(p->kafka, ms);
        return settle_source(p, &news, e);
}

static void show_progress(struct pump *p)
{
        double part = -1;
        if (p->source->part)
                part = p->source->part(p->self);
        else if (p->options->expected > 0)
                part = (double)p->counts->sent / (double)p->options->expected;
        progress_show(&p->progress, p->counts->sent, part, NULL);
}

static enum fault wait_for_room(struct pump *p, struct err *e)
{
        p->counts->queue_full++;
        counters[QUEUE_WAITS].value++;
        return serve(p, SERVE_MS, e);
}

/* Checks the event where the source has not, then names, encodes and sends it. A stop may end the wait for
 * room: the event is then not sent, and its number stays a gap. */
static enum fault send_event(struct pump *p, struct event *v, struct err *e)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
        if (!p->source->checked && event_check(v, e) != OK) {
                fail_at(e, "%s", p->source->name);
                return e->kind = FATAL;
        }
        if (!p->source->identified)
                event_identify(v);
        if (codec_encode(p->codec, v, bytes, &len, e) != OK)
                return e->kind;
        while (ring_full(&p->ring) && !stop_asked()) {
                if (wait_for_room(p, e) != OK)
                        return e->kind;
        }
        if (stop_asked())
                return OK;
        uint64_t number = ring_take(&p->ring);
        const struct text issuer = event_issuer(v->dossier_id); /* chooses the partition */
        enum fault fault;
        while ((fault = kafka_send_batched(p->kafka, v->dossier_id, issuer, bytes, len, number, e)) ==
                       RETRY &&
               !stop_asked()) {
                if (wait_for_room(p, e) != OK)
                        return e->kind;
        }
        if (fault == FATAL || fault == POISON)
                return e->kind;
        p->counts->sent += fault == OK;
        counters[EVENTS].value += fault == OK;
        if (p->counts->sent % SERVE_EVERY != 0)
                return OK;
        show_progress(p);
        return serve(p, 0, e);
}

/* Waits for the source, at most `ms` (-1: no limit of its own). Events in flight do not wait for more to
 * come (linger.ms): they are flushed, in steps so short that the source's next event does not wait. */
static enum fault wait_idle(struct pump *p, int ms, struct err *e)
{
        bool news;
        struct err not_yet;
        show_progress(p);
        if (in_flight(p) > 0) {
                (void)!kafka_flush(p->kafka, FLUSH_MS, &not_yet);
                return settle_source(p, &news, e);
        }
        struct pollfd fds[] = {{.fd = stop_fd(), .events = POLLIN},
                               {.fd = p->source->fd ? p->source->fd(p->self) : -1, .events = POLLIN}};
        poll(fds, 2, ms < 0 || ms > IDLE_MS ? IDLE_MS : ms);
        return serve(p, 0, e);
}

static enum fault loop(struct pump *p, struct err *e)
{
        struct event v;
        bool news;
        while (!stop_asked()) {
                const enum source_next next = p->source->next(p->self, &v, e);
                switch (next) {
                case SOURCE_EVENT:
                        if (send_event(p, &v, e) != OK)
                                return e->kind;
                        break;
                case SOURCE_IDLE:
                case SOURCE_WAIT:
                        kafka_serve(p->kafka, 0);
                        if (settle_source(p, &news, e) != OK)
                                return e->kind;
                        if (news)
                                break;
                        if (next == SOURCE_IDLE && p->options->until_idle && in_flight(p) == 0)
                                return OK;
                        if (wait_idle(p, p->source->wait_ms ? p->source->wait_ms(p->self) : 0, e) != OK)
                                return e->kind;
                        break;
                case SOURCE_END:
                        return OK;
                case SOURCE_FAULT:
                        if (e->kind != RETRY)
                                return e->kind;
                        counters[SOURCE_FAULTS].value++;
                        log_warn("pump.source_waits", KT("source", p->source->name), KT("reason", e->text));
                        for (int waited = 0; waited < FAULT_WAIT_MS && !stop_asked(); waited += SERVE_MS) {
                                if (serve(p, 0, e) != OK)
                                        return e->kind;
                                stop_wait(SERVE_MS);
                        }
                        break;
                }
        }
        return OK;
}

/* After the loop: waits for confirmations, and reports to the source up to the first gap. */
static enum fault drain(struct pump *p, struct err *e)
{
        bool news;
        for (int waited = 0; in_flight(p) > 0 && !p->lost; waited += SERVE_MS) {
                if (stop_asked() && waited >= STOP_MS) {
                        log_warn("pump.unconfirmed", KI("events", in_flight(p)));
                        break;
                }
                struct err not_yet;
                if (kafka_flush(p->kafka, SERVE_MS, &not_yet) == OK)
                        break;
                show_progress(p);
        }
        return settle_source(p, &news, e);
}

static enum fault open_pump(struct pump *p, const struct conf *conf, struct err *e)
{
        if (codec_open(&p->codec, e) != OK ||
            framing_by_registry(p->codec, conf, p->topic, p->options->wait_s, e) != OK ||
            kafka_producer_open(&p->kafka, conf, on_delivered, p, e) != OK)
                return e->kind;
        ring_open(&p->ring, IN_FLIGHT_MOST);
        return kafka_producer_topic(p->kafka, p->topic, p->options->wait_s, e);
}

enum fault pump_run(const struct conf *conf, const struct source *source, void *self,
                    const struct pump_options *options, struct pump_counts *counts, struct err *e)
{
        struct pump p = {.source = source,
                         .self = self,
                         .options = options,
                         .counts = counts,
                         .topic = conf_text(conf, "topic.status")};
        counters_register(counters, COUNTERS);
        *counts = (struct pump_counts){0};
        enum fault fault = open_pump(&p, conf, e);
        if (fault == OK) {
                progress_start(&p.progress, source->name, 0, options->progress);
                fault = loop(&p, e);
                struct err second;
                if (drain(&p, fault == OK ? e : &second) != OK && fault == OK)
                        fault = e->kind;
                progress_end(&p.progress, counts->sent);
        } else if (fault == RETRY && stop_asked()) {
                fault = OK; /* a stop before a broker answered: nothing was begun */
        }
        kafka_producer_close(p.kafka);
        codec_close(p.codec);
        ring_close(&p.ring);
        return fault;
}
