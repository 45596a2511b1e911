/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_row.h - sums of flows as rows of flow_day and flow_half_month.
 *
 * Most measures of a row are 0, which the tables have as null: a bit instead of four bytes.
 *
 * A COPY names its columns (flow_day_copy.sql, flow_half_month_copy.sql), with the measures in the order of
 * measure.h. An array of rows has the columns of the table in the order of the table, where a measure that
 * came later is the last: the server is asked.
 */
#ifndef HENTRA_WAREHOUSE_FLOW_ROW_H
#define HENTRA_WAREHOUSE_FLOW_ROW_H

#include "consumers/warehouse/flow_sum.h"
#include "core/base/bytes.h"
#include "core/lib/pg.h"

enum flow_grain { GRAIN_DAY, GRAIN_HALF_MONTH, GRAIN_COUNT };

/* Sends n rows of a finished sum through COPY into the grain's table, with `shard`. `buffer` is scratch. */
MUST enum fault flow_rows_copy(struct pg *pg, const struct flow_row *rows, size_t n, enum flow_grain grain,
                               int32_t shard, struct bytes *buffer, struct err *e);

/* The table of a grain as the server has it. */
struct flow_table {
        uint32_t row_type;                    /* its oid */
        enum measure measures[MEASURE_COUNT]; /* in the order of its columns */
};
/* FATAL: a table has other measures than this program, or the views are older (says to run setup). */
MUST enum fault flow_tables_read(struct pg *pg, struct flow_table tables[static GRAIN_COUNT], struct err *e);

/* The same rows as one parameter, for queries that add to what is there: an array of rows of the grain's
 * table. `array` and `buffer` are scratch; the parameter lies in `array`. */
struct pg_param flow_rows_param(struct bytes *array, struct bytes *buffer, const struct flow_table *table,
                                const struct flow_row *rows, size_t n, enum flow_grain grain, int32_t shard);

#endif
