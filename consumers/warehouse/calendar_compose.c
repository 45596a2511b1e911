/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_compose.c - a day after the other; days that are alike share one kind.
 */
#include "consumers/warehouse/calendar_compose.h"

#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

struct kinds {
        struct calendar_day_kind *of;
        size_t n, room;
};

int calendar_weekday(int32_t day)
{
        return (int)floor_rest((int64_t)day + 3, 7); /* day 0 was a Thursday */
}

static int by_day(const void *key, const void *element)
{
        const int32_t a = *(const int32_t *)key,
                      b = ((const struct calendar_day_named *)element)->exception.day;
        return (a > b) - (a < b);
}

static const struct calendar_day_named *named(const struct calendar_table *t, int32_t day)
{
        return t->n ? bsearch(&day, t->day, t->n, sizeof(*t->day), by_day) : NULL;
}

/* The row of a table for a weekday in the week of `day`. */
static const struct calendar_week *week_of(const struct calendar_table *t, int32_t day, int weekday)
{
        for (size_t i = 0; i < t->weeks; i++) {
                const struct calendar_week *w = &t->week[i];
                if (day >= w->from && day < w->behind && w->weekdays >> weekday & 1)
                        return w;
        }
        return NULL;
}

static struct office_hours hours_of(const struct calendar_table *general, const struct calendar_stretch *s,
                                    int32_t day, int weekday)
{
        for (size_t i = 0; s && i < s->n; i++) {
                const struct calendar_week *w = week_of(s->layer[i], day, weekday);
                if (w && (w->closed || w->hours.n > 0))
                        return w->hours;
        }
        return weekday < 5 ? general->hours : (struct office_hours){0};
}

static struct office_hours usual_hours(const struct calendar_table *general, const struct calendar_stretch *s,
                                       int32_t day)
{
        for (int weekday = 0; weekday < 5; weekday++) {
                const struct office_hours hours = hours_of(general, s, day, weekday);
                if (hours.n > 0)
                        return hours;
        }
        return general->hours;
}

static void set_cuts(struct calendar_day_kind *kind, const struct calendar_stretch *s, int32_t day)
{
        kind->cut = kind->cut_short = NO_CUT;
        for (size_t i = 0; s && i < s->n; i++) {
                const struct calendar_week *w = week_of(s->layer[i], day, calendar_weekday(day));
                if (w && kind->cut == NO_CUT)
                        kind->cut = w->cut;
                if (w && kind->cut_short == NO_CUT)
                        kind->cut_short = w->cut_short;
        }
}

static struct calendar_day_kind kind_of(const struct calendar_table *general,
                                        const struct calendar_stretch *s, int32_t day)
{
        const struct calendar_day_named *word = NULL;
        struct calendar_day_kind kind = {0};
        for (size_t i = 0; s && !word && i < s->n; i++)
                word = named(s->layer[i], day);
        if (!word)
                word = named(general, day);
        if (!word)
                kind.hours = hours_of(general, s, day, calendar_weekday(day));
        else if (word->exception.working)
                kind.hours = word->hours.n > 0 ? word->hours : usual_hours(general, s, day);
        set_cuts(&kind, s, day);
        return kind;
}

static bool is_same(const struct calendar_day_kind *a, const struct calendar_day_kind *b)
{
        bool same = a->hours.n == b->hours.n && a->cut == b->cut && a->cut_short == b->cut_short;
        for (int i = 0; same && i < a->hours.n; i++)
                same = a->hours.span[i].opens == b->hours.span[i].opens &&
                       a->hours.span[i].closes == b->hours.span[i].closes;
        return same;
}

static uint16_t place_of(struct kinds *k, const struct calendar_day_kind *kind)
{
        size_t at = 0;
        while (at < k->n && !is_same(&k->of[at], kind))
                at++;
        if (at == k->n) {
                if (k->n == k->room) {
                        k->room = 2 * k->room + 16;
                        k->of = need_realloc(k->of, k->room * sizeof(*k->of));
                }
                k->of[k->n++] = *kind;
        }
        return (uint16_t)at;
}

void calendar_compose(struct calendar **c, const struct zone *zone, const struct calendar_table *general,
                      const struct calendar_stretch *stretch, size_t n)
{
        struct kinds kinds = {0};
        int32_t first;
        const int32_t days = calendar_days(&first);
        uint16_t *of_day = need_alloc((size_t)days * sizeof(*of_day));
        size_t next = 0;
        for (int32_t i = 0; i < days; i++) {
                while (next < n && stretch[next].from <= first + i)
                        next++;
                const struct calendar_day_kind kind =
                        kind_of(general, next ? &stretch[next - 1] : NULL, first + i);
                of_day[i] = place_of(&kinds, &kind);
        }
        calendar_open_days(c, zone, kinds.of, kinds.n, of_day, office_hours_length(&general->hours));
        free(of_day);
        free(kinds.of);
}
