/* SPDX-License-Identifier: Apache-2.0
 *
 * batch.c - an open-addressing table from the id of a dossier to its statements.
 */
#include "consumers/load/batch.h"

#include "consumers/load/batch_sort.h"
#include "consumers/load/batch_statement.h"
#include "core/lib/hash.h"
#include <stdlib.h>
#include <string.h>

/* Bytes of the rows of flows that a dossier adds to, as measured over a province-year; half of them, since
 * only one of two batches is written at a time. */
enum { FLOWS_OF_DOSSIER = 160 / 2 };

#define GROW(array, n, capacity, first)                                                 \
        do {                                                                            \
                if ((n) >= (capacity)) {                                                \
                        while ((n) >= (capacity))                                       \
                                (capacity) = (capacity) ? (capacity)*2 : (first);       \
                        (array) = need_realloc((array), (capacity) * sizeof(*(array))); \
                }                                                                       \
        } while (0)

size_t batch_bytes(const struct batch_dossiers *b)
{
        return b->statement_n * sizeof(**b->statements) +
               b->dossier_n * (sizeof(*b->dossiers) + FLOWS_OF_DOSSIER) + b->slot_n * sizeof(*b->slots) +
               b->statement_n * sizeof(*b->order) + b->ids.len + b->histories.len + b->said.bytes +
               b->sources.n * sizeof(*b->sources.of);
}

static void keep_id(struct batch_dossiers *b, struct batch_dossier *d, struct text id)
{
        const uint32_t at = (uint32_t)b->ids.len;
        d->id_len = (uint8_t)id.len;
        if (id.len <= BATCH_ID_HERE) {
                memcpy(d->id, id.at, id.len);
                return;
        }
        memcpy(d->id, &at, sizeof(at));
        bytes_add(&b->ids, id.at, id.len);
}

uint64_t batch_hash(struct text dossier_id)
{
        return hash_bytes(dossier_id.at, dossier_id.len);
}

/* The lower half of a hash chooses the slot, the upper half is kept in it. */
static uint64_t slot_of(uint64_t hash, size_t dossier)
{
        return (hash & ~(uint64_t)UINT32_MAX) | (uint32_t)(dossier + 1);
}

static struct batch_dossier *dossier_in(const struct batch_dossiers *b, uint64_t slot)
{
        return &b->dossiers[(uint32_t)slot - 1];
}

/* The slot that holds the id, or the free one where it belongs. */
static uint64_t *find_slot(const struct batch_dossiers *b, struct text id, uint64_t hash)
{
        size_t i = hash & (b->slot_n - 1);
        while (b->slots[i] &&
               !((b->slots[i] ^ hash) >> 32 == 0 && text_equal(batch_id(b, dossier_in(b, b->slots[i])), id)))
                i = (i + 1) & (b->slot_n - 1);
        return &b->slots[i];
}

static void grow_slots(struct batch_dossiers *b)
{
        free(b->slots);
        b->slot_n = b->slot_n ? b->slot_n * 2 : 1024;
        b->slots = need_large(b->slot_n * sizeof(*b->slots));
        memset(b->slots, 0, b->slot_n * sizeof(*b->slots));
        for (size_t i = 0; i < b->dossier_n; i++) {
                const struct text id = batch_id(b, &b->dossiers[i]);
                const uint64_t hash = batch_hash(id);
                *find_slot(b, id, hash) = slot_of(hash, i);
        }
}

static void grow_dossiers(struct batch_dossiers *b)
{
        b->dossier_capacity = b->dossier_capacity ? b->dossier_capacity * 2 : 512;
        b->dossiers = need_larger(b->dossiers, b->dossier_n * sizeof(*b->dossiers),
                                  b->dossier_capacity * sizeof(*b->dossiers));
}

static struct batch_dossier *find_or_add(struct batch_dossiers *b, struct text id, uint64_t hash)
{
        if (2 * (b->dossier_n + 1) > b->slot_n)
                grow_slots(b);
        uint64_t *slot = find_slot(b, id, hash);
        if (*slot)
                return dossier_in(b, *slot);
        if (b->dossier_n == b->dossier_capacity)
                grow_dossiers(b);
        struct batch_dossier *d = &b->dossiers[b->dossier_n];
        *d = (struct batch_dossier){0};
        keep_id(b, d, id);
        *slot = slot_of(hash, b->dossier_n++);
        return d;
}

