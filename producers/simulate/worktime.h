/* SPDX-License-Identifier: Apache-2.0
 *
 * worktime.h - the working seconds of a profile, numbered one after the other.
 *
 * Second 0 is the first one of the period's first working day; a working day has `day_seconds` of them, so
 * x / day_seconds is the number of the working day and x % day_seconds the second of it. Durations in
 * working time are then differences. The days go on behind the period, for due dates.
 */
#ifndef HENTRA_SIMULATE_WORKTIME_H
#define HENTRA_SIMULATE_WORKTIME_H

#include "core/base/moment.h"
#include "producers/simulate/profile.h"

struct worktime {
        int64_t day_seconds;
        int days; /* working days within the period */
        int spans;
        struct {
                int64_t opens, seconds;
        } span[SPANS_MOST];
        int known;      /* working days listed below: the period's, and WORKTIME_BEYOND more */
        int32_t *day;   /* the local day of each */
        micros *starts; /* its first instant */
};

/* Working days known behind the period: the longest term and pause end within. */
enum { WORKTIME_BEYOND = 100 };

void worktime_open(struct worktime *w, const struct profile *p, const struct zone *zone);
void worktime_close(struct worktime *w);

/* The instant at which working second x begins: an opening hour rather than the closing hour before it. */
micros worktime_begins(const struct worktime *w, int64_t x);
/* The instant at which working second x - 1 ends: a closing hour rather than the opening hour behind it. */
micros worktime_ends(const struct worktime *w, int64_t x);

#endif
