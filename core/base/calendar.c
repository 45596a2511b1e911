/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar.c - office hours of working days as one table of instants.
 *
 * Rule: an instant is working time when the local clock shows office hours of a working day. The zone is
 * used once, in calendar_open(); all else is a search in the table, in which each span has the sum of the
 * working time before it.
 *
 *      span 0          span 1                 span 2
 *      opens---closes  opens---closes         opens---closes
 *      before = 0      before = length of 0   before = lengths of 0 and 1
 */
#include "core/base/calendar.h"

#include "core/base/bytes.h"
#include <stdlib.h>

struct calendar {
        int32_t first, days;      /* the local days that are known */
        micros day_length, total; /* of one working day; of all */
        uint16_t *of_day;         /* by day - first: a place in `kind` */
        struct calendar_day_kind *kind;
        struct calendar_span *span; /* ascending */
        size_t n, capacity;
        struct calendar_other *others;
        struct calendar_user *users; /* ascending by agency */
        size_t others_n, users_n;
};

bool calendar_is_weekday(int32_t day)
{
        return floor_rest((int64_t)day + 3, 7) < 5; /* day 0 was a Thursday */
}

/* ---- opening ---- */

static void add_span(struct calendar *c, micros opens, micros closes)
{
        if (opens >= closes)
                return;
        if (c->n == c->capacity) {
                c->capacity = c->capacity * 2 + 1024;
                c->span = need_realloc(c->span, c->capacity * sizeof(*c->span));
        }
        c->span[c->n++] = (struct calendar_span){opens, closes, c->total};
        c->total += closes - opens;
}

static micros zone_offset(const struct zone *zone, micros t)
{
        struct civil c;
        zone_civil(zone, t, &c);
        return day_of_civil(c.year, c.month, c.day) * MICROS_PER_DAY +
               ((c.hour * 60 + c.minute) * 60 + c.second) * MICROS_PER_SECOND + c.micro - t;
}

/* The first instant in (from, to) with another offset than that of `from`; `to` when there is none. No zone
 * has changed twice within three days (core/base/zone.c), so looking at both ends finds it. */
static micros find_change(const struct zone *zone, micros from, micros to)
{
        const micros offset = zone_offset(zone, from);
        if (zone_offset(zone, to - 1) == offset)
                return to;
        while (to - from > 1) {
                const micros middle = from + (to - from) / 2;
                if (zone_offset(zone, middle) == offset)
                        from = middle;
                else
                        to = middle;
        }
        return to;
}

static const struct calendar_day_kind *kind_of(const struct calendar *c, int32_t day)
{
        const int64_t at = (int64_t)day - c->first;
        return at >= 0 && at < c->days ? &c->kind[c->of_day[at]] : NULL;
}

/* Adds the working time in [from, to), in which the clocks do not change. */
static void add_steady(struct calendar *c, micros from, micros to, micros offset)
{
        const int32_t last = (int32_t)floor_div(to - 1 + offset, MICROS_PER_DAY);
        for (int32_t day = (int32_t)floor_div(from + offset, MICROS_PER_DAY); day <= last; day++) {
                const struct calendar_day_kind *kind = kind_of(c, day);
                const struct office_hours *h = kind ? &kind->hours : NULL;
                for (int i = 0; h && i < h->n; i++) {
                        const micros midnight = day * MICROS_PER_DAY - offset;
                        const micros opens = midnight + h->span[i].opens * MICROS_PER_MINUTE;
                        const micros closes = midnight + h->span[i].closes * MICROS_PER_MINUTE;
                        add_span(c, opens < from ? from : opens, closes > to ? to : closes);
                }
        }
}

