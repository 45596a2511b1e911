/* SPDX-License-Identifier: Apache-2.0
 *
 * line.h - a day of the calendar as a person reads it: "2027-01-01 Fri OFF      New Year".
 */
#ifndef HENTRA_CALENDAR_LINE_H
#define HENTRA_CALENDAR_LINE_H

#include "consumers/warehouse/calendar_read.h"

/* To standard output, without a line's end. The weekday is there to be seen: a wrong date is often a wrong weekday. */
void day_line_print(const struct calendar_day_named *day);

#endif
