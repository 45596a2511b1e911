/* SPDX-License-Identifier: Apache-2.0
 *
 * complete.c - see complete.h.
 */
#include "producers/spool/complete.h"
#include <string.h>

enum { SMALL_PERCENT = 95 };

uint64_t complete_number(const struct journal_spool *spool, const struct journal_entry *entry)
{
        const bool first = spool->export_size == 0 && spool->small_size == 0;
        return first || entry->stated_at > spool->complete_at ? spool->exports + 1 : 0;
}

static bool much_smaller(uint64_t size, uint64_t before)
{
        return size * 100 < before * SMALL_PERCENT;
}

enum complete_answer complete_judge(struct journal_spool *spool, const struct journal_entry *entry,
                                    const struct journal_place *read)
{
        const uint64_t size = read->rows - read->rejected;
        const bool first = spool->export_size == 0 && spool->small_size == 0;
        if (read->unnamed > 0)
                return COMPLETE_UNNAMED;
        if (first || entry->stated_at > spool->complete_at)
                spool->complete_at = entry->stated_at;
        const bool confirmed = spool->small_size > 0 && entry->stated_at > spool->small_at &&
                               !much_smaller(size, spool->small_size);
        if (much_smaller(size, spool->export_size) && !confirmed) {
                spool->small_size = size;
                spool->small_at = entry->stated_at;
                return COMPLETE_SMALL;
        }
        if (entry->export_number > spool->exports)
                spool->exports = entry->export_number;
        spool->export_size = size;
        spool->small_size = 0;
        spool->small_at = 0;
        return COMPLETE_COUNTS;
}

struct collecting {
        struct complete_missed *missed;
        uint64_t number, most;
};

/* One length, the bytes, the time. */
static bool collect(void *context, struct text dossier_id, const struct remembered *r)
{
        const struct collecting *c = context;
        const uint8_t len = (uint8_t)dossier_id.len;
        if (r->empty || r->export_number + c->most > c->number)
                return true;
        bytes_add(&c->missed->list, &len, 1);
        bytes_add(&c->missed->list, dossier_id.at, dossier_id.len);
        bytes_add(&c->missed->list, &r->stated_at, sizeof(r->stated_at));
        return true;
}

enum fault complete_collect(struct complete_missed *m, struct memory *memory, struct text source,
                            uint64_t number, uint64_t most, struct err *e)
{
        struct collecting c = {m, number, most};
        return memory_each(memory, source, collect, &c, e);
}

bool complete_next(struct complete_missed *m, struct text *dossier_id, micros *stated_at)
{
        if (m->at >= m->list.len)
                return false;
        const uint8_t *at = m->list.at + m->at;
        *dossier_id = (struct text){(const char *)at + 1, at[0]};
        memcpy(stated_at, at + 1 + at[0], sizeof(*stated_at));
        m->at += 1 + at[0] + sizeof(*stated_at);
        return true;
}

void complete_missed_free(struct complete_missed *m)
{
        bytes_free(&m->list);
        m->at = 0;
}