static void add_days(struct calendar *c, const struct zone *zone)
{
        micros from = zone_day_start(zone, c->first);
        for (int32_t i = 0; i < c->days; i++) {
                const int32_t day = c->first + i;
                const micros to = zone_day_start(zone, day + 1);
                if (to - from == MICROS_PER_DAY) { /* nearly every day, and without asking for the offset */
                        add_steady(c, from, to, day * MICROS_PER_DAY - from);
                } else if (to > from) {
                        const micros change = find_change(zone, from, to);
                        add_steady(c, from, change, zone_offset(zone, from));
                        if (change < to)
                                add_steady(c, change, to, zone_offset(zone, change));
                }
                from = to;
        }
}

static enum fault set_exceptions(struct calendar *c, const struct calendar_exception *exceptions, size_t n,
                                 struct err *e)
{
        bool *named = need_alloc((size_t)c->days * sizeof(*named));
        enum fault fault = OK;
        char day[16];
        for (size_t i = 0; i < n && fault == OK; i++) {
                const int64_t at = (int64_t)exceptions[i].day - c->first;
                if (at < 0 || at >= c->days) {
                        fault = fail(e, USAGE, "a calendar holds days from %d to %d, and %s is none of them",
                                     CALENDAR_YEAR_FIRST, CALENDAR_YEAR_LAST,
                                     day_format(exceptions[i].day, day));
                } else if (named[at]) {
                        fault = fail(e, USAGE, "the calendar says twice whether %s is a working day",
                                     day_format(exceptions[i].day, day));
                } else {
                        named[at] = true;
                        c->of_day[at] = exceptions[i].working;
                }
        }
        free(named);
        return fault;
}

/* Room for `kinds` kinds of days; each day is of the first one. */
static struct calendar *new_calendar(size_t kinds)
{
        struct calendar *c = need_alloc(sizeof(*c));
        c->days = calendar_days(&c->first);
        c->of_day = need_alloc((size_t)c->days * sizeof(*c->of_day));
        c->kind = need_alloc(kinds * sizeof(*c->kind));
        return c;
}

int32_t calendar_days(int32_t *first)
{
        *first = day_of_civil(CALENDAR_YEAR_FIRST, 1, 1);
        return day_of_civil(CALENDAR_YEAR_LAST + 1, 1, 1) - *first;
}

enum fault calendar_open(struct calendar **out, const struct zone *zone, const struct office_hours *hours,
                         const struct calendar_exception *exceptions, size_t n, struct err *e)
{
        enum { FREE, WORKED, KINDS };
        struct calendar *c = new_calendar(KINDS);
        *out = NULL;
        c->kind[FREE] = (struct calendar_day_kind){.cut = NO_CUT, .cut_short = NO_CUT};
        c->kind[WORKED] = (struct calendar_day_kind){*hours, NO_CUT, NO_CUT};
        for (int32_t i = 0; i < c->days; i++)
                c->of_day[i] = calendar_is_weekday(c->first + i) ? WORKED : FREE;
        if (set_exceptions(c, exceptions, n, e) != OK) {
                calendar_close(c);
                return e->kind;
        }
        c->day_length = office_hours_length(hours);
        add_days(c, zone);
        *out = c;
        return OK;
}

void calendar_open_days(struct calendar **out, const struct zone *zone, const struct calendar_day_kind *kinds,
                        size_t n, const uint16_t *of_day, micros day_length)
{
        struct calendar *c = new_calendar(n);
        for (size_t i = 0; i < n; i++)
                c->kind[i] = kinds[i];
        for (int32_t i = 0; i < c->days; i++)
                c->of_day[i] = of_day[i];
        c->day_length = day_length;
        add_days(c, zone);
        *out = c;
}

void calendar_close(struct calendar *c)
{
        if (!c)
                return;
        free(c->of_day);
        free(c->kind);
        for (size_t i = 0; i < c->others_n; i++)
                calendar_close(c->others[i].calendar);
        free(c->others);
        free(c->users);
        free(c->span);
        free(c);
}

/* ---- asking ---- */

bool calendar_works_on(const struct calendar *c, int32_t day)
{
        const struct calendar_day_kind *kind = kind_of(c, day);
        return kind && kind->hours.n > 0;
}

