/* SPDX-License-Identifier: Apache-2.0
 *
 * check.c - the order of the checks, and what they share.
 *
 * Sums come first: a count that is wrong by its sum explains why its share does not fit.
 */
#include "consumers/report/audit/check.h"

#include "consumers/report/audit/explain.h"
#include <stdlib.h>
#include <string.h>

/* ---- findings ---- */

struct finding *finding_add(struct audit *a, const struct audit_rule *rule, enum severity severity,
                            const struct figure *figure)
{
        if (a->n == a->capacity) {
                a->capacity = a->capacity * 2 + 16;
                a->finding = need_realloc(a->finding, a->capacity * sizeof(*a->finding));
        }
        struct finding *f = &a->finding[a->n++];
        *f = (struct finding){.rule = rule, .severity = severity, .figure = figure, .printed = figure->value};
        a->of[severity]++;
        finding_line(f, figure->line);
        return f;
}

void finding_line(struct finding *f, uint64_t line)
{
        size_t at = 0;
        while (at < f->lines && f->line[at] < line)
                at++;
        if (at < f->lines && f->line[at] == line)
                return;
        if (f->lines == LINES_MOST) {
                f->lines_left_off = true;
                return;
        }
        memmove(&f->line[at + 1], &f->line[at], (f->lines - at) * sizeof(*f->line));
        f->line[at] = line;
        f->lines++;
}

struct finding *finding_of_mended(struct audit *a, const struct figure *figure)
{
        for (size_t i = 0; i < a->n; i++) {
                if (a->finding[i].figure == figure && a->finding[i].has_right && figure->mended)
                        return &a->finding[i];
        }
        return NULL;
}

/* ---- amounts ---- */

bool amounts_of(const struct scope *s, const struct terms *terms, bool mended, struct amount *out, int *n)
{
        *n = 0;
        for (int i = 0; i < terms->n; i++) {
                const struct term *t = &terms->at[i];
                struct amount amount = {.scope = *s, .value = t->value, .optional = t->optional};
                if (t->name) {
                        amount.figure = scope_find(s, t->name);
                        if (!amount.figure && t->optional)
                                continue;
                        if (!amount.figure)
                                return false;
                        amount.value =
                                mended && amount.figure->mended ? amount.figure->right : amount.figure->value;
                }
                out[(*n)++] = amount;
        }
        return true;
}

struct decimal amounts_sum(const struct amount *amount, int n)
{
        struct decimal sum = {0};
        for (int i = 0; i < n; i++) {
                if (amount[i].value.digits > sum.digits)
                        sum.digits = amount[i].value.digits;
        }
        for (int i = 0; i < n; i++)
                sum.units += decimal_units(amount[i].value, sum.digits);
        return sum;
}

bool rule_is_for(const struct audit *a, const struct audit_rule *rule, const struct scope *s)
{
        return rule->form == a->figures->form && s->at->to >= rule->from && s->at->to <= rule->until;
}

/* ---- the run ---- */

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

void audit_close(struct audit *a)
{
        for (size_t i = 0; i < a->n; i++)
                bytes_free(&a->finding[i].sentence);
        free(a->finding);
        a->finding = NULL;
        a->n = a->capacity = 0;
}
