/* SPDX-License-Identifier: Apache-2.0
 *
 * text.h - a borrowed run of bytes.
 *
 * A text never owns: it points into a message, a line or a constant and dies with that.
 * It need not end in NUL and is not necessarily valid UTF-8 until text_check() said so.
 * The zero value is the empty text, which stands for "absent" in events.
 */
#ifndef HENTRA_BASE_TEXT_H
#define HENTRA_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
        const char *at;
        size_t len;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

struct text text_of(const char *c_string);      /* NULL gives the empty text */
int text_compare(struct text a, struct text b); /* by bytes, shorter first on a tie: memcmp order */
struct text text_trim(struct text t);           /* without spaces, tabs, CR and LF at both ends */

/* Eight bytes at once, the last eight overlap those before them: most texts are codes, whose call of memcmp()
 * took longer than their bytes. */
static inline bool text_equal(struct text a, struct text b)
{
        uint64_t x, y;
        if (a.len != b.len)
                return false;
        if (a.len < sizeof(x))
                return a.len == 0 || memcmp(a.at, b.at, a.len) == 0;
        const size_t last = a.len - sizeof(x);
        for (size_t i = 0; i < last; i += sizeof(x)) {
                memcpy(&x, a.at + i, sizeof(x));
                memcpy(&y, b.at + i, sizeof(y));
                if (x != y)
                        return false;
        }
        memcpy(&x, a.at + last, sizeof(x));
        memcpy(&y, b.at + last, sizeof(y));
        return x == y;
}

/* NULL if t is valid UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF) without
 * NUL; else a constant that says what is wrong, for use in an error. */
const char *text_check(struct text t);
/* The same, and without control characters (0x00 to 0x1f, 0x7f). */
const char *text_check_printable(struct text t);
/* The same, and without characters that change what is shown around them: control characters of C1 (U+0080 to
 * U+009F), line and paragraph separators, and those that turn the direction of writing. For texts of others
 * that are shown to people. */
const char *text_check_shown(struct text t);

/* Columns on a terminal: one a character of UTF-8 (no wide or combining ones are expected). */
int text_columns(struct text t);
/* The field's width that lets printf's "%-*.*s", which counts bytes, fill so many columns. */
int text_field(struct text t, int columns);

#endif
