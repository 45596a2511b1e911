/* SPDX-License-Identifier: Apache-2.0
 *
 * worktime.c - a table of the working days, and the office hours within one.
 */
#include "producers/simulate/worktime.h"
#include "core/base/bytes.h"
#include <stdlib.h>

void worktime_open(struct worktime *w, const struct profile *p, const struct zone *zone)
{
        size_t most = (size_t)(p->to - p->from) + WORKTIME_BEYOND;
        *w = (struct worktime){.spans = p->spans,
                               .day = need_alloc(most * sizeof(*w->day)),
                               .starts = need_alloc(most * sizeof(*w->starts))};
        for (int i = 0; i < p->spans; i++) {
                w->span[i].opens = p->span[i].opens;
                w->span[i].seconds = p->span[i].closes - p->span[i].opens;
                w->day_seconds += w->span[i].seconds;
        }
        for (int32_t day = p->from; day < p->to || w->known < w->days + WORKTIME_BEYOND; day++) {
                if (!profile_works_on(p, day))
                        continue;
                w->day[w->known] = day;
                w->starts[w->known++] = zone_day_start(zone, day);
                w->days += day < p->to;
        }
}

void worktime_close(struct worktime *w)
{
        free(w->day);
        free(w->starts);
        *w = (struct worktime){0};
}

micros worktime_begins(const struct worktime *w, int64_t x)
{
        int64_t second = x % w->day_seconds;
        int i = 0;
        while (second >= w->span[i].seconds)
                second -= w->span[i++].seconds;
        return w->starts[x / w->day_seconds] + (w->span[i].opens + second) * MICROS_PER_SECOND;
}

micros worktime_ends(const struct worktime *w, int64_t x)
{
        return worktime_begins(w, x - 1) + MICROS_PER_SECOND;
}
