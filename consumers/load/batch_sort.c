/* SPDX-License-Identifier: Apache-2.0
 *
 * batch_sort.c - sorts ids by eight bytes at a time.
 *
 * Most ids of a province begin alike, so comparing two of them reads nearly all of both. Here eight bytes are
 * one number; equal numbers are sorted by the next eight.
 */
#include "consumers/load/batch_sort.h"

#include <stdlib.h>

enum { FEW = 24 }; /* so many are put in place one by one */

struct entry {
        uint64_t key;
        uint32_t dossier;
};

/* The bytes from `depth` on, zeros behind the end: an id has no control characters. */
static uint64_t key_at(struct text id, size_t depth)
{
        const uint8_t *at = (const uint8_t *)id.at + depth;
        uint8_t padded[8] = {0};
        if (id.len >= depth + sizeof(padded))
                return read_be64(at);
        if (id.len > depth)
                memcpy(padded, at, id.len - depth);
        return read_be64(padded);
}

static bool comes_behind(const struct batch_dossiers *b, const struct entry *x, const struct entry *y)
{
        if (x->key != y->key)
                return x->key > y->key;
        return text_compare(batch_id(b, &b->dossiers[x->dossier]), batch_id(b, &b->dossiers[y->dossier])) > 0;
}

static void put_in_place(const struct batch_dossiers *b, struct entry *of, size_t n)
{
        for (size_t i = 1; i < n; i++) {
                const struct entry moved = of[i];
                size_t at = i;
                for (; at > 0 && comes_behind(b, &of[at - 1], &moved); at--)
                        of[at] = of[at - 1];
                of[at] = moved;
        }
}

/* One pass of a radix sort, by one byte of the key. */
static void pass(const struct entry *from, struct entry *to, size_t n, int shift)
{
        size_t at[256] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++)
                at[from[i].key >> shift & 0xff]++;
        for (int byte = 0; byte < 256; byte++) {
                const size_t count = at[byte];
                at[byte] = sum;
                sum += count;
        }
        for (size_t i = 0; i < n; i++)
                to[at[from[i].key >> shift & 0xff]++] = from[i];
}

/* Leaves out the bytes in which all are alike. `spare` has room for as many. */
static void sort_keys(struct entry *of, struct entry *spare, size_t n)
{
        uint64_t differ = 0;
        struct entry *from = of, *to = spare;
        for (size_t i = 1; i < n; i++)
                differ |= of[i].key ^ of[0].key;
        for (int shift = 0; shift < 64; shift += 8) {
                if ((differ >> shift & 0xff) == 0)
                        continue;
                pass(from, to, n, shift);
                struct entry *const sorted = to;
                to = from;
                from = sorted;
        }
        if (from != of)
                memcpy(of, from, n * sizeof(*of));
}

/* The ids are alike before `depth`. Calls itself at most as often as an id has eight bytes. */
static void sort_from(const struct batch_dossiers *b, struct entry *of, struct entry *spare, size_t n,
                      size_t depth)
{
        for (size_t i = 0; i < n; i++)
                of[i].key = key_at(batch_id(b, &b->dossiers[of[i].dossier]), depth);
        if (n <= FEW || depth >= DOSSIER_ID_MOST) {
                put_in_place(b, of, n);
                return;
        }
        sort_keys(of, spare, n);
        for (size_t first = 0, end; first < n; first = end) {
                for (end = first + 1; end < n && of[end].key == of[first].key;)
                        end++;
                if (end - first > 1)
                        sort_from(b, of + first, spare, end - first, depth + sizeof(of->key));
        }
}

void batch_sort_ids(const struct batch_dossiers *b, uint32_t *order)
{
        const size_t n = b->dossier_n;
        struct entry *of = need_alloc(2 * n * sizeof(*of));
        for (size_t i = 0; i < n; i++)
                of[i].dossier = (uint32_t)i;
        sort_from(b, of, of + n, n, 0);
        for (size_t i = 0; i < n; i++)
                order[i] = of[i].dossier;
        free(of);
}
