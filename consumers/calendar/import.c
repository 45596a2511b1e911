/* SPDX-License-Identifier: Apache-2.0
 *
 * import.c - the current calendar and a file, side by side in order of day: days added, removed, changed.
 *
 * Rule: version, exceptions and the days derived from them are one transaction, which ends with a
 * notification.
 */
#include "consumers/calendar/import.h"

#include "consumers/calendar/agency.h"
#include "consumers/calendar/file.h"
#include "consumers/calendar/line.h"
#include "consumers/calendar/week.h"
#include "consumers/warehouse/calendar_derive.h"
#include "core/base/output.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct importing {
        const struct calendar_wish *wish;
        struct calendar_file file;
        struct calendar_table before;
        struct office_hours hours;
        int32_t agency_id;              /* 0: the general calendar */
        struct calendar_day_named *day; /* of the version to be; names borrowed from file and before */
        size_t n;
        const struct calendar_week *week; /* of the version to be; borrowed from file or before */
        size_t weeks;
        bool other_weeks;
        size_t added, removed, changed;
        bool other_hours;
};

static int year_of(const struct calendar_day_named *d)
{
        int year, month, day;
        civil_of_day(d->exception.day, &year, &month, &day);
        return year;
}

static bool names_year(const struct calendar_file *f, int year)
{
        for (size_t i = 0; i < f->n; i++) {
                if (year_of(&f->day[i]) == year)
                        return true;
        }
        return false;
}

static int by_day(const void *a, const void *b)
{
        const int32_t x = ((const struct calendar_day_named *)a)->exception.day,
                      y = ((const struct calendar_day_named *)b)->exception.day;
        return (x > y) - (x < y);
}

/* Exceptions of the years that the file does not name, and all of the file. */
static void make_days(struct importing *m)
{
        m->day = need_alloc((m->before.n + m->file.n) * sizeof(*m->day));
        for (size_t i = 0; i < m->before.n && !m->wish->inherit; i++) {
                if (!names_year(&m->file, year_of(&m->before.day[i])))
                        m->day[m->n++] = m->before.day[i];
        }
        for (size_t i = 0; i < m->file.n; i++)
                m->day[m->n++] = m->file.day[i];
        qsort(m->day, m->n, sizeof(*m->day), by_day);
}

static void choose_weeks(struct importing *m)
{
        const bool keep = m->file.weeks == 0 && !m->wish->inherit;
        m->week = keep ? m->before.week : m->file.week;
        m->weeks = keep ? m->before.weeks : m->file.weeks;
        m->other_weeks = m->weeks != m->before.weeks;
        for (size_t i = 0; i < m->weeks && !m->other_weeks; i++)
                m->other_weeks = !week_equal(&m->week[i], &m->before.week[i]);
}

/* Visits every day that was or will be an exception; one of the two is NULL where it is no exception. */
static void each_pair(struct importing *m,
                      void (*visit)(struct importing *m, const struct calendar_day_named *was,
                                    const struct calendar_day_named *is))
{
        size_t b = 0, a = 0;
        while (b < m->before.n || a < m->n) {
                const struct calendar_day_named *was = b < m->before.n ? &m->before.day[b] : NULL;
                const struct calendar_day_named *is = a < m->n ? &m->day[a] : NULL;
                if (was && is && was->exception.day != is->exception.day) {
                        if (was->exception.day < is->exception.day)
                                is = NULL;
                        else
                                was = NULL;
                }
                b += was != NULL;
                a += is != NULL;
                visit(m, was, is);
        }
}

static bool is_same(const struct calendar_day_named *was, const struct calendar_day_named *is)
{
        return was->exception.working == is->exception.working &&
               office_hours_equal(&was->hours, &is->hours) && text_equal(was->name, is->name);
}

static void count_pair(struct importing *m, const struct calendar_day_named *was,
                       const struct calendar_day_named *is)
{
        m->added += !was;
        m->removed += !is;
        m->changed += was && is && !is_same(was, is);
}

