/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_days.c - a row a day, by COPY. Whether they would be the rows that are there tells their hash.
 */
#include "consumers/warehouse/calendar_days.h"

#include "consumers/warehouse/calendar_read.h"
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "generated/embedded.h"

/* A day on which the clocks change may have each span whole before and behind the change, and the rest of the day before
 * once more. */
enum { COLUMNS = 5, SPANS_MOST = 3 * OFFICE_SPANS_MOST };

/* Adds a row for each day; `i` goes through the spans beside them. */
static void add_rows(struct bytes *rows, const struct calendar *c, const struct zone *zone)
{
        const int32_t end = day_of_civil(CALENDAR_YEAR_LAST + 1, 1, 1);
        size_t n, i = 0;
        const struct calendar_span *span = calendar_spans(c, &n);
        micros worked = 0;
        for (int32_t day = day_of_civil(CALENDAR_YEAR_FIRST, 1, 1); day < end; day++) {
                const micros next = zone_day_start(zone, day + 1), before = worked;
                micros opens[SPANS_MOST], closes[SPANS_MOST];
                size_t spans = 0;
                for (; i < n && span[i].opens < next && spans < SPANS_MOST; i++, spans++) {
                        opens[spans] = span[i].opens;
                        closes[spans] = span[i].closes;
                        worked = span[i].before + closes[spans] - opens[spans];
                }
                copy_row(rows, COLUMNS);
                copy_date(rows, day);
                copy_bool(rows, calendar_works_on(c, day));
                copy_int8(rows, before);
                copy_instants(rows, opens, spans);
                copy_instants(rows, closes, spans);
        }
}

static enum fault is_stale(struct pg *pg, int64_t fingerprint, bool *stale, struct err *e)
{
        struct pg_result *r;
        const struct pg_param name = pg_text(TEXT("calendar_day"));
        if (pg_run(pg, SQL_setup_script_read, &name, 1, &r, e) != OK)
                return e->kind;
        *stale = pg_rows(r) == 0 || pg_get_int(r, 0, 0) != fingerprint;
        pg_free(r);
        return OK;
}

static enum fault write_rows(struct pg *pg, const struct bytes *rows, int64_t fingerprint, struct err *e)
{
        const struct pg_param applied[] = {pg_text(TEXT("calendar_day")), pg_int8(fingerprint)};
        int64_t copied;
        if (pg_run(pg, SQL_calendar_day_clear, NULL, 0, NULL, e) != OK ||
            pg_copy_in(pg, SQL_calendar_day_copy, rows, &copied, e) != OK)
                return e->kind;
        return pg_run(pg, SQL_setup_script_applied, applied, 2, NULL, e);
}

enum fault calendar_lock(struct pg *pg, struct err *e)
{
        return pg_run(pg, SQL_calendar_lock, NULL, 0, NULL, e);
}

enum fault calendar_days_derive(struct pg *pg, const struct zone *zone, bool dry_run, bool *stale,
                                struct err *e)
{
        struct calendar *c;
        struct bytes rows = {0};
        if (calendar_read(&c, pg, zone, NULL, e) != OK)
                return e->kind;
        add_rows(&rows, c, zone);
        calendar_close(c);
        const int64_t fingerprint = (int64_t)hash_bytes(rows.at, rows.len);
        enum fault fault = is_stale(pg, fingerprint, stale, e);
        if (fault == OK && *stale && !dry_run)
                fault = write_rows(pg, &rows, fingerprint, e);
        bytes_free(&rows);
        return fault;
}
