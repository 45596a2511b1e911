/* SPDX-License-Identifier: Apache-2.0
 *
 * worktime.h - the working seconds of a profile, numbered one after the other.
 *
 * Working days, office hours and changes of the clocks are the calendar's (core/base/calendar.h); this file
 * only numbers them. Second 0 is the first one of the period's first working day; a working day has
 * `day_seconds` of them, so x / day_seconds is the number of the working day and x % day_seconds the second
 * of it. Durations in working time are then differences. The days go on behind the period, for due dates.
 */
#ifndef HENTRA_SIMULATE_WORKTIME_H
#define HENTRA_SIMULATE_WORKTIME_H

#include "core/base/calendar.h"
#include "core/base/moment.h"
#include "producers/simulate/profile.h"

struct worktime {
        const struct zone *zone; /* borrowed */
        struct calendar *calendar;
        int64_t day_seconds;
        int64_t opens, closes; /* first opening and last closing, in seconds of the day */
        int days;              /* working days within the period */
        int known;             /* working days listed below: the period's, and WORKTIME_BEYOND more */
        int32_t *day;          /* the local day of each */
        micros *starts;        /* its first instant */
        const struct calendar_span **span; /* the calendar's first one of that day */
};

/* Working days known behind the period: the longest term and pause end within. */
enum { WORKTIME_BEYOND = 100 };

/* `zone` is borrowed until worktime_close(). */
MUST enum fault worktime_open(struct worktime *w, const struct profile *p, const struct zone *zone,
                              struct err *e);
void worktime_close(struct worktime *w); /* after worktime_open(); twice is fine */

/* The instant at which working second x begins: an opening hour rather than the closing hour before it, as
 * calendar_latest() of so many seconds from the period's start. */
micros worktime_begins(const struct worktime *w, int64_t x);
/* The instant at which working second x - 1 ends: a closing hour rather than the opening hour behind it, as
 * calendar_earliest(). */
micros worktime_ends(const struct worktime *w, int64_t x);

#endif
