/* SPDX-License-Identifier: Apache-2.0
 *
 * table_window.c - see table_window.h.
 */
#include "producers/outbox/table_window.h"
#include <stdio.h>
#include <string.h>

static void put(char to[static TABLE_VALUE_MOST], const char *value)
{
        snprintf(to, TABLE_VALUE_MOST, "%s", value);
}

void table_window_open(struct table_window *w, micros overlap, const char *floor,
                       const struct table_mark marks[static TABLE_MARKS_KEPT])
{
        *w = (struct table_window){.overlap = overlap, .held = NO_TIME};
        for (size_t i = 0; i < TABLE_MARKS_KEPT && *marks[i].value; i++)
                w->mark[w->n++] = marks[i];
        put(w->floor, floor);
        put(w->next_floor, floor);
}

void table_window_marks(const struct table_window *w, struct table_mark marks[static TABLE_MARKS_KEPT])
{
        size_t later = 1;
        while (later < w->n && w->mark[later].at < w->mark[0].at + w->overlap)
                later++;
        marks[0] = w->n > 0 ? w->mark[0] : (struct table_mark){0};
        marks[1] = later < w->n ? w->mark[later] : (struct table_mark){0};
}

/* Any mark may be left out: the floor is then raised in larger steps. */
static void thin_out(struct table_window *w)
{
        size_t kept = 0;
        for (size_t i = 0; i < w->n; i += 2)
                w->mark[kept++] = w->mark[i];
        w->n = kept;
}

/* Marks of a later time, or of transactions that there are not yet, are another server's. */
static void drop_others(struct table_window *w, micros at, int64_t next)
{
        while (w->n > 0 && (w->mark[w->n - 1].at > at || w->mark[w->n - 1].next > next))
                w->n--;
}

void table_window_look(struct table_window *w, micros at, int64_t oldest, int64_t next, const char *highest)
{
        size_t over = 0, passed = 0;
        put(w->next_floor, w->floor);
        drop_others(w, at, next);
        while (over < w->n && w->mark[over].next <= oldest)
                over++;
        const bool all_over = next <= oldest;
        w->held = over < w->n && w->mark[over].at <= at - w->overlap ? w->mark[over].at : NO_TIME;
        while (passed < over && w->mark[passed].at <= (all_over ? at : w->mark[over - 1].at) - w->overlap)
                passed++;
        if (passed > 0) {
                put(w->next_floor, w->mark[passed - 1].value);
                memmove(w->mark, w->mark + passed, (w->n - passed) * sizeof(*w->mark));
                w->n -= passed;
        }
        const bool close = w->n > 0 && w->mark[w->n - 1].at > at - w->overlap / (TABLE_MARKS / 4);
        if (!*highest || close)
                return;
        if (w->n == TABLE_MARKS)
                thin_out(w);
        w->mark[w->n] = (struct table_mark){.at = at, .next = next};
        put(w->mark[w->n++].value, highest);
}

void table_window_raise(struct table_window *w, const char *value)
{
        put(w->next_floor, value);
}

void table_window_looked(struct table_window *w)
{
        put(w->floor, w->next_floor);
}

micros table_window_held(const struct table_window *w)
{
        return w->held;
}
