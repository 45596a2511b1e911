/* SPDX-License-Identifier: Apache-2.0
 *
 * sender.c - see sender.h.
 *
 * Rule: the number of a call goes with each of its messages and is never used again, so the late word on a
 * message of a call that was over is told from that of the next call in the same place.
 */
#include "producers/gateway/sender.h"

#include "core/base/bytes.h"
#include "core/lib/kafka.h"
#include "core/lib/log.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/framing.h"
#include <stdlib.h>

enum { PLACE_BITS = 16 };

struct call {
        uint64_t number; /* 0: free */
        void *call;
        uint32_t pending;
        bool ended, lost;
        micros until;
};

struct sender {
        struct sender_options options;
        struct codec *codec;
        struct kafka_producer *kafka;
        struct call *call;
        size_t calls;
        uint64_t serial, in_flight;
        bool away; /* a call was not confirmed in time, and nothing since */
};

/* The place of a call, where another one may be by now. */
static struct call *place_of(struct sender *s, uint64_t number)
{
        return &s->call[number & ((1U << PLACE_BITS) - 1)];
}

static void finish(struct sender *s, struct call *c, bool confirmed)
{
        void *call = c->call;
        *c = (struct call){0};
        s->calls--;
        s->options.done(s->options.context, call, confirmed);
}

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct sender *s = context;
        struct call *c = place_of(s, number);
        s->in_flight--;
        if (fault == OK && s->away) {
                s->away = false;
                log_info("gateway.kafka_is_back", KI("in_flight", s->in_flight));
        }
        if (c->number != number)
                return;
        c->pending--;
        c->lost |= fault != OK;
        if (c->ended && c->pending == 0)
                finish(s, c, !c->lost);
}

enum fault sender_open(struct sender **out, const struct conf *conf, const struct sender_options *options,
                       struct err *e)
{
        struct sender *s = *out = need_alloc(sizeof(*s));
        *s = (struct sender){.options = *options};
        s->call = need_alloc(options->calls_most * sizeof(*s->call));
        if (codec_open(&s->codec, e) != OK ||
            framing_by_registry(s->codec, conf, conf_text(conf, "topic.status"), options->wait_s, e) != OK ||
            kafka_producer_open(&s->kafka, conf, on_delivered, s, e) != OK)
                return e->kind;
        return kafka_producer_topic(s->kafka, conf_text(conf, "topic.status"), options->wait_s, e);
}

static void nobody(void *context, void *call, bool confirmed)
{
        (void)context;
        (void)call;
        (void)confirmed;
}

void sender_close(struct sender *s)
{
        if (!s)
                return;
        s->options.done = nobody;
        kafka_producer_close(s->kafka);
        codec_close(s->codec);
        free(s->call);
        free(s);
}

bool sender_ready(const struct sender *s)
{
        return !s->away || s->in_flight == 0;
}

uint64_t sender_begin(struct sender *s, void *call)
{
        size_t place = 0;
        while (place < s->options.calls_most && s->call[place].number != 0)
                place++;
        if (place == s->options.calls_most)
                return 0;
        const uint64_t number = ++s->serial << PLACE_BITS | place;
        s->call[place] = (struct call){
                .number = number, .call = call, .until = steady_now() + s->options.confirm_ms * 1000};
        s->calls++;
        return number;
}

enum fault sender_send(struct sender *s, uint64_t number, struct event *v, struct err *e)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
        struct call *c = place_of(s, number);
        event_identify(v);
        if (codec_encode(s->codec, v, bytes, &len, e) != OK ||
            kafka_send_batched(s->kafka, v->dossier_id, event_issuer(v->dossier_id), bytes, len, number, e) !=
                    OK)
                return e->kind;
        c->pending++;
        s->in_flight++;
        return OK;
}

void sender_end(struct sender *s, uint64_t number, bool abandon)
{
        struct call *c = place_of(s, number);
        c->ended = true;
        c->lost |= abandon;
        if (c->pending == 0 || abandon)
                finish(s, c, !c->lost);
}

int sender_fd(struct sender *s)
{
        return kafka_producer_fd(s->kafka);
}

int sender_wait_ms(const struct sender *s)
{
        micros first = NO_TIME;
        for (const struct call *c = s->call; c < s->call + s->options.calls_most; c++)
                if (c->number != 0 && (first == NO_TIME || c->until < first))
                        first = c->until;
        const micros left = first == NO_TIME ? 0 : first - steady_now();
        return first == NO_TIME ? -1 : left > 0 ? (int)(left / 1000) + 1 : 0;
}

void sender_serve(struct sender *s)
{
        kafka_serve(s->kafka, 0);
        const micros now = steady_now();
        for (struct call *c = s->call; s->calls > 0 && c < s->call + s->options.calls_most; c++) {
                if (c->number == 0 || c->until > now)
                        continue;
                if (!s->away)
                        log_warn("gateway.kafka_is_away", KI("in_flight", s->in_flight));
                s->away = true;
                finish(s, c, false);
        }
}

size_t sender_calls(const struct sender *s)
{
        return s->calls;
}
