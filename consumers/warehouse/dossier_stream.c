/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_stream.c - a single-row result, unpacked and derived row by row.
 */
#include "consumers/warehouse/dossier_stream.h"

#include "consumers/warehouse/dossier_row.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>

struct streaming {
        const struct warehouse *warehouse;
        const struct dossier_visit *v;
        struct history h;
        struct timeline t;
};

static enum fault stream_row(void *context, const struct pg_result *row, struct err *e)
{
        struct streaming *s = context;
        if (dossier_row_history(row, 0, 0, 1, 2, &s->h, e) != OK)
                return e->kind;
        derive(&s->h, s->warehouse->rule, &s->t);
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
