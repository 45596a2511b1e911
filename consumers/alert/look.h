/* SPDX-License-Identifier: Apache-2.0
 *
 * look.h - one look at the deadlines: what the rules ask for at an instant, made true in one transaction.
 *
 * The alerts that stand after a look are those of the windows (window.h) at its instant: what is missing is raised, what
 * does not hold any more is cleared with its reason. A look asks only for what can have changed since the one before: due
 * dates that came into a window, dossiers that were named, or everything.
 *
 * Looks take turns by a row that each locks, also those of several alerters. So: a second alerter sees what the first one
 * did, and nothing is raised twice.
 */
#ifndef HENTRA_ALERT_LOOK_H
#define HENTRA_ALERT_LOOK_H

#include "consumers/alert/rules.h"
#include "core/base/bytes.h"
#include "core/base/calendar.h"
#include "core/base/text.h"
#include "core/lib/pg.h"
#include "core/program/clock.h"
#include <stdbool.h>

/* What is to be looked at, beside the due dates that time has reached. */
struct look_at {          /* zero: nothing else */
        struct bytes ids; /* of dossiers, one a line; may hold one twice */
        bool everything;
};
/* `ids`: one a line; empty: everything. More of them than are worth naming become everything. */
void look_at_add(struct look_at *l, struct text ids);
void look_at_clear(struct look_at *l); /* keeps the memory */
void look_at_free(struct look_at *l);

struct watch { /* what a look goes by; all borrowed */
        struct pg *pg;
        const struct calendar *calendar;
        const struct rules *rules;
        const struct clock *clock;
        const char *topic; /* of the loaders */
        micros patience;   /* real microseconds */
};

struct look_result {
        int64_t raised, cleared;
        micros next; /* when the next step fires, if nothing changes; END_OF_TIME: never */
        bool stale;  /* a loader is behind, or away: deadlines wait for `patience` */
        /* A loader is catching up: what it writes was not raised. Look at everything after so many real microseconds, should
         * it not be done before; 0: there is nothing to wait for. */
        micros waits;
};

/* Commits durably. RETRY, with nothing done, when the server is away or another alerter is in the way. */
MUST enum fault look(const struct watch *w, const struct look_at *at, struct look_result *out, struct err *e);

#endif
