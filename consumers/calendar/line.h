/* SPDX-License-Identifier: Apache-2.0
 *
 * line.h - a day of the calendar, printed for people: "2027-01-01 Fri OFF      New Year".
 */
#ifndef HENTRA_CALENDAR_LINE_H
#define HENTRA_CALENDAR_LINE_H

#include "consumers/warehouse/calendar_read.h"

/* Prints to standard output, without a line's end; with the weekday, which shows most wrong dates. */
void day_line_print(const struct calendar_day_named *day);
/* Weekdays of an agency, with a line's end. */
void week_line_print(const struct calendar_week *week);

#endif
