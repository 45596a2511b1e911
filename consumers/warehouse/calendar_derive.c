/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_derive.c - one row per day, per span, per agency with another calendar, and per cut, by COPY. A
 * hash of the rows tells whether the tables are already up to date.
 */
#include "consumers/warehouse/calendar_derive.h"

#include "consumers/warehouse/applied.h"
#include "consumers/warehouse/calendars.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "generated/embedded.h"
#include <stdlib.h>

/* The general calendar, and who goes by which other one. An identifier is a hash of the days, so rows of a
 * calendar that is known are right already. */
enum part { GENERAL, AGENCIES, PARTS };
static const char *const part_names[PARTS] = {"calendar", "agency_calendar"};
struct derived {
        struct bytes days, spans, users;
        int64_t fingerprint[PARTS];
        bool stale[PARTS];
};

static void add_span(struct bytes *b, const struct calendar_span *span, int32_t working_day)
{
        pg_row_instant(b, span->opens);
        pg_row_instant(b, span->closes);
        pg_row_int8(b, span->before);
        pg_row_int4(b, working_day);
}

/* Spans of one day are neighbours, and most days have more than one. */
static void add_spans(struct bytes *b, const struct calendar *c, const struct zone *zone, int64_t id)
{
        size_t n;
        const struct calendar_span *span = calendar_spans(c, &n);
        int32_t number = 0, last = INT32_MIN;
        for (size_t i = 0; i < n; i++) {
                const int32_t day = zone_day(zone, span[i].opens);
                number += day != last;
                last = day;
                pg_row_begin(b, id ? COLS_agency_calendar_span_copy : COLS_calendar_span_copy);
                if (id)
                        pg_row_int8(b, id);
                add_span(b, &span[i], number);
        }
}

static void add_cuts(struct bytes *b, const struct calendar *c, const struct zone *zone, int64_t id)
{
        int32_t first;
        const int32_t days = calendar_days(&first);
        for (int32_t day = first; day < first + days; day++) {
                const micros cut = calendar_cut(c, zone, day, false),
                             cut_short = calendar_cut(c, zone, day, true),
                             begins = calendar_latest(c, zone_day_start(zone, day + 1), 0);
                if ((cut == END_OF_TIME && cut_short == END_OF_TIME) || begins == END_OF_TIME)
                        continue;
                pg_row_begin(b, COLS_agency_calendar_cut_copy);
                pg_row_int8(b, id);
                pg_row_date(b, day);
                pg_row_instant(b, cut == END_OF_TIME ? NO_TIME : cut);
                pg_row_instant(b, cut_short == END_OF_TIME ? NO_TIME : cut_short);
                pg_row_instant(b, begins);
        }
}

static void make_rows(struct derived *d, const struct calendars *cs, const struct zone *zone)
{
        int32_t first;
        const int32_t days = calendar_days(&first);
        *d = (struct derived){0};
        for (int32_t day = first; day < first + days; day++) {
                pg_row_begin(&d->days, COLS_calendar_day_copy);
                pg_row_date(&d->days, day);
                pg_row_bool(&d->days, calendar_works_on(cs->general, day));
        }
        add_spans(&d->spans, cs->general, zone, 0);
        for (size_t i = 0; i < cs->listings; i++) {
                pg_row_begin(&d->users, COLS_agency_calendar_copy);
                pg_row_int4(&d->users, cs->listed[i].agency);
                pg_row_int8(&d->users, cs->of[cs->listed[i].at].id);
        }
        const uint64_t both[] = {hash_bytes(d->days.at, d->days.len), hash_bytes(d->spans.at, d->spans.len)};
        d->fingerprint[GENERAL] = (int64_t)hash_bytes(both, sizeof(both));
        d->fingerprint[AGENCIES] = d->users.len ? (int64_t)hash_bytes(d->users.at, d->users.len) : 0;
}

static enum fault find_stale(struct pg *pg, struct derived *d, struct err *e)
{
        for (int i = 0; i < PARTS; i++) {
                int64_t applied;
                bool found;
                if (applied_read(pg, part_names[i], &applied, &found, e) != OK)
                        return e->kind;
                d->stale[i] = (found ? applied : 0) != d->fingerprint[i];
        }
        return OK;
}

