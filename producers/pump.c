/* SPDX-License-Identifier: Apache-2.0
 *
 * pump.c - see pump.h.
 *
 * Rule: a number is taken from the ring before an event is given to Kafka, and done when Kafka has confirmed
 * it. So the source never lets go of an event that Kafka may not have, and the ring has the bytes of each.
 * So: there is one loop, and every wait in it serves delivery callbacks or ends on a stop.
 */
#include "producers/pump_client.h"

#include "core/base/beside.h"
#include "core/base/stop.h"
#include "core/lib/kafka.h"
#include "core/lib/log.h"
#include "core/program/counters.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include <poll.h>

enum {
        IN_FLIGHT_MOST = 1 << 15,
        SERVE_EVERY = 1024,   /* events between two calls of kafka_serve() */
        SERVE_MS = 50,        /* longest wait for a callback before the stop flag is read */
        FLUSH_MS = 1,         /* pause of an idle source while something is in flight */
        FAULT_WAIT_MS = 1000, /* before a source that failed is asked again */
        IDLE_MS = 1000,       /* an idle client still reports errors of its connections */
        STOP_MS = 4000        /* longest wait of a stop for confirmations */
};

enum { EVENTS, EVENTS_CONFIRMED, QUEUE_WAITS, SOURCE_FAULTS, IN_FLIGHT, LINE_AWAY, COUNTERS };
static struct counter counters[COUNTERS] = {
        [EVENTS] = {"hentra_producer_events_total", "Events given to Kafka", COUNTER, 0},
        [EVENTS_CONFIRMED] = {"hentra_producer_events_confirmed_total", "Events confirmed without a gap",
                              COUNTER, 0},
        [QUEUE_WAITS] = {"hentra_producer_queue_waits_total", "Waits for room among the events in flight",
                         COUNTER, 0},
        [SOURCE_FAULTS] = {"hentra_producer_source_faults_total",
                           "Times that a source failed and was asked again later", COUNTER, 0},
        [IN_FLIGHT] = {"hentra_producer_in_flight_events", "Events given to Kafka and not confirmed", GAUGE,
                       0},
        [LINE_AWAY] = {"hentra_producer_line_away",
                       "1: Kafka cannot be reached, and nothing is taken from the source", GAUGE, 0},
};

struct need pump_needs[1] = {{.name = "kafka", .waits_for = "the first answer"}};

static void show_line(const struct pump *p)
{
        counters[IN_FLIGHT].value = (double)pump_in_flight(p);
        counters[LINE_AWAY].value = p->line.away;
        if (pump_needs[0].met != p->line.away)
                return;
        if (p->line.away)
                need_waits(&pump_needs[0], "Kafka confirms nothing");
        else
                need_is_met(&pump_needs[0]);
}

/* ---- what Kafka confirms ---- */

/* Reports to the source how far Kafka has confirmed. *news: further than before. */
static enum fault settle_source(struct pump *p, bool *news, struct err *e)
{
        uint64_t below = ring_settled(&p->ring);
        beside_run();
        *news = below > p->counts->settled;
        counters[EVENTS_CONFIRMED].value += (double)(below - p->counts->settled);
        p->counts->settled = below;
        line_watch(&p->line, pump_in_flight(p));
        show_line(p);
        if (*news && p->source->settle(p->self, below, e) != OK)
                return e->kind;
        if (p->failed && (p->refused || !p->options->endless))
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
        if (p->source->meanwhile)
                p->source->meanwhile(p->self);
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

/* ---- what Kafka is given ---- */

/* Takes the message of an event into the ring. Checks and names the event where the source has not. */
static enum fault take_event(struct pump *p, struct event *v, struct err *e)
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
        ring_take(&p->ring, v->dossier_id, bytes, len);
        return OK;
}

/* Takes one that was encoded before. What cannot be read is none of ours, and is set aside. */
static enum fault take_message(struct pump *p, struct err *e)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
        struct text key, value;
        p->source->message(p->self, &key, &value);
        enum fault fault = codec_encode_again(p->codec, (const uint8_t *)value.at, value.len, bytes, &len, e);
        if (fault == OK) {
                ring_take(&p->ring, key, bytes, len);
                return OK;
        }
        if (fault != POISON || !p->source->refused || p->source->refused(p->self, key, value, e) != OK)
                return e->kind;
        const uint64_t number = ring_take(&p->ring, key, "", 0);
        ring_done(&p->ring, number);
        return OK;
}

/* Gives Kafka the next message of the ring, unless it has no room. */
static enum fault give(struct pump *p, struct err *e)
{
        struct text key, value;
        if (ring_is_done(&p->ring, p->given)) {
                p->given++;
                return OK;
        }
        ring_message(&p->ring, p->given, &key, &value);
        const enum fault fault = kafka_send_batched(p->kafka, key, event_issuer(key), value.at, value.len,
                                                    p->given, e); /* the issuer chooses the partition */
        if (fault == RETRY)
                return wait_for_room(p, e);
        if (fault != OK)
                return fault;
        p->given++;
        pace_take(&p->pace, key.len + value.len);
        if (p->given > p->counts->sent) {
                p->counts->sent = p->given;
                counters[EVENTS].value++;
        }
        if (p->given % SERVE_EVERY != 0)
                return OK;
        show_progress(p);
        return serve(p, 0, e);
}

/* Takes nothing more before all has left one by one; then batches are as large as ever. */
static enum fault grow(struct pump *p, struct err *e)
{
        if (pump_in_flight(p) > 0)
                return serve(p, SERVE_MS, e);
        p->batch = (struct batch){0};
        return pump_open_client(p, e);
}

/* ---- the loop ---- */

