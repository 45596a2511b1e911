/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_stream.h - every dossier of the warehouse through the rules, one after another, in constant memory.
 *
 * For what flows cannot answer (any instant, any range by procedure) and for proving the flows.
 */
#ifndef HENTRA_WAREHOUSE_DOSSIER_STREAM_H
#define HENTRA_WAREHOUSE_DOSSIER_STREAM_H

#include "consumers/dossier/timeline.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/pg.h"

/* Visits all dossiers in no particular order. `row` has the columns COL_dossier_stream_…; it, history and
 * timeline live until the visit returns. */
struct dossier_visit {
        enum fault (*visit)(void *context, const struct pg_result *row, const struct history *h,
                            const struct timeline *t, struct err *e);
        void *context;
};
MUST enum fault dossier_stream(struct pg *pg, const struct warehouse *w, const struct dossier_visit *v,
                               struct err *e);

#endif