micros calendar_day_length(const struct calendar *c)
{
        return c->day_length;
}

const struct calendar_span *calendar_spans(const struct calendar *c, size_t *n)
{
        *n = c->n;
        return c->span;
}

/* Working time of the calendar before t. */
static micros worked_before(const struct calendar *c, micros t)
{
        size_t low = 0, n = c->n; /* the last span that opens at or before t, if any does */
        if (n == 0 || t <= c->span[0].opens)
                return 0;
        while (n > 1) {
                const size_t half = n / 2;
                low += c->span[low + half].opens <= t ? half : 0;
                n -= half;
        }
        const struct calendar_span *s = &c->span[low];
        return s->before + (t < s->closes ? t : s->closes) - s->opens;
}

micros calendar_between(const struct calendar *c, micros a, micros b)
{
        return worked_before(c, b) - worked_before(c, a);
}

/* The last span with less working time before it than `worked`, or (`or_equal`) not more; there is one. */
static const struct calendar_span *span_at(const struct calendar *c, micros worked, bool or_equal)
{
        size_t low = 0, n = c->n;
        while (n > 1) {
                const size_t half = n / 2;
                const micros before = c->span[low + half].before;
                low += before < worked || (or_equal && before == worked) ? half : 0;
                n -= half;
        }
        return &c->span[low];
}

micros calendar_earliest(const struct calendar *c, micros t, micros duration)
{
        micros worked;
        if (__builtin_add_overflow(worked_before(c, t), duration, &worked) || worked > c->total)
                return END_OF_TIME;
        if (worked <= 0)
                return NO_TIME;
        const struct calendar_span *s = span_at(c, worked, false);
        return s->opens + worked - s->before;
}

micros calendar_latest(const struct calendar *c, micros t, micros duration)
{
        micros worked;
        if (__builtin_add_overflow(worked_before(c, t), duration, &worked) || worked >= c->total)
                return END_OF_TIME;
        if (worked < 0)
                return NO_TIME;
        const struct calendar_span *s = span_at(c, worked, true);
        return s->opens + worked - s->before;
}

/* ---- terms ---- */

enum { TERM_DAY_MINUTES = 480 }; /* hentra.term_minutes() */

bool calendar_term_is_short(int32_t minutes)
{
        return minutes <= TERM_DAY_MINUTES;
}

micros calendar_cut(const struct calendar *c, const struct zone *zone, int32_t day, bool is_short)
{
        const struct calendar_day_kind *kind = kind_of(c, day);
        if (!kind)
                return END_OF_TIME;
        const int cut = is_short && kind->cut_short != NO_CUT ? kind->cut_short : kind->cut;
        return cut == NO_CUT ? END_OF_TIME : zone_day_start(zone, day) + cut * MICROS_PER_MINUTE;
}

micros calendar_term_begins(const struct calendar *c, const struct zone *zone, micros t, bool is_short)
{
        const int32_t day = zone_day(zone, t);
        if (t <= calendar_cut(c, zone, day, is_short))
                return t;
        /* The first working time of the days behind it. */
        return calendar_latest(c, zone_day_start(zone, day + 1), 0);
}

/* ---- calendars of agencies ---- */

void calendar_adopt(struct calendar *c, struct calendar_other *others, size_t n, struct calendar_user *users,
                    size_t n_users)
{
        c->others = others;
        c->others_n = n;
        c->users = users;
        c->users_n = n_users;
}

const struct calendar_other *calendar_others(const struct calendar *c, size_t *n)
{
        *n = c->others_n;
        return c->others;
}

const struct calendar *calendar_for(const struct calendar *c, uint32_t agency)
{
        size_t low = 0, high = c->users_n;
        while (low < high) {
                const size_t middle = low + (high - low) / 2;
                if ((uint32_t)c->users[middle].agency < agency)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < c->users_n && (uint32_t)c->users[low].agency == agency
                       ? c->others[c->users[low].at].calendar
                       : c;
}
