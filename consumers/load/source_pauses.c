/* SPDX-License-Identifier: Apache-2.0
 *
 * source_pauses.c - see source_pauses.h. Nearly always there are none, and then nothing is compared.
 */
#include "consumers/load/source_pauses.h"

#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

static void read_row(struct paused_source *x, const struct pg_result *r, int row)
{
        const struct text code = pg_get_text(r, row, COL_source_pauses_code);
        const micros until = pg_get_instant(r, row, COL_source_pauses_until);
        *x = (struct paused_source){.source = (uint32_t)pg_get_int(r, row, COL_source_pauses_source_id),
                                    .until = until == NO_TIME ? END_OF_TIME : until,
                                    .len = code.len < SOURCE_MOST ? code.len : SOURCE_MOST};
        memcpy(x->code, code.at, x->len);
}

enum fault source_pauses_read(struct source_pauses *p, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_source_pauses, NULL, 0, &r, e) != OK)
                return e->kind;
        const size_t n = (size_t)pg_rows(r);
        p->of = need_realloc(p->of, (n + 1) * sizeof(*p->of));
        p->n = n;
        for (size_t i = 0; i < n; i++)
                read_row(&p->of[i], r, (int)i);
        pg_free(r);
        return OK;
}

uint32_t source_paused(const struct source_pauses *p, struct text code, micros now)
{
        for (size_t i = 0; i < p->n; i++) {
                const struct paused_source *x = &p->of[i];
                if (now < x->until && text_equal(code, (struct text){x->code, x->len}))
                        return x->source;
        }
        return 0;
}

void source_pauses_free(struct source_pauses *p)
{
        free(p->of);
        *p = (struct source_pauses){0};
}
