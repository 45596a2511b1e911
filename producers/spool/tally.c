/* SPDX-License-Identifier: Apache-2.0
 *
 * tally.c - see tally.h.
 */
#include "producers/spool/tally.h"
#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

struct tally_text *tally_add(struct tally *t, struct text text)
{
        size_t low = 0, high = t->n;
        while (low < high) {
                const size_t middle = low + (high - low) / 2;
                const int order = text_compare(text, text_of(t->of[middle].text));
                if (order == 0) {
                        t->of[middle].count++;
                        return &t->of[middle];
                }
                if (order < 0)
                        high = middle;
                else
                        low = middle + 1;
        }
        if (t->n == TALLY_TEXTS_MOST) {
                t->others++;
                return NULL;
        }
        t->of = need_realloc(t->of, (t->n + 1) * sizeof(*t->of));
        memmove(&t->of[low + 1], &t->of[low], (t->n - low) * sizeof(*t->of));
        char *copy = need_alloc(text.len + 1);
        if (text.len > 0)
                memcpy(copy, text.at, text.len);
        t->of[low] = (struct tally_text){.text = copy, .count = 1};
        t->n++;
        return &t->of[low];
}

static int compare_counts(const void *a, const void *b)
{
        const struct tally_text *left = a, *right = b;
        if (left->count != right->count)
                return left->count < right->count ? 1 : -1;
        return strcmp(left->text, right->text);
}

void tally_rank(struct tally *t)
{
        if (t->n > 0)
                qsort(t->of, t->n, sizeof(*t->of), compare_counts);
}

void tally_free(struct tally *t)
{
        for (size_t i = 0; i < t->n; i++) {
                free(t->of[i].text);
                free(t->of[i].note);
        }
        free(t->of);
        *t = (struct tally){0};
}
