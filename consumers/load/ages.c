/* SPDX-License-Identifier: Apache-2.0
 *
 * ages.c - see ages.h.
 */
#include "consumers/load/ages.h"

static void make_room(struct ages *a)
{
        for (size_t i = 0; i < AGES_MOST / 2; i++) {
                a->run[i] = a->run[2 * i];
                a->run[i].n += a->run[2 * i + 1].n;
                if (a->run[2 * i + 1].ms < a->run[i].ms)
                        a->run[i].ms = a->run[2 * i + 1].ms;
        }
        a->n = AGES_MOST / 2;
        a->least = a->least ? 2 * a->least : 2;
}

void ages_add(struct ages *a, int64_t ms)
{
        if (a->n > 0 && (a->run[a->n - 1].ms == ms || a->run[a->n - 1].n < a->least)) {
                if (ms < a->run[a->n - 1].ms)
                        a->run[a->n - 1].ms = ms;
                a->run[a->n - 1].n++;
                return;
        }
        if (a->n == AGES_MOST) {
                make_room(a);
                ages_add(a, ms);
                return;
        }
        a->run[a->n].ms = ms;
        a->run[a->n++].n = 1;
}

void ages_clear(struct ages *a)
{
        a->n = 0;
        a->least = 0;
}

void ages_observe(const struct ages *a, int64_t now_ms, struct metric_histogram *h)
{
        for (size_t i = 0; i < a->n; i++)
                metric_observe(h, (double)(now_ms - a->run[i].ms) / 1000, a->run[i].n);
}
