/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_derive.c - one row per day, per span, per agency with another calendar, and per cut, by COPY. A hash of the rows tells whether the
 * tables are already up to date.
 */
#include "consumers/warehouse/calendar_derive.h"

#include "consumers/warehouse/applied.h"
#include "consumers/warehouse/calendars.h"
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "generated/embedded.h"

enum rows { DAYS, SPANS, AGENCIES, AGENCY_SPANS, CUTS, ROWS_COUNT };
struct derived {
        struct bytes rows[ROWS_COUNT];
        int64_t fingerprint;
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
        uint64_t hash[ROWS_COUNT];
        *d = (struct derived){0};
        for (int32_t day = first; day < first + days; day++) {
                pg_row_begin(&d->rows[DAYS], COLS_calendar_day_copy);
                pg_row_date(&d->rows[DAYS], day);
                pg_row_bool(&d->rows[DAYS], calendar_works_on(cs->general, day));
        }
        add_spans(&d->rows[SPANS], cs->general, zone, 0);
        for (size_t i = 0; i < cs->listings; i++) {
                pg_row_begin(&d->rows[AGENCIES], COLS_agency_calendar_copy);
                pg_row_int4(&d->rows[AGENCIES], cs->listed[i].agency);
                pg_row_int8(&d->rows[AGENCIES], cs->of[cs->listed[i].at].id);
        }
        for (size_t i = 0; i < cs->n; i++) {
                add_spans(&d->rows[AGENCY_SPANS], cs->of[i].calendar, zone, cs->of[i].id);
                add_cuts(&d->rows[CUTS], cs->of[i].calendar, zone, cs->of[i].id);
        }
        for (int i = 0; i < ROWS_COUNT; i++)
                hash[i] = hash_bytes(d->rows[i].at, d->rows[i].len);
        d->fingerprint = (int64_t)hash_bytes(hash, sizeof(hash));
}

static enum fault is_stale(struct pg *pg, int64_t fingerprint, bool *stale, struct err *e)
{
        int64_t applied;
        bool found;
        if (applied_read(pg, "calendar", &applied, &found, e) != OK)
                return e->kind;
        *stale = !found || applied != fingerprint;
        return OK;
}

static enum fault write_rows(struct pg *pg, const struct derived *d, struct err *e)
{
        static const char *const copy[ROWS_COUNT] = {SQL_calendar_day_copy, SQL_calendar_span_copy,
                                                     SQL_agency_calendar_copy, SQL_agency_calendar_span_copy,
                                                     SQL_agency_calendar_cut_copy};
        int64_t copied;
        if (pg_run(pg, SQL_calendar_clear, NULL, 0, NULL, e) != OK)
                return e->kind;
        for (int i = 0; i < ROWS_COUNT; i++) {
                if (d->rows[i].len > 0 && pg_copy_in(pg, copy[i], &d->rows[i], &copied, e) != OK)
                        return e->kind;
        }
        return applied_record(pg, "calendar", d->fingerprint, e);
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
        calendars_close(&cs);
        enum fault fault = is_stale(pg, d.fingerprint, stale, e);
        if (fault == OK && *stale && !dry_run)
                fault = write_rows(pg, &d, e);
        for (int i = 0; i < ROWS_COUNT; i++)
                bytes_free(&d.rows[i]);
        return fault;
}
