/* SPDX-License-Identifier: Apache-2.0
 *
 * worktime.c - the calendar's spans by the number of the working day: a step into a table, where
 * calendar_latest() and calendar_earliest() would search through 120 years for every event.
 */
#include "producers/simulate/worktime.h"
#include "core/base/bytes.h"
#include <stdlib.h>

static bool is_in_calendar(int32_t day)
{
        return day >= day_of_civil(CALENDAR_YEAR_FIRST, 1, 1) &&
               day < day_of_civil(CALENDAR_YEAR_LAST + 1, 1, 1);
}

/* Adds the days that differ from their weekday. A profile may list a day twice, or one that needs no
 * mention. */
static size_t add_exceptions(struct calendar_exception *out, size_t n, const int32_t *days, int count,
                             bool working)
{
        for (int i = 0; i < count; i++) {
                bool needed = calendar_is_weekday(days[i]) != working && is_in_calendar(days[i]);
                for (int k = 0; k < i; k++)
                        needed &= days[k] != days[i];
                if (needed)
                        out[n++] = (struct calendar_exception){days[i], working};
        }
        return n;
}

static void list_days(struct worktime *w, const struct profile *p, const struct zone *zone)
{
        size_t spans, most = (size_t)(p->to - p->from) + WORKTIME_BEYOND;
        const struct calendar_span *span = calendar_spans(w->calendar, &spans), *const end = span + spans;
        w->day = need_alloc(most * sizeof(*w->day));
        w->starts = need_alloc(most * sizeof(*w->starts));
        w->span = need_alloc(most * sizeof(const struct calendar_span *));
        for (int32_t day = p->from; day < p->to || w->known < w->days + WORKTIME_BEYOND; day++) {
                if (!calendar_works_on(w->calendar, day))
                        continue;
                const micros start = zone_day_start(zone, day);
                while (span + 1 < end && span->opens < start)
                        span++;
                w->day[w->known] = day;
                w->starts[w->known] = start;
                w->span[w->known++] = span;
                w->days += day < p->to;
        }
}

enum fault worktime_open(struct worktime *w, const struct profile *p, const struct zone *zone, struct err *e)
{
        struct calendar_exception exceptions[2 * OFF_MOST];
        size_t n = add_exceptions(exceptions, 0, p->off, p->offs, false);
        n = add_exceptions(exceptions, n, p->make_up, p->make_ups, true);
        *w = (struct worktime){.zone = zone};
        if (calendar_open(&w->calendar, zone, &p->hours, exceptions, n, e) != OK)
                return e->kind;
        w->day_seconds = calendar_day_length(w->calendar) / MICROS_PER_SECOND;
        w->opens = p->hours.span[0].opens * 60LL;
        w->closes = p->hours.span[p->hours.n - 1].closes * 60LL;
        list_days(w, p, zone);
        return OK;
}

void worktime_close(struct worktime *w)
{
        calendar_close(w->calendar);
        free(w->day);
        free(w->starts);
        free(w->span);
        *w = (struct worktime){0};
}

micros worktime_begins(const struct worktime *w, int64_t x)
{
        const struct calendar_span *span = w->span[x / w->day_seconds];
        micros rest = x % w->day_seconds * MICROS_PER_SECOND;
        for (; rest >= span->closes - span->opens; span++)
                rest -= span->closes - span->opens;
        return span->opens + rest;
}

micros worktime_ends(const struct worktime *w, int64_t x)
{
        return worktime_begins(w, x - 1) + MICROS_PER_SECOND;
}
