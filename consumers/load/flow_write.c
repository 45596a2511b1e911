/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_write.c - new rows by COPY, the others added to.
 *
 * Rule: only the owner of a position writes flows of its shard, and the position says up to which day there are any.
 * So: what is dated later cannot be there yet, and goes straight into the table. A backfill hardly does anything else.
 */
#include "consumers/load/flow_write.h"

#include "generated/embedded.h"
#include <string.h>

enum { ADDED_AT_ONCE = 512 }; /* rows of one parameter: some 250 kB */

static const struct {
        const char *sql_copy, *sql_add;
} grains[] = {
        [GRAIN_DAY] = {SQL_flow_day_copy, SQL_load_flow_day},
        [GRAIN_HALF_MONTH] = {SQL_flow_half_month_copy, SQL_load_flow_half_month},
};

enum fault flow_writer_open(struct flow_writer *w, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        w->pg = pg;
        if (pg_run(pg, SQL_load_flow_types, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int grain = 0; grain < 2; grain++)
                w->row_types[grain] = (uint32_t)pg_get_int(r, 0, grain);
        pg_free(r);
        return OK;
}

void flow_writer_free(struct flow_writer *w)
{
        bytes_free(&w->row);
        bytes_free(&w->array[0]);
        bytes_free(&w->array[1]);
        *w = (struct flow_writer){0};
}

static int32_t last_day(const struct flow_sum *sum)
{
        return sum->n ? sum->rows[sum->n - 1].key.day : NO_DAY;
}

static int32_t later_of(int32_t a, int32_t b)
{
        return a > b ? a : b;
}

static void finish(struct flow_writer *w, struct flow_sums *sums, const struct position *shard)
{
        flow_sum_finish(&sums->day);
        flow_sum_finish(&sums->half_month);
        w->until = later_of(shard->flows_until, later_of(last_day(&sums->day), last_day(&sums->half_month)));
}

static struct pg_param rows_param(struct flow_writer *w, const struct flow_row *rows, size_t n,
                                  enum flow_grain grain, int32_t shard)
{
        return flow_rows_param(&w->array[grain], &w->row, w->row_types[grain], rows, n, grain, shard);
}

static enum fault add_rows(struct flow_writer *w, const struct flow_row *rows, size_t n,
                           enum flow_grain grain, int32_t shard, struct err *e)
{
        for (size_t i = 0; i < n; i += ADDED_AT_ONCE) {
                const size_t some = n - i < ADDED_AT_ONCE ? n - i : ADDED_AT_ONCE;
                const struct pg_param param = rows_param(w, rows + i, some, grain, shard);
                if (pg_run(w->pg, grains[grain].sql_add, &param, 1, NULL, e) != OK)
                        return e->kind;
        }
        return OK;
}

/* Rows up to and including `until` may be there. */
static enum fault write_grain(struct flow_writer *w, const struct flow_sum *sum, enum flow_grain grain,
                              int32_t until, int32_t shard, struct err *e)
{
        size_t old = 0;
        while (old < sum->n && sum->rows[old].key.day <= until)
                old++;
        if (add_rows(w, sum->rows, old, grain, shard, e) != OK)
                return e->kind;
        if (old == sum->n || flow_rows_copy(w->pg, grains[grain].sql_copy, sum->rows + old, sum->n - old,
                                            grain, shard, &w->row, e) == OK)
                return OK;
        if (!strcmp(pg_sqlstate(w->pg), "23505"))
                return fail(e, FATAL,
                            "shard %d has flows after its position's flows_until: `hentra verify --repair` "
                            "writes them anew",
                            shard);
        return e->kind;
}

enum fault flows_write(struct flow_writer *w, struct flow_sums *sums, const struct position *shard,
                       struct err *e)
{
        const int32_t id = shard->position_id, old = shard->flows_until;
        finish(w, sums, shard);
        if (write_grain(w, &sums->day, GRAIN_DAY, old, id, e) != OK ||
            write_grain(w, &sums->half_month, GRAIN_HALF_MONTH, old == NO_DAY ? NO_DAY : half_month_of(old),
                        id, e) != OK)
                return e->kind;
        if (w->until == old)
                return OK;
        const struct pg_param params[] = {pg_int4(id), pg_date(w->until)};
        return pg_run(w->pg, SQL_position_flows, params, 2, NULL, e);
}

int flows_pipeline(struct flow_writer *w, struct flow_sums *sums, const struct position *shard)
{
        const struct flow_sum *both[] = {[GRAIN_DAY] = &sums->day, [GRAIN_HALF_MONTH] = &sums->half_month};
        int added = 0;
        finish(w, sums, shard);
        for (int grain = 0; grain < 2; grain++) {
                if (both[grain]->n == 0)
                        continue;
                const struct pg_param param =
                        rows_param(w, both[grain]->rows, both[grain]->n, grain, shard->position_id);
                pg_pipeline_add(w->pg, grains[grain].sql_add, &param, 1);
                added++;
        }
        if (w->until != shard->flows_until) {
                const struct pg_param params[] = {pg_int4(shard->position_id), pg_date(w->until)};
                pg_pipeline_add(w->pg, SQL_position_flows, params, 2);
                added++;
        }
        return added;
}
