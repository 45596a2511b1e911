/* SPDX-License-Identifier: Apache-2.0
 *
 * check_sum.c - a whole and its parts, in one scope or over levels.
 */
#include "consumers/report/audit/check.h"

#include "consumers/report/audit/equation.h"

#include <stdlib.h>
#include <string.h>

/* Nothing is left out of the sum: all that it may hold is printed, or the shares make 100. */
static bool is_closed(const struct audit *a, const struct audit_rule *rule, const struct scope *s)
{
        return (!apart_is_open(s, &rule->whole_apart) && !apart_is_open(s, &rule->parts_apart)) ||
               shares_are_whole(a, s, &rule->together);
}

/* `wrong` is the amount of *q that the shares tell to be wrong, or NULL. */
static void judge(struct audit *a, const struct audit_rule *rule, const struct equation *q, bool mend_only,
                  const struct equation *mended, const struct amount *wrong, struct decimal right)
{
        if (mend_only) {
                if (wrong && !wrong->figure->mended) {
                        wrong->figure->mended = true;
                        wrong->figure->right = right;
                }
                return;
        }
        if (wrong && wrong->figure->mended && decimal_compare(wrong->figure->right, right) == 0 &&
            !finding_of_mended(a, wrong->figure)) {
                explain_wrong(a, rule, q, wrong, right, is_closed(a, rule, &q->whole[0].scope));
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
        struct equation q, telling, mended = {0};
        struct decimal right = {0};
        if (!equation_find(s, rule, false, &q))
                return;
        if (q.holds) {
                a->held += !mend_only;
                return;
        }
        (void)equation_find(s, rule, true, &mended);
        const struct amount *wrong = equation_wrong_of(a, s, rule, &telling, &right);
        judge(a, rule, wrong ? &telling : &q, mend_only, &mended, wrong, right);
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
        equation_settle(q);
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
                if (q.holds) {
                        a->held += !mend_only;
                        continue;
                }
                struct decimal right = {0};
                int said;
                (void)level_equation(rule, s, &s->at[i], true, &mended);
                const struct amount *wrong = equation_wrong(a, &q, &right, &said);
                judge(a, rule, &q, mend_only, &mended, wrong, right);
        }
}
