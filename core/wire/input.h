/* SPDX-License-Identifier: Apache-2.0
 *
 * input.h - the rest of a record, and Avro's primitive types taken from its front.
 *
 * Rule: every length is compared with the bytes that are left before anything is done with it, and nothing
 * outside is read. Each take_… moves the front behind the value and returns NULL; or a text with the fault,
 * for use behind a field's name.
 *
 * They are defined here to be inlined: an input whose address is not passed on then stays in registers, and
 * reading messages is half of the work of a loader.
 */
#ifndef HENTRA_WIRE_INPUT_H
#define HENTRA_WIRE_INPUT_H

#include "core/base/text.h"
#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Hints for the compiler: the condition nearly always holds, or nearly never does. */
#define LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

struct input {
        const uint8_t *at, *end;
};

static inline size_t input_left(const struct input *in)
{
        return (size_t)(in->end - in->at);
}

/* ---- numbers ---- */

struct input_number {
        int64_t value;
        const uint8_t *after; /* NULL: there is none */
};

/* Any number, byte by byte. Never inlined: it would take the registers that hold the input. */
__attribute__((noinline)) struct input_number input_number(const uint8_t *at, const uint8_t *end);

/* The sign is in the lowest bit. */
static inline int64_t input_signed(uint64_t bits)
{
        return (int64_t)(bits >> 1 ^ -(bits & 1));
}

/* Avro's int and long. No number has more than ten bytes, so the fault follows from how many are left. */
static inline const char *take_long(struct input *in, int64_t *out)
{
        struct input_number n = input_number(in->at, in->end);
        if (UNLIKELY(!n.after))
                return input_left(in) < 10 ? "ends in the middle of a number"
                                           : "has a number of more than 64 bits";
        *out = n.value;
        in->at = n.after;
        return NULL;
}

/* The same, faster when it is 0 to 63, as lengths and the numbers of symbols and branches mostly are. */
static inline const char *take_small(struct input *in, int64_t *out)
{
        if (UNLIKELY(in->at == in->end || *in->at & 0x81))
                return take_long(in, out);
        *out = *in->at++ >> 1;
        return NULL;
}

/* The low seven bits of each byte of `w`, side by side. */
static inline uint64_t input_squeeze(uint64_t w)
{
        w = (w & 0x007f007f007f007f) | (w & 0x7f007f007f007f00) >> 1;
        w = (w & 0x00003fff00003fff) | (w & 0x3fff00003fff0000) >> 2;
        return (w & 0x000000000fffffff) | (w & 0x0fffffff00000000) >> 4;
}

/* The same, faster when it has up to eight bytes and as many are left. Micros since 1978 have just eight: to
 * assume that saves waiting for the place where the next value begins. */
static inline const char *take_wide(struct input *in, int64_t *out)
{
        uint64_t w;
        if (UNLIKELY(input_left(in) < sizeof(w)))
                return take_long(in, out);
        memcpy(&w, in->at, sizeof(w));
        w = le64toh(w);
        const uint64_t ends = ~w & 0x8080808080808080; /* the highest bit of each byte that ends a number */
        if (LIKELY(ends == 1ULL << 63)) {
                in->at += sizeof(w);
        } else if (ends) {
                in->at += __builtin_ctzll(ends) / 8 + 1;
                w &= ends ^ (ends - 1); /* without the bytes behind the first of them */
        } else {
                return take_long(in, out);
        }
        *out = input_signed(input_squeeze(w));
        return NULL;
}

/* NULL, or the fault of a number whose type is int. */
static inline const char *int_fault(int64_t number)
{
        return number >= INT32_MIN && number <= INT32_MAX ? NULL : "has a number of more than 32 bits";
}

/* ---- bytes ---- */

static inline const char *take_bytes(struct input *in, size_t n, const uint8_t **out)
{
        if (UNLIKELY(n > input_left(in)))
                return "claims more bytes than there are";
        *out = in->at;
        in->at += n;
        return NULL;
}

/* A length, and as many bytes: Avro's bytes and string. */
static inline const char *take_run(struct input *in, struct text *out)
{
        int64_t n;
        const char *wrong = take_small(in, &n);
        if (UNLIKELY(wrong))
                return wrong;
        if (UNLIKELY((uint64_t)n > input_left(in)))
                return n < 0 ? "has a negative length" : "claims more bytes than there are";
        *out = (struct text){(const char *)in->at, (size_t)n};
        in->at += n;
        return NULL;
}

#endif
