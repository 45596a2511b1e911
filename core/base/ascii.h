/* SPDX-License-Identifier: Apache-2.0
 *
 * ascii.h - tells whether a text is printable ASCII, 0x20 to 0x7e, as nearly all texts of events are.
 *
 * Rule: eight bytes are tested at once, and nothing outside the text is read.
 * So: a text that is printable ASCII needs no further test for control characters or for valid UTF-8.
 */
#ifndef HENTRA_BASE_ASCII_H
#define HENTRA_BASE_ASCII_H

#include "core/base/text.h"
#include <stdint.h>
#include <string.h>

/* Returns 0 when all bytes of `w` are inside the range. Carries and borrows come only from bytes outside, so
 * there is no false alarm, and the lowest byte outside is always found. */
static inline uint64_t ascii_outside_word(uint64_t w)
{
        const uint64_t ones = 0x0101010101010101;
        return ((w + ones) | (w - 0x20 * ones)) & 0x80 * ones;
}

/* Makes one word of fewer than eight bytes: repeats some of them and fills up with spaces. */
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

/* Returns 0 when every byte of the text is printable ASCII. The last eight bytes may overlap those before
 * them. */
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
