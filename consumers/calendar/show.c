/* SPDX-License-Identifier: Apache-2.0
 *
 * show.c - the calendar as text for people, as CSV that can be imported again, or as a JSON array.
 */
#include "consumers/calendar/show.h"

#include "consumers/calendar/agency.h"
#include "consumers/calendar/file.h"
#include "consumers/calendar/line.h"
#include "consumers/calendar/week.h"
#include "consumers/warehouse/calendars.h"
#include "core/program/table.h"
#include "generated/embedded.h"
#include <stdio.h>

#define AGENCY_HOURS_END "from then on those of the agency above count"

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

static void print_text(const struct calendar_table *t, const struct zone *zone,
                       const struct calendar_question *q)
{
        struct calendar *c;
        char hours[128], at[32];
        calendar_table_open(&c, t, zone);
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
}

enum { COLUMNS_MOST = 9 };
static const char *const plain[] = {"day", "kind", "name", NULL};
static const char *const all[COLUMNS_MOST] = {"day",   "kind", "name",      "until", "weekdays",
                                              "hours", "cut",  "cut_short", NULL};

static void put_hours(struct table *table, const struct office_hours *hours, bool closed)
{
        char text[128];
        table_text(table, "hours", text_of(closed ? "OFF" : office_hours_format(hours, text)));
}

static void put_day(struct table *table, const struct calendar_day_named *day, bool is_plain)
{
        char text[16];
        table_word(table, "day", day_format(day->exception.day, text));
        table_word(table, "kind", day_kind_names[day_kind_of(day)]);
        table_text(table, "name", day->name);
        if (is_plain)
                return;
        for (int i = 3; all[i]; i++) {
                if (i == 5)
                        put_hours(table, &day->hours, false);
                else
                        table_word(table, all[i], "");
        }
}

static void put_week(struct table *table, const struct calendar_week *w)
{
        char text[WEEKDAYS_TEXT_MOST];
        table_word(table, "day", day_format(w->from, text));
        table_word(table, "kind", day_kind_names[DAY_WEEK]);
        table_text(table, "name", w->name);
        table_word(table, "until", w->behind == INT32_MAX ? "" : day_format(w->behind - 1, text));
        table_text(table, "weekdays", text_of(weekdays_format(w->weekdays, text)));
        put_hours(table, &w->hours, w->closed);
        table_word(table, "cut", cut_format(w->cut, text));
        table_word(table, "cut_short", cut_format(w->cut_short, text));
}

/* A calendar without half days and weekdays keeps to three columns, as ever. */
static bool is_plain(const struct calendar_table *t, const struct calendar_question *q)
{
        bool plain_days = !q->agency;
        for (size_t i = 0; i < t->n; i++)
                plain_days = plain_days && t->day[i].hours.n == 0;
        return plain_days;
}

static void print_rows(struct table *table, const struct calendar_table *t, const struct calendar_question *q)
{
        const size_t from = q->year == EVERY_YEAR ? 0 : first_of(t, q->year);
        const size_t to = q->year == EVERY_YEAR ? t->n : first_of(t, q->year + 1);
        const bool simple = is_plain(t, q);
        char hours[128];
        table->names = simple ? plain : all;
        table_begin(table);
        for (size_t i = 0; i < t->weeks + to - from; i++) {
                if (table->format == TABLE_JSON) {
                        table_count(table, "version", t->version);
                        if (q->agency)
                                table_text(table, "agency", text_of(q->agency));
                        else
                                table_text(table, simple ? "hours" : "office_hours",
                                           text_of(office_hours_format(&t->hours, hours)));
                }
                if (i < t->weeks)
                        put_week(table, &t->week[i]);
                else
                        put_day(table, &t->day[from + i - t->weeks], simple);
                table_row(table);
        }
        table_end(table);
}

/* ---- of an agency ---- */

static void print_effect(const struct calendar *c, const struct zone *zone, int year)
{
        const int32_t from = day_of_civil(year, 1, 1), to = day_of_civil(year + 1, 1, 1);
        size_t n;
        const struct calendar_span *span = calendar_spans(c, &n);
        int working = 0;
        micros worked = 0;
        for (int32_t day = from; day < to; day++)
                working += calendar_works_on(c, day);
        for (size_t i = 0; i < n; i++) {
                const int32_t day = zone_day(zone, span[i].opens);
                worked += day >= from && day < to ? span[i].closes - span[i].opens : 0;
        }
        printf("%d, with what is inherited: %d working days, %lld minutes\n", year, working,
               (long long)(worked / MICROS_PER_MINUTE));
}

