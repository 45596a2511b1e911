/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_row.c - the one place that knows the columns of the flow tables.
 */
#include "consumers/warehouse/flow_row.h"

#include "generated/embedded.h"

static void copy_flow(struct bytes *out, const struct flow_row *row, enum flow_grain grain, int32_t shard)
{
        pg_row_begin(out, MEASURE_COUNT + (grain == GRAIN_HALF_MONTH ? 6 : 5));
        pg_row_date(out, row->key.day);
        pg_row_int4(out, (int32_t)row->key.agency);
        if (grain == GRAIN_HALF_MONTH)
                pg_row_int4(out, (int32_t)row->key.procedure);
        pg_row_int2(out, row->key.channel);
        pg_row_int2(out, row->key.case_kind);
        pg_row_int4(out, shard);
        for (int m = 0; m < MEASURE_COUNT; m++) {
                if (m == M_elapsed_seconds)
                        pg_row_int8(out, row->elapsed_seconds);
                else
                        pg_row_int4(out, row->count[m]);
        }
}

enum fault flow_rows_copy(struct pg *pg, const struct flow_row *rows, size_t n, enum flow_grain grain,
                          int32_t shard, struct bytes *buffer, struct err *e)
{
        int64_t copied;
        if (pg_copy_begin(pg, grain == GRAIN_DAY ? SQL_flow_day_copy : SQL_flow_half_month_copy, e) != OK)
                return e->kind;
        bytes_clear(buffer);
        for (size_t i = 0; i < n; i++) {
                copy_flow(buffer, &rows[i], grain, shard);
                if (pg_copy_put(pg, buffer, e) != OK)
                        return e->kind;
        }
        return pg_copy_end(pg, buffer, &copied, e);
}

struct pg_param flow_rows_param(struct bytes *array, struct bytes *buffer, uint32_t row_type,
                                const struct flow_row *rows, size_t n, enum flow_grain grain, int32_t shard)
{
        uint32_t types[6 + MEASURE_COUNT];
        uint32_t *t = types;
        *t++ = PG_DATE;
        *t++ = PG_INT4;
        if (grain == GRAIN_HALF_MONTH)
                *t++ = PG_INT4;
        *t++ = PG_INT2;
        *t++ = PG_INT2;
        *t++ = PG_INT4;
        for (int m = 0; m < MEASURE_COUNT; m++)
                *t++ = m == M_elapsed_seconds ? PG_INT8 : PG_INT4;
        pg_records_begin(array, row_type, n);
        for (size_t i = 0; i < n; i++) {
                bytes_clear(buffer);
                copy_flow(buffer, &rows[i], grain, shard);
                pg_records_add(array, buffer, types);
        }
        return pg_records_param(array);
}
