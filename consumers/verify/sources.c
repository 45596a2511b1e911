/* SPDX-License-Identifier: Apache-2.0
 *
 * sources.c - see sources.h.
 */
#include "consumers/verify/sources.h"

#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>

/* By source: when it stated anything last; the caller frees it. */
static micros *last_said(const struct source_days *d)
{
        micros *last = need_alloc((d->last_n + 1) * sizeof(*last));
        for (size_t i = 0; i < d->last_n; i++)
                last[i] = NO_TIME;
        for (size_t i = 0; i < d->n; i++) {
                if (d->of[i].last_stated > last[d->of[i].source])
                        last[d->of[i].source] = d->of[i].last_stated;
        }
        return last;
}

enum fault sources_compare(const struct source_days *d, int64_t dossiers, struct pg *pg, int64_t *differing,
                           struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_verify_sources, NULL, 0, &r, e) != OK)
                return e->kind;
        micros *last = last_said(d);
        for (int row = 0; row < pg_rows(r); row++) {
                const size_t source = (size_t)pg_get_int(r, row, COL_verify_sources_source_id);
                dossiers -= pg_get_int(r, row, COL_verify_sources_dossiers);
                if (source < d->last_n &&
                    last[source] <= pg_get_instant(r, row, COL_verify_sources_last_stated_at))
                        last[source] = NO_TIME;
        }
        *differing = llabs(dossiers);
        for (size_t source = 0; source < d->last_n; source++)
                *differing += last[source] != NO_TIME;
        free(last);
        pg_free(r);
        return OK;
}
