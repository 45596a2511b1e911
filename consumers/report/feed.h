/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.h - the flows of a report, gathered from the cheapest source that has them.
 *
 *   flow_day         any range of days, unless a group needs the procedure; its whole half months come from
 *                    flow_form06
 *   flow_form06_field  by level or field, when the range consists of half months and no catalogue changes
 *                    within one
 *   flow_half_month  so too by agency or procedure, and while loaders have written most half months anew
 *   the dossiers     everything else, and every report as of or as known at an instant: the rules run
 *                    over all of them
 */
#ifndef HENTRA_REPORT_FEED_H
#define HENTRA_REPORT_FEED_H

#include "consumers/report/answer.h"
#include "consumers/report/question.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/pg.h"

/* Zero is empty. */
struct flows {
        uint32_t type; /* oid of hentra.gathered_flow */
        int32_t *only; /* agencies whose flows are added, ascending; NULL: all */
        size_t only_n;
        size_t n;             /* records */
        struct bytes records; /* each flow as a composite value, in PostgreSQL's binary format */
        struct bytes row;     /* the flow that is being added */
        struct bytes array;   /* the finished array: its head and `records` */
};
void flows_free(struct flows *f);
/* The flows as a parameter, which the SQL casts to gathered_flow[]. Borrowed until the next call or
 * flows_free(). */
struct pg_param flows_param(struct flows *f);

/* Only reads, inside the caller's transaction, which has one snapshot for all queries. The caller frees
 * `f`, also after a fault. */
MUST enum fault flows_gather(struct pg *pg, const struct warehouse *w, const struct question *q,
                             struct population *p, struct flows *f, struct err *e);
/* Adds what was resolved in the range and is marked BACKDATED or ERASED, for the query of form 06 alone. */
MUST enum fault flows_add_marked(struct pg *pg, const struct question *q, struct flows *f, struct err *e);

#endif
