/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_stream.c - a single-row result, unpacked and derived row by row.
 */
#include "consumers/warehouse/dossier_stream.h"

#include "consumers/dossier/history_bytes.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>

struct streaming {
        const struct warehouse *warehouse;
        const struct dossier_visit *v;
        struct history h;
        struct timeline t;
};

static enum fault read_history(const struct pg_result *row, struct history *h, struct err *e)
{
        const struct text history = pg_get_text(row, 0, COL_dossier_stream_history);
        const bool truncated = pg_get_int(row, 0, COL_dossier_stream_marks) & HISTORY_TRUNCATED;
        if (history_unpack(h, (const uint8_t *)history.at, history.len, truncated) && h->n > 0)
                return OK;
        const struct text id = pg_get_text(row, 0, COL_dossier_stream_dossier_id);
        return fail(e, FATAL, "the history of dossier %.*s is damaged (%zu bytes): restore the row",
                    (int)id.len, id.at, history.len);
}

static enum fault stream_row(void *context, const struct pg_result *row, struct err *e)
{
        struct streaming *s = context;
        if (read_history(row, &s->h, e) != OK)
                return e->kind;
        timeline_derive(&s->h, s->warehouse->rule, s->warehouse->zone, &s->t);
        return s->v->visit(s->v->context, row, &s->h, &s->t, e);
}

enum fault dossier_stream(struct pg *pg, const struct warehouse *w, const struct dossier_visit *v,
                          struct err *e)
{
        struct streaming *s = need_alloc(sizeof(*s));
        s->warehouse = w;
        s->v = v;
        const enum fault fault = pg_stream(pg, SQL_dossier_stream, NULL, 0, stream_row, s, e);
        free(s);
        return fault;
}
