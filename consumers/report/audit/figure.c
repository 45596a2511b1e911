/* SPDX-License-Identifier: Apache-2.0
 *
 * figure.c - the order of figures, and finding one.
 */
#include "consumers/report/audit/figure.h"

#include <stdlib.h>
#include <string.h>

const char *const figure_form_names[FIGURE_FORM_COUNT] = {"published", "index"};

bool figure_is_rounded(const struct figure *f)
{
        return f->value.digits > 0 || !strcmp(f->unit, "percent");
}

static bool same_family(const struct figure *a, const struct figure *b)
{
        return !strcmp(a->source, b->source) && !strcmp(a->place, b->place) && a->from == b->from &&
               a->to == b->to;
}

bool scope_next(struct figures *f, struct scope *s)
{
        struct figure *const end = f->at + f->n, *at = s->at ? s->at + s->n : f->at;
        if (!f->n || at == end)
                return false;
        if (!s->family || at >= s->family + s->family_n) {
                s->family = at;
                for (s->family_n = 0; at + s->family_n < end && same_family(at, at + s->family_n);)
                        s->family_n++;
        }
        s->at = at;
        for (s->n = 0; at + s->n < s->family + s->family_n && !strcmp(at[s->n].level, at->level);)
                s->n++;
        return true;
}

struct figure *scope_find(const struct scope *s, const char *name)
{
        size_t low = 0, high = s->n;
        while (low < high) {
                const size_t middle = low + (high - low) / 2;
                if (strcmp(s->at[middle].name, name) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < s->n && !strcmp(s->at[low].name, name) ? &s->at[low] : NULL;
}

/* The first figure of the family whose level is not before `level`; with `behind` the first one behind it. */
static size_t level_bound(const struct scope *s, const char *level, bool behind)
{
        size_t low = 0, high = s->family_n;
        while (low < high) {
                const size_t middle = low + (high - low) / 2;
                const int order = strcmp(s->family[middle].level, level);
                if (order < 0 || (behind && order == 0))
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

struct scope scope_of_level(const struct scope *s, const char *level)
{
        const size_t first = level_bound(s, level, false), end = level_bound(s, level, true);
        return (struct scope){s->family + first, s->family, end - first, s->family_n};
}

void figures_close(struct figures *f)
{
        kept_free(&f->kept);
        free(f->at);
        *f = (struct figures){0};
}
