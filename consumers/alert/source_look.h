/* SPDX-License-Identifier: Apache-2.0
 *
 * source_look.h - a look at the sources: raises an alert for each that has gone silent (silence.h), and
 * clears those of sources that were heard again or are paused, or whose rule is gone, in one transaction.
 *
 * What is heard stands in hentra.source_day, so a look asks for the last event of each source, and for the
 * month before it only of those that are quiet for longer than the floor of a rule.
 *
 * Looks take turns by the row that looks at deadlines lock, and of a source and a rule one alert stands at
 * most. So: neither a restart nor a second alerter raises one twice.
 */
#ifndef HENTRA_ALERT_SOURCE_LOOK_H
#define HENTRA_ALERT_SOURCE_LOOK_H

#include "core/base/calendar.h"
#include "core/lib/pg.h"

struct source_look { /* all borrowed */
        struct pg *pg;
        const struct calendar *calendar;
        const struct zone *zone;
        micros now;
        bool raises; /* false: loaders are behind or away, so silence may be theirs */
};

/* Commits durably. RETRY, with nothing done, when the server is away or another alerter is in the way. */
MUST enum fault source_look_run(const struct source_look *in, int64_t *raised, int64_t *cleared,
                                struct err *e);

#endif
