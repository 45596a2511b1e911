/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_world.h - a calendar, and what it was made of.
 */
#ifndef HENTRA_SUPPORT_CALENDAR_WORLD_H
#define HENTRA_SUPPORT_CALENDAR_WORLD_H

#include "tests/support/days_off.h"
#include "tests/support/unit.h"

enum days { WEEKDAYS, WITH_DAYS_OFF, WITH_SUNDAYS };
enum { EXCEPTIONS_MOST = 2048 };
struct world {
        struct zone *zone;
        struct office_hours hours;
        struct calendar_exception exception[EXCEPTIONS_MOST];
        size_t n;
        struct calendar *calendar;
};

/* Clocks change on Sundays, so there each of them is a make-up day. */
static inline void add_sundays(struct world *w, int from_year, int to_year)
{
        int32_t day = day_of_civil(from_year, 1, 1);
        while (floor_rest(day + 4, 7) != 0)
                day++;
        for (; day < day_of_civil(to_year + 1, 1, 1); day += 7)
                w->exception[w->n++] = (struct calendar_exception){day, true};
}

static inline void world_open(struct world *w, const char *zone, const char *hours, enum days days)
{
        struct err e;
        *w = (struct world){0};
        if (days != WEEKDAYS)
                w->n = days_off(w->exception);
        if (days == WITH_SUNDAYS)
                add_sundays(w, 2007, 2026);
        if (zone_open(&w->zone, zone, &e) != OK || office_hours_parse(text_of(hours), &w->hours, &e) != OK ||
            calendar_open(&w->calendar, w->zone, &w->hours, w->exception, w->n, &e) != OK)
                fail_msg("%s", e.text);
}

static inline void world_close(struct world *w)
{
        calendar_close(w->calendar);
        zone_close(w->zone);
}

#endif
