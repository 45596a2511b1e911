/* SPDX-License-Identifier: Apache-2.0
 *
 * reading.c - pairs of count and base.
 */
#include "consumers/report/audit/reading.h"

#include <stdlib.h>
#include <string.h>

/* ---- the pairs ---- */

struct pair {
        const struct terms *of, *base;
        bool is_total; /* a base that is not printed: only if it is no less than those that are */
};

static int cross(const struct choice *of, int of_n, const struct choice *base, bool is_total,
                 struct pair *out)
{
        int n = 0;
        for (int o = 0; o < of_n; o++) {
                for (int b = 0; b < base->n; b++)
                        out[n++] = (struct pair){&of->at[o], &base->at[b], is_total};
        }
        return n;
}

/* Writes all pairs of the rule; behind a count only those of the count itself. */
enum { PAIRS_MOST = 3 * CHOICES_MOST * CHOICES_MOST };
static int pairs_of(const struct audit_rule *rule, const struct printed_share *printed,
                    struct pair out[static PAIRS_MOST])
{
        const int of = printed->is_rate ? rule->parts.n : 1;
        int n = cross(&rule->parts, of, &rule->whole, false, out);
        n += cross(&rule->reading_of, printed->is_rate ? rule->reading_of.n : 0, &rule->reading_base, false,
                   out + n);
        return n + cross(&rule->parts, of, &rule->total, true, out + n);
}

static int64_t distance_of(struct decimal printed, struct decimal n, struct decimal d)
{
        const struct decimal share = decimal_share(n, d, DECIMAL_DIGITS_MOST);
        return llabs(share.units - decimal_units(printed, DECIMAL_DIGITS_MOST));
}

/* The first one in the rule is the best of those that fit: that is what most reports mean. */
static bool is_better(const struct reading *one, const struct reading *best)
{
        if (one->fit != best->fit)
                return one->fit < best->fit;
        return one->fit != SHARE_FITS && one->distance < best->distance;
}

bool reading_find(const struct scope *s, const struct audit_rule *rule, const struct printed_share *printed,
                  bool mended, struct reading *best)
{
        struct pair pair[PAIRS_MOST];
        struct reading one;
        struct decimal largest = {0}; /* of the bases that are printed */
        struct decimal first = {0};
        bool found = false, only = true;
        const int n = pairs_of(rule, printed, pair);
        for (int i = 0; i < n; i++) {
                if (!amounts_of(s, pair[i].of, mended, one.of, &one.of_n) ||
                    !amounts_of(s, pair[i].base, mended, one.bases, &one.bases_n))
                        continue;
                one.numerator = amounts_sum(one.of, one.of_n);
                one.base = amounts_sum(one.bases, one.bases_n);
                if (one.base.units <= 0 || one.numerator.units < 0)
                        continue;
                if (pair[i].is_total && decimal_compare(one.base, largest) < 0)
                        continue;
                if (!pair[i].is_total && one.bases_n == 1 && decimal_compare(one.base, largest) > 0)
                        largest = one.base;
                one.fit = decimal_share_fit(printed->value, one.numerator, one.base);
                one.distance = distance_of(printed->value, one.numerator, one.base);
                const struct decimal share = decimal_share(one.numerator, one.base, printed->value.digits);
                only &= !found || decimal_compare(share, first) == 0;
                first = found ? first : share;
                if (!found || is_better(&one, best))
                        *best = one;
                found = true;
        }
        if (found)
                best->only = only;
        return found;
}

/* ---- what is not printed ---- */

/* The first of the sums whose figures are all printed. */
static bool first_sum(const struct scope *s, const struct choice *choice, bool mended, struct decimal *sum)
{
        struct amount amount[TERMS_MOST];
        int n;
        for (int i = 0; i < choice->n; i++) {
                if (amounts_of(s, &choice->at[i], mended, amount, &n)) {
                        *sum = amounts_sum(amount, n);
                        return true;
                }
        }
        return false;
}

/* The whole of the sums of the rule that hold: no larger base can be meant. */
static bool balanced(const struct audit *a, const struct scope *s, const struct audit_rule *rule, bool mended,
                     struct decimal *sum)
{
        for (int i = 0; i < rule->balanced.n; i++) {
                for (size_t r = 0; r < a->rules->n; r++) {
                        const struct audit_rule *other = &a->rules->at[r];
                        struct equation q;
                        if (other->kind != RULE_SUM || !rule->balanced.at[i].name ||
                            strcmp(other->code, rule->balanced.at[i].name) != 0 ||
                            !rule_is_for(a, other, s) || !equation_find(s, other, mended, &q) || !q.holds)
                                continue;
                        *sum = amounts_sum(q.whole, q.wholes);
                        return true;
                }
        }
        return false;
}

