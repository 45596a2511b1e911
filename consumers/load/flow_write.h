/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_write.h - adding a batch's flows to the rows of its shard.
 */
#ifndef HENTRA_LOAD_FLOW_WRITE_H
#define HENTRA_LOAD_FLOW_WRITE_H

#include "consumers/load/position.h"
#include "consumers/warehouse/flow_sum.h"

/* Inside the batch's transaction, which has moved `shard`. The sums are finished here. *until: flows_until of the shard
 * once the transaction is committed. `scratch` is a buffer. */
MUST enum fault flows_write(struct pg *pg, struct flow_sums *sums, const struct position *shard,
                            struct bytes *scratch, int32_t *until, struct err *e);

#endif
