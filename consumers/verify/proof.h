/* SPDX-License-Identifier: Apache-2.0
 *
 * proof.h - histories of the dossiers, compared with the tables that are derived from them.
 *
 * A dossier's history is the only original; columns and flows are derived from it. The proof derives them
 * again and lists the differences. Its memory does not grow with the warehouse: sums of flows are set aside
 * in runs (flow_runs.h), which are compared with the tables in order of key.
 */
#ifndef HENTRA_VERIFY_PROOF_H
#define HENTRA_VERIFY_PROOF_H

#include "consumers/verify/flow_runs.h"
#include "consumers/verify/members.h"
#include "consumers/warehouse/flow_row.h"
#include "consumers/warehouse/flow_sum.h"
#include "consumers/warehouse/source_day.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/bytes.h"
#include "core/lib/pg.h"
#include "core/program/progress.h"

enum { PROOF_EXAMPLES = 5 };

struct proof {
        const struct warehouse *warehouse;
        struct progress *progress; /* borrowed */
        int64_t dossiers, received, open;
        int64_t damaged; /* dossiers whose columns are not what timeline_derive() says */
        char damaged_id[PROOF_EXAMPLES][80];
        int64_t different[GRAIN_COUNT]; /* keys whose amounts in the table are others */
        /* Amounts that the table lacks, of the first ones. */
        struct flow_row lacks[GRAIN_COUNT][PROOF_EXAMPLES];
        bool no_key; /* a table has a row with a key that no dossier can have */
        struct members members;
        struct source_days sources; /* of the histories */

        /* Called with each row whose columns differ, and with the right amounts (maybe none) of each key that
         * differs; NULL: only count. */
        enum fault (*repair)(void *context, struct text dossier_id, const struct history *h,
                             const struct timeline *t, struct err *e);
        enum fault (*repair_flow)(void *context, enum flow_grain grain, const struct flow_row *right,
                                  struct err *e);
        void *context;

        /* Flows of the histories. */
        struct flow_sums sums; /* not yet set aside */
        struct flow_runs runs[GRAIN_COUNT];
        struct spill spill;
        size_t rows_most;      /* in memory, of both grains */
        struct bytes expected; /* scratch: the row that a dossier should have */
};

/* `memory`: load.memory. `warehouse` may be opened later. */
void proof_init(struct proof *p, const struct warehouse *warehouse, int64_t memory,
                struct progress *progress);
void proof_free(struct proof *p);

/* Streams every dossier: counts, compares the columns, adds up the flows. */
MUST enum fault proof_read(struct proof *p, struct pg *pg, struct err *e);

/* Streams the rows of both grains (shards summed) and compares them. */
MUST enum fault proof_compare(struct proof *p, struct pg *pg, struct err *e);

/* Walks what the rows of a grain should be, after proof_read(). */
MUST enum fault proof_merge(const struct proof *p, enum flow_grain grain, struct flow_merge **m,
                            struct err *e);

#endif
