/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_row.h - sums of flows as rows of flow_day and flow_half_month.
 */
#ifndef HENTRA_WAREHOUSE_FLOW_ROW_H
#define HENTRA_WAREHOUSE_FLOW_ROW_H

#include "consumers/warehouse/flow_sum.h"
#include "core/base/bytes.h"
#include "core/lib/pg.h"

enum flow_grain { GRAIN_DAY, GRAIN_HALF_MONTH };

/* Sends n rows of a finished sum through COPY into the grain's table, with `shard`. `buffer` is scratch. */
MUST enum fault flow_rows_copy(struct pg *pg, const struct flow_row *rows, size_t n, enum flow_grain grain,
                               int32_t shard, struct bytes *buffer, struct err *e);

/* The same rows as one parameter, for statements that add to what is there: an array of the grain's table, whose row type
 * has that oid. `array` and `buffer` are scratch; the parameter lies in `array`. */
struct pg_param flow_rows_param(struct bytes *array, struct bytes *buffer, uint32_t row_type,
                                const struct flow_row *rows, size_t n, enum flow_grain grain, int32_t shard);

#endif
