/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_derive.c - one row per day and one row per span, by COPY. A hash of the rows tells whether the
 * tables are already up to date.
 */
#include "consumers/warehouse/calendar_derive.h"

#include "consumers/warehouse/applied.h"
#include "consumers/warehouse/calendar_read.h"
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "generated/embedded.h"

struct derived {
        struct bytes days, spans;
        int64_t fingerprint;
};

static void make_rows(struct derived *d, const struct calendar *c)
{
        const int32_t end = day_of_civil(CALENDAR_YEAR_LAST + 1, 1, 1);
        size_t n;
        const struct calendar_span *span = calendar_spans(c, &n);
        *d = (struct derived){0};
        for (int32_t day = day_of_civil(CALENDAR_YEAR_FIRST, 1, 1); day < end; day++) {
                pg_row_begin(&d->days, COLS_calendar_day_copy);
                pg_row_date(&d->days, day);
                pg_row_bool(&d->days, calendar_works_on(c, day));
        }
        for (size_t i = 0; i < n; i++) {
                pg_row_begin(&d->spans, COLS_calendar_span_copy);
                pg_row_instant(&d->spans, span[i].opens);
                pg_row_instant(&d->spans, span[i].closes);
                pg_row_int8(&d->spans, span[i].before);
        }
        const uint64_t both[] = {hash_bytes(d->days.at, d->days.len), hash_bytes(d->spans.at, d->spans.len)};
        d->fingerprint = (int64_t)hash_bytes(both, sizeof(both));
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
        int64_t copied;
        if (pg_run(pg, SQL_calendar_clear, NULL, 0, NULL, e) != OK ||
            pg_copy_in(pg, SQL_calendar_day_copy, &d->days, &copied, e) != OK ||
            pg_copy_in(pg, SQL_calendar_span_copy, &d->spans, &copied, e) != OK)
                return e->kind;
        return applied_record(pg, "calendar", d->fingerprint, e);
}

enum fault calendar_lock(struct pg *pg, struct err *e)
{
        return pg_run(pg, SQL_calendar_lock, NULL, 0, NULL, e);
}

enum fault calendar_derive(struct pg *pg, const struct zone *zone, bool dry_run, bool *stale, struct err *e)
{
        struct calendar *c;
        struct derived d;
        if (calendar_read(&c, pg, zone, NULL, e) != OK)
                return e->kind;
        make_rows(&d, c);
        calendar_close(c);
        enum fault fault = is_stale(pg, d.fingerprint, stale, e);
        if (fault == OK && *stale && !dry_run)
                fault = write_rows(pg, &d, e);
        bytes_free(&d.days);
        bytes_free(&d.spans);
        return fault;
}
