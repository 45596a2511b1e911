/* SPDX-License-Identifier: Apache-2.0
 *
 * check_share.c - a printed share and the counts behind it.
 *
 * Reports differ in what a share is of, so a rule names several bases, and the share must fit one of them.
 * Cut instead of rounded is a fault of its own kind: the count behind it may be right.
 */
#include "consumers/report/audit/check.h"

#include "consumers/report/audit/reading.h"
#include <stdlib.h>
#include <string.h>

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

/* A sum that holds says that a count in it is right. */
static bool is_vouched_for(const struct audit *a, const struct scope *s, const struct amount *amount)
{
        struct equation q;
        bool vouched = !amount->figure;
        if (amount->figure && amount->figure->mended)
                return false;
        for (size_t r = 0; !vouched && r < a->rules->n; r++) {
                if (a->rules->at[r].kind != RULE_SUM || !rule_is_for(a, &a->rules->at[r], s) ||
                    !equation_find(s, &a->rules->at[r], true, &q) || !q.holds)
                        continue;
                for (int i = 0; i < q.wholes + q.parts; i++)
                        vouched |=
                                (i < q.wholes ? q.whole[i] : q.part[i - q.wholes]).figure == amount->figure;
        }
        return vouched;
}

/* The counts behind the share are sure, so the share is the one that is wrong. */
static bool is_sure(const struct audit *a, const struct scope *s, const struct reading *r)
{
        for (int i = 0; i < r->of_n + r->bases_n; i++) {
                if (!is_vouched_for(a, s, i < r->of_n ? &r->of[i] : &r->bases[i - r->of_n]))
                        return false;
        }
        return true;
}

static void explain(struct audit *a, const struct audit_rule *rule, const struct scope *s,
                    const struct reading *r, const struct printed_share *printed)
{
        const bool open = reading_is_open(a, s, rule, printed, true), differs = r->fit == SHARE_DIFFERS;
        const enum severity severity = !differs ? ROUNDING : open ? SMELL : rule->severity;
        struct finding *f = finding_add(a, rule, severity, printed->figure);
        const int digits = printed->value.digits > SHARE_DIGITS ? printed->value.digits : SHARE_DIGITS;
        const struct decimal right = decimal_share(r->numerator, r->base, digits);
        f->printed = printed->value;
        f->in_percent = true;
        finding_against(f, right,
                        !open && (!differs ||
                                  (r->only && reading_is_known(a, s, rule, printed) && is_sure(a, s, r))));
        f->numerator = r->numerator;
        f->denominator = r->base;
        for (int i = 0; i < r->of_n; i++)
                finding_line(f, r->of[i].figure ? r->of[i].figure->line : printed->figure->line);
        for (int i = 0; i < r->bases_n; i++)
                finding_line(f, r->bases[i].figure ? r->bases[i].figure->line : printed->figure->line);
        if (printed->is_rate)
                say(a, f, "%t in %n %; ", "%t is printed %n %; ", printed->figure, printed->value);
        else
                say(a, f, "%t in kèm tỷ lệ %n %; ", "%t is printed with %n %; ", printed->figure,
                    printed->value);
        say(a, f, "%n / %n = %n %", "%n / %n is %n %", r->numerator, r->base, right);
        if (!differs)
                explain_rounding(a, f, s, r, printed);
        else if (differ_in_one_digit(right, printed->value))
                say(a, f, ": sai một chữ số", ": one digit is wrong");
        else if (rest_of(s, printed->figure, printed->value))
                say(a, f, "; số đã in là phần còn lại của 100 sau %t",
                    "; what is printed is what %t leaves of 100",
                    rest_of(s, printed->figure, printed->value));
        if (open)
                say(a, f, "; nhưng có thể là tỷ lệ của số liệu không được in",
                    "; but it may be a share of counts that are not printed");
}

/* The finding that says what a count of this share should be, if the share fits that. */
static bool is_explained(struct audit *a, const struct audit_rule *rule, const struct scope *s,
                         const struct printed_share *printed)
{
        struct reading mended = {0};
        if (!reading_find(s, rule, printed, true, &mended) || mended.fit == SHARE_DIFFERS)
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
                if ((i == 1 && same) || !reading_find(s, rule, &printed[i], false, &r))
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
