/* SPDX-License-Identifier: Apache-2.0
 *
 * ask.h - the questions of the page, each answered by what it prints to standard output.
 *
 * All run in a transaction that acts as the job's role. Questions end it in no way; it is rolled back. What
 * changes something sets `keep`, and it is committed when there was no fault. A fault is answered by its
 * kind: USAGE and POISON 400, a right that is missing 403, all else 503. `status` 404 and 503: with the text
 * of the fault.
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

        /* of what changes something: */
        bool keep;
        char changed[160]; /* for the log: what was done to which name */
        /* Others were told, or a part is committed: it is logged after a fault, too. */
        bool done;
        char before[160]; /* what was done before a fault, for who asked; "": nothing */
        /* No transaction may be open while somebody else's server is waited for, or the database would end it
         * and the connection. `leave` commits it; `enter` begins another one, if the role still may. */
        enum fault (*leave)(struct asking *a, struct err *e), (*enter)(struct asking *a, struct err *e);
        void *worker; /* for these */
};

MUST enum fault ask_report(struct asking *a, struct err *e);    /* REPORTS, REPORT, DOWNLOAD */
MUST enum fault ask_audit(struct asking *a, struct err *e);     /* AUDIT */
MUST enum fault ask_ack(struct asking *a, struct err *e);       /* ACK */
MUST enum fault ask_rules(struct asking *a, struct err *e);     /* RULES, RULE, RULE_TRY */
MUST enum fault ask_receivers(struct asking *a, struct err *e); /* RECEIVERS, RECEIVER */
MUST enum fault ask_replay(struct asking *a, struct err *e);    /* REPLAY */
MUST enum fault ask_words(struct asking *a, struct err *e);     /* what a query makes the JSON of */
MUST enum fault ask_alerts(struct asking *a, struct err *e);    /* ALERTS, NEWS */
MUST enum fault ask_dossier(struct asking *a, struct err *e);   /* DOSSIER */

/* Rows of dashboard_alerts, or of a query with its columns, as a JSON array. */
void ask_print_alerts(const struct asking *a, const struct pg_result *r);

/* Instants in what the server prints as JSON are in the warehouse's zone from now on. */
MUST enum fault ask_in_zone(struct asking *a, struct err *e);

#endif
