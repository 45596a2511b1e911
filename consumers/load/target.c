/* SPDX-License-Identifier: Apache-2.0
 *
 * target.c - `--until-end`: the end of the topic when the loader began, and the moment when the warehouse
 * has read that far.
 *
 * Other workers of the group may hold the other partitions, so the answer is asked of the warehouse.
 */
#include "consumers/load/loader.h"

#include "core/base/bytes.h"
#include <stdio.h>
#include <stdlib.h>

enum fault target_set(struct loader *l, struct err *e)
{
        l->targets.n = (size_t)l->assignment.partitions;
        l->targets.offsets = need_alloc((l->targets.n + 1) * sizeof(*l->targets.offsets));
        for (int i = 0; i < l->assignment.partitions; i++) {
                int64_t first, next;
                if (kafka_bounds(l->consumer, i, &first, &next, KAFKA_ANSWER_MS, e) != OK)
                        return e->kind;
                l->targets.offsets[i] = next > first ? next : 0;
        }
        return OK;
}

bool target_lacks(const struct loader *l, const struct part *p)
{
        return (size_t)p->partition < l->targets.n &&
               p->position.next_offset < l->targets.offsets[p->partition];
}

static bool ours_reached(const struct loader *l)
{
        const bool all_fetched = !kafka_fetches_only_one(l->consumer); /* else the others cannot be heard */
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                const struct part *p = &l->assignment.parts[i];
                if (p->state == PART_UNTAKEN)
                        return false;
                if (p->state == PART_READING && ((all_fetched && !p->heard) || target_lacks(l, p)))
                        return false;
        }
        return l->assignment.given;
}

enum fault target_reached(struct loader *l, bool *reached, struct err *e)
{
        struct position_offset *at;
        size_t n;
        *reached = false;
        if (!l->targets.offsets || !l->pg || !ours_reached(l))
                return OK;
        if (l->assignment.any_stopped)
                return fail(e, FATAL, "not all partitions could be read to their end (see the errors above)");
        if (position_list(l->pg, l->topic, &at, &n, e) != OK)
                return e->kind;
        size_t met = 0, wanted = 0;
        for (size_t i = 0; i < l->targets.n; i++)
                wanted += l->targets.offsets[i] > 0;
        for (size_t i = 0; i < n; i++) {
                const int32_t partition = at[i].partition;
                if (partition < (int64_t)l->targets.n && l->targets.offsets[partition] > 0)
                        met += at[i].next_offset >= l->targets.offsets[partition];
        }
        free(at);
        *reached = met == wanted;
        return OK;
}

void target_progress(struct loader *l)
{
        int64_t wanted = 0, done = 0;
        char note[64];
        for (size_t i = 0; l->targets.offsets && i < l->assignment.part_n; i++) {
                const struct part *p = &l->assignment.parts[i];
                if ((size_t)p->partition >= l->targets.n)
                        continue;
                const int64_t target = l->targets.offsets[p->partition];
                wanted += target;
                done += p->position.next_offset < target ? p->position.next_offset : target;
        }
        snprintf(note, sizeof(note), "lag %lld", (long long)(wanted - done));
        progress_show(&l->progress, l->taken, wanted ? (double)done / (double)wanted : -1, note);
}
