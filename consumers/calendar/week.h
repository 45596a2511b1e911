/* SPDX-License-Identifier: Apache-2.0
 *
 * week.h - weekdays and times of day of a calendar as text, both ways.
 */
#ifndef HENTRA_CALENDAR_WEEK_H
#define HENTRA_CALENDAR_WEEK_H

#include "consumers/warehouse/calendar_read.h"

/* "MON-FRI", "SAT", "MON,WED,FRI-SUN"; false: it is none. Bits as in struct calendar_week. */
bool weekdays_parse(struct text text, uint8_t *weekdays);
enum { WEEKDAYS_TEXT_MOST = 32, CUT_TEXT_MOST = 8 };
char *weekdays_format(uint8_t weekdays, char out[static WEEKDAYS_TEXT_MOST]);

/* "15:00" as minutes, an empty text as NO_CUT; false: it is neither. */
bool cut_parse(struct text text, int16_t *cut);
/* NO_CUT: an empty text. */
char *cut_format(int16_t cut, char out[static CUT_TEXT_MOST]);

/* True: the two share a weekday on some day. */
bool week_meets(const struct calendar_week *a, const struct calendar_week *b);
bool week_equal(const struct calendar_week *a, const struct calendar_week *b);
bool office_hours_equal(const struct office_hours *a, const struct office_hours *b);

#endif
