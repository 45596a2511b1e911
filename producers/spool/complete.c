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

/* ---- lists of cases ---- */

struct collecting {
        struct complete_cases *cases;
        uint64_t number, most;
};

static void add_text(struct bytes *list, struct text t)
{
        const uint8_t len = (uint8_t)t.len;
        bytes_add(list, &len, 1);
        bytes_add(list, t.at, t.len);
}

static void add_case(const struct collecting *c, struct text source, struct text dossier_id, micros stated_at)
{
        add_text(&c->cases->list, source);
        add_text(&c->cases->list, dossier_id);
        bytes_add(&c->cases->list, &stated_at, sizeof(stated_at));
}

static bool collect_missed(void *context, struct text source, struct text dossier_id,
                           const struct remembered *r)
{
        const struct collecting *c = context;
        if (!r->empty && r->export_number + c->most <= c->number)
                add_case(c, source, dossier_id, r->stated_at);
        return true;
}

enum fault complete_collect_missed(struct complete_cases *cases, struct memory *memory, struct text source,
                                   uint64_t number, uint64_t most, struct err *e)
{
        struct collecting c = {cases, number, most};
        return memory_each(memory, source, collect_missed, &c, e);
}

static bool collect_withdrawn(void *context, struct text source, struct text dossier_id,
                              const struct remembered *r)
{
        const struct collecting *c = context;
        if (r->missed)
                add_case(c, source, dossier_id, r->stated_at);
        return true;
}

enum fault complete_collect_withdrawn(struct complete_cases *cases, struct memory *memory, struct err *e)
{
        struct collecting c = {cases, 0, 0};
        return memory_each(memory, (struct text){0}, collect_withdrawn, &c, e);
}

static struct text next_text(struct complete_cases *cases)
{
        const uint8_t *at = cases->list.at + cases->at;
        cases->at += 1 + (size_t)at[0];
        return (struct text){(const char *)at + 1, at[0]};
}

bool complete_next(struct complete_cases *cases, struct text *source, struct text *dossier_id,
                   micros *stated_at)
{
        if (cases->at >= cases->list.len)
                return false;
        *source = next_text(cases);
        *dossier_id = next_text(cases);
        memcpy(stated_at, cases->list.at + cases->at, sizeof(*stated_at));
        cases->at += sizeof(*stated_at);
        return true;
}

void complete_cases_free(struct complete_cases *cases)
{
        bytes_free(&cases->list);
        cases->at = 0;
}