static void print_pair(struct importing *m, const struct calendar_day_named *was,
                       const struct calendar_day_named *is)
{
        (void)m;
        if (was && is && is_same(was, is))
                return;
        fputs(!was ? "added    " : !is ? "removed  " : "changed  ", stdout);
        day_line_print(is ? is : was);
        if (was && is)
                printf(", was %s %.*s", day_kind_names[day_kind_of(was)], (int)was->name.len, was->name.at);
        putchar('\n');
}

static bool is_other(const struct importing *m)
{
        return m->other_hours || m->other_weeks || m->added || m->removed || m->changed;
}

static void print_weeks(const struct importing *m)
{
        for (size_t i = 0; i < m->before.weeks; i++) {
                fputs("removed  ", stdout);
                week_line_print(&m->before.week[i]);
        }
        for (size_t i = 0; i < m->weeks; i++) {
                fputs("added    ", stdout);
                week_line_print(&m->week[i]);
        }
}

static void print_changes(struct importing *m)
{
        char hours[128], before[128];
        const char *of = m->wish->agency ? " of " : "", *agency = m->wish->agency ? m->wish->agency : "";
        if (!is_other(m)) {
                printf("nothing changes: version %d of the calendar%s%s counts\n", m->before.version, of,
                       agency);
                return;
        }
        if (m->wish->dry_run)
                printf("would make version %d of the calendar%s%s:\n", m->before.version + 1, of, agency);
        else
                printf("version %d of the calendar%s%s counts now:\n", m->before.version + 1, of, agency);
        if (m->other_hours)
                printf("hours    %s, were %s\n", office_hours_format(&m->hours, hours),
                       office_hours_format(&m->before.hours, before));
        if (m->other_weeks)
                print_weeks(m);
        each_pair(m, print_pair);
        printf("%zu added, %zu removed, %zu changed, %zu as before\n", m->added, m->removed, m->changed,
               m->n - m->added - m->changed);
}

/* ---- writing ---- */

static void put_hours(struct bytes *rows, const struct office_hours *hours)
{
        char text[128];
        if (hours->n == 0)
                pg_row_null(rows);
        else
                pg_row_text(rows, text_of(office_hours_format(hours, text)));
}

static struct pg_param cut_param(int16_t cut)
{
        struct pg_param p = pg_int4(cut);
        p.in_place = cut != NO_CUT;
        return p;
}

static enum fault write_weeks(const struct importing *m, struct pg *pg, int32_t version, struct err *e)
{
        for (size_t i = 0; i < m->weeks; i++) {
                const struct calendar_week *w = &m->week[i];
                char hours[128];
                struct pg_param params[] = {pg_int4(m->agency_id),
                                            pg_int4(version),
                                            pg_date(w->from),
                                            pg_date(w->behind),
                                            pg_int4(w->weekdays),
                                            w->hours.n > 0 || w->closed
                                                    ? pg_text(text_of(office_hours_format(&w->hours, hours)))
                                                    : pg_text((struct text){0}),
                                            cut_param(w->cut),
                                            cut_param(w->cut_short),
                                            pg_text(w->name)};
                params[3].in_place = w->behind != INT32_MAX;
                if (pg_run(pg, SQL_agency_calendar_week_add, params, 9, NULL, e) != OK)
                        return e->kind;
        }
        return OK;
}

/* The days of the version, for calendar_exception_copy or agency_calendar_exception_copy. */
static enum fault write_days(const struct importing *m, struct pg *pg, int32_t version, struct err *e)
{
        struct bytes rows = {0};
        int64_t copied;
        for (size_t i = 0; i < m->n; i++) {
                pg_row_begin(&rows, m->agency_id ? COLS_agency_calendar_exception_copy
                                                 : COLS_calendar_exception_copy);
                if (m->agency_id)
                        pg_row_int4(&rows, m->agency_id);
                pg_row_int4(&rows, version);
                pg_row_date(&rows, m->day[i].exception.day);
                pg_row_bool(&rows, m->day[i].exception.working);
                pg_row_text(&rows, m->day[i].name);
                put_hours(&rows, &m->day[i].hours);
        }
        const enum fault fault = pg_copy_in(
                pg, m->agency_id ? SQL_agency_calendar_exception_copy : SQL_calendar_exception_copy, &rows,
                &copied, e);
        bytes_free(&rows);
        return fault;
}

