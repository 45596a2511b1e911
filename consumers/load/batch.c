/* SPDX-License-Identifier: Apache-2.0
 *
 * batch.c - an open-addressing table from dossier id to a chain of statements.
 */
#include "consumers/load/batch.h"

#include "core/lib/hash.h"
#include <stdlib.h>
#include <string.h>

/* The rows of flows that a dossier adds to, as measured over a province-year. */
enum { FLOWS_OF_DOSSIER = 256 };

#define GROW(array, n, capacity, first)                                                 \
        do {                                                                            \
                if ((n) >= (capacity)) {                                                \
                        while ((n) >= (capacity))                                       \
                                (capacity) = (capacity) ? (capacity)*2 : (first);       \
                        (array) = need_realloc((array), (capacity) * sizeof(*(array))); \
                }                                                                       \
        } while (0)

size_t batch_bytes(const struct batch *b)
{
        return b->statement_n * sizeof(*b->statements) +
               b->dossier_n * (sizeof(*b->dossiers) + FLOWS_OF_DOSSIER) + b->slot_n * sizeof(*b->slots) +
               b->ids.len + b->word_n * sizeof(*b->words);
}

struct text batch_id(const struct batch *b, const struct batch_dossier *d)
{
        return (struct text){(const char *)b->ids.at + d->id_at, d->id_len};
}

static uint32_t *find_slot(const struct batch *b, struct text id)
{
        size_t i = hash_bytes(id.at, id.len) & (b->slot_n - 1);
        while (b->slots[i] && !text_equal(batch_id(b, &b->dossiers[b->slots[i] - 1]), id))
                i = (i + 1) & (b->slot_n - 1);
        return &b->slots[i];
}

static void grow_slots(struct batch *b)
{
        free(b->slots);
        b->slot_n = b->slot_n ? b->slot_n * 2 : 1024;
        b->slots = need_alloc(b->slot_n * sizeof(*b->slots));
        for (size_t i = 0; i < b->dossier_n; i++)
                *find_slot(b, batch_id(b, &b->dossiers[i])) = (uint32_t)i + 1;
}

static struct batch_dossier *find_or_add(struct batch *b, struct text id)
{
        if (2 * (b->dossier_n + 1) > b->slot_n)
                grow_slots(b);
        uint32_t *slot = find_slot(b, id);
        if (*slot)
                return &b->dossiers[*slot - 1];
        GROW(b->dossiers, b->dossier_n, b->dossier_capacity, 512);
        struct batch_dossier *d = &b->dossiers[b->dossier_n];
        *d = (struct batch_dossier){
                .id_at = (uint32_t)b->ids.len, .id_len = (uint32_t)id.len, .first = NO_INDEX};
        bytes_add(&b->ids, id.at, id.len);
        *slot = (uint32_t)++b->dossier_n;
        return d;
}

static void claim(struct batch_claims *claims, const struct batch_claim *c)
{
        if (c->member >= claims->slot_n) {
                const size_t old = claims->slot_n;
                GROW(claims->slots, c->member, claims->slot_n, 1024);
                memset(claims->slots + old, 0, (claims->slot_n - old) * sizeof(*claims->slots));
        }
        uint32_t *slot = &claims->slots[c->member];
        if (*slot == 0) {
                GROW(claims->of, claims->n, claims->capacity, 256);
                claims->of[claims->n++] = *c;
                *slot = (uint32_t)claims->n;
                return;
        }
        struct batch_claim *standing = &claims->of[*slot - 1];
        if (c->stated_at > standing->stated_at ||
            (c->stated_at == standing->stated_at && c->content > standing->content))
                *standing = *c;
}

static void claims_clear(struct batch_claims *claims)
{
        for (size_t i = 0; i < claims->n; i++)
                claims->slots[claims->of[i].member] = 0;
        claims->n = 0;
}

static void claims_free(struct batch_claims *claims)
{
        free(claims->of);
        free(claims->slots);
}

void batch_add(struct batch *b, struct text dossier_id, const struct statement *s)
{
        struct batch_dossier *d = find_or_add(b, dossier_id);
        GROW(b->statements, b->statement_n, b->statement_capacity, 1024);
        const uint32_t at = (uint32_t)b->statement_n++;
        b->statements[at] = (struct batch_statement){*s, NO_INDEX};
        if (d->first == NO_INDEX)
                d->first = at;
        else
                b->statements[d->last].next = at;
        d->last = at;
        if (s->level && s->agency)
                claim(&b->levels,
                      &(struct batch_claim){s->agency, s->level, (int64_t)s->content, s->stated_at});
        if (s->field && s->procedure)
                claim(&b->fields,
                      &(struct batch_claim){s->procedure, s->field, (int64_t)s->content, s->stated_at});
}

int64_t *batch_read_words(struct batch *b, struct batch_dossier *d, size_t n)
{
        d->words_at = b->word_n;
        d->words_n = (uint32_t)n;
        b->word_n += n;
        GROW(b->words, b->word_n, b->word_capacity, 4096);
        return b->words + d->words_at;
}

void batch_clear(struct batch *b)
{
        b->dossier_n = b->statement_n = b->word_n = 0;
        claims_clear(&b->levels);
        claims_clear(&b->fields);
        bytes_clear(&b->ids);
        if (b->slots)
                memset(b->slots, 0, b->slot_n * sizeof(*b->slots));
}

void batch_free(struct batch *b)
{
        free(b->dossiers);
        free(b->statements);
        free(b->slots);
        free(b->words);
        claims_free(&b->levels);
        claims_free(&b->fields);
        bytes_free(&b->ids);
        *b = (struct batch){0};
}

static int by_id(const void *x, const void *y, void *batch)
{
        return text_compare(batch_id(batch, x), batch_id(batch, y));
}

static int by_member(const void *x, const void *y)
{
        const uint32_t a = ((const struct batch_claim *)x)->member,
                       b = ((const struct batch_claim *)y)->member;
        return (a > b) - (a < b);
}

void batch_sort(struct batch *b)
{
        if (b->dossier_n)
                qsort_r(b->dossiers, b->dossier_n, sizeof(*b->dossiers), by_id, b);
        if (b->levels.n)
                qsort(b->levels.of, b->levels.n, sizeof(*b->levels.of), by_member);
        if (b->fields.n)
                qsort(b->fields.of, b->fields.n, sizeof(*b->fields.of), by_member);
}

struct batch_dossier *batch_find(const struct batch *b, struct text dossier_id)
{
        size_t low = 0, high = b->dossier_n;
        while (low < high) {
                const size_t middle = low + (high - low) / 2;
                const int order = text_compare(batch_id(b, &b->dossiers[middle]), dossier_id);
                if (order == 0)
                        return &b->dossiers[middle];
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NULL;
}
