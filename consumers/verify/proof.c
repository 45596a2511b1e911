/* SPDX-License-Identifier: Apache-2.0
 *
 * proof.c - columns are compared as bytes; the flows of histories and tables must cancel out.
 */
#include "consumers/verify/proof.h"

#include "consumers/warehouse/dossier_row.h"
#include "consumers/warehouse/dossier_stream.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

/* A result in binary has the same bytes in every column as a row of COPY. */
static bool same_columns(const struct bytes *expected, const struct pg_result *row)
{
        const uint8_t *p = expected->at + 2;
        for (int column = 0; column < COLS_dossier_stream; column++) {
                const uint32_t len = read_be32(p);
                p += 4;
                if ((len == UINT32_MAX) != pg_is_null(row, 0, column))
                        return false;
                if (len == UINT32_MAX)
                        continue;
                const struct text stored = pg_get_text(row, 0, column);
                if (stored.len != len || memcmp(stored.at, p, len) != 0)
                        return false;
                p += len;
        }
        return true;
}

static enum fault visit(void *context, const struct pg_result *row, const struct history *h,
                        const struct timeline *t, struct err *e)
{
        struct proof *p = context;
        const struct text id = pg_get_text(row, 0, COL_dossier_stream_dossier_id);
        p->dossiers++;
        p->received += t->received_at != NO_TIME;
        p->open += t->received_at != NO_TIME && t->ended_by == STATUS_UNKNOWN;
        flow_sums_add(&p->flows, t, p->warehouse->zone, 1);
        progress_show(p->progress, (uint64_t)p->dossiers, -1, NULL);
        bytes_clear(&p->expected);
        dossier_row_copy(&p->expected, COLS_dossier_stream, id, h, t, p->warehouse->zone);
        if (same_columns(&p->expected, row))
                return OK;
        if (p->damaged < 5)
                snprintf(p->damaged_id[p->damaged], sizeof(p->damaged_id[0]), "%.*s", (int)id.len, id.at);
        p->damaged++;
        return p->repair ? p->repair(p->context, id, h, t, e) : OK;
}

enum fault proof_read(struct proof *p, struct pg *pg, struct err *e)
{
        const struct dossier_visit v = {visit, p};
        return dossier_stream(pg, p->warehouse, &v, e);
}

#define DAY_COLUMN(name, about) [M_##name] = COL_flow_day_stream_##name,
static const int day_columns[MEASURE_COUNT] = {MEASURES(DAY_COLUMN)};
#define HALF_MONTH_COLUMN(name, about) [M_##name] = COL_flow_half_month_stream_##name,
static const int half_month_columns[MEASURE_COUNT] = {MEASURES(HALF_MONTH_COLUMN)};

static void subtract_row(struct flow_sum *sum, const struct flow_key *key, const struct pg_result *row,
                         const int columns[static MEASURE_COUNT])
{
        for (int m = 0; m < MEASURE_COUNT; m++) {
                const int64_t amount = pg_get_int(row, 0, columns[m]);
                if (amount)
                        flow_sum_add(sum, key, (enum measure)m, -amount);
        }
}

static enum fault subtract_day(void *context, const struct pg_result *row, struct err *e)
{
        struct proof *p = context;
        (void)e;
        const struct flow_key key = {.day = pg_get_date(row, 0, COL_flow_day_stream_day),
                                     .agency = (uint32_t)pg_get_int(row, 0, COL_flow_day_stream_agency_id),
                                     .channel = (uint8_t)pg_get_int(row, 0, COL_flow_day_stream_channel),
                                     .case_kind = (uint8_t)pg_get_int(row, 0, COL_flow_day_stream_case_kind)};
        subtract_row(&p->flows.day, &key, row, day_columns);
        return OK;
}

static enum fault subtract_half_month(void *context, const struct pg_result *row, struct err *e)
{
        struct proof *p = context;
        (void)e;
        const struct flow_key key = {
                .day = pg_get_date(row, 0, COL_flow_half_month_stream_half_month),
                .agency = (uint32_t)pg_get_int(row, 0, COL_flow_half_month_stream_agency_id),
                .procedure = (uint32_t)pg_get_int(row, 0, COL_flow_half_month_stream_procedure_id),
                .channel = (uint8_t)pg_get_int(row, 0, COL_flow_half_month_stream_channel),
                .case_kind = (uint8_t)pg_get_int(row, 0, COL_flow_half_month_stream_case_kind)};
        subtract_row(&p->flows.half_month, &key, row, half_month_columns);
        return OK;
}

enum fault proof_subtract(struct proof *p, struct pg *pg, struct err *e)
{
        if (pg_stream(pg, SQL_flow_day_stream, NULL, 0, subtract_day, p, e) != OK ||
            pg_stream(pg, SQL_flow_half_month_stream, NULL, 0, subtract_half_month, p, e) != OK)
                return e->kind;
        (void)flow_sums_finish(&p->flows);
        return OK;
}

void proof_free(struct proof *p)
{
        flow_sums_free(&p->flows);
        bytes_free(&p->expected);
}
