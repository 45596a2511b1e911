/* SPDX-License-Identifier: Apache-2.0
 *
 * petition.c - a sorted list. Petitions are few: 452 beside 417,669 dossiers of a province-year.
 */
#include "consumers/report/index/petition.h"

#include <stdlib.h>

void raised_add(struct raised *r, struct text code)
{
        if (r->n + 2 > r->room) {
                r->room = r->room ? 2 * r->room : 64;
                r->at = need_realloc(r->at, r->room * sizeof(*r->at));
        }
        r->at[r->n++] = r->text.len;
        bytes_add(&r->text, code.at, code.len);
        r->at[r->n] = r->text.len;
}

static int compare(const void *a, const void *b)
{
        return text_compare(*(const struct text *)a, *(const struct text *)b);
}

void raised_sort(struct raised *r)
{
        r->code = need_alloc(r->n * sizeof(*r->code));
        for (size_t i = 0; i < r->n; i++)
                r->code[i] = (struct text){(const char *)r->text.at + r->at[i], r->at[i + 1] - r->at[i]};
        if (r->n > 0)
                qsort(r->code, r->n, sizeof(*r->code), compare);
        for (size_t i = 0; i < r->n; i++) {
                if (r->codes == 0 || !text_equal(r->code[r->codes - 1], r->code[i]))
                        r->code[r->codes++] = r->code[i];
        }
}

bool raised_has(const struct raised *r, struct text code)
{
        return r->codes > 0 && bsearch(&code, r->code, r->codes, sizeof(*r->code), compare);
}

void raised_free(struct raised *r)
{
        bytes_free(&r->text);
        free(r->at);
        free(r->code);
        *r = (struct raised){0};
}
