/* SPDX-License-Identifier: Apache-2.0
 *
 * compact.h - numbers and times in few bytes, as history_bytes.h describes them; private to it.
 *
 * Inline, since they are called millions of times. A writer has room for COMPACT_MOST bytes more. A reader
 * that found something that no writer writes is `bad`; what it reads from then on means nothing.
 */
#ifndef HENTRA_DOSSIER_COMPACT_H
#define HENTRA_DOSSIER_COMPACT_H

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include <stdbool.h>

enum { COMPACT_MOST = 9 };

static inline uint64_t zigzag(int64_t v)
{
        return (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
}
static inline int64_t unzigzag(uint64_t v)
{
        return (int64_t)(v >> 1 ^ (v & 1 ? UINT64_MAX : 0));
}

static inline uint8_t *put_number(uint8_t *p, uint64_t v)
{
        if (v < 0x80) {
                *p = (uint8_t)v;
                return p + 1;
        }
        const int more = (63 - __builtin_clzll(v)) / 7; /* bytes behind the first */
        if (more >= 8) {
                *p = 0xff;
                write_be64(p + 1, v);
                return p + 9;
        }
        write_be64(p, (v << (56 - 8 * more)) | ~(UINT64_MAX >> more));
        return p + more + 1;
}

/* The difference in the largest unit that gives a whole number; most are of whole seconds. */
static inline int64_t in_unit(int64_t after, unsigned *unit)
{
        const int64_t s = after / MICROS_PER_SECOND;
        if (s * MICROS_PER_SECOND == after) {
                const int64_t minutes = s / 60;
                *unit = minutes * 60 == s ? 3 : 2;
                return *unit == 3 ? minutes : s;
        }
        const int64_t ms = after / 1000;
        *unit = ms * 1000 == after;
        return *unit ? ms : after;
}
static inline uint8_t *put_time(uint8_t *p, int64_t after)
{
        unsigned unit;
        const int64_t n = in_unit(after, &unit);
        return put_number(p, zigzag(n) << 2 | unit);
}
static inline uint8_t *put_forward(uint8_t *p, int64_t after)
{
        unsigned unit;
        const int64_t n = in_unit(after, &unit);
        return put_number(p, (uint64_t)n << 2 | unit);
}

struct compact_reader {
        const uint8_t *at, *end;
        bool bad;
};

static inline uint8_t get_byte(struct compact_reader *r)
{
        if (r->at < r->end)
                return *r->at++;
        r->bad = true;
        return 0;
}

static inline uint64_t get_bytes(struct compact_reader *r, int n)
{
        uint64_t v = 0;
        if (r->end - r->at < n) {
                r->bad = true;
                return 0;
        }
        for (int i = 0; i < n; i++)
                v = v << 8 | r->at[i];
        r->at += n;
        return v;
}

static inline uint64_t get_number(struct compact_reader *r)
{
        const uint8_t first = get_byte(r);
        if (first < 0x80)
                return first;
        const int more = __builtin_clz(~((uint32_t)first << 24)); /* ones at its front */
        uint64_t v;
        if (more < 8 && r->end - r->at >= 7)
                v = read_be64(r->at - 1) << more >> more >> (56 - 8 * more), r->at += more;
        else
                v = get_bytes(r, more) | (more < 8 ? (uint64_t)(first & (0x7f >> more)) << 8 * more : 0);
        r->bad |= v >> (more < 8 ? 7 * more : 56) == 0; /* fewer bytes would have done */
        return r->bad ? 0 : v;
}

/* Never so large that the sum with an instant overflows. */
static inline int64_t of_unit(struct compact_reader *r, unsigned unit, int64_t n)
{
        enum { LARGEST = 200000000 }; /* minutes: more than from one limit to the other */
        const int64_t most = unit == 3   ? LARGEST
                             : unit == 2 ? LARGEST * 60LL
                             : unit == 1 ? LARGEST * 60000LL
                                         : LARGEST * 60000000LL;
        if (n > most || n < -most) {
                r->bad = true;
                return 0;
        }
        switch (unit) {
        case 3:
                return n * 60 * MICROS_PER_SECOND;
        case 2:
                r->bad |= n % 60 == 0;
                return n * MICROS_PER_SECOND;
        case 1:
                r->bad |= n % 1000 == 0;
                return n * 1000;
        default:
                r->bad |= n % 1000 == 0;
                return n;
        }
}
static inline int64_t get_time_of(struct compact_reader *r, uint64_t v)
{
        return of_unit(r, v & 3, unzigzag(v >> 2));
}
static inline int64_t get_time(struct compact_reader *r)
{
        return get_time_of(r, get_number(r));
}
static inline int64_t get_forward(struct compact_reader *r)
{
        const uint64_t v = get_number(r);
        return of_unit(r, v & 3, (int64_t)(v >> 2));
}

#endif
