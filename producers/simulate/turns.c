/* SPDX-License-Identifier: Apache-2.0
 *
 * turns.c - see turns.h.
 *
 * Rule: about as many drawers as turns, each for an equal part of the time, so that a drawer has only a
 * handful to sort. A quick sort of the whole took half a second of the seven that a year takes.
 */
#include "producers/simulate/turns.h"
#include "core/base/bytes.h"
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

enum { HANDFUL = 32 };

static int by_time(const void *left, const void *right)
{
        const struct turn *a = left, *b = right;
        if (a->at != b->at)
                return a->at < b->at ? -1 : 1;
        if (a->number != b->number)
                return a->number < b->number ? -1 : 1;
        return a->step < b->step ? -1 : a->step > b->step;
}

/* Sorts by insertion, unless there are too many. */
static void sort_drawer(struct turn *turn, size_t n)
{
        if (n > HANDFUL) {
                qsort(turn, n, sizeof(*turn), by_time);
                return;
        }
        for (size_t i = 1; i < n; i++) {
                const struct turn t = turn[i];
                size_t at = i;
                for (; at > 0 && by_time(&turn[at - 1], &t) > 0; at--)
                        turn[at] = turn[at - 1];
                turn[at] = t;
        }
}

void turns_sort(struct turn **turn, uint64_t n)
{
        struct turn *from = *turn, *to = need_alloc(n * sizeof(*to));
        assert(n <= UINT32_MAX);
        micros first = END_OF_TIME, last = NO_TIME;
        for (uint64_t i = 0; i < n; i++) {
                first = from[i].at < first ? from[i].at : first;
                last = from[i].at > last ? from[i].at : last;
        }
        int shift = 0;
        while (n > 0 && (uint64_t)(last - first) >> shift > n)
                shift++;
        const uint64_t drawers = n > 0 ? ((uint64_t)(last - first) >> shift) + 1 : 0;
        uint32_t *end =
                need_alloc((drawers + 1) * sizeof(*end)); /* of each drawer; before filling, its begin */
        for (uint64_t i = 0; i < n; i++)
                end[((uint64_t)(from[i].at - first) >> shift) + 1]++;
        for (uint64_t i = 1; i <= drawers; i++)
                end[i] += end[i - 1];
        for (uint64_t i = 0; i < n; i++)
                to[end[(uint64_t)(from[i].at - first) >> shift]++] = from[i];
        for (uint64_t i = 0, begin = 0; i < drawers; begin = end[i++])
                sort_drawer(to + begin, end[i] - begin);
        free(end);
        free(from);
        *turn = to;
}
