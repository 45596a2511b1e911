/* SPDX-License-Identifier: Apache-2.0
 *
 * known_memory.c - a Bloom filter of dossiers, and how far each partition was read into it.
 */
#include "consumers/load/known_memory.h"

#include <stdlib.h>
#include <string.h>

enum { BITS = 1 << 23, REMEMBERED_MOST = BITS / 4 }; /* with more, too many dossiers would share their bits */

struct known_position {
        int32_t position_id;
        int64_t epoch, next_offset;
};

void known_memory_free(struct known_memory *m)
{
        free(m->bits);
        free(m->positions);
        *m = (struct known_memory){0};
}

/* Nothing was ever read of it, or it would have flows and a message to remember. */
static bool is_fresh(const struct position *p)
{
        return p->last_offset < 0 && p->flows_until == NO_DAY;
}

static struct known_position *find(const struct known_memory *m, const struct position *p)
{
        for (size_t i = 0; i < m->position_n; i++) {
                if (m->positions[i].position_id == p->position_id)
                        return &m->positions[i];
        }
        return NULL;
}

static bool covers(const struct known_memory *m, const struct position *p)
{
        const struct known_position *known = find(m, p);
        return known ? known->epoch == p->epoch && known->next_offset == p->next_offset : is_fresh(p);
}

bool known_memory_covers(const struct known_memory *m, const struct move *moves, size_t n)
{
        if (m->refuted)
                return false;
        for (size_t i = 0; i < n; i++) {
                if (!covers(m, moves[i].position))
                        return false;
        }
        return true;
}

static bool bit(const struct known_memory *m, uint64_t hash)
{
        return m->bits[hash % BITS / 64] >> hash % 64 & 1;
}

/* Two independent parts of one hash. */
static uint64_t second(uint64_t hash)
{
        return hash >> 32;
}

bool known_memory_has(const struct known_memory *m, struct text dossier_id)
{
        if (!m->bits)
                return false;
        const uint64_t hash = batch_hash(dossier_id);
        return bit(m, hash) && bit(m, second(hash));
}

static void set(struct known_memory *m, uint64_t hash)
{
        m->bits[hash % BITS / 64] |= UINT64_C(1) << hash % 64;
}

static void remember(struct known_memory *m, const struct batch_dossiers *b)
{
        for (size_t i = 0; i < b->dossier_n; i++) {
                const uint64_t hash = batch_hash(batch_id(b, &b->dossiers[i]));
                set(m, hash);
                set(m, second(hash));
        }
        m->remembered += b->dossier_n;
}

/* Partitions that are under way are not covered any more; those that begin later are. */
static void begin_anew(struct known_memory *m)
{
        memset(m->bits, 0, BITS / 8);
        m->remembered = 0;
        for (size_t i = 0; i < m->position_n; i++)
                m->positions[i].epoch = -1;
}

/* One that has a gap is kept, as not covered: it may still look fresh. */
static void advance(struct known_memory *m, const struct move *move)
{
        const struct position *p = move->position;
        const bool covered = covers(m, p);
        struct known_position *known = find(m, p);
        if (!known) {
                if (m->position_n == m->position_capacity) {
                        m->position_capacity = m->position_capacity ? 2 * m->position_capacity : 8;
                        m->positions =
                                need_realloc(m->positions, m->position_capacity * sizeof(*m->positions));
                }
                known = &m->positions[m->position_n++];
        }
        *known = (struct known_position){p->position_id, covered ? p->epoch : -1, move->to};
}

void known_memory_add(struct known_memory *m, const struct batch_dossiers *b, const struct move *moves,
                      size_t n)
{
        if (m->refuted)
                return;
        if (!m->bits)
                m->bits = need_alloc(BITS / 8);
        if (m->remembered + b->dossier_n > REMEMBERED_MOST)
                begin_anew(m);
        for (size_t i = 0; i < n; i++)
                advance(m, &moves[i]);
        remember(m, b);
}

void known_memory_refute(struct known_memory *m)
{
        known_memory_free(m);
        m->refuted = true;
}
