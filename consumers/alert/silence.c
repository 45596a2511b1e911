/* SPDX-License-Identifier: Apache-2.0
 *
 * silence.c - see silence.h.
 */
#include "consumers/alert/silence.h"

#include "core/base/bytes.h"
#include <stdlib.h>

static int by_length(const void *x, const void *y)
{
        const micros a = *(const micros *)x, b = *(const micros *)y;
        return (a > b) - (a < b);
}

/* The longest silence that ended on each day, in any order; returns how many days. */
static size_t longest_of_days(const struct calendar *c, const struct zone *zone, const micros *heard,
                              size_t n, micros *longest)
{
        size_t days = 0;
        int32_t last = NO_DAY;
        for (size_t i = 1; i < n; i++) {
                const int32_t day = zone_day(zone, heard[i]);
                const micros gap = calendar_between(c, heard[i - 1], heard[i]);
                if (day != last)
                        longest[days++] = gap;
                else if (gap > longest[days - 1])
                        longest[days - 1] = gap;
                last = day;
        }
        return days;
}

int64_t silence_usual(const struct calendar *c, const struct zone *zone, const micros *heard, size_t n)
{
        micros *longest = need_alloc((n + 1) * sizeof(*longest));
        const size_t days = longest_of_days(c, zone, heard, n, longest);
        int64_t usual = -1;
        if (days >= SILENCE_DAYS_LEAST) {
                qsort(longest, days, sizeof(*longest), by_length);
                usual = longest[(9 * days + 9) / 10 - 1] / MICROS_PER_MINUTE;
        }
        free(longest);
        return usual;
}

int64_t silence_limit(int64_t usual, int64_t floor, int64_t factor)
{
        const int64_t limit = (usual * factor + 99) / 100;
        return limit > floor ? limit : floor;
}
