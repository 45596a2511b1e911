/* SPDX-License-Identifier: Apache-2.0
 *
 * quota.c - the method of largest remainders, with and without upper bounds.
 */
#include "producers/simulate/quota.h"
#include "core/base/bytes.h"
#include <stdlib.h>

struct remainder {
        int64_t rest;
        int i;
};

static int by_rest(const void *left, const void *right)
{
        const struct remainder *a = left, *b = right;
        if (a->rest != b->rest)
                return a->rest > b->rest ? -1 : 1;
        return a->i - b->i;
}

static int64_t sum(const int64_t *v, int n)
{
        int64_t s = 0;
        for (int i = 0; i < n; i++)
                s += v[i];
        return s;
}

void quota_divide(int64_t total, const int64_t *weight, int n, int64_t *part)
{
        int64_t all = sum(weight, n), left = total;
        if (all == 0) {
                for (int i = 0; i < n; i++)
                        part[i] = i ? 0 : total;
                return;
        }
        struct remainder *rest = need_alloc((size_t)n * sizeof(*rest));
        for (int i = 0; i < n; i++) {
                __int128 exact = (__int128)total * weight[i];
                part[i] = (int64_t)(exact / all);
                rest[i] = (struct remainder){(int64_t)(exact % all), i};
                left -= part[i];
        }
        qsort(rest, (size_t)n, sizeof(*rest), by_rest);
        for (int i = 0; i < left; i++)
                part[rest[i].i]++;
        free(rest);
}

void quota_divide_capped(int64_t total, const int64_t *weight, const int64_t *most, int n, int64_t *part)
{
        int64_t *open = need_alloc((size_t)n * sizeof(*open)); /* weights of those that still have room */
        int64_t *more = need_alloc((size_t)n * sizeof(*more));
        for (int i = 0; i < n; i++) {
                part[i] = 0;
                open[i] = most[i] > 0 ? weight[i] : 0;
        }
        while (total > 0) {
                if (sum(open, n) == 0) { /* only parts without weight have room */
                        for (int i = 0; i < n; i++)
                                open[i] = most[i] - part[i];
                }
                quota_divide(total, open, n, more);
                for (int i = 0; i < n; i++) {
                        int64_t room = most[i] - part[i];
                        int64_t take = more[i] < room ? more[i] : room;
                        part[i] += take;
                        total -= take;
                        if (part[i] == most[i])
                                open[i] = 0;
                }
        }
        free(open);
        free(more);
}
