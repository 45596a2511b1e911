/* SPDX-License-Identifier: Apache-2.0
 *
 * check_pair.c - figures side by side: parts and wholes, equals, the same count twice.
 */
#include "consumers/report/audit/check.h"

#include "consumers/report/audit/amount.h"
#include "consumers/report/audit/explain.h"
#include <stdlib.h>
#include <string.h>

/* ---- a part within its whole ---- */

static void explain_part(struct audit *a, const struct audit_rule *rule, const struct amount *part, int parts,
                         const struct amount *whole, int wholes)
{
        const struct scope *s = &part[0].scope;
        const bool may_hold = apart_is_open(s, &rule->whole_apart);
        struct finding *f = finding_add(a, rule, may_hold ? SMELL : rule->severity, part[0].figure);
        for (int i = 0; i < parts; i++)
                finding_line(f, part[i].figure ? part[i].figure->line : f->figure->line);
        for (int i = 0; i < wholes; i++)
                finding_line(f, whole[i].figure ? whole[i].figure->line : f->figure->line);
        for (int i = 0; i < parts; i++) {
                if (part[i].figure)
                        say(a, f, i ? " + %t %f" : "%t %f", i ? " + %t %f" : "%t %f", part[i].figure,
                            part[i].figure);
        }
        for (int i = 0; whole[0].figure && i < wholes; i++) {
                if (whole[i].figure)
                        say(a, f, i ? " + %t %f" : " lớn hơn %t %f", i ? " + %t %f" : " is more than %t %f",
                            whole[i].figure, whole[i].figure);
        }
        if (!whole[0].figure)
                say(a, f, " = %n, lớn hơn %n", " = %n is more than %n", amounts_sum(part, parts),
                    whole[0].value);
        if (may_hold)
                say_apart(a, f, s, &rule->whole_apart, NULL);
}

/* Uncertainty of rounded parts: half of the last digit each. */
static bool exceeds(const struct amount *part, int parts, const struct amount *whole, int wholes)
{
        const struct decimal sum = amounts_sum(part, parts), most = amounts_sum(whole, wholes);
        const int digits = sum.digits > most.digits ? sum.digits : most.digits;
        int64_t doubts = 0;
        for (int i = 0; i < parts; i++) {
                if (part[i].figure && figure_is_rounded(part[i].figure))
                        doubts += decimal_units((struct decimal){1, part[i].value.digits}, digits);
        }
        return 2 * (decimal_units(sum, digits) - decimal_units(most, digits)) > doubts;
}

static void judge_part(struct audit *a, const struct audit_rule *rule, const struct amount *part, int parts,
                       const struct amount *whole, int wholes)
{
        if (exceeds(part, parts, whole, wholes))
                explain_part(a, rule, part, parts, whole, wholes);
        else
                a->held++;
}

/* "*.numerator" within "*.denominator": every figure whose name ends so, and its counterpart. */
static void check_every_part(struct audit *a, const struct audit_rule *rule, struct scope *s)
{
        const char *part_end = rule->parts.at[0].at[0].name + 1,
                   *whole_end = rule->whole.at[0].at[0].name + 1;
        char name[FIGURE_NAME_MOST];
        for (size_t i = 0; i < s->n; i++) {
                struct figure *part = &s->at[i];
                const size_t len = strlen(part->name), end = strlen(part_end);
                if (len < end || strcmp(part->name + len - end, part_end) != 0 ||
                    len - end + strlen(whole_end) >= sizeof(name))
                        continue;
                memcpy(name, part->name, len - end);
                memcpy(name + len - end, whole_end, strlen(whole_end) + 1);
                struct figure *whole = scope_find(s, name);
                const struct amount p = {part, *s, part->value, false},
                                    w = {whole, *s, whole ? whole->value : (struct decimal){0}, false};
                if (whole)
                        judge_part(a, rule, &p, 1, &w, 1);
        }
}

/* Adds what the whole may hold and is printed beside it. */
static void add_apart(const struct scope *s, const struct terms *apart, struct amount *whole, int *wholes)
{
        for (int i = 0; i < apart->n; i++) {
                struct figure *figure = apart->at[i].name ? scope_find(s, apart->at[i].name) : NULL;
                if (figure)
                        whole[(*wholes)++] = (struct amount){figure, *s, figure->value, true};
        }
}

void check_part(struct audit *a, const struct audit_rule *rule, struct scope *s)
{
        struct amount part[TERMS_MOST], whole[2 * TERMS_MOST];
        int parts, wholes;
        const struct term *first = &rule->parts.at[0].at[0], *of = &rule->whole.at[0].at[0];
        if (first->name && *first->name == '*' && of->name && *of->name == '*') {
                check_every_part(a, rule, s);
                return;
        }
        if (!amounts_of(s, &rule->parts.at[0], true, part, &parts) ||
            !amounts_of(s, &rule->whole.at[0], true, whole, &wholes) || !part[0].figure)
                return;
        add_apart(s, &rule->whole_apart, whole, &wholes);
        judge_part(a, rule, part, parts, whole, wholes);
}

