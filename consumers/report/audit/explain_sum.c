/* SPDX-License-Identifier: Apache-2.0
 *
 * explain_sum.c - sentences about sums.
 */
#include "consumers/report/audit/equation.h"
#include "consumers/report/audit/explain.h"
#include <stdlib.h>
#include <string.h>

void equation_lines(struct finding *f, const struct equation *q)
{
        for (int i = 0; i < q->wholes; i++) {
                if (q->whole[i].figure)
                        finding_line(f, q->whole[i].figure->line);
        }
        for (int i = 0; i < q->parts; i++) {
                if (q->part[i].figure)
                        finding_line(f, q->part[i].figure->line);
        }
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

void explain_wrong(struct audit *a, const struct audit_rule *rule, const struct equation *q,
                   const struct amount *wrong, struct decimal right, bool sure)
{
        struct printed_share printed;
        struct decimal base;
        const struct figure *copied = repeated(q, wrong, 0);
        struct finding *f = finding_add(a, rule, rule->severity, wrong->figure);
        finding_against(f, right, sure);
        wrong->figure->finding = f == &a->beyond ? 0 : a->n;
        equation_lines(f, q);
        say(a, f, "%t in %f", "%t is printed %f", wrong->figure, wrong->figure);
        const bool shared = share_of(a, wrong, right, &printed, &base);
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
        if (whole->figure && share_of(a, whole, whole->figure->value, &printed, &base)) {
                f->numerator = sum;
                f->denominator = base;
                say(a, f, "; trên %n là %n %, không phải %n %", "; of %n that is %n %, not %n %", base,
                    decimal_share(sum, base, printed.value.digits > 2 ? printed.value.digits : 2),
                    printed.value);
                finding_line(f, printed.figure->line);
        }
}

void explain_sum(struct audit *a, const struct audit_rule *rule, const struct equation *q)
{
        const bool levels = rule->kind == RULE_LEVELS;
        const struct amount *whole = &q->whole[0];
        const struct decimal sum = amounts_sum(q->part, q->parts);
        const struct terms *apart = q->difference > 0 ? &rule->parts_apart : &rule->whole_apart;
        struct finding *f = finding_add(a, rule, q->open ? SMELL : rule->severity, equation_figure(q));
        equation_lines(f, q);
        if (whole->figure && q->wholes == 1)
                finding_against(f, sum, false);
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
                const struct figure *copied = q->part[i].figure ? repeated(q, &q->part[i], i + 1) : NULL;
                if (copied)
                        say(a, f, "; %t và %t in cùng một số", "; %t and %t are printed with the same count",
                            q->part[i].figure, copied);
        }
        const struct decimal by = {llabs(q->difference), q->digits};
        if (q->open)
                say_apart(a, f, &q->whole[0].scope, apart, &by);
}
