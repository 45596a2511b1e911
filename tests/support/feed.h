/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.h - events, and any other bytes, into a chosen partition of a world's topic.
 */
#ifndef HENTRA_TESTS_SUPPORT_FEED_H
#define HENTRA_TESTS_SUPPORT_FEED_H

#include "tests/support/world.h"

#include "core/base/event.h"
#include "core/lib/kafka.h"
#include "core/wire/codec.h"

struct feed {
        struct kafka_producer *producer;
        struct codec *codec;
        int partitions;
        uint64_t sent, delivered, lost;
};
void feed_open(struct feed *f, const struct world *w);
/* Key and value at NULL are none: a message without key, a tombstone. */
void feed_bytes(struct feed *f, int32_t partition, struct text key, const void *value, size_t len);
void feed_message(struct feed *f, int32_t partition, struct text key, const void *value, size_t len,
                  const struct kafka_header *headers, size_t header_n);
size_t feed_encode(struct feed *f, const struct event *v, uint8_t out[static CODEC_EVENT_MOST]);
void feed_event(struct feed *f, int32_t partition, const struct event *v);
/* Everything is in Kafka when it returns. */
void feed_close(struct feed *f);

/* An event of a source about a dossier on a day of 2022 (0 is January 1st) at 10:00 in Hà Nội; said and seen
 * at once; due on day 20. `id` is borrowed. */
struct event event_on(int day, const char *id, enum status status);

/* A text that Java's default partitioner, written down here a second time, gives to the partition. */
struct text place_of(int32_t partition, int partitions, char out[static 16]);
uint32_t java_murmur2(struct text key);

#endif
