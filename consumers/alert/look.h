/* SPDX-License-Identifier: Apache-2.0
 *
 * look.h - a look: one check of the deadlines, which raises and clears alerts in one transaction.
 *
 * After a look the open alerts are those of the windows (window.h) at its instant: missing ones are raised,
 * those that do not hold any more are cleared with their reason. A look asks only for what can have changed
 * since the one before: due dates that came into a window or passed it, and dossiers that were named. So it
 * takes as long as there are changes, however many alerts are open. Dossiers whose change was not named are
 * found by a sweep (sweep.h), and named to a look then.
 *
 * Looks take turns by a row that each locks, also those of several alerters. So: a second alerter sees what
 * the first one did, and nothing is raised twice.
 */
#ifndef HENTRA_ALERT_LOOK_H
#define HENTRA_ALERT_LOOK_H

#include "consumers/alert/alert_rules.h"
#include "core/base/calendar.h"
#include "core/base/text.h"
#include "core/lib/pg.h"
#include "core/program/clock.h"
#include <stdbool.h>

struct look_inputs { /* all borrowed */
        struct pg *pg;
        const struct calendar *calendar;
        const struct alert_rules *rules;
        const struct clock *clock;
        const char *topic; /* of the loaders */
        micros patience;   /* real microseconds */
};

struct look_result {
        int64_t raised, cleared;
        micros next;  /* instant at which the next step fires, if nothing changes; END_OF_TIME: never */
        micros as_of; /* instant whose windows the open alerts are those of now */
        bool stale;   /* a loader is behind, or away: deadlines wait for `patience` */
        /* A loader is catching up, and the dossiers that were named were not raised. The caller names them
         * again when it has caught up, or after so many real microseconds; 0: no loader is catching up. */
        micros waits;
};

/* `ids`: dossiers that have changed, one per line; may name one twice. Commits durably. RETRY, with nothing
 * done, when the server is away or another alerter is in the way. */
MUST enum fault look_run(const struct look_inputs *in, struct text ids, struct look_result *out,
                         struct err *e);

#endif
