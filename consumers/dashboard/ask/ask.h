/* SPDX-License-Identifier: Apache-2.0
 *
 * ask.h - the questions of the page, each answered by what it prints to standard output.
 *
 * All run in a transaction that acts as the job's role, and end it in no way. A fault is answered by its
 * kind: USAGE and POISON 400, a right that is missing 403, all else 503. `status` is for what is no fault.
 */
#ifndef HENTRA_ASK_ASK_H
#define HENTRA_ASK_ASK_H

#include "consumers/dashboard/job.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/calendar.h"
#include "core/lib/conf.h"
#include "core/program/clock.h"

struct asking {
        struct pg *pg;
        struct conf *conf;
        const struct warehouse *warehouse;
        const struct calendar *calendar;
        const struct clock *clock;
        const struct job *job;
        micros now;
        int status; /* 200 at first */
};

MUST enum fault ask_report(struct asking *a, struct err *e);  /* REPORTS, REPORT, DOWNLOAD */
MUST enum fault ask_audit(struct asking *a, struct err *e);   /* AUDIT */
MUST enum fault ask_words(struct asking *a, struct err *e);   /* what a query makes the JSON of */
MUST enum fault ask_alerts(struct asking *a, struct err *e);  /* ALERTS, NEWS */
MUST enum fault ask_dossier(struct asking *a, struct err *e); /* DOSSIER */

/* Rows of dashboard_alerts, or of a query with its columns, as a JSON array. */
void ask_print_alerts(const struct asking *a, const struct pg_result *r);

/* Instants in what the server prints as JSON are in the warehouse's zone from now on. */
MUST enum fault ask_in_zone(struct asking *a, struct err *e);

#endif
