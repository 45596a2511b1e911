/* SPDX-License-Identifier: Apache-2.0
 *
 * zigzag.h - Avro's int and long as bytes: the sign in the lowest bit, then seven bits a byte, the lowest
 * first (Avro specification 1.11, "Binary encoding"). input.h reads them.
 */
#ifndef HENTRA_WIRE_ZIGZAG_H
#define HENTRA_WIRE_ZIGZAG_H

#include <stdint.h>

enum { ZIGZAG_MOST = 10 };

/* Writes at most ZIGZAG_MOST bytes; returns the place behind them. */
static inline uint8_t *zigzag_put(uint8_t *to, int64_t v)
{
        uint64_t bits = (uint64_t)v << 1 ^ -(uint64_t)(v < 0);
        for (; bits >= 0x80; bits >>= 7)
                *to++ = (uint8_t)(bits | 0x80);
        *to++ = (uint8_t)bits;
        return to;
}

#endif
