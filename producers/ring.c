/* SPDX-License-Identifier: Apache-2.0
 *
 * ring.c - see ring.h. Numbers only grow; number n has its flag at n % capacity, which is free again as soon
 * as the tail has passed it.
 */
#include "producers/ring.h"
#include <assert.h>
#include <stdlib.h>

enum { SHIFT_LEAST = 1 << 16 /* bytes that are done, before the others move down */ };

static uint8_t bit_of(uint64_t slot)
{
        return (uint8_t)(1u << (slot % 8));
}

void ring_open(struct ring *r, size_t capacity)
{
        assert(capacity > 0);
        *r = (struct ring){.capacity = capacity,
                           .done = need_alloc(capacity / 8 + 1),
                           .message = need_alloc(capacity * sizeof(*r->message))};
}

void ring_close(struct ring *r)
{
        free(r->done);
        free(r->message);
        bytes_free(&r->bytes);
        *r = (struct ring){0};
}

bool ring_full(const struct ring *r)
{
        return r->head - r->tail == r->capacity;
}

uint64_t ring_take(struct ring *r, struct text key, const void *value, size_t len)
{
        assert(!ring_full(r));
        r->message[r->head % r->capacity] =
                (struct ring_message){r->dropped + r->bytes.len, (uint32_t)key.len, (uint32_t)len};
        bytes_add(&r->bytes, key.at, key.len);
        bytes_add(&r->bytes, value, len);
        return r->head++;
}

/* Bytes that are here of the messages below this number. */
static size_t bytes_below(const struct ring *r, uint64_t number)
{
        return number == r->head ? r->bytes.len : (size_t)(r->message[number % r->capacity].at - r->dropped);
}

/* Each byte moves at most once for each that was done before it. */
static void drop_settled(struct ring *r)
{
        const size_t n = bytes_below(r, r->tail), left = r->bytes.len - n;
        if (left > 0 && (n < SHIFT_LEAST || n < left))
                return;
        if (left > 0)
                memmove(r->bytes.at, r->bytes.at + n, left);
        r->bytes.len = left;
        r->dropped += n;
}

bool ring_is_done(const struct ring *r, uint64_t number)
{
        const uint64_t slot = number % r->capacity;
        return number < r->tail || (r->done[slot / 8] & bit_of(slot)) != 0;
}

void ring_done(struct ring *r, uint64_t number)
{
        uint64_t slot = number % r->capacity;
        const uint64_t before = r->tail;
        assert(number >= r->tail && number < r->head && !ring_is_done(r, number));
        r->done[slot / 8] |= bit_of(slot);
        while (r->tail < r->head) {
                slot = r->tail % r->capacity;
                if (!(r->done[slot / 8] & bit_of(slot)))
                        break;
                r->done[slot / 8] &= (uint8_t)~bit_of(slot);
                r->tail++;
        }
        if (r->tail > before)
                drop_settled(r);
}

uint64_t ring_settled(const struct ring *r)
{
        return r->tail;
}

void ring_message(const struct ring *r, uint64_t number, struct text *key, struct text *value)
{
        const struct ring_message *m = &r->message[number % r->capacity];
        assert(number >= r->tail && number < r->head);
        const char *at = (const char *)r->bytes.at + (m->at - r->dropped);
        *key = (struct text){at, m->key_len};
        *value = (struct text){at + m->key_len, m->len};
}

size_t ring_bytes(const struct ring *r, uint64_t below)
{
        return below > r->tail ? bytes_below(r, below) - bytes_below(r, r->tail) : 0;
}
