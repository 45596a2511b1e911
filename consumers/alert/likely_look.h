/* SPDX-License-Identifier: Apache-2.0
 *
 * likely_look.h - a look at the chances of dossiers to be late: raises an alert for each that has reached the
 * chance of a rule, and clears those of dossiers whose chance has fallen, that are overdue, or that ended, in
 * one transaction.
 *
 * The chance is that of hentra.dossier_risk(), by the newest fit (docs/foresight.md). It rises slowly while a
 * dossier runs, and falls only where something changes. So all are judged once a working day, when its first
 * office hour has begun, and after changes that nobody named; in between those that were named. What had
 * the chance of a rule when it began is never raised.
 *
 * A look needs the pauses of a dossier that are over, which are in its history only; it notes those of the
 * dossiers that were named.
 *
 * Looks take turns by the row that looks at deadlines lock, and of a dossier, a rule and a return date one
 * alert stands at most. So: neither a restart nor a second alerter raises one twice.
 */
#ifndef HENTRA_ALERT_LIKELY_LOOK_H
#define HENTRA_ALERT_LIKELY_LOOK_H

#include "consumers/warehouse/warehouse.h"
#include "core/base/calendar.h"
#include "core/base/text.h"
#include "core/lib/pg.h"

struct likely {           /* what an alerter remembers; zero: nothing was judged */
        int32_t day;      /* local, on which all were judged last; 0: never */
        micros judged_at; /* steady: when that was */
        bool all_changed; /* set by the alerter: any dossier may have changed, or its chance */
        bool warned;      /* that the fit is old */
};

struct likely_look { /* all borrowed */
        struct pg *pg;
        const struct warehouse *warehouse;
        const struct calendar *calendar;
        struct text ids; /* dossiers that changed, one per line */
        micros now;
        bool raises; /* false: loaders are behind or away, so ends may not be known yet */
};

/* Commits durably. RETRY, with nothing done, when the server is away or another alerter is in the way. */
MUST enum fault likely_look_run(struct likely *l, const struct likely_look *in, int64_t *raised,
                                int64_t *cleared, struct err *e);

#endif
