/* SPDX-License-Identifier: Apache-2.0
 *
 * supplements.c - a walk over the occurrences behind the reception.
 */
#include "consumers/dossier/supplements.h"

#include "consumers/dossier/life.h"

int supplements_list(const struct history *h, const struct rule *rule,
                     struct supplement out[static SUPPLEMENTS_MOST])
{
        struct standing standing;
        struct life life;
        bool waiting = false, ended = false;
        int n = 0;

        standing_of(h, &standing);
        life_of(&standing, rule, &life);
        if (life.reception == NONE)
                return 0;
        for (int i = life.reception; i < life.n; i++) {
                const struct occurrence *o = &life.of[i];

                if (o->begins)
                        ended = false;
                if (o->is_void || o->status == STATUS_UNKNOWN || o->status == REGISTERED || ended)
                        continue;
                if (waiting && o->status != SUPPLEMENT_REQUESTED && n <= SUPPLEMENTS_MOST)
                        out[n - 1].answered_at = o->at;
                if (!waiting && o->status == SUPPLEMENT_REQUESTED && n++ < SUPPLEMENTS_MOST)
                        out[n - 1] = (struct supplement){o->at, END_OF_TIME};
                waiting = o->status == SUPPLEMENT_REQUESTED;
                ended = occurrence_is(o, ENDS);
        }
        return n;
}
