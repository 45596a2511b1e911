/* SPDX-License-Identifier: Apache-2.0
 *
 * equation.c - printed shares as witnesses.
 */
#include "consumers/report/audit/equation.h"

#include <string.h>

static bool is_only(const struct terms *terms, const char *name)
{
        return terms->n == 1 && terms->at[0].name && !strcmp(terms->at[0].name, name);
}

static bool fits(struct decimal printed, struct decimal n, struct decimal d)
{
        return d.units > 0 && n.units >= 0 && decimal_share_fit(printed, n, d) == SHARE_FITS;
}

/* Counts 1 for a share, printed of this figure or with it as base, that fits `right` alone; -1 if it fits the
 * figure. */
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

const struct figure *repeated(const struct equation *q, const struct amount *amount, int from)
{
        enum { LEAST = 100 };
        for (int i = from; i < q->parts; i++) {
                const struct figure *other = q->part[i].figure;
                if (other && other != amount->figure && strcmp(other->name, amount->figure->name) != 0 &&
                    !figure_is_rounded(other) && other->value.units >= LEAST &&
                    decimal_compare(other->value, amount->figure->value) == 0)
                        return other;
        }
        return NULL;
}

static struct decimal right_of(const struct equation *q, const struct amount *suspect, bool is_whole)
{
        const int64_t units = decimal_units(suspect->value, q->digits);
        return (struct decimal){is_whole ? units - q->difference : units + q->difference, q->digits};
}

const struct amount *equation_wrong(const struct audit *a, const struct equation *q, struct decimal *right)
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

bool share_of(const struct audit *a, const struct amount *amount, struct decimal value,
              struct printed_share *printed, struct decimal *base)
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

const struct figure *equation_figure(const struct equation *q)
{
        for (int i = 0; i < q->wholes + q->parts; i++) {
                const struct amount *amount = i < q->wholes ? &q->whole[i] : &q->part[i - q->wholes];
                if (amount->figure)
                        return amount->figure;
        }
        return NULL;
}
