/* SPDX-License-Identifier: Apache-2.0
 *
 * freeze.h - `hentra report … --freeze NAME`: an answer is kept, so that it can be printed again as it was,
 * and compared with what is known later.
 *
 * Rule: only what can be repeated is frozen. A report that takes --as-of is asked a second time, in the same
 * snapshot, from its dossiers as known at the instant that is written down; a difference refuses it.
 */
#ifndef HENTRA_REPORT_FREEZE_FREEZE_H
#define HENTRA_REPORT_FREEZE_FREEZE_H

#include "consumers/report/reports.h"
#include "consumers/report/sheet.h"

/* Before anything is asked. USAGE: no such name is possible, or the report cannot be repeated, and why. */
MUST enum fault freeze_check(const char *name, const struct report *r, const struct question *q,
                             struct err *e);
/* Once the range is known. A range that is not over is counted as of now, from here on: *q. USAGE: a report
 * without --as-of cannot count such a range again. */
MUST enum fault freeze_range(const struct report *r, struct question *q, const struct zone *zone,
                             struct err *e);
struct freezing {
        const char *name;
        int64_t most; /* bytes of its rows, as they are kept: PostgreSQL takes no value of 1 GB */
};

/* Asks within the session's snapshot, ends it, and keeps rows and question in a transaction of its own.
 * USAGE: the name is taken (and whether by the same), what is asked again is not the same, or there are too
 * many rows. */
MUST enum fault freeze_report(const struct report *r, const struct question *q, const struct warehouse *w,
                              const struct sheet *s, const struct freezing *f, struct pg *pg, struct err *e);

#endif
