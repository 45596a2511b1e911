/* SPDX-License-Identifier: Apache-2.0
 *
 * produce.c - the floor of producing: messages that are encoded already, through hentra's producer with its
 * settings and in batches as the pump sends them, until Kafka has confirmed all.
 *   bench_produce CONFIG MESSAGES
 */
#include "core/base/bytes.h"
#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include "core/program/keys.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include <stdio.h>
#include <stdlib.h>

enum { DIFFERENT = 4096, SERVE_EVERY = 256, PATIENCE_MS = 60000 };

struct message {
        char dossier[64];
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
};

static bool lost;

static void need(bool good, const char *what, const struct err *e)
{
        if (good)
                return;
        fprintf(stderr, "bench_produce: %s: %s\n", what, e->text);
        exit(1);
}

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        (void)context, (void)number;
        lost |= fault != OK;
}

/* Compresses about as the simulator's events do: every field that differs there differs here. */
static void make(struct codec *c, struct message *m, unsigned i)
{
        const micros at = 1641265200000000 + (micros)i * 7919 * 1000003;
        char agency[24], procedure[16];
        struct err e;
        snprintf(agency, sizeof(agency), "000.%02u.%02u.H58", i % 17, i % 12);
        snprintf(procedure, sizeof(procedure), "1.%06u", i * 31 % 883);
        snprintf(m->dossier, sizeof(m->dossier), "%s-220104-%06u", agency, i);
        struct event v = {.source = text_of("one-stop-h58"),
                          .dossier_id = text_of(m->dossier),
                          .status = RESOLVED,
                          .occurred_at = at,
                          .stated_at = at + 61000000,
                          .observed_at = at + 61999999,
                          .submitted_at = at - 65200000000,
                          .due_at = at + 600000000000,
                          .agency = text_of(agency),
                          .level = DISTRICT,
                          .procedure = text_of(procedure),
                          .field = text_of("G15-TP06"),
                          .channel = ONLINE,
                          .service = FULL,
                          .payment = PAYMENT_NONE,
                          .since = NO_TIME};
        event_identify(&v);
        need(codec_encode(c, &v, m->bytes, &m->len, &e) == OK, "encoding", &e);
}

static void send(struct kafka_producer *p, const struct message *m, uint64_t number)
{
        const struct text key = text_of(m->dossier);
        struct err e;
        enum fault fault;
        while ((fault = kafka_send_batched(p, key, event_issuer(key), m->bytes, m->len, number, &e)) == RETRY)
                kafka_serve(p, 50);
        need(fault == OK, "sending", &e);
        if (number % SERVE_EVERY == 0)
                kafka_serve(p, 0);
}

int main(int argc, char **argv)
{
        struct conf *conf;
        struct codec *codec;
        struct kafka_producer *p;
        struct err e;
        const uint64_t n = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;
        if (n == 0) {
                fprintf(stderr, "usage: bench_produce CONFIG MESSAGES\n");
                return 2;
        }
        struct message *messages = need_alloc(DIFFERENT * sizeof(*messages));
        need(conf_open(&conf, &settings, argv[1], NULL, &e) == OK && codec_open(&codec, &e) == OK, "starting",
             &e);
        for (unsigned i = 0; i < DIFFERENT; i++)
                make(codec, &messages[i], i);
        need(kafka_producer_open(&p, conf, on_delivered, NULL, &e) == OK &&
                     kafka_producer_topic(p, conf_text(conf, "topic.status"), 10, &e) == OK,
             "Kafka", &e);
        for (uint64_t i = 0; i < n; i++)
                send(p, &messages[i % DIFFERENT], i);
        need(kafka_flush(p, PATIENCE_MS, &e) == OK, "sending the last", &e);
        kafka_producer_close(p);
        codec_close(codec);
        conf_close(conf);
        free(messages);
        if (lost)
                fprintf(stderr, "bench_produce: Kafka did not take every message\n");
        return lost;
}
