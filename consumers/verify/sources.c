/* SPDX-License-Identifier: Apache-2.0
 *
 * sources.c - see sources.h.
 */
#include "consumers/verify/sources.h"

#include "generated/embedded.h"
#include <stdlib.h>

static micros last_kept(const struct pg_result *r, uint32_t source)
{
        for (int row = 0; row < pg_rows(r); row++) {
                if (pg_get_int(r, row, COL_verify_sources_source_id) == source)
                        return pg_get_instant(r, row, COL_verify_sources_last_stated_at);
        }
        return NO_TIME;
}

static micros last_said(const struct source_days *d, uint32_t source)
{
        micros last = NO_TIME;
        for (uint32_t at = d->last[source]; at; at = d->of[at - 1].before) {
                if (d->of[at - 1].last_stated > last)
                        last = d->of[at - 1].last_stated;
        }
        return last;
}

enum fault sources_compare(const struct source_days *d, int64_t dossiers, struct pg *pg, int64_t *differing,
                           struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_verify_sources, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                dossiers -= pg_get_int(r, row, COL_verify_sources_dossiers);
        *differing = llabs(dossiers);
        for (uint32_t source = 0; source < d->last_n; source++)
                *differing += last_said(d, source) > last_kept(r, source);
        pg_free(r);
        return OK;
}
