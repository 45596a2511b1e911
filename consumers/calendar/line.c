/* SPDX-License-Identifier: Apache-2.0
 *
 * line.c - day, weekday, kind, name, in columns.
 */
#include "consumers/calendar/line.h"

#include "consumers/calendar/file.h"
#include <stdio.h>

void day_line_print(const struct calendar_day_named *day)
{
        /* Day 0 was a Thursday. */
        static const char *const weekdays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
        char text[16];
        printf("%s %s %-7s %.*s", day_format(day->exception.day, text),
               weekdays[floor_rest(day->exception.day, 7)], day_kind_names[day->exception.working],
               (int)day->name.len, day->name.at);
}
