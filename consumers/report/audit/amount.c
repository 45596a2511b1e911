/* SPDX-License-Identifier: Apache-2.0
 *
 * amount.c - terms of a rule, looked up in a scope.
 */
#include "consumers/report/audit/amount.h"

#include <stdlib.h>
#include <string.h>

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
                if (t->minus)
                        amount.value.units = -amount.value.units;
                out[(*n)++] = amount;
        }
        return *n > 0;
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

bool apart_is_open(const struct scope *s, const struct terms *apart)
{
        for (int i = 0; i < apart->n; i++) {
                if (apart->at[i].name && !scope_find(s, apart->at[i].name))
                        return true;
        }
        return false;
}

bool rule_is_for(const struct audit *a, const struct audit_rule *rule, const struct scope *s)
{
        return rule->form == a->figures->form && s->at->to >= rule->from && s->at->to <= rule->until;
}

int shares_printed(const struct scope *s, const struct audit_rule *rule, struct printed_share out[static 2])
{
        const struct figure *rate = scope_find(s, rule->rate);
        const struct terms *of = &rule->parts.at[0];
        const struct figure *count = of->n == 1 && of->at[0].name ? scope_find(s, of->at[0].name) : NULL;
        int n = 0;
        if (rate)
                out[n++] = (struct printed_share){rate->value, rate, true};
        if (count && count->has_share)
                out[n++] = (struct printed_share){count->share, count, false};
        return n;
}

bool shares_are_whole(const struct audit *a, const struct scope *s, const struct terms *codes)
{
        struct printed_share printed[2];
        struct amount share[TERMS_MOST] = {0};
        int64_t doubts = 0;
        int n = 0;
        for (int i = 0; i < codes->n; i++) {
                for (size_t r = 0; codes->at[i].name && n == i && r < a->rules->n; r++) {
                        const struct audit_rule *rule = &a->rules->at[r];
                        if (rule->kind == RULE_SHARE && !strcmp(rule->code, codes->at[i].name) &&
                            shares_printed(s, rule, printed) > 0)
                                share[n++].value = printed[0].value;
                }
        }
        if (n == 0 || n < codes->n)
                return false;
        const struct decimal sum = amounts_sum(share, n);
        for (int i = 0; i < n; i++)
                doubts += decimal_units((struct decimal){1, share[i].value.digits}, sum.digits);
        return 2 * llabs(sum.units - decimal_units(decimal_of(100), sum.digits)) <= doubts;
}
