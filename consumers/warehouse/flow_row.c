/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_row.c - the key of a row, then its measures, in the order that is asked for; null in place of 0.
 */
#include "consumers/warehouse/flow_row.h"

#include "generated/embedded.h"
#include <string.h>

enum { KEY_COLUMNS_MOST = 6 };

static void copy_measure(struct bytes *out, const struct flow_row *row, enum measure m)
{
        if (flow_amount(row, m) == 0)
                pg_row_null(out);
        else if (m == M_elapsed_seconds)
                pg_row_int8(out, row->elapsed_seconds);
        else
                pg_row_int4(out, row->count[m]);
}

static void copy_key(struct bytes *out, const struct flow_row *row, enum flow_grain grain, int32_t shard)
{
        pg_row_begin(out, grain == GRAIN_DAY ? COLS_flow_day_copy : COLS_flow_half_month_copy);
        pg_row_date(out, row->key.day);
        pg_row_int4(out, (int32_t)row->key.agency);
        if (grain == GRAIN_HALF_MONTH)
                pg_row_int4(out, (int32_t)row->key.procedure);
        pg_row_int2(out, row->key.channel);
        pg_row_int2(out, row->key.case_kind);
        pg_row_int4(out, shard);
}

enum fault flow_rows_copy(struct pg *pg, const struct flow_row *rows, size_t n, enum flow_grain grain,
                          int32_t shard, struct bytes *buffer, struct err *e)
{
        int64_t copied;
        if (pg_copy_begin(pg, grain == GRAIN_DAY ? SQL_flow_day_copy : SQL_flow_half_month_copy, e) != OK)
                return e->kind;
        bytes_clear(buffer);
        for (size_t i = 0; i < n; i++) {
                copy_key(buffer, &rows[i], grain, shard);
                for (int m = 0; m < MEASURE_COUNT; m++)
                        copy_measure(buffer, &rows[i], (enum measure)m);
                if (pg_copy_put(pg, buffer, e) != OK)
                        return e->kind;
        }
        return pg_copy_end(pg, buffer, &copied, e);
}

/* ---- arrays of rows ---- */

static bool find_measure(struct text name, enum measure *out)
{
        for (int m = 0; m < MEASURE_COUNT; m++) {
                if (!text_equal(name, text_of(measure_names[m])))
                        continue;
                *out = (enum measure)m;
                return true;
        }
        return false;
}

static bool take_measures(const struct pg_result *r, struct flow_table tables[static GRAIN_COUNT])
{
        int n[GRAIN_COUNT] = {0};
        for (int row = 0; row < pg_rows(r); row++) {
                const enum flow_grain grain =
                        pg_get_int(r, row, COL_flow_table_by_half_month) ? GRAIN_HALF_MONTH : GRAIN_DAY;
                struct flow_table *t = &tables[grain];
                t->row_type = (uint32_t)pg_get_int(r, row, COL_flow_table_row_type);
                if (n[grain] == MEASURE_COUNT ||
                    !find_measure(pg_get_text(r, row, COL_flow_table_measure), &t->measures[n[grain]]))
                        return false;
                n[grain]++;
        }
        return n[GRAIN_DAY] == MEASURE_COUNT && n[GRAIN_HALF_MONTH] == MEASURE_COUNT;
}

enum fault flow_tables_read(struct pg *pg, struct flow_table tables[static GRAIN_COUNT], struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_flow_table, NULL, 0, &r, e) != OK)
                return e->kind;
        const bool known = take_measures(r, tables);
        pg_free(r);
        return known ? OK
                     : fail(e, FATAL,
                            "the tables of flows at %s have other measures than this program: run `hentra "
                            "setup`",
                            pg_address(pg));
}

struct pg_param flow_rows_param(struct bytes *array, struct bytes *buffer, const struct flow_table *table,
                                const struct flow_row *rows, size_t n, enum flow_grain grain, int32_t shard)
{
        uint32_t types[KEY_COLUMNS_MOST + MEASURE_COUNT];
        uint32_t *t = types;
        *t++ = PG_DATE;
        *t++ = PG_INT4;
        if (grain == GRAIN_HALF_MONTH)
                *t++ = PG_INT4;
        *t++ = PG_INT2;
        *t++ = PG_INT2;
        *t++ = PG_INT4;
        for (int i = 0; i < MEASURE_COUNT; i++)
                *t++ = table->measures[i] == M_elapsed_seconds ? PG_INT8 : PG_INT4;
        pg_records_begin(array, table->row_type, n);
        for (size_t i = 0; i < n; i++) {
                bytes_clear(buffer);
                copy_key(buffer, &rows[i], grain, shard);
                for (int m = 0; m < MEASURE_COUNT; m++)
                        copy_measure(buffer, &rows[i], table->measures[m]);
                pg_records_add(array, buffer, types);
        }
        return pg_records_param(array);
}
