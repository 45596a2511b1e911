/* SPDX-License-Identifier: Apache-2.0
 *
 * history.c - union of statements.
 *
 * Rule: a sorted array without doubles; of too many the second is dropped, which is the least of the rest.
 * So: whatever the order and the grouping of additions, the same statements remain, and one that was
 * dropped once can never belong to a larger set either (its times need not be remembered).
 */
#include "consumers/dossier/history.h"
#include <string.h>

/* The index of the first statement that is not before *s. Statements mostly arrive in order, so from the
 * end. */
static int index_of(const struct history *h, const struct statement *s, bool *same)
{
        int at = h->n, order = -1;

        while (at > 0 && (order = statement_compare(&h->of[at - 1], s)) > 0)
                at--;
        *same = at > 0 && order == 0;
        return *same ? at - 1 : at;
}

bool history_add(struct history *h, const struct statement *s)
{
        *history_room(h) = *s;
        return history_add_made(h);
}

bool history_add_made(struct history *h)
{
        const struct statement *s = history_room(h);
        bool same, news;
        int at = index_of(h, s, &same);

        if (same)
                return statement_join(&h->of[at], s);
        if (at < h->n) {
                const struct statement made = *s;
                memmove(&h->of[at + 1], &h->of[at], (size_t)(h->n - at) * sizeof(made));
                h->of[at] = made;
        }
        if (++h->n <= HISTORY_MOST)
                return true;
        news = at != 1 || !h->truncated;
        memmove(&h->of[1], &h->of[2], (size_t)(h->n - 2) * sizeof(h->of[0]));
        h->n--;
        h->truncated = true;
        return news;
}

bool history_union(struct history *into, const struct history *from)
{
        bool changed = from->truncated && !into->truncated;

        into->truncated |= from->truncated;
        for (int i = 0; i < from->n; i++)
                changed |= history_add(into, &from->of[i]);
        return changed;
}
