/* SPDX-License-Identifier: Apache-2.0
 *
 * ring.c - see ring.h. Numbers only grow; number n has its flag at n % capacity, which is free again as soon
 * as the tail has passed it.
 */
#include "producers/ring.h"
#include "core/base/bytes.h"
#include <assert.h>
#include <stdlib.h>

static uint8_t bit_of(uint64_t slot)
{
        return (uint8_t)(1u << (slot % 8));
}

void ring_open(struct ring *r, size_t capacity)
{
        assert(capacity > 0);
        *r = (struct ring){.capacity = capacity, .done = need_alloc(capacity / 8 + 1)};
}

void ring_close(struct ring *r)
{
        free(r->done);
        *r = (struct ring){0};
}

bool ring_full(const struct ring *r)
{
        return r->head - r->tail == r->capacity;
}

uint64_t ring_take(struct ring *r)
{
        assert(!ring_full(r));
        return r->head++;
}

void ring_done(struct ring *r, uint64_t number)
{
        uint64_t slot = number % r->capacity;
        assert(number >= r->tail && number < r->head && !(r->done[slot / 8] & bit_of(slot)));
        r->done[slot / 8] |= bit_of(slot);
        while (r->tail < r->head) {
                slot = r->tail % r->capacity;
                if (!(r->done[slot / 8] & bit_of(slot)))
                        break;
                r->done[slot / 8] &= (uint8_t)~bit_of(slot);
                r->tail++;
        }
}

uint64_t ring_settled(const struct ring *r)
{
        return r->tail;
}
