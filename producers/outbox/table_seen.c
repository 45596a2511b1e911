/* SPDX-License-Identifier: Apache-2.0
 *
 * table_seen.c - see table_seen.h.
 */
#include "producers/outbox/table_seen.h"
#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024 }; /* a power of two, as all that follow */

static uint64_t *slot_of(const struct table_hashes *h, uint64_t hash)
{
        size_t at = hash & (h->room - 1);
        while (h->slot[at] != 0 && h->slot[at] != hash)
                at = (at + 1) & (h->room - 1);
        return &h->slot[at];
}

static void grow(struct table_hashes *h)
{
        const struct table_hashes old = *h;
        h->room = old.room ? 2 * old.room : FIRST_ROOM;
        h->slot = need_alloc(h->room * sizeof(*h->slot));
        for (size_t i = 0; i < old.room; i++) {
                if (old.slot[i] != 0)
                        *slot_of(h, old.slot[i]) = old.slot[i];
        }
        free(old.slot);
}

static bool has(const struct table_hashes *h, uint64_t hash)
{
        return h->room > 0 && *slot_of(h, hash) == hash;
}

static void forget(struct table_hashes *h)
{
        if (h->room > 0)
                memset(h->slot, 0, h->room * sizeof(*h->slot));
        h->n = 0;
}

bool table_seen_take(struct table_seen *s, uint64_t hash)
{
        struct table_hashes *h = &s->now;
        hash += hash == 0;
        if (has(h, hash))
                return true;
        if (s->most > 0 && h->n == s->most)
                forget(h);
        if (2 * (h->n + 1) > h->room)
                grow(h);
        *slot_of(h, hash) = hash;
        h->n++;
        return has(&s->before, hash);
}

void table_seen_turn(struct table_seen *s)
{
        free(s->before.slot);
        s->before = s->now;
        s->now = (struct table_hashes){0};
}

void table_seen_free(struct table_seen *s)
{
        free(s->now.slot);
        free(s->before.slot);
        s->now = s->before = (struct table_hashes){0};
}
