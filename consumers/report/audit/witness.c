/* SPDX-License-Identifier: Apache-2.0
 *
 * witness.c - printed shares as witnesses of the counts in a sum.
 */
#include "consumers/report/audit/reading.h"

#include <string.h>

static bool is_only(const struct terms *terms, const char *name)
{
        return terms->n == 1 && terms->at[0].name && !strcmp(terms->at[0].name, name);
}

static bool fits(struct decimal printed, struct decimal n, struct decimal d)
{
        return d.units > 0 && n.units >= 0 && decimal_share_fit(printed, n, d) == SHARE_FITS;
}

static bool names(const struct reading *r, const struct figure *figure)
{
        for (int i = 0; i < r->of_n + r->bases_n; i++) {
                if ((i < r->of_n ? &r->of[i] : &r->bases[i - r->of_n])->figure == figure)
                        return true;
        }
        return false;
}

/* A share that fits nothing printed, but would fit this figure as it should be, or would be a cut or
 * raised one of it: then another figure may be wrong as well, but is not surely. */
enum { NEARLY = 1, FITS = 2 };
/* And -1 for a share that fits the figure. */
static int witness(const struct audit *a, const struct audit_rule *rule, const struct amount *suspect,
                   struct decimal right)
{
        struct printed_share printed[2];
        struct reading r;
        const struct scope *s = &suspect->scope;
        if (rule->kind != RULE_SHARE || !rule_is_for(a, rule, s) || shares_printed(s, rule, printed) == 0 ||
            !reading_find(s, rule, &printed[0], false, &r))
                return 0;
        if (r.fit != SHARE_DIFFERS)
                return names(&r, suspect->figure) ? -1 : 0;
        if (reading_is_open(a, s, rule, &printed[0], false))
                return 0;
        const struct decimal value = suspect->figure->value;
        suspect->figure->value = right;
        const bool fits_then = reading_find(s, rule, &printed[0], false, &r) && r.fit != SHARE_DIFFERS;
        suspect->figure->value = value;
        return !fits_then || !names(&r, suspect->figure) ? 0 : r.fit == SHARE_FITS ? FITS : NEARLY;
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

const struct amount *equation_wrong(const struct audit *a, const struct equation *q, struct decimal *right,
                                    int *most)
{
        const struct amount *wrong = NULL;
        int suspects = 0;
        *most = 0;
        for (int i = 0; i < q->wholes + q->parts; i++) {
                const bool is_whole = i < q->wholes;
                const struct amount *suspect = is_whole ? &q->whole[i] : &q->part[i - q->wholes];
                const struct decimal then = right_of(q, suspect, is_whole);
                int said = 0;
                if (!suspect->figure || figure_is_rounded(suspect->figure) || then.units < 0)
                        continue;
                for (size_t r = 0; r < a->rules->n; r++)
                        said += witness(a, &a->rules->at[r], suspect, then);
                suspects += said > 0;
                if (said > *most) {
                        *most = said;
                        wrong = suspect;
                        *right = then;
                }
        }
        return suspects == 1 && *most >= FITS ? wrong : NULL;
}

const struct amount *equation_wrong_of(const struct audit *a, const struct scope *s,
                                       const struct audit_rule *rule, struct equation *q,
                                       struct decimal *right)
{
        struct equation one;
        const struct figure *figure = NULL;
        bool one_only = true;
        for (struct equation_walk walk = {0}; equation_next(s, rule, false, &walk, &one);) {
                struct decimal then = {0};
                int said = 0;
                const struct amount *wrong = equation_wrong(a, &one, &then, &said);
                if (said == 0)
                        continue;
                one_only &= wrong && (!figure || (figure == wrong->figure && !decimal_compare(then, *right)));
                if (!wrong || figure)
                        continue;
                *q = one;
                *right = then;
                figure = wrong->figure;
        }
        if (!one_only)
                return NULL;
        for (int i = 0; figure && i < q->wholes + q->parts; i++) {
                const struct amount *amount = i < q->wholes ? &q->whole[i] : &q->part[i - q->wholes];
                if (amount->figure == figure)
                        return amount;
        }
        return NULL;
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
