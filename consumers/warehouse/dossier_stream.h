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

/* A dossier as the table has it. */
struct dossier_stored {
        struct text id;
        uint32_t agency, procedure; /* as the columns say */
        struct text row; /* in the binary format of COPY, as dossier_row_copy() makes it; of a brief stream
                          * its first columns only */
};

/* Visits all dossiers in no particular order. What a visit is given lives until it returns. */
struct dossier_visit {
        enum fault (*visit)(void *context, const struct dossier_stored *stored, const struct history *h,
                            const struct timeline *t, struct err *e);
        void *context;
};
MUST enum fault dossier_stream(struct pg *pg, const struct warehouse *w, const struct dossier_visit *v,
                               struct err *e);
/* The same for a visit that does not read `row`: the server sends half as much. */
MUST enum fault dossier_stream_brief(struct pg *pg, const struct warehouse *w, const struct dossier_visit *v,
                                     struct err *e);
/* All of it, without those that were never received, or ended before `since`. */
MUST enum fault dossier_stream_since(struct pg *pg, const struct warehouse *w, micros since,
                                     const struct dossier_visit *v, struct err *e);

/* A brief stream of petitions alone. */
MUST enum fault dossier_stream_petitions(struct pg *pg, const struct warehouse *w,
                                         const struct dossier_visit *v, struct err *e);

#endif
