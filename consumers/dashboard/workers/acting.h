/* SPDX-License-Identifier: Apache-2.0
 *
 * acting.h - the connection of a worker, and the transactions in which it acts as a job's role.
 *
 * Rule: the role, its time-out and its rights are those of one transaction (SET LOCAL): with its end nothing
 * of the role is left.
 */
#ifndef HENTRA_WORKERS_ACTING_H
#define HENTRA_WORKERS_ACTING_H

#include "consumers/dashboard/job.h"
#include "consumers/dashboard/visits.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/calendar.h"
#include "core/base/moment.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"

struct acting {
        struct conf *conf; /* borrowed */
        struct pg *pg;     /* NULL: there is no connection */
        struct warehouse warehouse;
        struct calendar *calendar;
        micros read_at;       /* steady; 0: not read */
        micros until;         /* steady: the end of the job's time, for all of its queries */
        char role[ROLE_MOST]; /* of the job before */
};

/* Connects where there is no connection, or none any more. As pg_open(); waits for nothing. */
MUST enum fault acting_connect(struct acting *a, struct err *e);
void acting_disconnect(struct acting *a);

/* From now on the job has its time: dashboard.timeout, or of an errand dashboard.errand_timeout. */
void acting_set_time(struct acting *a, const struct job *j);
/* A read only snapshot, or of a job that changes something a transaction that reads and writes, as the job's
 * role. FATAL: nobody may act as it, or it may not log in any more. RETRY: the database. */
MUST enum fault acting_begin(struct acting *a, const struct job *j, struct err *e);
/* The warehouse and its calendars, read anew from time to time; inside a transaction. */
MUST enum fault acting_read_settings(struct acting *a, struct err *e);
/* Waits for its end, however long: its outcome has to be known. */
MUST enum fault acting_commit(struct acting *a, struct err *e);
/* Rolls back what is left of a transaction. */
void acting_end(struct acting *a);

#endif
