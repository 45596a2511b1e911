/* SPDX-License-Identifier: Apache-2.0
 *
 * other_looks.h - what follows on a look at the deadlines: a look at the chances of dossiers (likely_look.h)
 * and, once a minute, at the sources (source_look.h).
 */
#ifndef HENTRA_ALERT_OTHER_LOOKS_H
#define HENTRA_ALERT_OTHER_LOOKS_H

#include "consumers/alert/agenda.h"
#include "consumers/alert/likely_look.h"

struct other_looks {     /* zero: nothing was looked at */
        bool sources;    /* set by the caller: they are due */
        bool were_fresh; /* the loaders, at the last look at the sources, and at each look since then */
        struct likely likely;
};

struct other_looks_inputs { /* all borrowed */
        struct pg *pg;
        const struct warehouse *warehouse;
        const struct calendar *calendar;
        struct agenda *agenda; /* behind the look at the deadlines */
        micros now;
        bool looked; /* there was one in this round; else what is under way is gone on with */
};

/* More is to be done at once. */
bool other_looks_go_on(const struct other_looks *o);

MUST enum fault other_looks_run(struct other_looks *o, const struct other_looks_inputs *in, struct err *e);

#endif
