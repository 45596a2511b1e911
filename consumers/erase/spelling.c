/* SPDX-License-Identifier: Apache-2.0
 *
 * spelling.c - see spelling.h.
 */
#include "consumers/erase/spelling.h"

#include <stdint.h>

enum { ESCAPE = 6 }; /* \uXXXX */

static bool is_high(uint32_t unit)
{
        return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
        return unit >= 0xdc00 && unit < 0xe000;
}

/* Returns the length; 0: half of a pair. */
static size_t write_utf8(uint32_t c, char out[static 4])
{
        if (is_high(c) || is_low(c))
                return 0;
        if (c < 0x80)
                return out[0] = (char)c, 1;
        const size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        for (size_t i = len - 1; i > 0; i--, c >>= 6)
                out[i] = (char)(0x80 | (c & 0x3f));
        out[0] = (char)((0xf00 >> len) | c);
        return len;
}

/* Writes the character of the first unit, and of the second if both make a pair; units of `size` bytes.
 * Returns the bytes that were read. */
static size_t write_units(uint32_t first, int64_t second, size_t size, char out[static 4], size_t *len)
{
        const bool pair = is_high(first) && second >= 0 && is_low((uint32_t)second);
        *len = write_utf8(pair ? 0x10000 + ((first - 0xd800) << 10) + ((uint32_t)second - 0xdc00) : first,
                          out);
        return pair ? 2 * size : size;
}

/* -1: there is none. */
static int64_t escaped_unit(struct text t)
{
        int64_t unit = 0;
        if (t.len < ESCAPE || t.at[0] != '\\' || t.at[1] != 'u')
                return -1;
        for (int i = 2; i < ESCAPE; i++) {
                const char c = t.at[i], lower = (char)(c | 0x20);
                if (!(c >= '0' && c <= '9') && !(lower >= 'a' && lower <= 'f'))
                        return -1;
                unit = unit * 16 + (c <= '9' ? c - '0' : lower - 'a' + 10);
        }
        return unit;
}

size_t spelling_json(struct text t, char out[static 4], size_t *len)
{
        const int64_t first = escaped_unit(t);
        if (first >= 0)
                return write_units((uint32_t)first,
                                   escaped_unit((struct text){t.at + ESCAPE, t.len - ESCAPE}), ESCAPE, out,
                                   len);
        const bool escaped = t.len > 1 && t.at[0] == '\\' && strchr("\"\\/", t.at[1]) && t.at[1];
        out[0] = t.at[escaped];
        *len = 1;
        return 1 + escaped;
}

static size_t two_bytes(struct text t, bool big, char out[static 4], size_t *len)
{
        int64_t unit[2] = {-1, -1};
        for (size_t i = 0; i < 2 && t.len >= 2 * i + 2; i++) {
                const unsigned char *p = (const unsigned char *)t.at + 2 * i;
                unit[i] = big ? p[0] << 8 | p[1] : p[1] << 8 | p[0];
        }
        *len = 0;
        return unit[0] < 0 ? t.len : write_units((uint32_t)unit[0], unit[1], 2, out, len);
}

size_t spelling_little(struct text t, char out[static 4], size_t *len)
{
        return two_bytes(t, false, out, len);
}

size_t spelling_big(struct text t, char out[static 4], size_t *len)
{
        return two_bytes(t, true, out, len);
}
