/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_stream.c - a COPY of the table, unpacked and derived row by row.
 */
#include "consumers/warehouse/dossier_stream.h"

#include "consumers/dossier/history_bytes.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>

struct streaming {
        const struct warehouse *warehouse;
        const struct dossier_visit *v;
        struct history h;
        struct timeline t;
};

static enum fault read_history(struct text id, struct text history, int64_t marks, struct history *h,
                               struct err *e)
{
        if (history_unpack(h, (const uint8_t *)history.at, history.len, marks & HISTORY_TRUNCATED) &&
            h->n > 0)
                return OK;
        return fail(e, FATAL, "the history of dossier %.*s is damaged (%zu bytes): restore the row",
                    (int)id.len, id.at, history.len);
}

static enum fault stream_row(void *context, struct text row, struct err *e)
{
        struct streaming *s = context;
        struct dossier_stored stored = {.row = row};
        struct text history = {0};
        int64_t marks = 0;
        const char *at = pg_copied_begin(row);
        for (int column = 0; column <= COL_dossier_stream_procedure_id; column++) {
                switch (column) {
                case COL_dossier_stream_dossier_id:
                        stored.id = pg_copied_next(&at);
                        break;
                case COL_dossier_stream_history:
                        history = pg_copied_next(&at);
                        break;
                case COL_dossier_stream_marks:
                        marks = pg_copied_int(&at);
                        break;
                case COL_dossier_stream_agency_id:
                        stored.agency = (uint32_t)pg_copied_int(&at);
                        break;
                case COL_dossier_stream_procedure_id:
                        stored.procedure = (uint32_t)pg_copied_int(&at);
                        break;
                default:
                        (void)pg_copied_next(&at);
                }
        }
        if (read_history(stored.id, history, marks, &s->h, e) != OK)
                return e->kind;
        timeline_derive(&s->h, s->warehouse->rule, s->warehouse->zone, &s->t);
        return s->v->visit(s->v->context, &stored, &s->h, &s->t, e);
}

static enum fault stream(struct pg *pg, const char *sql, const struct warehouse *w,
                         const struct dossier_visit *v, struct err *e)
{
        struct streaming *s = need_alloc(sizeof(*s));
        s->warehouse = w;
        s->v = v;
        const enum fault fault = pg_copy_out(pg, sql, stream_row, s, e);
        free(s);
        return fault;
}

enum fault dossier_stream(struct pg *pg, const struct warehouse *w, const struct dossier_visit *v,
                          struct err *e)
{
        return stream(pg, SQL_dossier_stream, w, v, e);
}

enum fault dossier_stream_brief(struct pg *pg, const struct warehouse *w, const struct dossier_visit *v,
                                struct err *e)
{
        return stream(pg, SQL_dossier_stream_brief, w, v, e);
}

enum fault dossier_stream_petitions(struct pg *pg, const struct warehouse *w, const struct dossier_visit *v,
                                    struct err *e)
{
        return stream(pg, SQL_petition_stream, w, v, e);
}

_Static_assert((int)COL_dossier_stream_brief_dossier_id == (int)COL_dossier_stream_dossier_id &&
                       (int)COL_dossier_stream_brief_procedure_id == (int)COL_dossier_stream_procedure_id,
               "dossier_stream_brief is read as dossier_stream");
/* Both queries have the same columns; a COPY takes no parameter. */
_Static_assert((int)COL_dossier_stream_since_procedure_id == (int)COL_dossier_stream_procedure_id &&
                       (int)COLS_dossier_stream_since == (int)COLS_dossier_stream,
               "dossier_stream_since is read as dossier_stream");

enum fault dossier_stream_since(struct pg *pg, const struct warehouse *w, micros since,
                                const struct dossier_visit *v, struct err *e)
{
        char at[32], sql[96];
        snprintf(sql, sizeof(sql), "set hentra.since = '%s'", moment_format(since, at));
        return pg_script(pg, sql, e) == OK ? stream(pg, SQL_dossier_stream_since, w, v, e) : e->kind;
}