static void print_own(const struct calendar_table *t, const struct calendar_question *q)
{
        char at[32];
        if (t->version == 0) {
                printf("%s has no calendar of its own\n", q->agency);
                return;
        }
        printf("version %d of the calendar of %s, imported %s%s%.*s\n", t->version, q->agency,
               moment_format(t->imported_at, at), t->note.len ? ": " : "", (int)t->note.len,
               t->note.len ? t->note.at : "");
        if (t->weeks + t->n == 0)
                puts("nothing of its own: all is inherited");
        for (size_t i = 0; i < t->weeks; i++) {
                fputs("  ", stdout);
                week_line_print(&t->week[i]);
        }
        const size_t from = q->year == EVERY_YEAR ? 0 : first_of(t, q->year);
        const size_t to = q->year == EVERY_YEAR ? t->n : first_of(t, q->year + 1);
        for (size_t i = from; i < to; i++) {
                fputs("  ", stdout);
                day_line_print(&t->day[i]);
                putchar('\n');
        }
}

static enum fault print_agency(struct pg *pg, const struct zone *zone, const struct calendar_table *t,
                               int32_t agency_id, const struct calendar_question *q, struct err *e)
{
        struct calendar *general;
        if (calendar_read(&general, pg, zone, NULL, e) != OK)
                return e->kind;
        const struct calendar *c = calendar_for(general, (uint32_t)agency_id);
        print_own(t, q);
        if (t->version == 0)
                puts(c == general ? "it goes by the general calendar"
                                  : "it goes by that of an agency above it");
        if (q->year != EVERY_YEAR && q->version == CALENDAR_CURRENT)
                print_effect(c, zone, q->year);
        calendar_close(general);
        return OK;
}

static enum fault show_agency(struct pg *pg, const struct zone *zone, const struct calendar_question *q,
                              struct err *e)
{
        struct calendar_table t;
        struct table table = {.format = q->format == SHOW_CSV ? TABLE_CSV : TABLE_JSON,
                              .out = stdout,
                              .csv = {.unguarded = true}};
        int32_t agency_id;
        enum fault fault = OK;
        if (calendar_find_agency(pg, q->agency, &agency_id, e) != OK ||
            calendar_table_read_agency(&t, pg, agency_id, q->version, e) != OK)
                return e->kind;
        if (q->format == SHOW_TEXT)
                fault = print_agency(pg, zone, &t, agency_id, q, e);
        else
                print_rows(&table, &t, q);
        calendar_table_close(&t);
        return fault;
}

/* Lists agencies that have one of their own. */
static enum fault print_agencies(struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_agency_calendar_list, NULL, 0, &r, e) != OK)
                return e->kind;
        if (pg_rows(r) > 0)
                puts("\nagencies with a calendar of their own (show --agency):");
        for (int i = 0; i < pg_rows(r); i++) {
                const struct text agency = pg_get_text(r, i, COL_agency_calendar_list_agency);
                char day[16];
                printf("  %.*s, version %lld, which %lld agencies go by", (int)agency.len, agency.at,
                       (long long)pg_get_int(r, i, COL_agency_calendar_list_version),
                       (long long)pg_get_int(r, i, COL_agency_calendar_list_followers));
                if (!pg_is_null(r, i, COL_agency_calendar_list_last_day))
                        printf("; its hours end%s on %s: " AGENCY_HOURS_END,
                               pg_get_int(r, i, COL_agency_calendar_list_ended) ? "ed" : "",
                               day_format(pg_get_date(r, i, COL_agency_calendar_list_last_day), day));
                putchar('\n');
        }
        pg_free(r);
        return OK;
}

enum fault calendar_show(struct pg *pg, const struct zone *zone, const struct calendar_question *q,
                         struct err *e)
{
        struct calendar_table t;
        struct table table = {.format = q->format == SHOW_CSV ? TABLE_CSV : TABLE_JSON,
                              .out = stdout,
                              .csv = {.unguarded = true}};
        enum fault fault = OK;
        if (q->agency)
                return show_agency(pg, zone, q, e);
        if (calendar_table_read(&t, pg, q->version, e) != OK)
                return e->kind;
        if (q->format == SHOW_TEXT) {
                print_text(&t, zone, q);
                fault = q->version == CALENDAR_CURRENT ? print_agencies(pg, e) : OK;
        } else {
                print_rows(&table, &t, q);
        }
        calendar_table_close(&t);
        return fault;
}
