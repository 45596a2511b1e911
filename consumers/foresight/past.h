/* SPDX-License-Identifier: Apache-2.0
 *
 * past.h - foresight tested against the past: curves are fitted by what had happened before an instant, the
 * dossiers that ran then get their chances, and what came of them is known by now.
 *
 * Judged are dossiers that ran at the instant, with a return date behind it that has passed by now. One came
 * late when it was received and had not ended when its return date had passed. Return date and pauses are
 * those of today's knowledge: a date that was moved later is the later one, which flatters.
 */
#ifndef HENTRA_FORESIGHT_PAST_H
#define HENTRA_FORESIGHT_PAST_H

#include "consumers/foresight/model.h"
#include "consumers/foresight/score.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/pg.h"

struct past_wish {
        micros at, now;
        int days; /* observed before `at` */
};
struct past_result {
        struct score score, by[GROUP_GRAINS]; /* of all; of those whose curve was of this grain */
        int64_t unknown; /* ran then, but their term is longer than their curve was known */
        int64_t future;  /* ran then, but their return date has not passed by now */
        int64_t lifetimes, ended;
        double k[GROUP_GRAINS];
};

/* Writes nothing. */
MUST enum fault foresight_past(struct pg *pg, const struct warehouse *w, const struct past_wish *wish,
                               struct past_result *out, struct err *e);

#endif
