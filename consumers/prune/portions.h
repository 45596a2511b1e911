/* SPDX-License-Identifier: Apache-2.0
 *
 * portions.h - walks a table that grows, some pages at a time, and deletes in each portion what is over
 * and old.
 *
 * Rule: a portion is one transaction, with its counts in the row of the run (hentra.prune_run). So a
 * kill loses one portion at most, and the next run begins anew and finds less.
 * Rule: the query itself decides what goes, by what it sees in its own snapshot, and gives a reason for
 * everything else.
 */
#ifndef HENTRA_PRUNE_PORTIONS_H
#define HENTRA_PRUNE_PORTIONS_H

#include "core/base/moment.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include "core/program/progress.h"
#include <stdbool.h>
#include <stdint.h>

/* In the order of the work: an alert goes when no delivery of it is left. */
enum prune_kind { PRUNE_DELIVERIES, PRUNE_ALERTS, PRUNE_QUARANTINE, PRUNE_KINDS };
extern const char *const prune_names[PRUNE_KINDS]; /* "deliveries" … */
extern const char *const prune_keys[PRUNE_KINDS];  /* "prune.deliveries" … */

enum { PRUNE_REASONS = 8, PRUNE_REASON_MOST = 96 };
struct prune_found {           /* of one kind */
        int64_t days;          /* of its key; 0: all are kept, and nothing is looked at */
        micros before;         /* what was over before this goes */
        int64_t pages;         /* of its table */
        int64_t rows;          /* that go, or have gone */
        int64_t more;          /* of alerts: their raisings and clearings */
        int64_t bytes;         /* of all these rows, without indexes */
        micros oldest, newest; /* when they were over; NO_TIME: there are none */
        int reasons;
        struct {
                char why[PRUNE_REASON_MOST];
                int64_t rows;
        } stays[PRUNE_REASONS];
};

struct prune {
        struct pg *pg;
        struct progress *progress;
        bool dry_run;
        int32_t run_id; /* row of hentra.prune_run, once prune_begin() has added it */
        struct prune_found found[PRUNE_KINDS];
        int64_t frozen, frozen_rows; /* frozen reports, which stay for good, and their rows */
        bool reads_only;             /* the server */
};

/* Reads the days of each kind, and the size of its table. A run that is not dry adds its row. RETRY: another
 * run is under way, and did not end within wait_s seconds. `alerter_now`: by the clock of the alerter, by
 * which alerts are dated. */
MUST enum fault prune_begin(struct prune *p, const struct conf *conf, micros alerter_now, int wait_s,
                            struct err *e);

/* Looks at all of one kind, and deletes what goes unless the run is dry. RETRY: it was stopped. What was
 * deleted by then is committed and counted, also after a fault. */
MUST enum fault prune_walk(struct prune *p, enum prune_kind kind, struct err *e);

/* Marks the run as through; nothing for a dry one. */
MUST enum fault prune_end(struct prune *p, struct err *e);

#endif
