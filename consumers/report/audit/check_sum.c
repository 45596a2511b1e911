/* SPDX-License-Identifier: Apache-2.0
 *
 * check_sum.c - a whole and its parts, in one scope or over levels.
 */
#include "consumers/report/audit/check.h"

#include "consumers/report/audit/equation.h"

#include <stdlib.h>
#include <string.h>

/* ---- the equation ---- */

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

static void settle(struct equation *q)
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

/* Tries every choice of the optional amounts; the best one remains. */
static void choose(struct equation *q)
{
        struct equation best = *q;
        int optional = 0;
        for (int i = 0; i < q->parts; i++)
                optional += q->part[i].optional;
        for (unsigned chosen = 0; chosen < 1u << optional; chosen++) {
                struct equation one = *q;
                int o = 0;
                one.parts = 0;
                for (int i = 0; i < q->parts; i++) {
                        if (!q->part[i].optional || !(chosen >> o++ & 1))
                                one.part[one.parts++] = q->part[i];
                }
                settle(&one);
                if (chosen == 0 || (one.holds && !best.holds) ||
                    (one.holds == best.holds && llabs(one.difference) < llabs(best.difference)))
                        best = one;
        }
        *q = best;
}

/* The alternatives of the rule, of which the best remains. False: figures are missing. */
static bool find_equation(const struct scope *s, const struct audit_rule *rule, bool mended,
                          struct equation *best)
{
        bool found = false;
        for (int w = 0; w < rule->whole.n; w++) {
                for (int p = 0; p < rule->parts.n; p++) {
                        struct equation q = {0};
                        if (!amounts_of(s, &rule->whole.at[w], mended, q.whole, &q.wholes) ||
                            !amounts_of(s, &rule->parts.at[p], mended, q.part, &q.parts) || !q.wholes ||
                            !q.parts || !equation_figure(&q))
                                continue;
                        choose(&q);
                        if (!found || (q.holds && !best->holds))
                                *best = q;
                        found = true;
                }
        }
        return found;
}

/* ---- the checks ---- */

static void judge(struct audit *a, const struct audit_rule *rule, const struct equation *q, bool mend_only,
                  const struct equation *mended)
{
        struct decimal right = {0};
        if (q->holds) {
                a->held += !mend_only;
                return;
        }
        const struct amount *wrong = equation_wrong(a, q, &right);
        if (mend_only) {
                if (wrong && !wrong->figure->mended) {
                        wrong->figure->mended = true;
                        wrong->figure->right = right;
                }
                return;
        }
        if (wrong && wrong->figure->mended && decimal_compare(wrong->figure->right, right) == 0 &&
            !finding_of_mended(a, wrong->figure)) {
                explain_wrong(a, rule, q, wrong, right);
                return;
        }
        for (int i = 0; mended->holds && i < q->wholes + q->parts; i++) {
                const struct amount *amount = i < q->wholes ? &q->whole[i] : &q->part[i - q->wholes];
                struct finding *f = amount->figure ? finding_of_mended(a, amount->figure) : NULL;
                if (f) {
                        equation_lines(f, q);
                        return;
                }
        }
        explain_sum(a, rule, q);
}

void check_sum(struct audit *a, const struct audit_rule *rule, struct scope *s, bool mend_only)
{
        struct equation q, mended = {0};
        if (!find_equation(s, rule, false, &q))
                return;
        (void)find_equation(s, rule, true, &mended);
        judge(a, rule, &q, mend_only, &mended);
}

static bool has_unit(const struct audit_rule *rule, const struct figure *f)
{
        for (int i = 0; i < rule->units_n; i++) {
                if (!strcmp(rule->units[i], f->unit))
                        return true;
        }
        return false;
}

static bool level_equation(const struct audit_rule *rule, const struct scope *s, struct figure *figure,
                           bool mended, struct equation *q)
{
        *q = (struct equation){.wholes = 1};
        q->whole[0] = (struct amount){.figure = figure, .scope = *s};
        for (int i = 0; i < rule->parts.at[0].n; i++) {
                const struct term *level = &rule->parts.at[0].at[i];
                struct amount part = {.optional = false};
                part.scope = level->name ? scope_of_level(s, level->name) : (struct scope){0};
                part.figure = scope_find(&part.scope, figure->name);
                if (!part.figure && !level->optional)
                        return false;
                if (part.figure)
                        q->part[q->parts++] = part;
        }
        for (int i = 0; i < 1 + q->parts; i++) {
                struct amount *amount = i ? &q->part[i - 1] : &q->whole[0];
                amount->value =
                        mended && amount->figure->mended ? amount->figure->right : amount->figure->value;
        }
        settle(q);
        return q->parts > 0;
}

void check_levels(struct audit *a, const struct audit_rule *rule, struct scope *s, bool mend_only)
{
        const struct term *whole = &rule->whole.at[0].at[0];
        struct equation q, mended;
        if (!whole->name || strcmp(s->at->level, whole->name) != 0)
                return;
        for (size_t i = 0; i < s->n; i++) {
                if (!has_unit(rule, &s->at[i]) || !level_equation(rule, s, &s->at[i], false, &q))
                        continue;
                (void)level_equation(rule, s, &s->at[i], true, &mended);
                judge(a, rule, &q, mend_only, &mended);
        }
}
