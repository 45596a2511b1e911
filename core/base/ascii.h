/* SPDX-License-Identifier: Apache-2.0
 *
 * ascii.h - whether a text is printable ASCII, 0x20 to 0x7e, as nearly all texts of events are.
 *
 * Rule: eight bytes are looked at at once, and nothing outside the text is read.
 * So: what is found to be printable ASCII needs no further look for control characters or at its UTF-8.
 */
#ifndef HENTRA_BASE_ASCII_H
#define HENTRA_BASE_ASCII_H

#include "core/base/text.h"
#include <stdint.h>
#include <string.h>

/* Not 0: some byte of `w` is outside. A carry or a borrow comes only from a byte that is outside itself, so none is
 * found where all are inside, and the lowest that is outside is always found. */
static inline uint64_t ascii_outside_word(uint64_t w)
{
        const uint64_t ones = 0x0101010101010101;
        return ((w + ones) | (w - 0x20 * ones)) & 0x80 * ones;
}

/* Fewer than eight bytes as a word: some of them twice, and spaces. */
static inline uint64_t ascii_short_word(const char *at, size_t len)
{
        if (len >= sizeof(uint32_t)) {
                uint32_t first, last;
                memcpy(&first, at, sizeof(first));
                memcpy(&last, at + len - sizeof(last), sizeof(last));
                return (uint64_t)last << 32 | first;
        }
        uint64_t w = 0x2020202020202020;
        for (size_t i = 0; i < len; i++)
                w = w << 8 | (unsigned char)at[i];
        return w;
}

/* 0: every byte of the text is printable ASCII. The last eight bytes may overlap those before them. */
static inline uint64_t ascii_outside(struct text t)
{
        uint64_t w, outside = 0;
        if (t.len < sizeof(w))
                return ascii_outside_word(ascii_short_word(t.at, t.len));
        const char *last = t.at + t.len - sizeof(w);
        for (const char *at = t.at; at < last; at += sizeof(w)) {
                memcpy(&w, at, sizeof(w));
                outside |= ascii_outside_word(w);
        }
        memcpy(&w, last, sizeof(w));
        return outside | ascii_outside_word(w);
}

#endif