static enum fault add_version(const struct importing *m, struct pg *pg, int32_t version, struct err *e)
{
        char hours[128];
        const struct pg_param note = pg_text(text_of(m->wish->note));
        if (m->agency_id) {
                const struct pg_param params[] = {pg_int4(m->agency_id), pg_int4(version), note};
                return pg_run(pg, SQL_agency_calendar_version_add, params, 3, NULL, e);
        }
        const struct pg_param params[] = {pg_int4(version),
                                          pg_text(text_of(office_hours_format(&m->hours, hours))), note};
        return pg_run(pg, SQL_calendar_version_add, params, 3, NULL, e);
}

static enum fault write_version(const struct importing *m, struct pg *pg, const struct zone *zone,
                                struct err *e)
{
        const int32_t version = m->before.version + 1;
        const struct pg_param number = pg_int4(version);
        bool stale;
        if (add_version(m, pg, version, e) != OK || write_days(m, pg, version, e) != OK ||
            write_weeks(m, pg, version, e) != OK || calendar_derive(pg, zone, false, &stale, e) != OK)
                return e->kind;
        return pg_run(pg, SQL_calendar_notify, &number, 1, NULL, e);
}

static enum fault find_agency(struct importing *m, struct pg *pg, struct err *e)
{
        return m->wish->agency ? calendar_find_agency(pg, m->wish->agency, &m->agency_id, e) : OK;
}

/* Makes the new version in memory. Without the lock, in a dry run, the current one may change meanwhile. */
static enum fault compare(struct importing *m, struct pg *pg, struct err *e)
{
        char hours[128], before[128];
        if (find_agency(m, pg, e) != OK)
                return e->kind;
        if (m->agency_id ? calendar_table_read_agency(&m->before, pg, m->agency_id, CALENDAR_CURRENT, e) != OK
                         : calendar_table_read(&m->before, pg, CALENDAR_CURRENT, e) != OK)
                return e->kind;
        if (!m->wish->hours)
                m->hours = m->before.hours;
        m->other_hours = strcmp(office_hours_format(&m->hours, hours),
                                office_hours_format(&m->before.hours, before)) != 0;
        make_days(m);
        choose_weeks(m);
        each_pair(m, count_pair);
        return OK;
}

static enum fault change(struct importing *m, struct pg *pg, const struct zone *zone, struct err *e)
{
        struct err ignored;
        if (pg_script(pg, "begin", e) != OK)
                return e->kind;
        enum fault fault = calendar_lock(pg, e);
        if (fault == OK)
                fault = compare(m, pg, e);
        if (fault == OK && is_other(m))
                fault = write_version(m, pg, zone, e);
        if (fault == OK)
                return pg_script(pg, "commit", e);
        (void)!pg_script(pg, "rollback", &ignored);
        return fault;
}

/* The commit has happened even if printing fails, so the error must say so. */
static enum fault report_changes(struct importing *m, struct err *e)
{
        print_changes(m);
        if (output_finish(e) == OK)
                return OK;
        return !m->wish->dry_run && is_other(m)
                       ? fail_at(e, "version %d of the calendar counts now", m->before.version + 1)
                       : e->kind;
}

enum fault calendar_import(struct pg *pg, const struct zone *zone, const struct calendar_wish *wish,
                           struct err *e)
{
        struct importing m = {.wish = wish};
        if (wish->hours && office_hours_parse(text_of(wish->hours), &m.hours, e) != OK)
                return fail_at(e, "--hours");
        if (wish->path && calendar_file_read(&m.file, wish->path, e) != OK)
                return e->kind;
        if (m.file.weeks > 0 && !wish->agency) {
                calendar_file_close(&m.file);
                return fail(e, USAGE,
                            "%s: rows WEEK are for an agency: name it in --agency; the office hours "
                            "of the general calendar are --hours",
                            wish->path);
        }
        enum fault fault = wish->dry_run ? compare(&m, pg, e) : change(&m, pg, zone, e);
        if (fault == OK)
                fault = report_changes(&m, e);
        free(m.day);
        calendar_table_close(&m.before);
        calendar_file_close(&m.file);
        return fault;
}
