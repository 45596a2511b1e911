/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_write.c - new rows by COPY, the others added to.
 *
 * Rule: only the owner of a position writes flows of its shard, and the position holds the last day of any
 * (flows_until).
 * So: a row on a day after flows_until is new, and is COPYed. A row on an earlier day is new too if this
 * owner has written all rows since (flow_memory.unsure_until) and has not set its bit. All other rows are
 * added to what may be there.
 */
#include "consumers/load/flow_write.h"

#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

enum { REMEMBERED_MOST = FLOW_BITS / 8 }; /* with more, too many keys would share a bit */
enum { ADDED_AT_ONCE = 2048 };            /* rows of one parameter: some 1 MB */

static const char *const sql_add[] = {
        [GRAIN_DAY] = SQL_load_flow_day,
        [GRAIN_HALF_MONTH] = SQL_load_flow_half_month,
};

enum fault flow_writer_open(struct flow_writer *w, struct pg *pg, struct err *e)
{
        w->pg = pg;
        return flow_tables_read(pg, w->tables, e);
}

void flow_writer_free(struct flow_writer *w)
{
        bytes_free(&w->row);
        bytes_free(&w->array[0]);
        bytes_free(&w->array[1]);
        free(w->memory.bits);
        *w = (struct flow_writer){0};
}

/* The position remembers the last day, whatever this batch adds. */
static void finish(struct flow_writer *w, struct flow_sums *sums, const struct position *shard)
{
        const int32_t last = flow_sums_finish(sums);
        w->until = last > shard->flows_until ? last : shard->flows_until;
}

static struct pg_param rows_param(struct flow_writer *w, const struct flow_row *rows, size_t n,
                                  enum flow_grain grain, int32_t shard)
{
        return flow_rows_param(&w->array[grain], &w->row, &w->tables[grain], rows, n, grain, shard);
}

static enum fault add_rows(struct flow_writer *w, const struct flow_row *rows, size_t n,
                           enum flow_grain grain, int32_t shard, struct err *e)
{
        for (size_t i = 0; i < n; i += ADDED_AT_ONCE) {
                const size_t some = n - i < ADDED_AT_ONCE ? n - i : ADDED_AT_ONCE;
                const struct pg_param param = rows_param(w, rows + i, some, grain, shard);
                if (pg_run(w->pg, sql_add[grain], &param, 1, NULL, e) != OK)
                        return e->kind;
        }
        return OK;
}

/* ---- rows that may be there ---- */

/* From now on the rows whose bits are set are those that were written; up to `until` there may be others. */
static void memory_begin(struct flow_memory *m, int32_t until)
{
        if (m->bits)
                memset(m->bits, 0, FLOW_BITS / 8);
        else
                m->bits = need_alloc(FLOW_BITS / 8);
        m->bits_n = 0;
        m->unsure_until = until;
}

static void memory_turn_to(struct flow_memory *m, const struct position *shard)
{
        const bool same = m->bits && m->position_id == shard->position_id && m->epoch == shard->epoch &&
                          m->until == shard->flows_until;
        if (!same || m->bits_n > REMEMBERED_MOST)
                memory_begin(m, shard->flows_until);
        m->position_id = shard->position_id;
        m->epoch = shard->epoch;
}

static uint64_t bit_of(const struct flow_key *key, enum flow_grain grain)
{
        return (flow_key_hash(key) + grain) % FLOW_BITS;
}

static bool may_be_there(const struct flow_memory *m, const struct flow_key *key, enum flow_grain grain)
{
        const int32_t until = grain == GRAIN_HALF_MONTH && m->unsure_until != NO_DAY
                                      ? half_month_of(m->unsure_until)
                                      : m->unsure_until;
        const uint64_t bit = bit_of(key, grain);
        return key->day <= until || m->bits[bit / 64] >> bit % 64 & 1;
}

static void memory_add(struct flow_memory *m, const struct flow_key *key, enum flow_grain grain)
{
        const uint64_t bit = bit_of(key, grain);
        m->bits[bit / 64] |= UINT64_C(1) << bit % 64;
        m->bits_n++;
}

/* Takes the rows that may be there out of the sum; both keep their order. The caller frees *there. */
static size_t split_old(struct flow_memory *m, struct flow_sum *sum, enum flow_grain grain,
                        struct flow_row **there)
{
        size_t new = 0, old = 0;
        for (size_t i = 0; i < sum->n; i++)
                old += may_be_there(m, &sum->rows[i].key, grain);
        *there = need_alloc(old * sizeof(**there));
        old = 0;
        for (size_t i = 0; i < sum->n; i++) {
                if (may_be_there(m, &sum->rows[i].key, grain))
                        (*there)[old++] = sum->rows[i];
                else
                        sum->rows[new ++] = sum->rows[i];
        }
        sum->n = new;
        for (size_t i = 0; i < new; i++)
                memory_add(m, &sum->rows[i].key, grain);
        return old;
}

static enum fault write_grain(struct flow_writer *w, struct flow_sum *sum, enum flow_grain grain,
                              int32_t shard, struct err *e)
{
        struct flow_row *there;
        const size_t old = split_old(&w->memory, sum, grain, &there);
        enum fault fault = add_rows(w, there, old, grain, shard, e);
        free(there);
        if (fault == OK && sum->n > 0)
                fault = flow_rows_copy(w->pg, sum->rows, sum->n, grain, shard, &w->row, e);
        if (fault == OK || strcmp(pg_sqlstate(w->pg), "23505") != 0)
                return fault;
        return fail(e, FATAL,
                    "shard %d has flows that its position's owner did not write: `hentra verify --repair` "
                    "writes them anew",
                    shard);
}

enum fault flows_write(struct flow_writer *w, struct flow_sums *sums, const struct position *shard,
                       struct err *e)
{
        const int32_t id = shard->position_id;
        finish(w, sums, shard);
        memory_turn_to(&w->memory, shard);
        if (write_grain(w, &sums->day, GRAIN_DAY, id, e) != OK ||
            write_grain(w, &sums->half_month, GRAIN_HALF_MONTH, id, e) != OK)
                return e->kind;
        w->memory.until = w->until;
        if (w->until == shard->flows_until)
                return OK;
        const struct pg_param params[] = {pg_int4(id), pg_date(w->until)};
        return pg_run(w->pg, SQL_position_flows, params, 2, NULL, e);
}

int flows_pipeline(struct flow_writer *w, struct flow_sums *sums, const struct position *shard)
{
        const struct flow_sum *both[] = {[GRAIN_DAY] = &sums->day, [GRAIN_HALF_MONTH] = &sums->half_month};
        int added = 0;
        finish(w, sums, shard);
        w->memory.position_id = 0; /* what is added here is not remembered */
        for (int grain = 0; grain < 2; grain++) {
                if (both[grain]->n == 0)
                        continue;
                const struct pg_param param =
                        rows_param(w, both[grain]->rows, both[grain]->n, grain, shard->position_id);
                pg_pipeline_add(w->pg, sql_add[grain], &param, 1);
                added++;
        }
        if (w->until != shard->flows_until) {
                const struct pg_param params[] = {pg_int4(shard->position_id), pg_date(w->until)};
                pg_pipeline_add(w->pg, SQL_position_flows, params, 2);
                added++;
        }
        return added;
}
