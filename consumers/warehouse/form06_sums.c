/* SPDX-License-Identifier: Apache-2.0
 *
 * form06_sums.c - calls the functions of sql/views/43_form06_sums.sql.
 */
#include "consumers/warehouse/form06_sums.h"

#include "generated/embedded.h"

static enum fault ask(struct pg *pg, const char *sql, int column, bool *answer, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, sql, NULL, 0, &r, e) != OK)
                return e->kind;
        *answer = pg_get_int(r, 0, column);
        pg_free(r);
        return OK;
}

/* As batches are committed: a synchronous standby that is away is not waited for. */
static enum fault ask_alone(struct pg *pg, const char *sql, int column, bool *answer, struct err *e)
{
        struct err ignored;
        if (pg_script(pg, "begin isolation level read committed; set local synchronous_commit = off", e) !=
            OK)
                return e->kind;
        const enum fault fault = ask(pg, sql, column, answer, e);
        if (fault == OK)
                return pg_script(pg, "commit", e);
        if (!pg_broken(pg))
                (void)!pg_script(pg, "rollback", &ignored);
        return fault;
}

enum fault form06_group(struct pg *pg, bool *ours, struct err *e)
{
        return ask_alone(pg, SQL_form06_group, COL_form06_group_ours, ours, e);
}

enum fault form06_sum(struct pg *pg, bool *made, struct err *e)
{
        return ask_alone(pg, SQL_form06_sum, COL_form06_sum_made, made, e);
}

enum fault form06_sum_all(struct pg *pg, const struct form06_progress *progress, struct err *e)
{
        bool more = false;
        if (ask(pg, SQL_form06_group, COL_form06_group_ours, &more, e) != OK)
                return e->kind;
        for (int done = 0; more; done++) {
                if (progress)
                        progress->half_month(progress->context, done);
                if (ask(pg, SQL_form06_sum, COL_form06_sum_made, &more, e) != OK)
                        return e->kind;
        }
        return OK;
}