/* The printed shares of the rules make 100, so they are of one base; and the others fit one that is
 * printed. */
static bool are_together(const struct audit *a, const struct scope *s, const struct audit_rule *but,
                         int digits)
{
        struct printed_share printed[2];
        struct reading reading;
        const struct terms *codes = &but->together;
        for (int i = 0; i < codes->n; i++) {
                for (size_t r = 0; codes->at[i].name && r < a->rules->n; r++) {
                        const struct audit_rule *rule = &a->rules->at[r];
                        if (rule == but || rule->kind != RULE_SHARE ||
                            strcmp(rule->code, codes->at[i].name) != 0)
                                continue;
                        if (shares_printed(s, rule, printed) == 0 || printed[0].value.digits < digits ||
                            !reading_find(s, rule, &printed[0], false, &reading) || reading.fit != SHARE_FITS)
                                return false;
                }
        }
        return shares_are_whole(a, s, codes);
}

/* The least and the most of the sums whose figures are all printed. */
static bool some_sums(const struct scope *s, const struct choice *choice, int n, bool mended,
                      struct decimal *least, struct decimal *most)
{
        bool found = false;
        for (int i = 0; i < n; i++) {
                const struct choice one = {.at = {choice->at[i]}, .n = 1};
                struct decimal sum;
                if (!first_sum(s, &one, mended, &sum))
                        continue;
                *least = !found || decimal_compare(sum, *least) < 0 ? sum : *least;
                *most = !found || decimal_compare(sum, *most) > 0 ? sum : *most;
                found = true;
        }
        return found;
}

/* The shares that a share of counts that are not printed may be, in units of so many digits. */
static void find_range(const struct audit *a, const struct scope *s, const struct audit_rule *rule,
                       const struct printed_share *printed, bool mended, int64_t *min, int64_t *max)
{
        const struct choice least = {.at = {rule->lower_least}, .n = rule->lower_least.n > 0},
                            also = {.at = {rule->lower_also}, .n = rule->lower_also.n > 0},
                            with = {.at = {rule->open_most}, .n = rule->open_most.n > 0};
        const int digits = printed->value.digits;
        const int64_t hundred = decimal_units(decimal_of(100), digits);
        struct decimal low = {0}, high = {0}, n = {0}, most = {0};
        *min = *max = -1;
        if (rule->lower.n == 0 ||
            !some_sums(s, &rule->parts, printed->is_rate ? rule->parts.n : 1, mended, &n, &most) ||
            n.units < 0)
                return;
        *min = 0;
        *max = hundred;
        if ((first_sum(s, &rule->upper, mended, &high) || balanced(a, s, rule, mended, &high)) &&
            high.units > 0)
                *min = decimal_share_cut(n, high, digits).units;
        if (apart_is_open(s, &rule->lower_apart))
                return;
        if (printed->is_rate && apart_is_open(s, &rule->open) && !first_sum(s, &with, mended, &most))
                return;
        struct decimal other, more;
        if (printed->is_rate && some_sums(s, &rule->reading_of, rule->reading_of.n, mended, &other, &more) &&
            decimal_compare(more, most) > 0)
                most = more;
        if (!first_sum(s, &rule->lower, mended, &low) && !first_sum(s, &least, mended, &low))
                return;
        if (first_sum(s, &also, mended, &other) && decimal_compare(other, low) < 0)
                low = other;
        if (low.units > 0)
                *max = decimal_share_cut(most, low, digits).units + 1;
        *max = *max < hundred ? *max : hundred;
}

bool reading_is_open(const struct audit *a, const struct scope *s, const struct audit_rule *rule,
                     const struct printed_share *printed, bool mended)
{
        int64_t min, max;
        find_range(a, s, rule, printed, mended, &min, &max);
        return min <= printed->value.units && printed->value.units <= max &&
               !are_together(a, s, rule, printed->value.digits);
}

bool reading_is_known(const struct audit *a, const struct scope *s, const struct audit_rule *rule,
                      const struct printed_share *printed)
{
        int64_t min, max;
        struct printed_share told = *printed;
        if (told.value.digits < SHARE_DIGITS)
                told.value = (struct decimal){0, SHARE_DIGITS};
        find_range(a, s, rule, &told, true, &min, &max);
        return max - min <= 1;
}
