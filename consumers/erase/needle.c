/* SPDX-License-Identifier: Apache-2.0
 *
 * needle.c - see needle.h.
 *
 * A window of the text is folded as a whole first, which most texts do not pass; only then is each of its
 * characters tried as the first one.
 */
#include "consumers/erase/needle.h"

#include "core/lib/nfc.h"
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 1 << 12 };

/* The longest bytes that can fold to it: of two bytes composed, up to four times as many are not. */
static size_t reach(const struct needle *n)
{
        return n->len * 4 + 16;
}

enum fault needle_open(struct needle *n, struct text t, struct err *e)
{
        *n = (struct needle){0};
        while (t.len && strchr(" \t\r\n", t.at[t.len - 1]))
                t.len--;
        while (t.len && strchr(" \t\r\n", *t.at))
                t.at++, t.len--;
        if (t.len > NEEDLE_MOST)
                return fail(e, USAGE, "the text is longer than %d bytes", NEEDLE_MOST);
        if (memchr(t.at ? t.at : "", '\n', t.len))
                return fail(e, USAGE, "the text has several lines: erase them one by one");
        n->folded = nfc_fold(t, &n->len);
        bool joins;
        for (size_t at = 0, more; n->folded && at < n->len; at += more) {
                more = nfc_next((struct text){n->folded + at, n->len - at}, &joins);
                n->characters += !joins;
        }
        if (!n->folded)
                return fail(e, USAGE, "the text is not UTF-8");
        if (n->characters < NEEDLE_LEAST)
                return fail(e, USAGE,
                            "the text has fewer than %d characters, and would be found where nobody means it",
                            NEEDLE_LEAST);
        return OK;
}

void needle_close(struct needle *n)
{
        free(n->folded);
        *n = (struct needle){0};
}

/* `t` folded contains it; `first`: begins with it. */
static bool folds_to(const struct needle *n, struct text t, bool first)
{
        size_t len;
        char *folded = nfc_fold(t, &len);
        const bool found = folded && (first ? len >= n->len && !memcmp(folded, n->folded, n->len)
                                            : memmem(folded, len, n->folded, n->len) != NULL);
        free(folded);
        return found;
}

/* The length of whole characters within the first `most` bytes. */
static size_t whole_characters(struct text t, size_t most)
{
        size_t at = 0, more;
        bool joins;
        while (at < t.len && (more = nfc_next((struct text){t.at + at, t.len - at}, &joins)) &&
               at + more <= most)
                at += more;
        return at;
}

/* The length of the bytes at the beginning of `t` that are it, to the end of their last character; 0:
 * they are not. */
static size_t match_length(const struct needle *n, struct text t)
{
        bool joins;
        size_t at = nfc_next(t, &joins), len;
        if (at == 0 || joins || !folds_to(n, (struct text){t.at, whole_characters(t, reach(n))}, true))
                return 0;
        while (at <= t.len) {
                const size_t more = nfc_next((struct text){t.at + at, t.len - at}, &joins);
                if (!more || !joins) {
                        char *folded = nfc_fold((struct text){t.at, at}, &len);
                        const bool same = folded && len == n->len && !memcmp(folded, n->folded, len);
                        free(folded);
                        if (same || len > n->len)
                                return same ? at : 0;
                }
                if (!more)
                        return 0;
                at += more;
        }
        return 0;
}

/* A stretch of valid UTF-8. */
static size_t count_stretch(const struct needle *n, struct text in, const char *mark, struct bytes *out)
{
        size_t found = 0, done = 0;
        for (size_t from = 0; from < in.len;) {
                const struct text rest = {in.at + from, in.len - from};
                const size_t window = whole_characters(rest, WINDOW),
                             wide = whole_characters(rest, WINDOW + reach(n));
                const bool worth = folds_to(n, (struct text){rest.at, wide}, false);
                const size_t end = from + window;
                while (from < end && worth) {
                        const size_t len = match_length(n, (struct text){in.at + from, in.len - from});
                        bool joins;
                        if (len && out) {
                                bytes_add(out, in.at + done, from - done);
                                bytes_add(out, mark, strlen(mark));
                        }
                        found += len > 0;
                        from += len ? len : nfc_next((struct text){in.at + from, in.len - from}, &joins);
                        done = len ? from : done;
                }
                from = from > end ? from : end;
        }
        if (out)
                bytes_add(out, in.at + done, in.len - done);
        return found;
}

size_t needle_count(const struct needle *n, struct text in, const char *mark, struct bytes *out)
{
        size_t found = 0;
        for (size_t from = 0; from < in.len;) {
                const size_t len = whole_characters((struct text){in.at + from, in.len - from}, in.len);
                found += count_stretch(n, (struct text){in.at + from, len}, mark, out);
                from += len;
                if (from < in.len && out)
                        bytes_add(out, in.at + from, 1);
                from += from < in.len;
        }
        return found;
}
