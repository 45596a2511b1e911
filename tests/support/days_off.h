/* SPDX-License-Identifier: Apache-2.0
 *
 * days_off.h - the days off on weekdays, and the make-up Saturdays, that Viet Nam's Government announced
 * for public servants: an independent copy, in the form of such lists ("27-29/1" is 27 to 29 January; "+" a
 * make-up day).
 */
#ifndef HENTRA_TESTS_SUPPORT_DAYS_OFF_H
#define HENTRA_TESTS_SUPPORT_DAYS_OFF_H

#include "core/base/calendar.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
        int year;
        const char *days;
        int working_days; /* of the year: weekdays less days off and more make-up days, counted by hand */
} days_off_years[] = {
        {2018, "31/12", 261 - 1}, /* the rest of it is not known here */
        {2019, "1/1 +5/1 4-8/2 15/4 29/4 +4/5 30/4 1/5 2/9", 261 - 11 + 2},
        {2020, "1/1 23-24/1 27-29/1 2/4 30/4 1/5 2/9", 262 - 10},
        {2021, "1/1 10-12/2 15-16/2 21/4 30/4 3/5 2-3/9", 261 - 11},
        {2022, "3/1 31/1-4/2 11/4 2-3/5 1-2/9", 260 - 11},
        {2023, "2/1 20/1 23-26/1 1-3/5 1/9 4/9", 260 - 11},
        {2024, "1/1 8-9/2 12-14/2 18/4 29/4 +4/5 30/4 1/5 2-3/9", 262 - 12 + 1},
        {2025, "1/1 27-31/1 7/4 30/4 1/5 2/5 +26/4 1-2/9", 261 - 12 + 1},
        {2026, "1/1 2/1 +10/1 16-20/2 27/4 30/4 1/5 31/8 +22/8 1-2/9 24/11", 261 - 14 + 2},
};
enum { DAYS_OFF_YEARS = 9, DAYS_OFF_MOST = 128 };

/* "1/1", "27-29/1", "31/1-4/2", "+4/5": the first and the last day. */
static inline void days_off_read(int year, const char *word, int32_t *first, int32_t *last)
{
        int day, month, to_day, to_month;
        if (sscanf(word, "%d/%d-%d/%d", &day, &month, &to_day, &to_month) != 4) {
                if (sscanf(word, "%d-%d/%d", &day, &to_day, &month) == 3) {
                        to_month = month;
                } else if (sscanf(word, "%d/%d", &day, &month) == 2) {
                        to_day = day;
                        to_month = month;
                } else {
                        abort();
                }
        }
        *first = day_of_civil(year, month, day);
        *last = day_of_civil(year, to_month, to_day);
}

/* All of them, in no particular order; returns how many. */
static inline size_t days_off(struct calendar_exception out[static DAYS_OFF_MOST])
{
        size_t n = 0;
        for (int i = 0; i < DAYS_OFF_YEARS; i++) {
                char words[128], *rest = words;
                snprintf(words, sizeof(words), "%s", days_off_years[i].days);
                for (char *word; (word = strsep(&rest, " "));) {
                        int32_t day, last;
                        const bool working = *word == '+';
                        days_off_read(days_off_years[i].year, word + working, &day, &last);
                        for (; day <= last; day++)
                                out[n++] = (struct calendar_exception){day, working};
                }
        }
        return n;
}

#endif