static enum fault write_general(struct pg *pg, const struct derived *d, struct err *e)
{
        int64_t copied;
        if (pg_run(pg, SQL_calendar_clear, NULL, 0, NULL, e) != OK ||
            pg_copy_in(pg, SQL_calendar_day_copy, &d->days, &copied, e) != OK ||
            pg_copy_in(pg, SQL_calendar_span_copy, &d->spans, &copied, e) != OK)
                return e->kind;
        return applied_record(pg, part_names[GENERAL], d->fingerprint[GENERAL], e);
}

/* `known` has the identifiers whose rows are there. */
static enum fault write_calendar(struct pg *pg, const struct calendar_other *c, const struct zone *zone,
                                 const struct pg_result *known, struct err *e)
{
        struct bytes spans = {0}, cuts = {0};
        int64_t copied;
        for (int row = 0; row < pg_rows(known); row++) {
                if (pg_get_int(known, row, COL_agency_calendar_clear_calendar_id) == c->id)
                        return OK;
        }
        add_spans(&spans, c->calendar, zone, c->id);
        add_cuts(&cuts, c->calendar, zone, c->id);
        enum fault fault = pg_copy_in(pg, SQL_agency_calendar_span_copy, &spans, &copied, e);
        if (fault == OK && cuts.len > 0)
                fault = pg_copy_in(pg, SQL_agency_calendar_cut_copy, &cuts, &copied, e);
        bytes_free(&spans);
        bytes_free(&cuts);
        return fault;
}

static enum fault write_agencies(struct pg *pg, const struct derived *d, const struct calendars *cs,
                                 const struct zone *zone, struct err *e)
{
        struct bytes array = {0};
        struct pg_result *known = NULL;
        int64_t copied;
        int64_t *ids = need_alloc(cs->n * sizeof(*ids));
        for (size_t i = 0; i < cs->n; i++)
                ids[i] = cs->of[i].id;
        const struct pg_param param = pg_int8_array(&array, ids, cs->n);
        enum fault fault = pg_run(pg, SQL_agency_calendar_clear, &param, 1, &known, e);
        for (size_t i = 0; fault == OK && i < cs->n; i++)
                fault = write_calendar(pg, &cs->of[i], zone, known, e);
        if (fault == OK && d->users.len > 0)
                fault = pg_copy_in(pg, SQL_agency_calendar_copy, &d->users, &copied, e);
        if (fault == OK)
                fault = applied_record(pg, part_names[AGENCIES], d->fingerprint[AGENCIES], e);
        pg_free(known);
        bytes_free(&array);
        free(ids);
        return fault;
}

enum fault calendar_lock(struct pg *pg, struct err *e)
{
        return pg_run(pg, SQL_calendar_lock, NULL, 0, NULL, e);
}

enum fault calendar_derive(struct pg *pg, const struct zone *zone, bool dry_run, bool *stale, struct err *e)
{
        struct calendars cs;
        struct derived d;
        if (calendars_read(&cs, pg, zone, e) != OK)
                return e->kind;
        make_rows(&d, &cs, zone);
        enum fault fault = find_stale(pg, &d, e);
        *stale = d.stale[GENERAL] || d.stale[AGENCIES];
        if (fault == OK && d.stale[GENERAL] && !dry_run)
                fault = write_general(pg, &d, e);
        if (fault == OK && d.stale[AGENCIES] && !dry_run)
                fault = write_agencies(pg, &d, &cs, zone, e);
        bytes_free(&d.days);
        bytes_free(&d.spans);
        bytes_free(&d.users);
        calendars_close(&cs);
        return fault;
}

enum fault calendar_tell(struct pg *pg, struct err *e)
{
        return pg_run(pg, SQL_calendar_tell, NULL, 0, NULL, e);
}

enum fault calendar_follow(struct pg *pg, struct err *e)
{
        struct warehouse w = {0};
        struct pg_result *r;
        bool stale = false;
        /* Before it asks: one that is being imported counts, too. */
        if (calendar_lock(pg, e) != OK || pg_run(pg, SQL_agency_calendars, NULL, 0, &r, e) != OK)
                return e->kind;
        const bool any = pg_rows(r) > 0;
        pg_free(r);
        if (!any)
                return OK;
        enum fault fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = calendar_derive(pg, w.zone, false, &stale, e);
        if (fault == OK && stale)
                fault = calendar_tell(pg, e);
        warehouse_close(&w);
        return fault;
}
