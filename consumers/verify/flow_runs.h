/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_runs.h - sums of flows of one grain, as many as there are, in bounded memory.
 *
 * A sum in memory (flow_sum.h) that has become large is set aside as a run: its rows in order of key, packed,
 * 20 to 40 bytes each. At the end the runs are merged: every key comes once, in order.
 */
#ifndef HENTRA_VERIFY_FLOW_RUNS_H
#define HENTRA_VERIFY_FLOW_RUNS_H

#include "consumers/verify/spill.h"
#include "consumers/warehouse/flow_sum.h"
#include "core/base/err.h"
#include <stdbool.h>

struct flow_run {
        int64_t from, to; /* in the spill */
};
struct flow_runs { /* zero is empty and ready */
        struct flow_run *runs;
        size_t n, capacity;
        int64_t total[MEASURE_COUNT]; /* of all rows */
};
/* Finishes the sum, sets its rows aside and clears it. */
MUST enum fault flow_runs_add(struct flow_runs *r, struct spill *spill, struct flow_sum *sum, struct err *e);
void flow_runs_free(struct flow_runs *r);

/* Walks all rows: nothing may be added to the spill meanwhile. `memory`: bytes for all buffers together (a
 * run has 4 KiB at least). */
struct flow_merge;
MUST enum fault flow_merge_open(struct flow_merge **m, const struct flow_runs *r, const struct spill *spill,
                                size_t memory, struct err *e);
/* The next key whose amounts are not all 0; *any false: there is none. */
MUST enum fault flow_merge_next(struct flow_merge *m, struct flow_row *out, bool *any, struct err *e);
void flow_merge_close(struct flow_merge *m); /* NULL is fine */

/* True: at least one amount is not 0. */
bool flow_row_counts(const struct flow_row *row);
void flow_row_put(struct flow_row *row, enum measure measure, int64_t amount); /* added to what is there */
/* Adds the amounts of another row `sign` times. */
void flow_row_add(struct flow_row *row, const struct flow_row *other, int sign);

#endif
