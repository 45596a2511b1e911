/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_watch.c - years come ascending, so the greatest that was logged tells which ones were.
 */
#include "consumers/alert/calendar_watch.h"

#include "core/lib/log.h"
#include "generated/embedded.h"

static void log_gap(struct calendar_watch *w, const struct pg_result *r, int row)
{
        const int64_t year = pg_get_int(r, row, COL_calendar_gaps_year);
        const int32_t version = (int32_t)pg_get_int(r, row, COL_calendar_gaps_version);
        char begins[16];
        if (version == w->logged_version && year <= w->logged_year)
                return;
        log_warn("alert.calendar_gap", KI("year", year),
                 KT("begins", day_format(pg_get_date(r, row, COL_calendar_gaps_first_day), begins)),
                 KI("version", version),
                 KT("effect", "no day off is known of it: its holidays count as worked"),
                 KT("remedy", "hentra calendar import"));
        w->logged_version = version;
        w->logged_year = year;
}

enum fault calendar_watch_check(struct calendar_watch *w, struct pg *pg, const struct zone *zone,
                                int32_t version, micros now, struct err *e)
{
        const int32_t day = zone_day(zone, now);
        const struct pg_param param = pg_instant(now);
        struct pg_result *r;
        if (day == w->day && version == w->version)
                return OK;
        if (pg_run(pg, SQL_calendar_gaps, &param, 1, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                log_gap(w, r, row);
        pg_free(r);
        w->day = day;
        w->version = version;
        return OK;
}
