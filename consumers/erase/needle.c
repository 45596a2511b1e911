/* SPDX-License-Identifier: Apache-2.0
 *
 * needle.c - see needle.h.
 *
 * A window of the text is folded as a whole first, which most texts do not pass; only then is each of its
 * characters tried as the first one.
 */
#include "consumers/erase/needle.h"

#include "consumers/erase/spelling.h"
#include "core/lib/nfc.h"
#include <stdlib.h>
#include <string.h>

enum {
        WINDOW = 1 << 12,
        NESTED_MOST = 3 /* texts of JSON within texts of JSON */
};

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

struct places_within { /* of the bytes that are searched */
        struct span {
                size_t from, to;
        } * of;
        size_t n, capacity;
};

static void add_place(struct places_within *p, size_t from, size_t to)
{
        if (p->n == p->capacity) {
                p->capacity = p->capacity ? p->capacity * 2 : 16;
                p->of = need_realloc(p->of, p->capacity * sizeof(*p->of));
        }
        p->of[p->n++] = (struct span){from, to};
}

/* A stretch of valid UTF-8, of which the first byte has the number `base`. */
static void find_in_stretch(const struct needle *n, struct text in, size_t base, struct places_within *out)
{
        /* Folding makes no text so much longer, and in binary data most stretches are short. */
        if (in.len < n->len / 4)
                return;
        for (size_t from = 0; from < in.len;) {
                const struct text rest = {in.at + from, in.len - from};
                const size_t window = whole_characters(rest, WINDOW),
                             wide = whole_characters(rest, WINDOW + reach(n));
                const bool worth = folds_to(n, (struct text){rest.at, wide}, false);
                const size_t end = from + window;
                while (from < end && worth) {
                        const size_t len = match_length(n, (struct text){in.at + from, in.len - from});
                        bool joins;
                        if (len)
                                add_place(out, base + from, base + from + len);
                        from += len ? len : nfc_next((struct text){in.at + from, in.len - from}, &joins);
                }
                from = from > end ? from : end;
        }
}

static void find_plain(const struct needle *n, struct text in, struct places_within *out)
{
        for (size_t from = 0; from < in.len;) {
                const size_t len = whole_characters((struct text){in.at + from, in.len - from}, in.len);
                find_in_stretch(n, (struct text){in.at + from, len}, from, out);
                from += len;
                from += from < in.len;
        }
}

static void find(const struct needle *n, struct text in, int depth, struct places_within *out);

/* Reads in[from, to) a second time, for where places of its plain text are in it: both ascend. */
static void translate(struct text in, size_t from, size_t to, spelling *next,
                      const struct places_within *plain, struct places_within *out)
{
        size_t len, begin = 0, i = 0;
        char character[4];
        for (size_t at = from, written = 0; i < plain->n; written += len) {
                if (written == plain->of[i].from)
                        begin = at;
                if (written == plain->of[i].to) {
                        add_place(out, begin, at);
                        if (++i < plain->n && written == plain->of[i].from)
                                begin = at;
                }
                if (at >= to)
                        return;
                at += next((struct text){in.at + at, in.len - at}, character, &len);
        }
}

/* Line by line, since it has one line: so an export of any size takes the memory of its longest one. */
static void find_spelled(const struct needle *n, struct text in, size_t base, spelling *next, int depth,
                         struct places_within *out)
{
        struct bytes plain = {0};
        size_t begin = base, step, len;
        char character[4];
        for (size_t at = base; at < in.len; at += step) {
                step = next((struct text){in.at + at, in.len - at}, character, &len);
                const bool whole = len == 0 || *character == '\n' || *character == '\0';
                if (!whole)
                        bytes_add(&plain, character, len);
                const size_t end = whole ? at : at + step;
                if (whole || end >= in.len) {
                        struct places_within inner = {0};
                        find(n, (struct text){(const char *)plain.at, plain.len}, depth + 1, &inner);
                        translate(in, begin, end, next, &inner, out);
                        free(inner.of);
                        bytes_clear(&plain);
                        begin = at + step;
                }
        }
        bytes_free(&plain);
}

/* Only lines with a backslash. */
static void find_escaped(const struct needle *n, struct text in, int depth, struct places_within *out)
{
        const char *const end = in.at + in.len;
        for (const char *at = in.at, *escape; at < end && (escape = memchr(at, '\\', (size_t)(end - at)));) {
                const char *before = memrchr(at, '\n', (size_t)(escape - at)),
                           *from = before ? before + 1 : at,
                           *to = memchr(escape, '\n', (size_t)(end - escape));
                to = to ? to : end;
                struct places_within line = {0};
                find_spelled(n, (struct text){from, (size_t)(to - from)}, 0, spelling_json, depth, &line);
                for (size_t i = 0; i < line.n; i++)
                        add_place(out, (size_t)(from - in.at) + line.of[i].from,
                                  (size_t)(from - in.at) + line.of[i].to);
                free(line.of);
                at = to;
        }
}

/* The mark at the beginning names the order of the bytes. Without it either order is tried, from the first
 * and from the second byte on, where a byte is zero: among four characters of Latin letters one is below
 * U+0100. */
static void find_in_two_bytes(const struct needle *n, struct text in, struct places_within *out)
{
        if (in.len >= 2 && !memcmp(in.at, "\xff\xfe", 2)) {
                find_spelled(n, in, 2, spelling_little, 0, out);
        } else if (in.len >= 2 && !memcmp(in.at, "\xfe\xff", 2)) {
                find_spelled(n, in, 2, spelling_big, 0, out);
        } else if (in.len && memchr(in.at, 0, in.len)) {
                for (size_t from = 0; from < 2; from++) {
                        find_spelled(n, in, from, spelling_little, 0, out);
                        find_spelled(n, in, from, spelling_big, 0, out);
                }
        }
}

static int by_place(const void *a, const void *b)
{
        const struct span *x = a, *y = b;
        return x->from != y->from ? (x->from > y->from) - (x->from < y->from)
                                  : (x->to > y->to) - (x->to < y->to);
}

/* In the order of the bytes. What was found in two spellings is one place. */
static void find(const struct needle *n, struct text in, int depth, struct places_within *out)
{
        find_plain(n, in, out);
        if (depth < NESTED_MOST)
                find_escaped(n, in, depth, out);
        if (depth == 0)
                find_in_two_bytes(n, in, out);
        if (out->n < 2)
                return;
        size_t kept = 1;
        qsort(out->of, out->n, sizeof(*out->of), by_place);
        for (size_t i = 1; i < out->n; i++)
                if (out->of[i].from >= out->of[kept - 1].to)
                        out->of[kept++] = out->of[i];
        out->n = kept;
}

size_t needle_count(const struct needle *n, struct text in, const char *mark, struct bytes *out)
{
        struct places_within found = {0};
        size_t done = 0;
        find(n, in, 0, &found);
        for (size_t i = 0; out && i < found.n; i++) {
                bytes_add(out, in.at + done, found.of[i].from - done);
                bytes_add(out, mark, strlen(mark));
                done = found.of[i].to;
        }
        if (out)
                bytes_add(out, in.at + done, in.len - done);
        free(found.of);
        return found.n;
}
