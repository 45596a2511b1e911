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

#include "consumers/report/range.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/event.h"
#include "core/lib/pg.h"
#include <stdbool.h>

enum group { BY_LEVEL, BY_AGENCY, BY_FIELD, BY_PROCEDURE, BY_CHANNEL, BY_PROVINCE, GROUP_COUNT };
extern const char *const group_names[GROUP_COUNT];
enum { GROUPS_MOST = 2 };

struct question {
        struct range range;
        enum group groups[GROUPS_MOST]; /* the second within the first */
        int groups_n;
        enum case_kind case_kind;
        bool with_vertical;  /* counts the agencies of ministries too (agency.vertical) */
        bool tells_channels; /* one from another, not only those online from the others */
        bool restated;       /* agencies are those of restated_to, else as they were on the day of a flow */
        int32_t restated_to;
};

/* The sources and agencies behind the figures: for the notes below a report. */
struct population {
        const char *source;        /* name of one of the sources above */
        int64_t vertical_received; /* dossiers received by vertical agencies in the range */
        bool vertical;             /* vertical agencies have any flow at all */
        int64_t inferred;          /* agencies that no catalogue names */
        bool stand_ins;            /* in the flows one agency stands for others */
        bool marked;               /* dossiers may bear marks that form 06 counts */
};

/* Zero is empty. */
struct flows {
        uint32_t type;        /* oid of hentra.gathered_flow */
        size_t n;             /* records */
        struct bytes records; /* each flow as a composite value, in PostgreSQL's binary format */
        struct bytes row;     /* the flow that is being added */
        struct bytes array;   /* the finished array: its head and `records` */
};
void flows_free(struct flows *f);
/* The flows as a parameter, which the SQL casts to gathered_flow[]. Borrowed until the next call or
 * flows_free(). */
struct pg_param flows_param(struct flows *f);
/* The day of the agencies; null: that of each flow. */
struct pg_param question_restated(const struct question *q);
/* The groups as text[], in the caller's buffer. */
struct pg_param question_groups(const struct question *q, struct bytes *buffer);

/* Only reads, inside the caller's transaction, which has one snapshot for all queries. The caller frees
 * `f`, also after a fault. */
MUST enum fault flows_gather(struct pg *pg, const struct warehouse *w, const struct question *q,
                             struct population *p, struct flows *f, struct err *e);
/* Adds what was resolved in the range and is marked BACKDATED or ERASED, for the query of form 06 alone. */
MUST enum fault flows_add_marked(struct pg *pg, const struct question *q, struct flows *f, struct err *e);

#endif
