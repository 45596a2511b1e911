/* SPDX-License-Identifier: Apache-2.0
 *
 * form06_sums.h - what is kept for form 06, added up anew where flows were written since.
 *
 * Reports and views are right without it: they read the flows of half months that are stale, which takes
 * longer (sql/views/43_form06_sums.sql). So anybody may do it at any time, and two at once do no harm.
 */
#ifndef HENTRA_WAREHOUSE_FORM06_SUMS_H
#define HENTRA_WAREHOUSE_FORM06_SUMS_H

#include "core/lib/pg.h"
#include <stdbool.h>

/* Each in a transaction of its own. *ours: nobody else is at it. */
MUST enum fault form06_group(struct pg *pg, bool *ours, struct err *e);
/* One half month, which takes 20 to 50 ms of a province; *made: there was one that nobody is writing. */
MUST enum fault form06_sum(struct pg *pg, bool *made, struct err *e);

/* All of them, in the caller's transaction if there is one; progress is told `done` half months, unless it
 * is NULL. */
struct form06_progress {
        void (*half_month)(void *context, int done);
        void *context;
};
MUST enum fault form06_sum_all(struct pg *pg, const struct form06_progress *progress, struct err *e);

#endif
