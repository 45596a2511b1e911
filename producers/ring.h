/* SPDX-License-Identifier: Apache-2.0
 *
 * ring.h - the messages in flight, with their bytes, and the first gap among those delivered. Pure.
 *
 * Kafka confirms deliveries in any order; a source may only let go of records before the first one that is
 * not confirmed yet. Every ring_take() has at most one ring_done(). A message that is not done can be given
 * to Kafka once more: its bytes are here.
 */
#ifndef HENTRA_PRODUCERS_RING_H
#define HENTRA_PRODUCERS_RING_H

#include "core/base/bytes.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring_message {
        uint64_t at; /* in the bytes of all messages of all times */
        uint32_t key_len, len;
};

struct ring {
        uint64_t head; /* the next number to hand out */
        uint64_t tail; /* everything below is done */
        size_t capacity;
        uint8_t *done;                /* one bit per message */
        struct ring_message *message; /* by number % capacity */
        struct bytes bytes;
        uint64_t dropped; /* bytes of all times that are not there any more */
};

void ring_open(struct ring *r, size_t capacity);
void ring_close(struct ring *r);
bool ring_full(const struct ring *r);
/* Copies the message. The ring must not be full. */
uint64_t ring_take(struct ring *r, struct text key, const void *value, size_t len);
void ring_done(struct ring *r, uint64_t number);          /* tail <= number < head, once each */
bool ring_is_done(const struct ring *r, uint64_t number); /* below head */
uint64_t ring_settled(const struct ring *r);              /* everything below is done */
/* A message that is not settled, until the next ring_take() or ring_done(). */
void ring_message(const struct ring *r, uint64_t number, struct text *key, struct text *value);
/* Bytes of the messages from the first one that is not settled up to this number, at most the head. */
size_t ring_bytes(const struct ring *r, uint64_t below);

#endif
