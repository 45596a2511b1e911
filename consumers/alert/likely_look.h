/* SPDX-License-Identifier: Apache-2.0
 *
 * likely_look.h - looks at the chances of dossiers to be late: raise an alert for each that has reached the
 * chance of a rule, and clear those of dossiers whose chance has fallen, or that ended.
 *
 * The chance is that of hentra.dossier_risk(), by the newest fit (docs/foresight.md). It rises slowly while a
 * dossier runs, and falls only where something changes. So all are judged once a working day, when its first
 * office hour has begun, and after changes that nobody named; in between those that were named. A chance that
 * swings around that of the rule does not raise and clear each day: it must fall by the rule's margin.
 *
 * All are judged portion by portion, by return date, each in a transaction of its own: a look is one of them,
 * and between two the caller looks at deadlines. A fault ends a look, not what was judged before it.
 *
 * When a rule judges for the first time, what is likely to be late and was received before its start mark is
 * history, noted as such, and never raised.
 *
 * A look needs the pauses of a dossier that are over, which are in its history only. It notes those of the
 * dossiers that were named, and of all that were written since pauses were noted: while a fit was reading,
 * while no alerter ran, or without a notice.
 *
 * That a return date passes is no matter of these looks: the look that raises being overdue clears being
 * likely late in the same transaction (alert_clear.sql).
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

struct likely {                 /* what an alerter remembers; zero: nothing was judged */
        int32_t day;            /* local, on which all were judged last, or began to be; 0: never */
        micros judged_at;       /* steady: when that began */
        micros began;           /* the same by the clock; a rule that begins later waits for the next time */
        bool all_changed;       /* set by the alerter: any dossier may have changed, or its chance */
        bool warned;            /* that the fit is old */
        bool under_way;         /* all are being judged */
        bool held;              /* but not now: loaders are behind */
        micros behind;          /* return dates up to this one are done */
        int64_t horizon, noted; /* as of its beginning: of alert_likely_rules.sql */
};

struct likely_look { /* all borrowed */
        struct pg *pg;
        const struct warehouse *warehouse;
        const struct calendar *calendar;
        struct text ids; /* dossiers that changed, one per line */
        micros now;
        bool raises; /* false: loaders are behind or away, so ends may not be known yet */
};

/* More is to be judged at once, without a look at deadlines before. */
bool likely_look_goes_on(const struct likely *l);

/* Commits durably. RETRY, with nothing done, when the server is away or another alerter is in the way. */
MUST enum fault likely_look_run(struct likely *l, const struct likely_look *in, int64_t *raised,
                                int64_t *cleared, struct err *e);

#endif