void batch_prefetch_slot(const struct batch_dossiers *b, uint64_t hash)
{
        if (b->slot_n)
                __builtin_prefetch(&b->slots[hash & (b->slot_n - 1)]);
}

void batch_prefetch_dossier(const struct batch_dossiers *b, uint64_t hash)
{
        const uint64_t slot = b->slot_n ? b->slots[hash & (b->slot_n - 1)] : 0;
        if (slot)
                __builtin_prefetch(dossier_in(b, slot), 1);
}

/* ---- statements ---- */

enum { STATEMENTS = HUGE_PAGE / sizeof(struct batch_statement) };

static struct batch_statement *statement_at(const struct batch_dossiers *b, size_t i)
{
        return &b->statements[i / STATEMENTS][i % STATEMENTS];
}

static void grow_statements(struct batch_dossiers *b)
{
        b->statements = need_realloc(b->statements, (b->block_n + 1) * sizeof(struct batch_statement *));
        b->statements[b->block_n++] = need_large(STATEMENTS * sizeof(struct batch_statement));
}

/* ---- what statements borrow ---- */

enum { BLOCK = 1 << 16 };
struct batch_block {
        struct batch_block *next;
        size_t used;
        max_align_t at[BLOCK / sizeof(max_align_t)];
};

static const void *keep(struct batch_said *said, const void *p, size_t len)
{
        const size_t most = sizeof(said->filling->at);
        const size_t aligned = (len + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
        struct batch_block **next = said->filling ? &said->filling->next : &said->blocks;
        if (!said->filling || said->filling->used + aligned > most) {
                if (!*next)
                        *next = need_alloc(sizeof(**next));
                said->filling = *next;
                said->filling->used = 0;
        }
        uint8_t *at = (uint8_t *)said->filling->at + said->filling->used;
        said->filling->used += aligned;
        said->bytes += aligned;
        return memcpy(at, p, len);
}

static void said_clear(struct batch_said *said)
{
        said->filling = NULL;
        said->bytes = 0;
}

static void said_free(struct batch_said *said)
{
        for (struct batch_block *next, *block = said->blocks; block; block = next) {
                next = block->next;
                free(block);
        }
}

/* ---- claims ---- */

static void add_claim(struct member_claims *claims, const struct member_claim *c)
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
        struct member_claim *current = &claims->of[*slot - 1];
        if (c->stated_at > current->stated_at ||
            (c->stated_at == current->stated_at && c->content > current->content))
                *current = *c;
}

static void claims_clear(struct member_claims *claims)
{
        for (size_t i = 0; i < claims->n; i++)
                claims->slots[claims->of[i].member] = 0;
        claims->n = 0;
}

static void claims_free(struct member_claims *claims)
{
        free(claims->of);
        free(claims->slots);
}

static const struct statement *keep_whole(struct batch_said *said, const struct statement *s)
{
        struct statement whole = *s;
        if (s->occurrence_n)
                whole.occurrence = keep(said, s->occurrence, s->occurrence_n * sizeof(*s->occurrence));
        if (s->about_len)
                whole.about = keep(said, s->about, s->about_len);
        return keep(said, &whole, sizeof(whole));
}

void batch_add(struct batch_dossiers *b, struct text dossier_id, uint64_t hash, const struct statement *s)
{
        struct batch_dossier *d = find_or_add(b, dossier_id, hash);
        if (b->statement_n == b->block_n * STATEMENTS)
                grow_statements(b);
        struct batch_statement *added = statement_at(b, b->statement_n++);
        if (batch_statement_fits(s))
                batch_statement_pack(added, s);
        else
                *added = (struct batch_statement){.whole = keep_whole(&b->said, s), .is_whole = true};
        added->dossier = (uint32_t)(d - b->dossiers);
        d->statement_n++;
}

void batch_claim(struct batch_dossiers *b, const struct statement *s, uint32_t agency)
{
        const int64_t content = (int32_t)s->content;
        if (s->stated_at == NO_TIME)
                return;
        if (s->level && agency)
                add_claim(&b->levels, &(struct member_claim){agency, s->level, content, s->stated_at});
        if (s->field && s->procedure)
                add_claim(&b->fields, &(struct member_claim){s->procedure, s->field, content, s->stated_at});
}

void batch_read_history(struct batch_dossiers *b, struct batch_dossier *d, struct text history)
{
        d->history_at = b->histories.len;
        d->history_len = (uint32_t)history.len;
        bytes_add(&b->histories, history.at, history.len);
}

