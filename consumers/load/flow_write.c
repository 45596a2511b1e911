/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_write.c - new rows by COPY, the others added to.
 *
 * Rule: only the owner of a position writes flows of its shard, and the position says up to which day there are any.
 * So: what is dated later cannot be there yet, and goes straight into the table. A backfill hardly does anything else.
 */
#include "consumers/load/flow_write.h"

#include "consumers/warehouse/flow_row.h"
#include "generated/embedded.h"
#include <string.h>

static const struct {
        const char *sql_copy, *sql_change_copy, *sql_add;
} grains[] = {
        [GRAIN_DAY] = {SQL_flow_day_copy, SQL_load_flow_day_change_copy, SQL_load_flow_day},
        [GRAIN_HALF_MONTH] = {SQL_flow_half_month_copy, SQL_load_flow_half_month_change_copy,
                              SQL_load_flow_half_month},
};

/* Rows up to and including `until` may be there. */
static enum fault write_grain(struct pg *pg, const struct flow_sum *sum, enum flow_grain grain, int32_t until,
                              int32_t shard, struct bytes *scratch, struct err *e)
{
        size_t old = 0;
        while (old < sum->n && sum->rows[old].key.day <= until)
                old++;
        if (old > 0 && (flow_rows_copy(pg, grains[grain].sql_change_copy, sum->rows, old, grain, shard,
                                       scratch, e) != OK ||
                        pg_run(pg, grains[grain].sql_add, NULL, 0, NULL, e) != OK))
                return e->kind;
        if (old == sum->n || flow_rows_copy(pg, grains[grain].sql_copy, sum->rows + old, sum->n - old, grain,
                                            shard, scratch, e) == OK)
                return OK;
        if (!strcmp(pg_sqlstate(pg), "23505"))
                return fail(e, FATAL,
                            "shard %d has flows after its position's flows_until: `hentra verify --repair` "
                            "writes them anew",
                            shard);
        return e->kind;
}

static int32_t last_day(const struct flow_sum *sum)
{
        return sum->n ? sum->rows[sum->n - 1].key.day : NO_DAY;
}

static int32_t later_of(int32_t a, int32_t b)
{
        return a > b ? a : b;
}

enum fault flows_write(struct pg *pg, struct flow_sums *sums, const struct position *shard,
                       struct bytes *scratch, int32_t *until, struct err *e)
{
        const int32_t id = shard->position_id, old = shard->flows_until;
        struct flow_sum *day = &sums->day, *half = &sums->half_month;
        *until = old;
        flow_sum_finish(day);
        flow_sum_finish(half);
        if (write_grain(pg, day, GRAIN_DAY, old, id, scratch, e) != OK ||
            write_grain(pg, half, GRAIN_HALF_MONTH, old == NO_DAY ? NO_DAY : half_month_of(old), id, scratch,
                        e) != OK)
                return e->kind;
        *until = later_of(*until, later_of(last_day(day), last_day(half)));
        if (*until == old)
                return OK;
        const struct pg_param params[] = {pg_int4(id), pg_date(*until)};
        return pg_run(pg, SQL_position_flows, params, 2, NULL, e);
}
