/* SPDX-License-Identifier: Apache-2.0
 *
 * equation.c - a rule's sum: its alternatives, its choices, and whether it holds.
 */
#include "consumers/report/audit/equation.h"

#include <stdlib.h>
#include <string.h>

/* Twice the uncertainty of an amount, in units of the last digit of the equation. */
static int64_t doubt(const struct amount *amount, int digits)
{
        if (!amount->figure || !figure_is_rounded(amount->figure))
                return 0;
        return decimal_units((struct decimal){1, amount->value.digits}, digits);
}

static int find_digits(const struct equation *q)
{
        const int left = amounts_sum(q->whole, q->wholes).digits,
                  right = amounts_sum(q->part, q->parts).digits;
        return left > right ? left : right;
}

void equation_settle(struct equation *q)
{
        int64_t doubts = 0;
        q->digits = find_digits(q);
        q->difference = decimal_units(amounts_sum(q->whole, q->wholes), q->digits) -
                        decimal_units(amounts_sum(q->part, q->parts), q->digits);
        for (int i = 0; i < q->wholes; i++)
                doubts += doubt(&q->whole[i], q->digits);
        for (int i = 0; i < q->parts; i++)
                doubts += doubt(&q->part[i], q->digits);
        q->holds = 2 * llabs(q->difference) <= doubts;
}

static bool is_better(const struct equation *one, const struct equation *best)
{
        if (one->holds != best->holds)
                return one->holds;
        if (one->open != best->open)
                return one->open;
        return llabs(one->difference) < llabs(best->difference);
}

bool equation_next(const struct scope *s, const struct audit_rule *rule, bool mended,
                   struct equation_walk *walk, struct equation *out)
{
        for (; walk->w < rule->whole.n; walk->w++, walk->p = 0) {
                for (; walk->p < rule->parts.n; walk->p++, walk->chosen = 0) {
                        struct equation q = {0};
                        int optional = 0, o = 0;
                        if (!amounts_of(s, &rule->whole.at[walk->w], mended, q.whole, &q.wholes) ||
                            !amounts_of(s, &rule->parts.at[walk->p], mended, q.part, &q.parts) ||
                            !equation_figure(&q))
                                continue;
                        for (int i = 0; i < q.parts; i++)
                                optional += q.part[i].optional;
                        if (walk->chosen >= 1u << optional)
                                continue;
                        *out = q;
                        out->parts = 0;
                        for (int i = 0; i < q.parts; i++) {
                                if (!q.part[i].optional || !(walk->chosen >> o++ & 1))
                                        out->part[out->parts++] = q.part[i];
                        }
                        walk->chosen++;
                        equation_settle(out);
                        out->open = !out->holds && apart_is_open(s, out->difference > 0 ? &rule->parts_apart
                                                                                        : &rule->whole_apart);
                        return true;
                }
        }
        return false;
}

bool equation_find(const struct scope *s, const struct audit_rule *rule, bool mended, struct equation *best)
{
        struct equation one;
        bool found = false;
        for (struct equation_walk walk = {0}; equation_next(s, rule, mended, &walk, &one); found = true) {
                if (!found || is_better(&one, best))
                        *best = one;
        }
        return found;
}

const struct figure *equation_figure(const struct equation *q)
{
        for (int i = 0; i < q->wholes + q->parts; i++) {
                const struct amount *amount = i < q->wholes ? &q->whole[i] : &q->part[i - q->wholes];
                if (amount->figure)
                        return amount->figure;
        }
        return NULL;
}
