/* SPDX-License-Identifier: Apache-2.0
 *
 * sources.c - see sources.h.
 */
#include "consumers/setup/sources.h"

#include "consumers/warehouse/dossier_stream.h"
#include "consumers/warehouse/source_day.h"
#include "core/program/progress.h"
#include "generated/embedded.h"

struct filling {
        struct warehouse warehouse;
        struct source_days days;
        struct progress progress;
        int64_t dossiers;
};

static enum fault visit(void *context, const struct dossier_stored *stored, const struct history *h,
                        const struct timeline *t, struct err *e)
{
        struct filling *f = context;
        (void)stored;
        (void)t;
        (void)e;
        source_days_of_history(&f->days, f->warehouse.zone, h);
        progress_show(&f->progress, (uint64_t)++f->dossiers, -1, NULL);
        return OK;
}

static enum fault fill(struct filling *f, struct pg *pg, struct err *e)
{
        const struct dossier_visit v = {visit, f};
        struct err rollback;
        progress_start(&f->progress, "sources", 0, false);
        enum fault fault = pg_script(pg, SQL_setup_sources_begin, e);
        if (fault == OK)
                fault = dossier_stream(pg, &f->warehouse, &v, e);
        if (fault == OK)
                fault = source_days_replace(pg, &f->days, e);
        if (fault == OK)
                fault = pg_script(pg, "commit", e);
        else if (!pg_broken(pg))
                (void)!pg_script(pg, "rollback", &rollback);
        progress_end(&f->progress, (uint64_t)f->dossiers);
        return fault;
}

enum fault sources_fill(struct pg *pg, struct err *e)
{
        struct filling f = {0};
        struct err old;
        struct pg_result *r;
        if (pg_run(pg, SQL_setup_sources_unfilled, NULL, 0, &r, e) != OK)
                return e->kind;
        const bool unfilled = pg_get_int(r, 0, COL_setup_sources_unfilled_unfilled) != 0;
        pg_free(r);
        if (!unfilled || warehouse_open(&f.warehouse, pg, &old) != OK)
                return OK;
        const enum fault fault = fill(&f, pg, e);
        source_days_free(&f.days);
        warehouse_close(&f.warehouse);
        return fault;
}
