/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_read.c - one query, so that hours and days are of one version even during an import.
 */
#include "consumers/warehouse/calendar_read.h"

#include "consumers/warehouse/calendar_compose.h"
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

/* An empty or absent text leaves *out without a span. */
static enum fault read_hours(const struct pg_result *r, int row, int column, struct office_hours *out,
                             struct err *e)
{
        *out = (struct office_hours){0};
        return pg_is_null(r, row, column) ? OK : office_hours_parse(pg_get_text(r, row, column), out, e);
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
        enum fault fault = OK;
        for (int i = 0; fault == OK && i < n && !pg_is_null(t->rows, i, COL_calendar_read_day); i++) {
                t->day[t->n] = (struct calendar_day_named){
                        .exception = {pg_get_date(t->rows, i, COL_calendar_read_day),
                                      pg_get_int(t->rows, i, COL_calendar_read_working) != 0},
                        .name = pg_get_text(t->rows, i, COL_calendar_read_name)};
                fault = read_hours(t->rows, i, COL_calendar_read_day_hours, &t->day[t->n++].hours, e);
        }
        if (fault == OK)
                fault = read_hours(t->rows, 0, COL_calendar_read_hours, &t->hours, e);
        if (fault != OK) {
                const int32_t damaged = t->version;
                calendar_table_close(t);
                e->kind = FATAL;
                return fail_at(e, "hentra.calendar_version %d", damaged);
        }
        return OK;
}

static bool is_there(const struct pg_result *r, int row, int column)
{
        return !pg_is_null(r, row, column);
}

static int16_t cut_of(const struct pg_result *r, int row, int column)
{
        return is_there(r, row, column) ? (int16_t)pg_get_int(r, row, column) : NO_CUT;
}

static enum fault add_week(struct calendar_table *t, int row, struct err *e)
{
        const struct pg_result *r = t->rows;
        struct calendar_week *w = &t->week[t->weeks++];
        *w = (struct calendar_week){
                .from = pg_get_date(r, row, COL_agency_calendar_read_day),
                .behind = is_there(r, row, COL_agency_calendar_read_behind)
                                  ? pg_get_date(r, row, COL_agency_calendar_read_behind)
                                  : INT32_MAX,
                .weekdays = (uint8_t)pg_get_int(r, row, COL_agency_calendar_read_weekdays),
                .closed = is_there(r, row, COL_agency_calendar_read_day_hours) &&
                          pg_get_text(r, row, COL_agency_calendar_read_day_hours).len == 0,
                .cut = cut_of(r, row, COL_agency_calendar_read_cut),
                .cut_short = cut_of(r, row, COL_agency_calendar_read_cut_short),
                .name = pg_get_text(r, row, COL_agency_calendar_read_name)};
        return w->closed ? OK : read_hours(r, row, COL_agency_calendar_read_day_hours, &w->hours, e);
}

static enum fault add_rows(struct calendar_table *t, struct err *e)
{
        const int n = pg_rows(t->rows);
        t->day = need_alloc((size_t)n * sizeof(*t->day));
        t->week = need_alloc((size_t)n * sizeof(*t->week));
        for (int i = 0; i < n && is_there(t->rows, i, COL_agency_calendar_read_day); i++) {
                if (pg_get_int(t->rows, i, COL_agency_calendar_read_stretch)) {
                        if (add_week(t, i, e) != OK)
                                return e->kind;
                        continue;
                }
                struct calendar_day_named *d = &t->day[t->n++];
                *d = (struct calendar_day_named){
                        .exception = {pg_get_date(t->rows, i, COL_agency_calendar_read_day),
                                      pg_get_int(t->rows, i, COL_agency_calendar_read_working) != 0},
                        .name = pg_get_text(t->rows, i, COL_agency_calendar_read_name)};
                if (read_hours(t->rows, i, COL_agency_calendar_read_day_hours, &d->hours, e) != OK)
                        return e->kind;
        }
        return OK;
}

enum fault calendar_table_read_agency(struct calendar_table *t, struct pg *pg, int32_t agency_id,
                                      int32_t version, struct err *e)
{
        struct pg_param params[] = {pg_int4(agency_id), pg_int4(version)};
        *t = (struct calendar_table){0};
        if (version == CALENDAR_CURRENT)
                params[1].in_place = false; /* SQL null */
        if (pg_run(pg, SQL_agency_calendar_read, params, 2, &t->rows, e) != OK)
                return e->kind;
        if (pg_rows(t->rows) == 0) {
                calendar_table_close(t);
                return version == CALENDAR_CURRENT
                               ? OK
                               : fail(e, USAGE, "the agency has no version %d of a calendar of its own",
                                      version);
        }
        t->version = (int32_t)pg_get_int(t->rows, 0, COL_agency_calendar_read_version);
        t->imported_at = pg_get_instant(t->rows, 0, COL_agency_calendar_read_imported_at);
        t->note = pg_get_text(t->rows, 0, COL_agency_calendar_read_note);
        if (add_rows(t, e) == OK)
                return OK;
        calendar_table_close(t);
        e->kind = FATAL;
        return fail_at(e, "hentra.agency_calendar_version of agency_id %d", agency_id);
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
        free(t->week);
        pg_free(t->rows);
        *t = (struct calendar_table){0};
}

void calendar_table_open(struct calendar **c, const struct calendar_table *t, const struct zone *zone)
{
        calendar_compose(c, zone, t, NULL, 0);
}
