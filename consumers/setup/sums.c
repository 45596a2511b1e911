/* SPDX-License-Identifier: Apache-2.0
 *
 * sums.c - half month by half month, each committed.
 */
#include "consumers/setup/sums.h"

#include "consumers/warehouse/form06_sums.h"
#include "core/program/progress.h"
#include "generated/embedded.h"
#include <stdio.h>

enum { WORTH_SHOWING = 48 }; /* half months: some seconds */

struct making {
        struct progress progress;
        int64_t of;
};

static void show(void *context, int done)
{
        struct making *m = context;
        char of[48];
        snprintf(of, sizeof(of), "of %lld half months", (long long)m->of);
        progress_show(&m->progress, (uint64_t)done, m->of ? (double)done / (double)m->of : -1, of);
}

enum fault sums_make(struct pg *pg, struct err *e)
{
        struct making m = {0};
        struct pg_result *r;
        if (pg_run(pg, SQL_setup_form06_stale, NULL, 0, &r, e) != OK)
                return e->kind;
        m.of = pg_get_int(r, 0, COL_setup_form06_stale_half_months);
        pg_free(r);
        if (m.of == 0)
                return OK;
        progress_start(&m.progress, "form 06", 0, m.of >= WORTH_SHOWING);
        const enum fault fault = form06_sum_all(pg, &(struct form06_progress){show, &m}, e);
        progress_end(&m.progress, (uint64_t)m.of);
        return fault;
}
