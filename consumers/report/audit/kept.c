/* SPDX-License-Identifier: Apache-2.0
 *
 * kept.c - a table of numbers by the hash of their text, at most half full.
 */
#include "consumers/report/audit/kept.h"

#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

static uint64_t hash_of(struct text t)
{
        uint64_t h = 14695981039346656037ULL; /* FNV-1a */
        for (size_t i = 0; i < t.len; i++)
                h = (h ^ (unsigned char)t.at[i]) * 1099511628211ULL;
        return h ^ (h >> 32);
}

static size_t slot_of(const struct kept *k, struct text t)
{
        size_t at = (size_t)hash_of(t) & (k->slots - 1);
        while (k->slot[at] && !text_equal(text_of(k->text[k->slot[at] - 1]), t))
                at = (at + 1) & (k->slots - 1);
        return at;
}

static void grow(struct kept *k)
{
        k->slots = k->slots ? k->slots * 2 : 256;
        free(k->slot);
        k->slot = need_alloc(k->slots * sizeof(*k->slot));
        memset(k->slot, 0, k->slots * sizeof(*k->slot));
        for (size_t i = 0; i < k->n; i++)
                k->slot[slot_of(k, text_of(k->text[i]))] = (uint32_t)i + 1;
}

const char *kept_add(struct kept *k, struct text t)
{
        if (2 * (k->n + 1) > k->slots)
                grow(k);
        const size_t at = slot_of(k, t);
        if (k->slot[at])
                return k->text[k->slot[at] - 1];
        if (t.len + 1 > KEPT_MOST - k->bytes)
                return NULL;
        if (k->n == k->capacity) {
                k->capacity = k->capacity * 2 + 64;
                k->text = need_realloc(k->text, k->capacity * sizeof(*k->text));
        }
        char *text = need_alloc(t.len + 1);
        if (t.len > 0)
                memcpy(text, t.at, t.len);
        text[t.len] = 0;
        k->bytes += t.len + 1;
        k->text[k->n++] = text;
        k->slot[at] = (uint32_t)k->n;
        return text;
}

void kept_free(struct kept *k)
{
        for (size_t i = 0; i < k->n; i++)
                free(k->text[i]);
        free(k->text);
        free(k->slot);
        *k = (struct kept){0};
}