void batch_read_anew(struct batch_dossiers *b)
{
        bytes_clear(&b->histories);
        for (size_t i = 0; i < b->dossier_n; i++)
                b->dossiers[i].history_len = 0;
}

void batch_clear(struct batch_dossiers *b)
{
        b->dossier_n = b->statement_n = 0;
        b->sorted = false;
        claims_clear(&b->levels);
        claims_clear(&b->fields);
        source_days_clear(&b->sources);
        bytes_clear(&b->ids);
        bytes_clear(&b->histories);
        said_clear(&b->said);
        if (b->slots)
                memset(b->slots, 0, b->slot_n * sizeof(*b->slots));
}

void batch_free(struct batch_dossiers *b)
{
        free(b->dossiers);
        for (size_t i = 0; i < b->block_n; i++)
                free(b->statements[i]);
        free(b->statements);
        free(b->order);
        free(b->slots);
        claims_free(&b->levels);
        claims_free(&b->fields);
        source_days_free(&b->sources);
        bytes_free(&b->ids);
        bytes_free(&b->histories);
        said_free(&b->said);
        *b = (struct batch_dossiers){0};
}

static int by_member(const void *x, const void *y)
{
        const uint32_t a = ((const struct member_claim *)x)->member,
                       b = ((const struct member_claim *)y)->member;
        return (a > b) - (a < b);
}

/* Moves what is number order[i] to place i, circle by circle; `order` is used up. */
static void move_dossiers(struct batch_dossiers *b, uint32_t *order)
{
        for (uint32_t i = 0; i < b->dossier_n; i++) {
                const struct batch_dossier moved = b->dossiers[i];
                uint32_t to = i;
                while (order[to] != i) {
                        const uint32_t from = order[to];
                        b->dossiers[to] = b->dossiers[from];
                        order[to] = to;
                        to = from;
                }
                b->dossiers[to] = moved;
                order[to] = to;
        }
}

/* Puts the dossiers into the order of their ids; rank[i] is the place of what was number i. */
static void order_dossiers(struct batch_dossiers *b, uint32_t *rank)
{
        uint32_t *order = need_alloc(b->dossier_n * sizeof(*order)), first = 0;
        batch_sort_ids(b, order);
        for (size_t i = 0; i < b->dossier_n; i++)
                rank[order[i]] = (uint32_t)i;
        move_dossiers(b, order);
        free(order);
        for (size_t i = 0; i < b->dossier_n; i++) {
                b->dossiers[i].first = first;
                first += b->dossiers[i].statement_n;
        }
}

/* A counting sort. */
static void order_statements(struct batch_dossiers *b, const uint32_t *rank)
{
        uint32_t *next = need_alloc(b->dossier_n * sizeof(*next));
        for (size_t i = 0; i < b->dossier_n; i++)
                next[i] = b->dossiers[i].first;
        b->order = need_realloc(b->order, b->statement_n * sizeof(*b->order));
        for (size_t i = 0; i < b->statement_n; i++)
                b->order[next[rank[statement_at(b, i)->dossier]]++] = (uint32_t)i;
        free(next);
}

void batch_statement(const struct batch_dossiers *b, const struct batch_dossier *d, uint32_t i,
                     struct statement *s)
{
        batch_statement_unpack(statement_at(b, b->order[d->first + i]), s);
}

uint32_t batch_source(const struct batch_dossiers *b, const struct batch_dossier *d)
{
        const struct batch_statement *s = statement_at(b, b->order[d->first]);
        return s->is_whole ? s->whole->source : s->source;
}

void batch_prefetch_statements(const struct batch_dossiers *b, size_t dossier)
{
        if (dossier >= b->dossier_n)
                return;
        const struct batch_dossier *d = &b->dossiers[dossier];
        for (uint32_t i = 0; i < d->statement_n; i++)
                __builtin_prefetch(statement_at(b, b->order[d->first + i]));
}

void batch_sort(struct batch_dossiers *b)
{
        if (b->sorted)
                return;
        b->sorted = true;
        if (b->dossier_n) {
                uint32_t *rank = need_alloc(b->dossier_n * sizeof(*rank));
                order_dossiers(b, rank);
                order_statements(b, rank);
                free(rank);
        }
        if (b->levels.n)
                qsort(b->levels.of, b->levels.n, sizeof(*b->levels.of), by_member);
        if (b->fields.n)
                qsort(b->fields.of, b->fields.n, sizeof(*b->fields.of), by_member);
}

struct batch_dossier *batch_find(const struct batch_dossiers *b, struct text dossier_id)
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
