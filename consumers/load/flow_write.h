/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_write.h - adding a batch's flows to the rows of its shard.
 */
#ifndef HENTRA_LOAD_FLOW_WRITE_H
#define HENTRA_LOAD_FLOW_WRITE_H

#include "consumers/warehouse/flow_row.h"
#include "consumers/warehouse/flow_sum.h"
#include "consumers/warehouse/position.h"

/* The rows that the shard written last may have: those dated up to `unsure_until`, and those whose bit is
 * set. Several keys may share a bit; one that is not set is certain. */
enum { FLOW_BITS = 1 << 22 };
struct flow_memory { /* zero is empty and ready */
        int32_t position_id;
        int64_t epoch;
        int32_t until; /* flows_until as it was left */
        int32_t unsure_until;
        size_t bits_n; /* how many were set */
        uint64_t *bits;
};

struct flow_writer {   /* zero is closed */
        struct pg *pg; /* borrowed */
        struct flow_table tables[GRAIN_COUNT];
        struct bytes row, array[GRAIN_COUNT];
        struct flow_memory memory;
        int32_t until; /* flows_until of the shard once what was written is committed */
};
MUST enum fault flow_writer_open(struct flow_writer *w, struct pg *pg, struct err *e);
void flow_writer_free(struct flow_writer *w);

/* Inside the batch's transaction, which has moved `shard`; finishes the sums. */
MUST enum fault flows_write(struct flow_writer *w, struct flow_sums *sums, const struct position *shard,
                            struct err *e);
/* The same for few flows, into a pipeline: adds at most FLOW_QUERIES queries, returns how many. */
enum { FLOW_QUERIES = 3 };
int flows_pipeline(struct flow_writer *w, struct flow_sums *sums, const struct position *shard);

#endif