/* Waits for the source, at most `ms` (-1: no limit of its own). Events in flight do not wait for more to
 * come (linger.ms): they are flushed, in steps so short that the source's next event does not wait. */
static enum fault wait_idle(struct pump *p, int ms, struct err *e)
{
        bool news;
        struct err not_yet;
        show_progress(p);
        if (pump_in_flight(p) > 0) {
                (void)!kafka_flush(p->kafka, line_is_quiet(&p->line) ? SERVE_MS : FLUSH_MS, &not_yet);
                return settle_source(p, &news, e);
        }
        struct pollfd fds[] = {{.fd = stop_fd(), .events = POLLIN},
                               {.fd = p->source->fd ? p->source->fd(p->self) : -1, .events = POLLIN},
                               {.fd = beside_fd(), .events = POLLIN}};
        poll(fds, 3, ms < 0 || ms > IDLE_MS ? IDLE_MS : ms);
        return serve(p, 0, e);
}

/* Calls a source that failed again after a while. */
static enum fault wait_for_source(struct pump *p, struct err *e)
{
        if (e->kind != RETRY)
                return e->kind;
        counters[SOURCE_FAULTS].value++;
        log_warn("pump.source_waits", KT("source", p->source->name), KT("reason", e->text));
        for (int waited = 0; waited < FAULT_WAIT_MS && !stop_asked(); waited += SERVE_MS) {
                if (serve(p, 0, e) != OK)
                        return e->kind;
                stop_wait(SERVE_MS);
        }
        return OK;
}

static enum fault ask_source(struct pump *p, struct err *e)
{
        struct event v;
        bool news;
        const enum source_next next = p->source->next(p->self, &v, e);
        switch (next) {
        case SOURCE_EVENT:
                return take_event(p, &v, e);
        case SOURCE_MESSAGE:
                return take_message(p, e);
        case SOURCE_IDLE:
        case SOURCE_WAIT:
                kafka_serve(p->kafka, 0);
                if (settle_source(p, &news, e) != OK)
                        return e->kind;
                p->ended = !news && next == SOURCE_IDLE && p->options->until_idle && pump_in_flight(p) == 0;
                if (news || p->ended)
                        return OK;
                return wait_idle(p, p->source->wait_ms ? p->source->wait_ms(p->self) : 0, e);
        case SOURCE_END:
                p->ended = true;
                return OK;
        case SOURCE_FAULT:
                return wait_for_source(p, e);
        }
        return OK;
}

/* Also what another client gets once more has to wait for its turn. */
static bool may_leave(struct pump *p)
{
        return p->pace.rate <= 0 || pace_allows(&p->pace, ring_bytes(&p->ring, p->given), steady_now());
}

static enum fault loop(struct pump *p, struct err *e)
{
        enum fault fault = OK;
        while (fault == OK && !stop_asked()) {
                if (p->lost)
                        fault = pump_begin_anew(p, e);
                else if (p->given < p->ring.head)
                        fault = may_leave(p) ? give(p, e) : serve(p, SERVE_MS, e);
                else if (p->ended)
                        break;
                else if (batch_may_grow(&p->batch))
                        fault = grow(p, e);
                else if (ring_full(&p->ring))
                        fault = wait_for_room(p, e);
                else if (p->line.away || !may_leave(p))
                        fault = serve(p, SERVE_MS, e);
                else
                        fault = ask_source(p, e);
        }
        return fault;
}

/* After the loop: waits for confirmations, and reports to the source up to the first gap. What was lost with
 * its batch is for the loop again. */
static enum fault drain(struct pump *p, struct err *e)
{
        bool news;
        for (int waited = 0; p->kafka && pump_in_flight(p) > 0 && !p->lost; waited += SERVE_MS) {
                if (stop_asked() && waited >= STOP_MS) {
                        log_warn("pump.unconfirmed", KI("events", pump_in_flight(p)));
                        break;
                }
                struct err not_yet;
                if (kafka_flush(p->kafka, SERVE_MS, &not_yet) == OK)
                        break;
                show_progress(p);
        }
        return settle_source(p, &news, e);
}

int pump_contact_s(bool once, bool said, int wait_s)
{
        return once || said ? wait_s : -1;
}

static enum fault open_pump(struct pump *p, struct err *e)
{
        pace_open(&p->pace, conf_count(p->conf, "forward.rate") * 1000);
        ring_open(&p->ring, IN_FLIGHT_MOST);
        return codec_open(&p->codec, e) == OK ? pump_contact(p, p->options->wait_s, e) : e->kind;
}

enum fault pump_run(const struct conf *conf, const struct source *source, void *self,
                    const struct pump_options *options, struct pump_counts *counts, struct err *e)
{
        struct pump p = {.source = source,
                         .self = self,
                         .options = options,
                         .counts = counts,
                         .conf = conf,
                         .line = {.source = source->name},
                         .topic = conf_text(conf, "topic.status")};
        counters_register(counters, COUNTERS);
        *counts = (struct pump_counts){0};
        enum fault fault = open_pump(&p, e);
        if (fault == OK) {
                progress_start(&p.progress, source->name, 0, options->progress);
                struct err second;
                do {
                        fault = loop(&p, e);
                        if (drain(&p, fault == OK ? e : &second) != OK && fault == OK)
                                fault = e->kind;
                } while (fault == OK && p.lost && !stop_asked());
                progress_end(&p.progress, counts->sent);
        } else if (fault == RETRY && stop_asked()) {
                fault = OK; /* a stop before a broker answered: nothing was begun */
        }
        kafka_producer_close(p.kafka);
        codec_close(p.codec);
        ring_close(&p.ring);
        return fault;
}
