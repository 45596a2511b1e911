/* SPDX-License-Identifier: Apache-2.0
 *
 * check_sum.c - a whole and its parts, in one scope or over levels; and which of the figures is the wrong one.
 *
 * A sum alone tells that a figure is wrong, not which. Printed shares are second witnesses: the one figure
 * whose printed share fits the value that the sum asks for, and not the value that is printed, is wrong.
 */
#include "consumers/report/audit/check.h"
#include "consumers/report/audit/explain.h"
#include <stdlib.h>
#include <string.h>

struct equation {
        struct amount whole[TERMS_MOST], part[TERMS_MOST];
        int wholes, parts;
        int digits;
        int64_t difference; /* whole - parts, in units of the last digit */
        bool holds;
};

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
                            !amounts_of(s, &rule->parts.at[p], mended, q.part, &q.parts) || !q.parts)
                                continue;
                        choose(&q);
                        if (!found || (q.holds && !best->holds))
                                *best = q;
                        found = true;
                }
        }
        return found;
}

/* ---- the wrong one ---- */

static bool is_only(const struct terms *terms, const char *name)
{
        return terms->n == 1 && terms->at[0].name && !strcmp(terms->at[0].name, name);
}

static bool fits(struct decimal printed, struct decimal n, struct decimal d)
{
        return d.units > 0 && n.units >= 0 && decimal_share_fit(printed, n, d) == SHARE_FITS;
}

/* How the shares that are printed of this figure, or with it as base, speak for `right` against its value. */
static int witness(const struct audit *a, const struct audit_rule *rule, const struct amount *suspect,
                   struct decimal right)
{
        struct printed_share printed[2];
        struct amount amount[TERMS_MOST];
        int n, said = 0;
        const bool is_of = is_only(&rule->parts.at[0], suspect->figure->name);
        if (rule->kind != RULE_SHARE || !rule_is_for(a, rule, &suspect->scope) ||
            shares_printed(&suspect->scope, rule, printed) == 0)
                return 0;
        for (int b = 0; b < rule->whole.n; b++) {
                const bool is_base = is_only(&rule->whole.at[b], suspect->figure->name);
                if ((!is_of && !is_base) ||
                    !amounts_of(&suspect->scope, is_of ? &rule->whole.at[b] : &rule->parts.at[0], false,
                                amount, &n))
                        continue;
                const struct decimal other = amounts_sum(amount, n);
                const bool now = is_of ? fits(printed[0].value, suspect->value, other)
                                       : fits(printed[0].value, other, suspect->value),
                           then = is_of ? fits(printed[0].value, right, other)
                                        : fits(printed[0].value, other, right);
                if (now)
                        return -1;
                said = then ? 1 : said;
        }
        return said;
}

/* The same count under another name in the scope: likely copied. */
static const struct figure *repeated(const struct amount *suspect)
{
        enum { LEAST = 100 };
        for (size_t i = 0; i < suspect->scope.n; i++) {
                const struct figure *other = &suspect->scope.at[i];
                if (strcmp(other->name, suspect->figure->name) != 0 && !figure_is_rounded(other) &&
                    other->value.units >= LEAST && decimal_compare(other->value, suspect->figure->value) == 0)
                        return other;
        }
        return NULL;
}

static struct decimal right_of(const struct equation *q, const struct amount *suspect, bool is_whole)
{
        const int64_t units = decimal_units(suspect->value, q->digits);
        return (struct decimal){is_whole ? units - q->difference : units + q->difference, q->digits};
}

/* The one amount for which the shares speak; NULL: none, or more than one. */
static const struct amount *find_wrong(const struct audit *a, const struct equation *q, struct decimal *right)
{
        const struct amount *wrong = NULL;
        bool alone = false;
        int most = 0;
        for (int i = 0; i < q->wholes + q->parts; i++) {
                const bool is_whole = i < q->wholes;
                const struct amount *suspect = is_whole ? &q->whole[i] : &q->part[i - q->wholes];
                const struct decimal then = right_of(q, suspect, is_whole);
                int said = 0;
                if (!suspect->figure || figure_is_rounded(suspect->figure) || then.units < 0)
                        continue;
                for (size_t r = 0; r < a->rules->n; r++)
                        said += witness(a, &a->rules->at[r], suspect, then);
                alone = said > most || (alone && said < most);
                if (said > most) {
                        most = said;
                        wrong = suspect;
                        *right = then;
                }
        }
        return alone ? wrong : NULL;
}

/* ---- sentences ---- */

static void add_lines(struct finding *f, const struct equation *q)
{
        for (int i = 0; i < q->wholes; i++) {
                if (q->whole[i].figure)
                        finding_line(f, q->whole[i].figure->line);
        }
        for (int i = 0; i < q->parts; i++)
                finding_line(f, q->part[i].figure->line);
}

