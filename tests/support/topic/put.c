/* SPDX-License-Identifier: Apache-2.0
 *
 * put.c - events, or any bytes at all, into a topic.
 */
#include "core/lib/crypto.h"
#include "core/lib/kafka.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "tests/support/topic/topic.h"
#include <stdlib.h>
#include <string.h>

static uint64_t lost;

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        (void)context, (void)number;
        lost += fault != OK;
}

static enum fault send(struct kafka_producer *p, struct text key, struct text place, const uint8_t *bytes,
                       size_t len, struct err *e)
{
        enum fault fault;
        while ((fault = kafka_send(p, key, place, bytes, len, NULL, 0, 0, e)) == RETRY)
                kafka_serve(p, 50);
        kafka_serve(p, 0);
        return fault;
}

static enum fault put_event(struct kafka_producer *p, struct codec *c, char *line, uint64_t number,
                            bool scatter, struct err *e)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
        struct event v;
        if (!line_read(line, &v, e))
                return e->kind;
        event_identify(&v);
        if (codec_encode(c, &v, bytes, &len, e) != OK)
                return e->kind;
        const struct text anywhere = {(const char *)&number, sizeof(number)};
        return send(p, v.dossier_id, scatter ? anywhere : event_issuer(v.dossier_id), bytes, len, e);
}

static enum fault put_bytes(struct kafka_producer *p, char *line, struct err *e)
{
        uint8_t bytes[4096];
        size_t len = 0;
        char *rest = line;
        const struct text key = text_of(strsep(&rest, " \n"));
        for (const char *at = rest ? rest : ""; at[0] > ' ' && at[1] > ' ' && len < sizeof(bytes); at += 2)
                bytes[len++] = (uint8_t)strtoul((char[]){at[0], at[1], 0}, NULL, 16);
        return send(p, key, key, bytes, len, e);
}

/* `codec` NULL: lines of bytes. */
static enum fault put_lines(struct kafka_producer *p, struct codec *codec, bool scatter, struct err *e)
{
        char *line = NULL;
        size_t capacity = 0;
        enum fault fault = OK;
        for (uint64_t number = 0; fault == OK && getline(&line, &capacity, stdin) > 0; number++)
                fault = codec ? put_event(p, codec, line, number, scatter, e) : put_bytes(p, line, e);
        free(line);
        return fault;
}

static enum fault put(const struct conf *conf, const char *topic, struct codec *codec, bool scatter,
                      struct err *e)
{
        struct kafka_producer *p = NULL;
        enum fault fault = kafka_producer_open(&p, conf, on_delivered, NULL, e);
        if (fault == OK)
                fault = kafka_producer_topic(p, topic, 30, e);
        if (fault == OK)
                fault = put_lines(p, codec, scatter, e);
        if (fault == OK)
                fault = kafka_flush(p, 60000, e);
        if (fault == OK && lost > 0)
                fault = fail(e, FATAL, "%llu messages were lost", (unsigned long long)lost);
        kafka_producer_close(p);
        return fault;
}

enum fault topic_put(const struct conf *conf, const char *topic, bool scatter, struct err *e)
{
        struct codec *codec;
        if (codec_open(&codec, e) != OK)
                return e->kind;
        const enum fault fault = put(conf, topic, codec, scatter, e);
        codec_close(codec);
        return fault;
}

enum fault topic_raw(const struct conf *conf, const char *topic, struct err *e)
{
        return put(conf, topic, NULL, false, e);
}

enum fault topic_encode(struct err *e)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        char line[4096], text[2 * CODEC_EVENT_MOST + 1];
        size_t len;
        struct event v;
        struct codec *codec;
        if (!fgets(line, sizeof line, stdin))
                return fail(e, USAGE, "no line on standard input");
        if (!line_read(line, &v, e) || codec_open(&codec, e) != OK)
                return e->kind;
        event_identify(&v);
        const enum fault fault = codec_encode(codec, &v, bytes, &len, e);
        codec_close(codec);
        if (fault == OK)
                puts(hex_format(bytes, len, text));
        return fault;
}
