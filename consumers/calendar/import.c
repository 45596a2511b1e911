/* SPDX-License-Identifier: Apache-2.0
 *
 * import.c - the current calendar and a file, side by side in order of day: days added, removed, changed.
 *
 * Rule: version, exceptions and the days derived from them are one transaction, which ends with a
 * notification.
 */
#include "consumers/calendar/import.h"

#include "consumers/calendar/file.h"
#include "consumers/calendar/line.h"
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
        struct calendar_day_named *day; /* of the version to be; names borrowed from file and before */
        size_t n;
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
        for (size_t i = 0; i < m->before.n; i++) {
                if (!names_year(&m->file, year_of(&m->before.day[i])))
                        m->day[m->n++] = m->before.day[i];
        }
        for (size_t i = 0; i < m->file.n; i++)
                m->day[m->n++] = m->file.day[i];
        qsort(m->day, m->n, sizeof(*m->day), by_day);
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
        return was->exception.working == is->exception.working && text_equal(was->name, is->name);
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
                printf(", was %s %.*s", day_kind_names[was->exception.working], (int)was->name.len,
                       was->name.at);
        putchar('\n');
}

static bool is_other(const struct importing *m)
{
        return m->other_hours || m->added || m->removed || m->changed;
}

static void print_changes(struct importing *m)
{
        char hours[128], before[128];
        if (!is_other(m)) {
                printf("nothing changes: version %d of the calendar counts\n", m->before.version);
                return;
        }
        if (m->wish->dry_run)
                printf("would make version %d of the calendar:\n", m->before.version + 1);
        else
                printf("version %d of the calendar counts now:\n", m->before.version + 1);
        if (m->other_hours)
                printf("hours    %s, were %s\n", office_hours_format(&m->hours, hours),
                       office_hours_format(&m->before.hours, before));
        each_pair(m, print_pair);
        printf("%zu added, %zu removed, %zu changed, %zu as before\n", m->added, m->removed, m->changed,
               m->n - m->added - m->changed);
}

static enum fault write_version(const struct importing *m, struct pg *pg, const struct zone *zone,
                                struct err *e)
{
        char hours[128];
        const int32_t version = m->before.version + 1;
        const struct pg_param params[] = {pg_int4(version),
                                          pg_text(text_of(office_hours_format(&m->hours, hours))),
                                          pg_text(text_of(m->wish->note))};
        struct bytes rows = {0};
        int64_t copied;
        bool stale;
        for (size_t i = 0; i < m->n; i++) {
                pg_row_begin(&rows, COLS_calendar_exception_copy);
                pg_row_int4(&rows, version);
                pg_row_date(&rows, m->day[i].exception.day);
                pg_row_bool(&rows, m->day[i].exception.working);
                pg_row_text(&rows, m->day[i].name);
        }
        enum fault fault = pg_run(pg, SQL_calendar_version_add, params, 3, NULL, e);
        if (fault == OK)
                fault = pg_copy_in(pg, SQL_calendar_exception_copy, &rows, &copied, e);
        if (fault == OK)
                fault = calendar_derive(pg, zone, false, &stale, e);
        if (fault == OK)
                fault = pg_run(pg, SQL_calendar_notify, params, 1, NULL, e);
        bytes_free(&rows);
        return fault;
}

/* Makes the new version in memory. Without the lock, in a dry run, the current one may change meanwhile. */
static enum fault compare(struct importing *m, struct pg *pg, struct err *e)
{
        char hours[128], before[128];
        if (calendar_table_read(&m->before, pg, CALENDAR_CURRENT, e) != OK)
                return e->kind;
        if (!m->wish->hours)
                m->hours = m->before.hours;
        m->other_hours = strcmp(office_hours_format(&m->hours, hours),
                                office_hours_format(&m->before.hours, before)) != 0;
        make_days(m);
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
        enum fault fault = wish->dry_run ? compare(&m, pg, e) : change(&m, pg, zone, e);
        if (fault == OK)
                fault = report_changes(&m, e);
        free(m.day);
        calendar_table_close(&m.before);
        calendar_file_close(&m.file);
        return fault;
}
