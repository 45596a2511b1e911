/* SPDX-License-Identifier: Apache-2.0
 *
 * dry_run_report.h - the counts of a dry run, and their print.
 */
#ifndef HENTRA_SPOOL_DRY_RUN_REPORT_H
#define HENTRA_SPOOL_DRY_RUN_REPORT_H

#include "producers/format/mapping.h"
#include "producers/spool/tally.h"

struct dry_span {            /* of times */
        uint64_t n, untimed; /* `untimed` of n have no time */
        micros first, last;  /* of the others */
};

struct dry_counts {
        uint64_t rows, rejected, left_out, stood_in, events;
};

struct dry_report { /* zero, with `mapping`, is empty */
        const struct mapping *mapping;
        struct dry_counts file, total;
        uint64_t files, refused;
        struct dry_span status[STATUS_COUNT]; /* of events, and of what documents say */
        struct dry_span time[MAP_FIELDS];
        struct tally values[MAP_FIELDS]; /* cells, their note is our value; or our values */
        struct portal_tally portal;      /* of format = portal */
        struct tally words;              /* cells of the column that tells ends */
        struct tally rejected, noted;    /* reasons, of rows and of cells; their note is a place */
};

void dry_span_add(struct dry_span *s, micros t);

/* Adds the times of what an event says happened. */
void dry_report_times(struct dry_report *p, const struct event *v);

/* Prints the line of a file, and adds its counts to the total. */
void dry_report_file(struct dry_report *p, const char *name);
void dry_report_refused(struct dry_report *p, const char *name, const char *column, const char *reason);

void dry_report_print(struct dry_report *p);
void dry_report_free(struct dry_report *p);

#endif
