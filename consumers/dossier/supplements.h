/* SPDX-License-Identifier: Apache-2.0
 *
 * supplements.h - the times at which an agency asked for more papers, and how long it waited for them.
 *
 * A supplement is a transition into status 5 from the reception to the last end; several statements of 5 one
 * after another are one. It is answered by whatever comes after it: 2 or 4, another pause, or an end. Void
 * occurrences (timeline.h) are none.
 *
 * Source: the description of index 766, which takes the time of one supplement off, and takes a dossier with
 * more than one for late. One-stop systems write a second step 5 when a supplement is complete, so steps must
 * not be counted.
 */
#ifndef HENTRA_DOSSIER_SUPPLEMENTS_H
#define HENTRA_DOSSIER_SUPPLEMENTS_H

#include "consumers/dossier/timeline.h"

enum { SUPPLEMENTS_MOST = 32 };

struct supplement {
        micros requested_at, answered_at; /* END_OF_TIME: not yet */
};

/* In order; returns how many there are, of which at most SUPPLEMENTS_MOST are listed. */
int supplements_list(const struct history *h, const struct rule *rule,
                     struct supplement out[static SUPPLEMENTS_MOST]);

#endif
