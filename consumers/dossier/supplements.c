/* SPDX-License-Identifier: Apache-2.0
 *
 * supplements.c - a walk over the occurrences behind the reception.
 */
#include "consumers/dossier/supplements.h"

#include "consumers/dossier/life.h"

struct walk {
        struct supplement *out;
        int n;
        bool waiting;
};

static void take(struct walk *w, const struct occurrence *o)
{
        const bool asks = o->status == SUPPLEMENT_REQUESTED;

        if (w->waiting && !asks && w->n <= SUPPLEMENTS_MOST)
                w->out[w->n - 1].answered_at = o->at;
        if (!w->waiting && asks && w->n++ < SUPPLEMENTS_MOST)
                w->out[w->n - 1] = (struct supplement){o->at, END_OF_TIME};
        w->waiting = asks;
}

int supplements_list(const struct history *h, const struct rule *rule,
                     struct supplement out[static SUPPLEMENTS_MOST])
{
        struct standing standing;
        struct life life;
        struct walk w = {.out = out};
        struct segment s = {0};

        standing_of(h, &standing);
        life_of(&standing, rule, &life);
        if (life.reception == NONE)
                return 0;
        do {
                s = life_segment(&life, s.to);
                for (int i = s.from; i < s.to && (s.end == NONE || i <= s.end); i++) {
                        const struct occurrence *o = &life.of[i];

                        if (i < life.reception || o->is_void || o->status == STATUS_UNKNOWN ||
                            o->status == REGISTERED || (o->status == RETURNED && i != s.end))
                                continue;
                        take(&w, o);
                }
        } while (s.to < life.n);
        return w.n;
}
