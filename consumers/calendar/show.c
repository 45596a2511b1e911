/* SPDX-License-Identifier: Apache-2.0
 *
 * show.c - the calendar as text for people, as CSV that can be imported again, or as a JSON array.
 */
#include "consumers/calendar/show.h"

#include "consumers/calendar/file.h"
#include "consumers/calendar/line.h"
#include "core/program/table.h"
#include <stdio.h>

/* The first exception of the year, or of a later one. */
static size_t first_of(const struct calendar_table *t, int year)
{
        size_t i = 0;
        while (i < t->n && t->day[i].exception.day < day_of_civil(year, 1, 1))
                i++;
        return i;
}

static void print_year(const struct calendar_table *t, const struct calendar *c, int year)
{
        int working = 0;
        for (int32_t day = day_of_civil(year, 1, 1); day < day_of_civil(year + 1, 1, 1); day++)
                working += calendar_works_on(c, day);
        const size_t from = first_of(t, year), to = first_of(t, year + 1);
        printf("\n%d: %d working days", year, working);
        if (!calendar_table_knows(t, year))
                printf("; " CALENDAR_YEAR_UNKNOWN, year);
        putchar('\n');
        for (size_t i = from; i < to; i++) {
                fputs("  ", stdout);
                day_line_print(&t->day[i]);
                putchar('\n');
        }
}

static enum fault print_text(const struct calendar_table *t, const struct zone *zone,
                             const struct calendar_question *q, struct err *e)
{
        struct calendar *c;
        char hours[128], at[32];
        if (calendar_table_open(&c, t, zone, e) != OK)
                return e->kind;
        const int64_t minutes = calendar_day_length(c) / MICROS_PER_MINUTE;
        printf("version %d of the calendar, imported %s%s%.*s\n", t->version,
               moment_format(t->imported_at, at), t->note.len ? ": " : "", (int)t->note.len,
               t->note.len ? t->note.at : "");
        printf("office hours %s in %s, %lld minutes a day, Monday to Friday but for these:\n",
               office_hours_format(&t->hours, hours), zone_name(zone), (long long)minutes);
        for (int year = CALENDAR_YEAR_FIRST; year <= CALENDAR_YEAR_LAST; year++) {
                if (q->year == year || (q->year == EVERY_YEAR && first_of(t, year) < first_of(t, year + 1)))
                        print_year(t, c, year);
        }
        calendar_close(c);
        return OK;
}

static void put_day(struct table *table, const struct calendar_day_named *day)
{
        char text[16];
        table_word(table, "day", day_format(day->exception.day, text));
        table_word(table, "kind", day_kind_names[day->exception.working]);
        table_text(table, "name", day->name);
}

/* Unguarded, since `hentra calendar import` reads it again. */
static void print_csv(const struct calendar_table *t, size_t from, size_t to)
{
        static const char *const names[] = {"day", "kind", "name", NULL};
        struct table table = {.format = TABLE_CSV, .out = stdout, .csv = {.unguarded = true}, .names = names};
        table_begin(&table);
        for (size_t i = from; i < to; i++) {
                put_day(&table, &t->day[i]);
                table_row(&table);
        }
        table_end(&table);
}

static void print_json(const struct calendar_table *t, size_t from, size_t to)
{
        struct table table = {.format = TABLE_JSON, .out = stdout};
        char hours[128];
        office_hours_format(&t->hours, hours);
        table_begin(&table);
        for (size_t i = from; i < to; i++) {
                table_count(&table, "version", t->version);
                table_text(&table, "hours", text_of(hours));
                put_day(&table, &t->day[i]);
                table_row(&table);
        }
        table_end(&table);
}

enum fault calendar_show(struct pg *pg, const struct zone *zone, const struct calendar_question *q,
                         struct err *e)
{
        struct calendar_table t;
        enum fault fault = OK;
        if (calendar_table_read(&t, pg, q->version, e) != OK)
                return e->kind;
        const size_t from = q->year == EVERY_YEAR ? 0 : first_of(&t, q->year);
        const size_t to = q->year == EVERY_YEAR ? t.n : first_of(&t, q->year + 1);
        if (q->format == SHOW_TEXT)
                fault = print_text(&t, zone, q, e);
        else if (q->format == SHOW_CSV)
                print_csv(&t, from, to);
        else
                print_json(&t, from, to);
        calendar_table_close(&t);
        return fault;
}
