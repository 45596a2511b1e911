/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_watch.h - warns of a year, this one or one that begins soon, whose days off the calendar does
 * not know. Its holidays would count as worked, so alerts before a return date would come too late, and
 * those after it too early.
 *
 * hentra.calendar_gaps() lists such years (sql/views/26_calendar_health.sql).
 */
#ifndef HENTRA_ALERT_CALENDAR_WATCH_H
#define HENTRA_ALERT_CALENDAR_WATCH_H

#include "core/base/moment.h"
#include "core/lib/pg.h"

struct calendar_watch {       /* zero: nothing asked, nothing logged */
        int32_t day, version; /* for which the warehouse was asked last */
        int32_t logged_version;
        int64_t logged_year; /* the greatest that was logged for logged_version */
};

/* Asks once on every local day and for every version, and warns once of each year that is missing from a
 * version. */
MUST enum fault calendar_watch_check(struct calendar_watch *w, struct pg *pg, const struct zone *zone,
                                     int32_t version, micros now, struct err *e);

#endif
