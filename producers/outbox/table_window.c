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
                       const struct table_mark *mark)
{
        *w = (struct table_window){.overlap = overlap, .mark = {*mark}, .n = *mark->value != '\0'};
        put(w->floor, floor);
        put(w->next_floor, floor);
}

struct table_mark table_window_mark(const struct table_window *w)
{
        return w->n > 0 ? w->mark[0] : (struct table_mark){0};
}

/* Any mark may be left out: the floor is then raised in larger steps. */
static void thin_out(struct table_window *w)
{
        size_t kept = 0;
        for (size_t i = 0; i < w->n; i += 2)
                w->mark[kept++] = w->mark[i];
        w->n = kept;
}

void table_window_look(struct table_window *w, micros at, int64_t oldest, int64_t next, const char *highest)
{
        size_t passed = 0;
        put(w->next_floor, w->floor);
        while (w->n > 0 && (w->mark[w->n - 1].at > at || w->mark[w->n - 1].next > next))
                w->n--;
        while (passed < w->n && w->mark[passed].at <= at - w->overlap && w->mark[passed].next <= oldest)
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

micros table_window_held(const struct table_window *w, micros at)
{
        return w->n > 0 && w->mark[0].at <= at - w->overlap ? w->mark[0].at : NO_TIME;
}
