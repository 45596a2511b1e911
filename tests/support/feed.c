/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.c - see feed.h.
 */
#include "tests/support/feed.h"

#include "core/wire/event_id.h"
#include <stdio.h>
#include <string.h>

/* MurmurHash2 with 32 bits, as the Java client seeds it (0x9747b28c). */
uint32_t java_murmur2(struct text key)
{
        const uint32_t m = 0x5bd1e995;
        const uint8_t *p = (const uint8_t *)key.at;
        uint32_t h = 0x9747b28cU ^ (uint32_t)key.len;
        size_t left = key.len;
        for (; left >= 4; left -= 4, p += 4) {
                uint32_t k =
                        (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
                k *= m;
                k ^= k >> 24;
                h = h * m ^ k * m;
        }
        for (size_t i = left; i-- > 0;)
                h ^= (uint32_t)p[i] << (8 * i);
        if (left)
                h *= m;
        h ^= h >> 13;
        h *= m;
        return h ^ h >> 15;
}

struct text place_of(int32_t partition, int partitions, char out[static 16])
{
        for (int i = 0;; i++) {
                const struct text place = {out, (size_t)snprintf(out, 16, "%d", i)};
                if ((int32_t)((java_murmur2(place) & 0x7fffffff) % (uint32_t)partitions) == partition)
                        return place;
        }
}

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct feed *f = context;
        (void)number;
        f->delivered++;
        f->lost += fault != OK;
}

void feed_open(struct feed *f, const struct world *w)
{
        struct err e;
        *f = (struct feed){0};
        DONE(codec_open(&f->codec, &e));
        DONE(kafka_producer_open(&f->producer, w->conf, on_delivered, f, &e));
        DONE(kafka_producer_topic(f->producer, w->topic, 10, &e));
        DONE(kafka_topic_partitions(w->conf, w->topic, 10, &f->partitions, &e));
}

void feed_bytes(struct feed *f, int32_t partition, struct text key, const void *value, size_t len)
{
        feed_message(f, partition, key, value, len, NULL, 0);
}

void feed_message(struct feed *f, int32_t partition, struct text key, const void *value, size_t len,
                  const struct kafka_header *headers, size_t header_n)
{
        char place[16];
        struct err e;
        enum fault fault;
        while ((fault = kafka_send(f->producer, key, place_of(partition, f->partitions, place), value, len,
                                   headers, header_n, f->sent, &e)) == RETRY)
                kafka_serve(f->producer, 10);
        if (fault != OK)
                fail_msg("%s", e.text);
        f->sent++;
}

size_t feed_encode(struct feed *f, const struct event *v, uint8_t out[static CODEC_EVENT_MOST])
{
        struct event named = *v;
        struct err e;
        size_t len;
        DONE(event_check(v, &e));
        event_identify(&named);
        DONE(codec_encode(f->codec, &named, out, &len, &e));
        return len;
}

void feed_event(struct feed *f, int32_t partition, const struct event *v)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        feed_bytes(f, partition, v->dossier_id, bytes, feed_encode(f, v, bytes));
}

void feed_close(struct feed *f)
{
        struct err e;
        DONE(kafka_flush(f->producer, 20000, &e));
        assert_int_equal(f->delivered, f->sent);
        assert_int_equal(f->lost, 0);
        kafka_producer_close(f->producer);
        codec_close(f->codec);
}

struct event event_on(int day, const char *id, enum status status)
{
        const micros first = 1641006000 * MICROS_PER_SECOND, at = first + day * MICROS_PER_DAY;
        return (struct event){
                .source = TEXT("mot-cua"),
                .dossier_id = text_of(id),
                .status = status,
                .occurred_at = at,
                .stated_at = at,
                .observed_at = at,
                .submitted_at = NO_TIME,
                .due_at = first + 20 * MICROS_PER_DAY,
                .agency = TEXT("000.00.17.H58"),
                .level = DISTRICT,
                .procedure = TEXT("1.000001"),
                .field = TEXT("G01-TP01"),
                .channel = ONLINE,
                .service = FULL,
                .since = NO_TIME,
        };
}
