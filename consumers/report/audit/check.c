/* SPDX-License-Identifier: Apache-2.0
 *
 * check.c - the order of the checks, and what they share.
 *
 * Sums come first: a count that is wrong by its sum explains why its share does not fit.
 */
#include "consumers/report/audit/check.h"

#include "consumers/report/audit/amount.h"
#include <stdlib.h>
#include <string.h>

static void check_sums(struct audit *a, bool mend_only)
{
        for (struct scope s = {0}; scope_next(a->figures, &s);) {
                for (size_t i = 0; i < a->rules->n; i++) {
                        const struct audit_rule *rule = &a->rules->at[i];
                        if (!rule_is_for(a, rule, &s))
                                continue;
                        if (rule->kind == RULE_SUM)
                                check_sum(a, rule, &s, mend_only);
                        else if (rule->kind == RULE_LEVELS)
                                check_levels(a, rule, &s, mend_only);
                }
        }
}

static void check_others(struct audit *a)
{
        static void (*const checks[RULE_KIND_COUNT])(struct audit *, const struct audit_rule *,
                                                     struct scope *) = {
                [RULE_SHARE] = check_share,   [RULE_PART] = check_part,   [RULE_EQUAL] = check_equal,
                [RULE_REPEAT] = check_repeat, [RULE_TWICE] = check_twice,
        };
        for (struct scope s = {0}; scope_next(a->figures, &s);) {
                for (size_t i = 0; i < a->rules->n; i++) {
                        const struct audit_rule *rule = &a->rules->at[i];
                        if (checks[rule->kind] && rule_is_for(a, rule, &s))
                                checks[rule->kind](a, rule, &s);
                }
        }
}

/* By source, place and period, as the figures are; within them as the file has them. */
static int in_order(const void *x, const void *y)
{
        const struct finding *a = x, *b = y;
        int order = strcmp(a->figure->source, b->figure->source);
        order = order ? order : strcmp(a->figure->place, b->figure->place);
        order = order ? order : (a->figure->from > b->figure->from) - (a->figure->from < b->figure->from);
        order = order ? order : (a->figure->to > b->figure->to) - (a->figure->to < b->figure->to);
        order = order ? order : (a->figure->line > b->figure->line) - (a->figure->line < b->figure->line);
        return order ? order : (a->rule > b->rule) - (a->rule < b->rule);
}

enum fault audit_run(struct audit *a, struct err *e)
{
        check_sums(a, true);
        check_sums(a, false);
        check_others(a);
        for (size_t i = 0; i < a->rules->n; i++) {
                const struct audit_rule *rule = &a->rules->at[i];
                if (rule->form != a->figures->form)
                        continue;
                if (rule->kind == RULE_EVERYWHERE)
                        check_everywhere(a, rule);
                else if (rule->kind == RULE_GROWS || rule->kind == RULE_CHANGED)
                        check_across(a, rule);
        }
        if (check_index(a, e) != OK)
                return e->kind;
        if (a->n > 0)
                qsort(a->finding, a->n, sizeof(*a->finding), in_order);
        return OK;
}
