/* SPDX-License-Identifier: Apache-2.0
 *
 * model.c - lifetimes sorted by group: the groups of each grain lie side by side, within those of the grain
 * above. First k of every grain, then the curves from the top.
 */
#include "consumers/foresight/model.h"

#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

static int compare_numbers(uint32_t a, uint32_t b)
{
        return (a > b) - (a < b);
}

static int compare_keys(const struct group_key *a, const struct group_key *b)
{
        const int order[] = {
                compare_numbers(a->case_kind, b->case_kind), compare_numbers(a->field, b->field),
                compare_numbers(a->procedure, b->procedure), (a->term > b->term) - (a->term < b->term),
                compare_numbers(a->agency, b->agency),       compare_numbers(a->grain, b->grain)};
        for (int i = 0; i < 6; i++) {
                if (order[i])
                        return order[i];
        }
        return 0;
}

static int compare_observed(const void *x, const void *y)
{
        const struct observed *a = x, *b = y;
        const int order = compare_keys(&a->key, &b->key);
        if (order)
                return order;
        return (a->lifetime.to > b->lifetime.to) - (a->lifetime.to < b->lifetime.to);
}

static struct group_key key_at(const struct group_key *key, enum group_grain grain)
{
        return (struct group_key){.case_kind = key->case_kind,
                                  .grain = (uint8_t)grain,
                                  .field = grain >= OF_FIELD ? key->field : 0,
                                  .procedure = grain >= OF_PROCEDURE ? key->procedure : 0,
                                  .term = grain >= OF_TERM ? key->term : 0,
                                  .agency = grain >= OF_AGENCY ? key->agency : 0};
}

struct fitting {
        struct model *m;
        const struct observed *observed;
        struct lifetime *lifetime; /* those of `observed`, in its order */
        size_t *begins;            /* of children */
};

/* The end of the group of this grain that begins at `from`. */
static size_t group_end(const struct fitting *f, size_t from, size_t to, enum group_grain grain)
{
        const struct group_key key = key_at(&f->observed[from].key, grain);
        size_t end = from + 1;
        while (end < to) {
                const struct group_key next = key_at(&f->observed[end].key, grain);
                if (compare_keys(&key, &next))
                        break;
                end++;
        }
        return end;
}

/* The children of one parent; returns how many. */
static size_t list_children(const struct fitting *f, size_t from, size_t to, enum group_grain grain)
{
        size_t n = 0;
        for (f->begins[0] = from; from < to; f->begins[n] = from) {
                from = group_end(f, from, to, grain);
                n++;
        }
        return n;
}

static void choose_k(struct fitting *f, size_t n)
{
        for (int grain = OF_FIELD; grain < GROUP_GRAINS; grain++) {
                struct spread s = {0};
                for (size_t from = 0, to; from < n; from = to) {
                        to = group_end(f, from, n, (enum group_grain)(grain - 1));
                        spread_add(&s, f->lifetime, f->begins,
                                   list_children(f, from, to, (enum group_grain)grain));
                }
                f->m->k[grain] = spread_k(&s);
        }
}

static size_t add_group(struct model *m)
{
        if (m->n == m->room) {
                m->room = m->room ? 2 * m->room : 64;
                m->group = need_realloc(m->group, m->room * sizeof(*m->group));
        }
        return m->n++;
}

/* True: the curve is of all dossiers of a term, which are `n`; a term that is all of its procedure has no
 * curve of its own. Groups lie within each other, so as many are the same ones. */
static bool is_of_all(const struct curve *c, size_t n)
{
        return c->lifetimes == (int64_t)n;
}

/* Fits the group and those within it; SIZE_MAX in place of a parent: the top. */
static void fit_group(struct fitting *f, size_t from, size_t to, enum group_grain grain, size_t parent,
                      size_t parents)
{
        struct model *m = f->m;
        const size_t n = to - from;
        if (grain == OF_ALL || ((double)n >= m->k[grain] && n < parents)) {
                struct curve curve;
                curve_fit(&curve, f->lifetime + from, n, parent == SIZE_MAX ? NULL : &m->group[parent].curve,
                          m->k[grain]);
                if (grain == OF_AGENCY && is_of_all(&m->group[parent].curve, parents) &&
                    m->group[parent].curve.known > curve.known)
                        curve.known = m->group[parent].curve.known;
                parent = add_group(m);
                m->group[parent] = (struct group){key_at(&f->observed[from].key, grain), curve};
        }
        if (grain == OF_AGENCY)
                return;
        for (size_t child = from, end; child < to; child = end) {
                end = group_end(f, child, to, (enum group_grain)(grain + 1));
                fit_group(f, child, end, (enum group_grain)(grain + 1), parent, n);
        }
}

static int compare_groups(const void *x, const void *y)
{
        return compare_keys(&((const struct group *)x)->key, &((const struct group *)y)->key);
}

void model_fit(struct model *m, struct observed *observed, size_t n)
{
        struct fitting f = {m, observed, need_alloc((n + 1) * sizeof(*f.lifetime)),
                            need_alloc((n + 1) * sizeof(*f.begins))};
        *m = (struct model){0};
        qsort(observed, n, sizeof(*observed), compare_observed);
        for (size_t i = 0; i < n; i++)
                f.lifetime[i] = observed[i].lifetime;
        choose_k(&f, n);
        for (size_t from = 0, to; from < n; from = to) {
                to = group_end(&f, from, n, OF_ALL);
                fit_group(&f, from, to, OF_ALL, SIZE_MAX, 0);
        }
        qsort(m->group, m->n, sizeof(*m->group), compare_groups);
        free(f.lifetime);
        free(f.begins);
}

void model_free(struct model *m)
{
        for (size_t i = 0; i < m->n; i++)
                curve_free(&m->group[i].curve);
        free(m->group);
        *m = (struct model){0};
}

const struct group *model_find(const struct model *m, const struct group_key *key)
{
        for (int grain = OF_AGENCY; grain >= OF_ALL; grain--) {
                const struct group wanted = {.key = key_at(key, (enum group_grain)grain)};
                const struct group *found =
                        m->n ? bsearch(&wanted, m->group, m->n, sizeof(wanted), compare_groups) : NULL;
                if (found)
                        return found;
        }
        return NULL;
}
