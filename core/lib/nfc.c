/* SPDX-License-Identifier: Apache-2.0
 *
 * nfc.c - the only file that knows utf8proc.
 *
 * Rule: a text of ASCII and of letters that are in NFC in any context is returned as it is.
 * So: composing costs time only where there is something to compose, or where a script is rare.
 */
#include "core/lib/nfc.h"
#include "core/base/ascii.h"
#include "core/base/bytes.h"
#include <stdlib.h>
#include <utf8proc.h>

/* True when all characters are the same in NFC in any context: below U+0300 (Latin), U+1E00 to U+1EFF
 * (Vietnamese), U+2010 to U+203F (dashes and quotation marks), U+20AB (đồng). Bytes that are no UTF-8 may
 * pass, too. */
static bool is_plain(struct text t)
{
        const unsigned char *p = (const unsigned char *)t.at, *const end = p + t.len;
        while (p < end) {
                if (*p < 0x80) {
                        p++;
                } else if (*p < 0xcc) {
                        p += end - p > 1 ? 2 : 1;
                } else if (end - p >= 3 && ((p[0] == 0xe1 && p[1] >= 0xb8 && p[1] <= 0xbb) ||
                                            (p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x90) ||
                                            (p[0] == 0xe2 && p[1] == 0x82 && p[2] == 0xab))) {
                        p += 3;
                } else {
                        return false;
                }
        }
        return true;
}

struct text nfc_of(struct text t, char **copy)
{
        utf8proc_uint8_t *composed = NULL;
        *copy = NULL;
        if (t.len == 0 || !ascii_outside(t) || is_plain(t))
                return t;
        utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)t.at, (utf8proc_ssize_t)t.len,
                                            &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        if (len == UTF8PROC_ERROR_NOMEM)
                out_of_memory(t.len);
        if (len < 0)
                return t;
        *copy = (char *)composed;
        const struct text out = {*copy, (size_t)len};
        if (!text_equal(out, t))
                return out;
        free(*copy);
        *copy = NULL;
        return t;
}

char *nfc_strdup(const char *s)
{
        char *copy;
        (void)nfc_of(text_of(s), &copy);
        return copy ? copy : need_strdup(s);
}

bool nfc_equal(struct text t, struct text composed)
{
        char *copy;
        bool equal = text_equal(nfc_of(t, &copy), composed);
        free(copy);
        return equal;
}

char *nfc_fold(struct text t, size_t *len)
{
        utf8proc_uint8_t *folded = NULL;
        const utf8proc_ssize_t n =
                utf8proc_map((const utf8proc_uint8_t *)t.at, (utf8proc_ssize_t)t.len, &folded,
                             UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
        if (n == UTF8PROC_ERROR_NOMEM)
                out_of_memory(t.len);
        *len = n > 0 ? (size_t)n : 0;
        return n < 0 ? NULL : (char *)folded;
}

size_t nfc_next(struct text t, bool *joins)
{
        utf8proc_int32_t c = 0;
        const utf8proc_ssize_t n =
                t.len ? utf8proc_iterate((const utf8proc_uint8_t *)t.at, (utf8proc_ssize_t)t.len, &c) : 0;
        *joins = n > 0 && utf8proc_get_property(c)->combining_class != 0;
        return n > 0 ? (size_t)n : 0;
}
