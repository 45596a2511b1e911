/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_read.h - versions of working calendars in the warehouse, as they were imported.
 *
 * A calendar has versions: the greatest is current, the others stay and can be shown. An import ends with a
 * notification on the channel hentra_calendar, whose payload is the version: listeners read the calendar
 * again.
 */
#ifndef HENTRA_WAREHOUSE_CALENDAR_READ_H
#define HENTRA_WAREHOUSE_CALENDAR_READ_H

#include "core/base/calendar.h"
#include "core/base/err.h"
#include "core/lib/pg.h"

/* A version as it was imported. */
struct calendar_day_named {
        struct calendar_exception exception;
        struct office_hours hours; /* of this day alone; n == 0: the usual ones */
        struct text name;          /* borrowed from `rows` */
};
/* Weekdays of an agency, for a time. */
struct calendar_week {
        int32_t from, behind;      /* local days; INT32_MAX: without end */
        uint8_t weekdays;          /* bit 0 Monday … bit 6 Sunday */
        bool closed;               /* not worked */
        struct office_hours hours; /* n == 0, and not closed: those of the agency above */
        int16_t cut, cut_short;    /* as in struct calendar_day_kind; NO_CUT: those of the agency above */
        struct text name;          /* borrowed from `rows` */
};
struct calendar_table {
        int32_t version;           /* 0: of an agency that has none */
        struct office_hours hours; /* of the general calendar; none of an agency's */
        micros imported_at;
        struct text note; /* borrowed from `rows`; at NULL: none */
        struct calendar_day_named *day;
        size_t n;                   /* days, ascending */
        struct calendar_week *week; /* of an agency's; no two share a day */
        size_t weeks;               /* ascending by `from` */
        struct pg_result *rows;
};
enum { CALENDAR_CURRENT = 0 }; /* in place of a version */
/* USAGE: there is no such version (names the greatest). */
MUST enum fault calendar_table_read(struct calendar_table *t, struct pg *pg, int32_t version, struct err *e);
/* The same of an agency. CALENDAR_CURRENT of one that has none: an empty table of version 0. */
MUST enum fault calendar_table_read_agency(struct calendar_table *t, struct pg *pg, int32_t agency_id,
                                           int32_t version, struct err *e);
/* True: any day of the year but its last is off. False: a year without imported days off, by the same rule as
 * hentra.calendar_gaps(). */
bool calendar_table_knows(const struct calendar_table *t, int year);
#define CALENDAR_YEAR_UNKNOWN "no holidays are known of %d: `hentra calendar import`"
void calendar_table_close(struct calendar_table *t); /* zero is fine */
/* The general calendar. */
void calendar_table_open(struct calendar **c, const struct calendar_table *t, const struct zone *zone);

#endif