/* ---- equals ---- */

/* The value that most of the items have is taken for the right one. */
void check_equal(struct audit *a, const struct audit_rule *rule, struct scope *s)
{
        const struct terms *items = &rule->parts.at[0];
        struct figure *figure[TERMS_MOST], *usual = NULL;
        int n = 0, most = 0;
        for (int i = 0; i < items->n; i++) {
                struct figure *f = items->at[i].name ? scope_find(s, items->at[i].name) : NULL;
                if (f)
                        figure[n++] = f;
        }
        if (n < 2)
                return;
        usual = figure[0];
        for (int i = 0; i < n; i++) {
                int same = 0;
                for (int j = 0; j < n; j++)
                        same += decimal_compare(figure[i]->value, figure[j]->value) == 0;
                if (same > most) {
                        usual = figure[i];
                        most = same;
                }
        }
        for (int i = 0; i < n; i++) {
                if (decimal_compare(figure[i]->value, usual->value) == 0)
                        continue;
                struct finding *f = finding_add(a, rule, rule->severity, figure[i]);
                finding_line(f, usual->line);
                finding_against(f, usual->value, false);
                say(a, f, "%t in %f; %t in %f", "%t is printed %f; %t is printed %f", figure[i], figure[i],
                    usual, usual);
        }
        a->held += most == n;
}

/* ---- the same count twice ---- */

/* A sum that holds of a figure says that it is right. */
static bool is_vouched_for(const struct audit *a, const struct scope *s, const struct figure *figure)
{
        struct amount whole[TERMS_MOST], part[TERMS_MOST];
        int wholes, parts;
        for (size_t r = 0; r < a->rules->n; r++) {
                const struct audit_rule *rule = &a->rules->at[r];
                if (rule->kind != RULE_SUM || !rule_is_for(a, rule, s))
                        continue;
                for (int w = 0; w < rule->whole.n; w++) {
                        for (int p = 0; p < rule->parts.n; p++) {
                                bool names = false;
                                if (!amounts_of(s, &rule->whole.at[w], false, whole, &wholes) ||
                                    !amounts_of(s, &rule->parts.at[p], false, part, &parts))
                                        continue;
                                for (int i = 0; i < wholes; i++)
                                        names |= whole[i].figure == figure;
                                for (int i = 0; i < parts; i++)
                                        names |= part[i].figure == figure;
                                if (names)
                                        return true; /* it holds, or a finding tells that it does not */
                        }
                }
        }
        return false;
}

void check_repeat(struct audit *a, const struct audit_rule *rule, struct scope *s)
{
        const struct terms *items = &rule->parts.at[0];
        for (int i = 0; i < items->n; i++) {
                const struct figure *x = items->at[i].name ? scope_find(s, items->at[i].name) : NULL;
                for (int j = i + 1; x && j < items->n; j++) {
                        const struct figure *y = items->at[j].name ? scope_find(s, items->at[j].name) : NULL;
                        if (!y || decimal_compare(x->value, y->value) != 0 ||
                            decimal_compare(x->value, rule->least) < 0 || is_vouched_for(a, s, x) ||
                            is_vouched_for(a, s, y))
                                continue;
                        struct finding *f = finding_add(a, rule, rule->severity, y);
                        finding_line(f, x->line);
                        say(a, f, "%t và %t in cùng một số, %f",
                            "%t and %t are printed with the same count, %f", x, y, y);
                }
        }
}

/* The finer of two rounded figures, rounded or cut, is the other one: 96.91 and 97. */
static bool is_rounded_of(const struct figure *a, const struct figure *b)
{
        const struct figure *fine = a->value.digits >= b->value.digits ? a : b, *coarse = fine == a ? b : a;
        const int64_t units = decimal_units(coarse->value, fine->value.digits),
                      one = decimal_units((struct decimal){1, coarse->value.digits}, fine->value.digits);
        const int64_t off = fine->value.units - units;
        return figure_is_rounded(a) && figure_is_rounded(b) && a->value.digits != b->value.digits &&
               2 * off >= -one && off < one;
}

void check_twice(struct audit *a, const struct audit_rule *rule, struct scope *s)
{
        for (size_t i = 1; i < s->n; i++) {
                const struct figure *first = &s->at[i - 1], *second = &s->at[i];
                if (strcmp(first->name, second->name) != 0 || strcmp(first->unit, second->unit) != 0 ||
                    decimal_compare(first->value, second->value) == 0 || is_rounded_of(first, second))
                        continue;
                struct finding *f = finding_add(a, rule, rule->severity, second);
                finding_line(f, first->line);
                say(a, f, "%t in hai lần: %f và %f", "%t is printed twice: %f and %f", second, first, second);
        }
}
