/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_watch.h - says when the calendar does not know the days off of this year, or of one that begins soon: its holidays
 * would count as worked, so what is told before a return date comes late, and what is told after it early.
 *
 * Which years those are, hentra.calendar_gaps() says (sql/views/26_calendar_health.sql).
 */
#ifndef HENTRA_ALERT_CALENDAR_WATCH_H
#define HENTRA_ALERT_CALENDAR_WATCH_H

#include "core/base/moment.h"
#include "core/lib/pg.h"

struct calendar_watch {       /* zero: nothing asked, nothing said */
        int32_t day, version; /* for which the warehouse was asked */
        int32_t said_version;
        int64_t said_year; /* the greatest that was named of said_version */
};

/* Asks on every local day and for every version once, and logs a warning for each year that is missing: once a version. */
MUST enum fault calendar_watch(struct calendar_watch *w, struct pg *pg, const struct zone *zone,
                               int32_t version, micros now, struct err *e);

#endif
