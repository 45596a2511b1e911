/* SPDX-License-Identifier: Apache-2.0
 *
 * known.c - finds the dossiers of a batch that are in the warehouse, without asking for each.
 *
 * A backfill brings hundreds of thousands of dossiers of which few are known. The worker remembers those that
 * it has written itself (known_memory.h). Where it cannot tell, the dossiers, sorted, are cut into ranges; a
 * range in which the table has nothing at all costs one look at the index. Only those of the other
 * ranges are asked for.
 */
#include "consumers/load/known.h"

#include "consumers/dossier/timeline.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>

enum {
        RANGE = 32,          /* dossiers of one range */
        ASK_FOR_EACH = 1024, /* up to so many dossiers the ranges are not worth a question of their own */
};

/* Both queries that read dossiers give the same columns. */
_Static_assert((int)COLS_load_dossier_read == (int)COLS_load_dossier_read_one &&
                       (int)COL_load_dossier_read_read_xmin == (int)COL_load_dossier_read_one_read_xmin,
               "load_dossier_read.sql and load_dossier_read_one.sql");

static enum fault keep(void *context, const struct pg_result *r, struct err *e)
{
        struct batch_dossiers *b = context;
        const struct text id = pg_get_text(r, 0, COL_load_dossier_read_dossier_id);
        struct batch_dossier *d = batch_find(b, id);
        const struct text history = pg_get_text(r, 0, COL_load_dossier_read_history);
        if (history.len == 0) /* it would pass for a dossier that is not there */
                return fail(e, FATAL, "the history of dossier %.*s is damaged: restore the row", (int)id.len,
                            id.at);
        batch_read_history(b, d, history);
        d->truncated = pg_get_int(r, 0, COL_load_dossier_read_marks) & HISTORY_TRUNCATED;
        d->read_xmin = (int32_t)pg_get_int(r, 0, COL_load_dossier_read_read_xmin);
        return OK;
}

/* Adds the ids of dossiers [from, to) to `ids`; returns how many there are then. */
static size_t list_ids(const struct batch_dossiers *b, size_t from, size_t to, struct text *ids, size_t n)
{
        for (size_t i = from; i < to && i < b->dossier_n; i++)
                ids[n++] = batch_id(b, &b->dossiers[i]);
        return n;
}

/* Lists in `ids` the dossiers of those ranges in which the table has any. */
static enum fault list_likely(struct pg *pg, const struct batch_dossiers *b, struct bytes scratch[2],
                              struct text *ids, size_t *n, struct err *e)
{
        const size_t ranges = (b->dossier_n + RANGE - 1) / RANGE;
        struct text *ends = need_alloc(2 * ranges * sizeof(*ends));
        for (size_t i = 0; i < ranges; i++) {
                const size_t last = (i + 1) * RANGE < b->dossier_n ? (i + 1) * RANGE : b->dossier_n;
                ends[i] = batch_id(b, &b->dossiers[i * RANGE]);
                ends[ranges + i] = batch_id(b, &b->dossiers[last - 1]);
        }
        const struct pg_param params[] = {pg_text_array(&scratch[0], ends, ranges),
                                          pg_text_array(&scratch[1], ends + ranges, ranges)};
        struct pg_result *r;
        const enum fault fault = pg_run(pg, SQL_load_dossier_ranges, params, 2, &r, e);
        free(ends);
        if (fault != OK)
                return fault;
        *n = 0;
        for (int i = 0; i < pg_rows(r); i++) {
                const size_t range = (size_t)pg_get_int(r, i, COL_load_dossier_ranges_number) - 1;
                *n = list_ids(b, range * RANGE, (range + 1) * RANGE, ids, *n);
        }
        pg_free(r);
        return OK;
}

/* Live, nearly every batch is one dossier. Its query is planned once: an array's is planned each time,
 * since how many dossiers it asks for decides what that costs. */
static enum fault read_one(struct pg *pg, struct batch_dossiers *b, struct text id, struct err *e)
{
        const struct pg_param param = pg_text(id);
        struct pg_result *r;
        if (pg_run_prepared(pg, SQL_load_dossier_read_one, &param, 1, &r, e) != OK)
                return e->kind;
        const enum fault fault = pg_rows(r) > 0 ? keep(b, r, e) : OK;
        pg_free(r);
        return fault;
}

static size_t list_remembered(const struct batch_dossiers *b, const struct known_memory *memory,
                              struct text *ids)
{
        size_t n = 0;
        for (size_t i = 0; i < b->dossier_n; i++) {
                const struct text id = batch_id(b, &b->dossiers[i]);
                if (known_memory_has(memory, id))
                        ids[n++] = id;
        }
        return n;
}

enum fault known_read(struct pg *pg, struct batch_dossiers *b, const struct known_memory *memory,
                      struct bytes scratch[2], struct err *e)
{
        struct text *ids = need_alloc((b->dossier_n + 1) * sizeof(*ids));
        size_t n = 0;
        enum fault fault = OK;
        batch_read_anew(b);
        if (memory)
                n = list_remembered(b, memory, ids);
        else if (b->dossier_n <= ASK_FOR_EACH)
                n = list_ids(b, 0, b->dossier_n, ids, 0);
        else
                fault = list_likely(pg, b, scratch, ids, &n, e);
        if (fault == OK && n == 1) {
                fault = read_one(pg, b, ids[0], e);
        } else if (fault == OK && n > 1) {
                const struct pg_param param = pg_text_array(&scratch[0], ids, n);
                fault = pg_stream(pg, SQL_load_dossier_read, &param, 1, keep, b, e);
        }
        free(ids);
        return fault;
}
