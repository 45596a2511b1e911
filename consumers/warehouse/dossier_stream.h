/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_stream.h - every dossier of the warehouse through the rules, one after another, in constant memory.
 *
 * For what flows cannot answer (any instant, any range by procedure) and for proving the flows.
 */
#ifndef HENTRA_WAREHOUSE_DOSSIER_STREAM_H
#define HENTRA_WAREHOUSE_DOSSIER_STREAM_H

#include "consumers/dossier/timeline.h"
#include "core/lib/pg.h"

struct warehouse { /* what was fixed at setup */
        struct zone *zone;
        const struct rule *rule;
        int rule_version; /* as it stands there; another than rule->version only for who repairs */
        bool same_rules;  /* the facts are of these very rules; false only for who repairs */
};
/* FATAL: no warehouse here (says to run setup), or its zone is unknown to this program, or its rule version is, or
 * was replaced, or means other rules here (says to run verify --repair). */
MUST enum fault warehouse_open(struct warehouse *w, struct pg *pg, struct err *e);
/* The same, but facts of a version that was replaced are no obstacle: `rule` is its successor. */
MUST enum fault warehouse_open_to_repair(struct warehouse *w, struct pg *pg, struct err *e);
void warehouse_close(struct warehouse *w); /* zero is fine */

/* Visits all dossiers in no particular order. `row` has the columns of sql/queries/dossier_stream.sql; history
 * and timeline live until the visit returns. */
struct dossier_visit {
        enum fault (*visit)(void *context, const struct pg_result *row, const struct history *h,
                            const struct timeline *t, struct err *e);
        void *context;
};
MUST enum fault dossier_stream(struct pg *pg, const struct warehouse *w, const struct dossier_visit *v,
                               struct err *e);

#endif
