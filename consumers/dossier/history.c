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

static bool merge_times(struct statement *known, const struct statement *s)
{
        bool later = s->stated_at > known->stated_at, earlier = s->observed_at < known->observed_at;
        bool ahead = s->stated_ahead > known->stated_ahead;

        if (later)
                known->stated_at = s->stated_at;
        if (earlier)
                known->observed_at = s->observed_at;
        if (ahead)
                known->stated_ahead = s->stated_ahead;
        return later || earlier || ahead;
}

bool history_add(struct history *h, const struct statement *s)
{
        bool same, news;
        int at = index_of(h, s, &same);

        if (same)
                return merge_times(&h->of[at], s);
        memmove(&h->of[at + 1], &h->of[at], (size_t)(h->n - at) * sizeof(*s));
        h->of[at] = *s;
        if (++h->n <= HISTORY_MOST)
                return true;
        news = at != 1 || !h->truncated;
        memmove(&h->of[1], &h->of[2], (size_t)(h->n - 2) * sizeof(*s));
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

size_t history_pack(const struct history *h, int64_t *words)
{
        for (int i = 0; i < h->n; i++)
                statement_pack(&h->of[i], &words[i * STATEMENT_WORDS]);
        return (size_t)h->n * STATEMENT_WORDS;
}

/* Packed codes have spare values; a row that holds one was not written by history_pack(). */
static bool codes_known(const struct statement *s)
{
        return s->status < STATUS_COUNT && s->case_kind < CASE_KIND_COUNT &&
               s->return_channel < RETURN_COUNT && s->digitised < TRUTH_COUNT && s->stated_ahead < 2;
}

bool history_unpack(struct history *h, const int64_t *words, size_t count, bool truncated)
{
        h->n = 0;
        h->truncated = truncated;
        if (count % STATEMENT_WORDS != 0 || count / STATEMENT_WORDS > HISTORY_MOST)
                return false;
        for (size_t i = 0; i < count / STATEMENT_WORDS; i++) {
                struct statement *s = &h->of[i];

                statement_unpack(&words[i * STATEMENT_WORDS], s);
                if (!codes_known(s) || (i > 0 && statement_compare(s - 1, s) >= 0))
                        return false;
                h->n++;
        }
        return true;
}
