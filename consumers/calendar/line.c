/* SPDX-License-Identifier: Apache-2.0
 *
 * line.c - day, weekday, kind, name, in columns.
 */
#include "consumers/calendar/line.h"

#include "consumers/calendar/file.h"
#include "consumers/calendar/week.h"
#include <stdio.h>

void day_line_print(const struct calendar_day_named *day)
{
        /* Day 0 was a Thursday. */
        static const char *const weekdays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
        char text[16], hours[128];
        printf("%s %s %-7s %.*s", day_format(day->exception.day, text),
               weekdays[floor_rest(day->exception.day, 7)], day_kind_names[day_kind_of(day)],
               (int)day->name.len, day->name.at);
        if (day->hours.n > 0)
                printf(", %s", office_hours_format(&day->hours, hours));
}

void week_line_print(const struct calendar_week *week)
{
        char day[16], weekdays[WEEKDAYS_TEXT_MOST], hours[128], cut[CUT_TEXT_MOST];
        printf("%s to ", day_format(week->from, day));
        printf("%s %s ", week->behind == INT32_MAX ? "further notice" : day_format(week->behind - 1, day),
               weekdays_format(week->weekdays, weekdays));
        printf("%s", week->closed        ? "OFF"
                     : week->hours.n > 0 ? office_hours_format(&week->hours, hours)
                                         : "hours of the agency above");
        if (week->cut != NO_CUT)
                printf(", cut %s", cut_format(week->cut, cut));
        if (week->cut_short != NO_CUT)
                printf(", cut of short terms %s", cut_format(week->cut_short, cut));
        printf(": %.*s\n", (int)week->name.len, week->name.at);
}
