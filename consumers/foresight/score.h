/* SPDX-License-Identifier: Apache-2.0
 *
 * score.h - how good chances were, once it is known what came. Pure.
 *
 * The Brier score is the mean of (chance - outcome) squared, outcome 1: it ended late, 0: it did not (G. W.
 * Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78, 1950).
 * Beside it stands that of somebody who gives every dossier the share that came late in the end (base * (1 -
 * base)), which is more than anybody could know beforehand. Skill is the part of that which is saved: 1 -
 * Brier / that; 1: all was known, 0: no better, below 0: worse. Tenths show whether a chance means what it
 * says: of the dossiers that were given 20 to 30 %, 20 to 30 % should have come late.
 */
#ifndef HENTRA_FORESIGHT_SCORE_H
#define HENTRA_FORESIGHT_SCORE_H

#include <stdbool.h>
#include <stdint.h>

enum { SCORE_TENTHS = 10 };

struct score { /* zero is empty */
        struct {
                int64_t judged, late;
                double chances; /* their sum */
        } tenth[SCORE_TENTHS];  /* a chance of 1 is of the last one */
        int64_t judged, late;
        double squares;
};

void score_add(struct score *s, double chance, bool late);
/* Nothing was judged: 0. */
double score_brier(const struct score *s);
double score_base(const struct score *s);
/* All were late, or none was: 0. */
double score_skill(const struct score *s);

#endif
