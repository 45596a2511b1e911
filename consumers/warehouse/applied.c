/* SPDX-License-Identifier: Apache-2.0
 *
 * applied.c - a row of hentra.script for each thing that is made anew: the views, the days of the calendar.
 */
#include "consumers/warehouse/applied.h"

#include "generated/embedded.h"

enum fault applied_read(struct pg *pg, const char *name, int64_t *fingerprint, bool *found, struct err *e)
{
        const struct pg_param param = pg_text(text_of(name));
        struct pg_result *r;
        if (pg_run(pg, SQL_applied_read, &param, 1, &r, e) != OK)
                return e->kind;
        *found = pg_rows(r) > 0;
        *fingerprint = *found ? pg_get_int(r, 0, COL_applied_read_fingerprint) : 0;
        pg_free(r);
        return OK;
}

enum fault applied_record(struct pg *pg, const char *name, int64_t fingerprint, struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(name)), pg_int8(fingerprint)};
        return pg_run(pg, SQL_applied_record, params, 2, NULL, e);
}
