/* SPDX-License-Identifier: Apache-2.0
 *
 * ring.h - the records in flight, and the first gap among those delivered. Pure.
 *
 * Kafka confirms deliveries in any order; a source may only let go of records before the first one that is
 * not confirmed yet. Every ring_take() has at most one ring_done(): a delivery that failed for good has
 * none, and the tail stays below it.
 */
#ifndef HENTRA_PRODUCERS_RING_H
#define HENTRA_PRODUCERS_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring {
        uint64_t head; /* the next number to hand out */
        uint64_t tail; /* everything below is done */
        size_t capacity;
        uint8_t *done; /* one bit per record */
};

void ring_open(struct ring *r, size_t capacity);
void ring_close(struct ring *r);
bool ring_full(const struct ring *r);
uint64_t ring_take(struct ring *r);              /* the ring must not be full */
void ring_done(struct ring *r, uint64_t number); /* tail <= number < head, once each */
uint64_t ring_settled(const struct ring *r);     /* everything below is done */

#endif
