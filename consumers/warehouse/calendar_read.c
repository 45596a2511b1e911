/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_read.c - one query, so that hours and days are of one version even during an import.
 */
#include "consumers/warehouse/calendar_read.h"

#include "generated/embedded.h"
#include <stdlib.h>

static enum fault no_such_version(struct pg *pg, int32_t version, struct err *e)
{
        struct calendar_table newest;
        if (version == CALENDAR_CURRENT)
                return fail(e, FATAL, "the warehouse at %s has no calendar: run `hentra setup`",
                            pg_address(pg));
        if (calendar_table_read(&newest, pg, CALENDAR_CURRENT, e) != OK)
                return e->kind;
        const int32_t greatest = newest.version;
        calendar_table_close(&newest);
        return fail(e, USAGE, "there is no version %d of the calendar; allowed are 1 to %d", version,
                    greatest);
}

enum fault calendar_table_read(struct calendar_table *t, struct pg *pg, int32_t version, struct err *e)
{
        struct pg_param which = pg_int4(version);
        *t = (struct calendar_table){0};
        if (version == CALENDAR_CURRENT)
                which.in_place = false; /* SQL null */
        if (pg_run(pg, SQL_calendar_read, &which, 1, &t->rows, e) != OK)
                return e->kind;
        const int n = pg_rows(t->rows);
        if (n == 0) {
                calendar_table_close(t);
                return no_such_version(pg, version, e);
        }
        t->version = (int32_t)pg_get_int(t->rows, 0, COL_calendar_read_version);
        t->imported_at = pg_get_instant(t->rows, 0, COL_calendar_read_imported_at);
        t->note = pg_get_text(t->rows, 0, COL_calendar_read_note);
        t->day = need_alloc((size_t)n * sizeof(*t->day));
        for (int i = 0; i < n && !pg_is_null(t->rows, i, COL_calendar_read_day); i++)
                t->day[t->n++] =
                        (struct calendar_day_named){{pg_get_date(t->rows, i, COL_calendar_read_day),
                                                     pg_get_int(t->rows, i, COL_calendar_read_working) != 0},
                                                    pg_get_text(t->rows, i, COL_calendar_read_name)};
        if (office_hours_parse(pg_get_text(t->rows, 0, COL_calendar_read_hours), &t->hours, e) != OK) {
                const int32_t damaged = t->version;
                calendar_table_close(t);
                e->kind = FATAL;
                return fail_at(e, "hentra.calendar_version %d", damaged);
        }
        return OK;
}

bool calendar_table_knows(const struct calendar_table *t, int year)
{
        /* Its last day alone may be off in exchange for a day of the next year. */
        const int32_t first = day_of_civil(year, 1, 1), behind = day_of_civil(year, 12, 31);
        for (size_t i = 0; i < t->n; i++) {
                if (!t->day[i].exception.working && t->day[i].exception.day >= first &&
                    t->day[i].exception.day < behind)
                        return true;
        }
        return false;
}

void calendar_table_close(struct calendar_table *t)
{
        free(t->day);
        pg_free(t->rows);
        *t = (struct calendar_table){0};
}

enum fault calendar_table_open(struct calendar **c, const struct calendar_table *t, const struct zone *zone,
                               struct err *e)
{
        struct calendar_exception *exceptions = need_alloc(t->n * sizeof(*exceptions));
        for (size_t i = 0; i < t->n; i++)
                exceptions[i] = t->day[i].exception;
        const enum fault fault = calendar_open(c, zone, &t->hours, exceptions, t->n, e);
        free(exceptions);
        return fault;
}

enum fault calendar_read(struct calendar **c, struct pg *pg, const struct zone *zone, int32_t *version,
                         struct err *e)
{
        struct calendar_table t;
        *c = NULL;
        if (calendar_table_read(&t, pg, CALENDAR_CURRENT, e) != OK)
                return e->kind;
        if (version)
                *version = t.version;
        const enum fault fault = calendar_table_open(c, &t, zone, e);
        calendar_table_close(&t);
        return fault;
}
