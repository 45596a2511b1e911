/* SPDX-License-Identifier: Apache-2.0
 *
 * proof.h - histories of the dossiers, compared with the tables that are derived from them.
 *
 * A dossier's history is the only original; columns and flows are derived from it. The proof derives them
 * again and lists the differences.
 */
#ifndef HENTRA_VERIFY_PROOF_H
#define HENTRA_VERIFY_PROOF_H

#include "consumers/warehouse/flow_sum.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/bytes.h"
#include "core/lib/pg.h"
#include "core/program/progress.h"

struct proof { /* zero is ready */
        const struct warehouse *warehouse;
        int64_t dossiers, received, open;
        int64_t damaged; /* dossiers whose columns are not what timeline_derive() says */
        char damaged_id[5][80];
        struct flow_sums flows; /* of the histories */
        /* Called with each row whose columns differ; NULL: only count. */
        enum fault (*repair)(void *context, struct text dossier_id, const struct history *h,
                             const struct timeline *t, struct err *e);
        void *context;
        struct bytes expected;     /* scratch: the row that a dossier should have */
        struct progress *progress; /* borrowed */
};

/* Streams every dossier: counts, compares the columns, adds up the flows. */
MUST enum fault proof_read(struct proof *p, struct pg *pg, struct err *e);

/* Subtracts the tables' flows (shards summed) from p->flows. The rest are the differences, positive where the
 * tables lack something. Both sums of p->flows are
 * finished then (flow_sum.h). */
MUST enum fault proof_subtract(struct proof *p, struct pg *pg, struct err *e);

void proof_free(struct proof *p);

#endif