/* The printed share of a count, and its base. */
static bool share_of(const struct audit *a, const struct amount *amount, struct printed_share *printed,
                     struct decimal value, struct decimal *base)
{
        struct printed_share both[2];
        struct amount bases[TERMS_MOST];
        int n;
        for (size_t r = 0; r < a->rules->n; r++) {
                const struct audit_rule *rule = &a->rules->at[r];
                if (rule->kind != RULE_SHARE || !rule_is_for(a, rule, &amount->scope) ||
                    !is_only(&rule->parts.at[0], amount->figure->name) ||
                    shares_printed(&amount->scope, rule, both) == 0)
                        continue;
                for (int b = 0; b < rule->whole.n; b++) {
                        if (!amounts_of(&amount->scope, &rule->whole.at[b], false, bases, &n))
                                continue;
                        *base = amounts_sum(bases, n);
                        *printed = both[0];
                        if (fits(both[0].value, value, *base))
                                return true;
                }
        }
        return false;
}

/* "838,838 - 824,750 - 2,693 = 11,395". */
static void say_right(struct audit *a, struct finding *f, const struct equation *q,
                      const struct amount *wrong, struct decimal right, bool levels)
{
        struct amount first[2 * TERMS_MOST];
        int n = 0;
        const bool is_part = wrong >= q->part && wrong < q->part + q->parts;
        const struct amount *from = is_part ? q->whole : q->part, *less = is_part ? q->part : q->whole;
        const int from_n = is_part ? q->wholes : q->parts, less_n = is_part ? q->parts : q->wholes;
        say_amounts(a, f, from, from_n, "+", levels);
        for (int i = 0; i < less_n; i++) {
                if (&less[i] != wrong)
                        first[n++] = less[i];
        }
        if (n > 0)
                say(a, f, " - ", " - ");
        say_amounts(a, f, first, n, "-", levels);
        say(a, f, " = %n", " = %n", right);
}

static void explain_wrong(struct audit *a, const struct audit_rule *rule, const struct equation *q,
                          const struct amount *wrong, struct decimal right)
{
        struct printed_share printed;
        struct decimal base;
        const struct figure *copied = repeated(wrong);
        struct finding *f = finding_add(a, rule, rule->severity, wrong->figure);
        f->has_right = true;
        f->right = right;
        add_lines(f, q);
        say(a, f, "%t in %f", "%t is printed %f", wrong->figure, wrong->figure);
        const bool shared = share_of(a, wrong, &printed, right, &base);
        if (shared) {
                finding_line(f, printed.figure->line);
                say(a, f, " (%n %)", " (%n %)", printed.value);
        }
        say(a, f, "; ", "; ");
        say_right(a, f, q, wrong, right, rule->kind == RULE_LEVELS);
        if (shared) {
                f->numerator = right;
                f->denominator = base;
                say(a, f, ", bằng %n %", " is %n %", decimal_share(right, base, printed.value.digits));
        }
        if (copied)
                say(a, f, ": số này lặp lại số của %t", ", so the count repeats that of %t", copied);
        else if (shared)
                say(a, f, ", đúng với tỷ lệ đã in", ", as its printed share has it");
}

/* Tells the rate that follows from the sum, where one is printed of the whole. */
static void say_rate_of_whole(struct audit *a, struct finding *f, const struct amount *whole,
                              struct decimal sum)
{
        struct printed_share printed;
        struct decimal base;
        if (whole->figure && share_of(a, whole, &printed, whole->figure->value, &base)) {
                f->numerator = sum;
                f->denominator = base;
                say(a, f, "; trên %n là %n %, không phải %n %", "; of %n that is %n %, not %n %", base,
                    decimal_share(sum, base, printed.value.digits > 2 ? printed.value.digits : 2),
                    printed.value);
                finding_line(f, printed.figure->line);
        }
}

static void explain_sum(struct audit *a, const struct audit_rule *rule, const struct equation *q)
{
        const bool levels = rule->kind == RULE_LEVELS;
        const struct amount *whole = &q->whole[0];
        const struct decimal sum = amounts_sum(q->part, q->parts);
        struct finding *f =
                finding_add(a, rule, rule->severity, whole->figure ? whole->figure : q->part[0].figure);
        add_lines(f, q);
        f->has_right = whole->figure && q->wholes == 1;
        f->right = sum;
        if (!whole->figure)
                say(a, f, "", "");
        else if (levels)
                say(a, f, "%t (%s) in %f; ", "%t (%s) is printed %f; ", whole->figure, whole->figure->level,
                    whole->figure);
        else if (q->wholes == 1)
                say(a, f, "%t in %f; ", "%t is printed %f; ", whole->figure, whole->figure);
        else {
                say_amounts(a, f, q->whole, q->wholes, "+", false);
                say(a, f, " = %n; ", " = %n; ", amounts_sum(q->whole, q->wholes));
        }
        say_amounts(a, f, q->part, q->parts, "+", levels);
        say(a, f, " = %n, không phải %n", " = %n, not %n", sum, amounts_sum(q->whole, q->wholes));
        if (q->wholes == 1)
                say_rate_of_whole(a, f, whole, sum);
        for (int i = 0; i < q->parts; i++) {
                const struct figure *copied = repeated(&q->part[i]);
                if (!copied || strcmp(copied->name, q->part[i].figure->name) < 0)
                        continue;
                say(a, f, "; %t và %t in cùng một số", "; %t and %t are printed with the same count",
                    q->part[i].figure, copied);
        }
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
        const struct amount *wrong = find_wrong(a, q, &right);
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
                        add_lines(f, q);
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
        return true;
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
