/* SPDX-License-Identifier: Apache-2.0
 *
 * check_share.c - a printed share and the counts behind it.
 *
 * Reports differ in what a share is of, so a rule names several bases, and the share must fit one of them.
 * Cut instead of rounded is a fault of its own kind: the count behind it may be right.
 */
#include "consumers/report/audit/check.h"

#include "consumers/report/audit/amount.h"
#include <stdlib.h>
#include <string.h>

/* The base that the printed share fits, else the one that it comes nearest to. */
struct reading {
        enum share_fit fit;
        struct decimal numerator, base;
        struct amount of[TERMS_MOST], bases[TERMS_MOST];
        int of_n, bases_n;
        int64_t distance;
};

static int64_t distance_of(struct decimal printed, struct decimal n, struct decimal d)
{
        const struct decimal share = decimal_share(n, d, DECIMAL_DIGITS_MOST);
        return llabs(share.units - decimal_units(printed, DECIMAL_DIGITS_MOST));
}

static bool is_better(const struct reading *one, const struct reading *best)
{
        return one->fit != best->fit ? one->fit < best->fit : one->distance < best->distance;
}

/* False: counts are missing, or nothing is there to be shared. */
static bool find_base(const struct scope *s, const struct audit_rule *rule, struct decimal printed,
                      bool mended, struct reading *best)
{
        struct reading one;
        bool found = false;
        for (int b = 0; b < rule->whole.n; b++) {
                if (!amounts_of(s, &rule->parts.at[0], mended, one.of, &one.of_n) ||
                    !amounts_of(s, &rule->whole.at[b], mended, one.bases, &one.bases_n))
                        continue;
                one.numerator = amounts_sum(one.of, one.of_n);
                one.base = amounts_sum(one.bases, one.bases_n);
                if (one.base.units <= 0 || one.numerator.units < 0)
                        continue;
                one.fit = decimal_share_fit(printed, one.numerator, one.base);
                one.distance = distance_of(printed, one.numerator, one.base);
                if (!found || is_better(&one, best))
                        *best = one;
                found = true;
        }
        return found;
}

/* Another rate of the scope that this one adds up to 100 with. */
static const struct figure *rest_of(const struct scope *s, const struct figure *rate, struct decimal printed)
{
        for (size_t i = 0; i < s->n; i++) {
                const struct figure *other = &s->at[i];
                const struct amount both[] = {{.value = printed}, {.value = other->value}};
                if (other != rate && !strcmp(other->unit, "percent") &&
                    decimal_compare(amounts_sum(both, 2), decimal_of(100)) == 0)
                        return other;
        }
        return NULL;
}

/* Two numbers of as many digits that differ in one of them. */
static bool differ_in_one_digit(struct decimal a, struct decimal b)
{
        char x[DECIMAL_TEXT], y[DECIMAL_TEXT];
        int different = 0;
        decimal_format(a, 0, '.', x);
        decimal_format(b, 0, '.', y);
        if (strlen(x) != strlen(y))
                return false;
        for (size_t i = 0; x[i]; i++)
                different += x[i] != y[i];
        return different == 1 && strlen(x) >= 4;
}

static void explain_rounding(struct audit *a, struct finding *f, const struct scope *s,
                             const struct reading *r, const struct printed_share *printed)
{
        const struct decimal rounded = decimal_share(r->numerator, r->base, printed->value.digits);
        if (r->fit == SHARE_CUT) {
                say(a, f, ": cắt bớt chữ số, không làm tròn (%n %)", ": cut, not rounded (%n %)", rounded);
                return;
        }
        say(a, f, ": làm tròn lên, không đến số gần nhất (%n %)",
            ": raised, not rounded to the nearest (%n %)", rounded);
        const struct figure *rest = rest_of(s, printed->figure, printed->value);
        if (rest)
                say(a, f, "; là phần còn lại của 100 khi %t cắt còn %f %",
                    "; it is what %t, cut to %f %, leaves of 100", rest, rest);
}

static void explain(struct audit *a, const struct audit_rule *rule, const struct scope *s,
                    const struct reading *r, const struct printed_share *printed)
{
        const enum severity severity = r->fit == SHARE_DIFFERS ? rule->severity : ROUNDING;
        struct finding *f = finding_add(a, rule, severity, printed->figure);
        const int digits = printed->value.digits > 2 ? printed->value.digits : 2;
        f->printed = printed->value;
        f->in_percent = f->has_right = true;
        f->right = decimal_share(r->numerator, r->base, digits);
        f->numerator = r->numerator;
        f->denominator = r->base;
        for (int i = 0; i < r->of_n; i++)
                finding_line(f, r->of[i].figure ? r->of[i].figure->line : printed->figure->line);
        for (int i = 0; i < r->bases_n; i++)
                finding_line(f, r->bases[i].figure ? r->bases[i].figure->line : printed->figure->line);
        if (printed->figure->name == NULL || strcmp(printed->figure->name, rule->rate) == 0)
                say(a, f, "%t in %n %; ", "%t is printed %n %; ", printed->figure, printed->value);
        else
                say(a, f, "%t in kèm tỷ lệ %n %; ", "%t is printed with %n %; ", printed->figure,
                    printed->value);
        say(a, f, "%n / %n = %n %", "%n / %n is %n %", r->numerator, r->base, f->right);
        if (severity == ROUNDING)
                explain_rounding(a, f, s, r, printed);
        else if (differ_in_one_digit(f->right, printed->value))
                say(a, f, ": sai một chữ số", ": one digit is wrong");
}

/* The finding that says what a count of this share should be, if the share fits that. */
static bool is_explained(struct audit *a, const struct audit_rule *rule, const struct scope *s,
                         const struct printed_share *printed)
{
        struct reading mended = {0};
        if (!find_base(s, rule, printed->value, true, &mended) || mended.fit != SHARE_FITS)
                return false;
        for (int i = 0; i < mended.of_n + mended.bases_n; i++) {
                const struct amount *amount =
                        i < mended.of_n ? &mended.of[i] : &mended.bases[i - mended.of_n];
                struct finding *f = amount->figure ? finding_of_mended(a, amount->figure) : NULL;
                if (f) {
                        finding_line(f, printed->figure->line);
                        return true;
                }
        }
        return false;
}

void check_share(struct audit *a, const struct audit_rule *rule, struct scope *s)
{
        struct printed_share printed[2];
        struct reading r = {0};
        int n = shares_printed(s, rule, printed);
        const bool same = n == 2 && decimal_compare(printed[0].value, printed[1].value) == 0;
        for (int i = 0; i < n; i++) {
                if ((i == 1 && same) || !find_base(s, rule, printed[i].value, false, &r))
                        continue;
                if (r.fit == SHARE_FITS)
                        a->held++;
                else if (!is_explained(a, rule, s, &printed[i]))
                        explain(a, rule, s, &r, &printed[i]);
        }
        /* Both rows print the share; the second one bears it in words. */
        if (same && a->n > 0 && a->finding[a->n - 1].rule == rule &&
            a->finding[a->n - 1].figure == printed[0].figure)
                finding_line(&a->finding[a->n - 1], printed[1].figure->line);
}
