/* SPDX-License-Identifier: Apache-2.0
 *
 * file.h - days of a calendar in a CSV file.
 *
 * The first row names the columns day, kind and name, in any order; a day is 2027-01-31, a kind OFF,
 * WORKING, HOURS (worked in other hours than usual: a half day) or WEEK (weekdays of an agency, from that
 * day on). More columns that it may name: until (last day of WEEK), weekdays (MON-FRI,SAT of WEEK), hours
 * (07:00-11:30 of HOURS and WEEK; OFF of WEEK), cut and cut_short (15:00 of WEEK). `hentra calendar show
 * --format csv` prints such a file.
 */
#ifndef HENTRA_CALENDAR_FILE_H
#define HENTRA_CALENDAR_FILE_H

#include "consumers/warehouse/calendar_read.h"

enum day_kind { DAY_OFF, DAY_WORKING, DAY_HOURS, DAY_WEEK, DAY_KIND_COUNT };
extern const char *const day_kind_names[DAY_KIND_COUNT];

struct calendar_file {                  /* zero is empty */
        struct calendar_day_named *day; /* ascending; the names are the file's */
        uint64_t *line;
        size_t n, capacity;
        struct calendar_week *week; /* ascending by `from` and weekdays; no two meet */
        uint64_t *week_line;
        size_t weeks;
};
enum day_kind day_kind_of(const struct calendar_day_named *day);
/* Reads all of the file, or USAGE: names file, line and the allowed values. */
MUST enum fault calendar_file_read(struct calendar_file *f, const char *path, struct err *e);
void calendar_file_close(struct calendar_file *f);

#endif
