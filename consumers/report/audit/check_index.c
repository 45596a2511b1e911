/* SPDX-License-Identifier: Apache-2.0
 *
 * check_index.c - index 766: the points of items, groups and totals, by the arithmetic of score.h.
 *
 * Rule: half a hundredth may have been rounded either way, so both are accepted of a part at such a tie,
 * and of no other. A group that is off by no more than a hundredth a part is told as rounding, not as a
 * contradiction.
 */
#include "consumers/report/audit/check.h"

#include "consumers/report/audit/amount.h"
#include "consumers/report/audit/explain.h"
#include "consumers/report/index/score.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HUNDREDTHS = 2 };

static struct decimal points(int64_t hundredths)
{
        return (struct decimal){hundredths, HUNDREDTHS};
}

static struct figure *find(const struct scope *s, const char *item, const char *end)
{
        char name[FIGURE_NAME_MOST];
        const int len = snprintf(name, sizeof(name), "%s.%s", item, end);
        return len < (int)sizeof(name) ? scope_find(s, name) : NULL;
}

static bool is_at_tie(int64_t numerator, int64_t denominator, int64_t scale)
{
        const __int128 twice = (__int128)numerator * scale * 2;
        return denominator > 0 && twice % denominator == 0 && twice / denominator % 2 != 0;
}

/* An item as printed: its counts or its points, or both. */
struct part {
        const struct figure *numerator, *denominator, *score;
        bool known;        /* low and high are set */
        bool computed;     /* from counts, or from what 0/0 gives */
        int64_t low, high; /* points that may be printed, in hundredths; apart only at a tie */
};

/* Points as printed, in hundredths: one digit less leaves half of it open on both sides, one more is
 * rounded. */
struct points {
        int64_t low, high;
};

static struct points printed_points(const struct figure *f, int64_t half)
{
        struct decimal d = f->value;
        int64_t rest = 0;
        for (; d.digits > HUNDREDTHS; d.digits--) {
                rest |= d.units % 10;
                d.units /= 10;
        }
        const int64_t printed = decimal_units(d, HUNDREDTHS);
        return (struct points){printed - half, printed + half + (rest != 0)};
}

/* Half of the last digit that the file prints of points, in hundredths: who drops zeros (17.6) still
 * prints two digits elsewhere. */
static int64_t half_digit(const struct audit *a)
{
        int digits = 0;
        for (size_t i = 0; i < a->figures->n; i++) {
                const struct figure *f = &a->figures->at[i];
                if (!strcmp(f->unit, "point") && f->value.digits > digits)
                        digits = f->value.digits;
        }
        return digits == 0 ? 50 : digits == 1 ? 5 : 0;
}

/* Counts are whole: anything else is left to the other rules. */
static bool is_count(const struct figure *f)
{
        return f->value.digits == 0;
}

static bool read_counts(const struct part *p, struct index_figure *out)
{
        const struct figure *numerator = p->numerator, *denominator = p->denominator;
        if (!numerator || !denominator || !is_count(numerator) || !is_count(denominator))
                return false;
        *out = (struct index_figure){true, numerator->value.units, denominator->value.units};
        return true;
}

static struct part find_part(const struct index_rules *rules, const struct scope *s, int i)
{
        const char *code = rules->item[i].code;
        return (struct part){.numerator = find(s, code, "numerator"),
                             .denominator = find(s, code, "denominator"),
                             .score = find(s, code, "score")};
}

static struct part read_part(const struct index_rules *rules, const struct scope *s, int64_t half, int i)
{
        struct index_figure figure[INDEX_ITEMS_MOST] = {0};
        struct index_scores scores;
        const struct index_item *item = &rules->item[i];
        struct part p = find_part(rules, s, i);
        const bool counted = read_counts(&p, &figure[i]);
        bool factor_known = true;
        if (item->factor >= 0) {
                const struct part factor = find_part(rules, s, item->factor);
                factor_known = read_counts(&factor, &figure[item->factor]);
        }
        index_scores_of(rules, figure, !strcmp(s->at->level, "COMMUNE"), &scores);
        const struct index_part *part = &scores.part[i];
        p.computed = counted || (p.score && part->state != PART_UNKNOWN);
        p.known = p.computed || p.score;
        p.low = p.high = part->score;
        if (!p.computed && p.score) { /* without counts it is what is printed */
                const struct points printed = printed_points(p.score, half);
                p.low = printed.low;
                p.high = printed.high;
        }
        if (!counted || part->state != PART_SCORED || item->form != INDEX_SHARE)
                return p;
        const bool tie =
                item->factor >= 0 || is_at_tie(p.numerator->value.units, p.denominator->value.units, 10000);
        const int64_t percent = part->percent > 0 ? part->percent - tie : 0;
        p.low = factor_known ? index_score(item->points, item->target, percent) : 0;
        if (p.low > 0 && percent < item->target && is_at_tie(item->points * percent, item->target, 1))
                p.low--;
        return p;
}

/* ---- an item ---- */

/* No more points than there are; a->held counts the others. */
static bool exceeds_most(struct audit *a, const struct audit_rule *rule, const struct figure *score,
                         int64_t most, int64_t half)
{
        if (printed_points(score, half).low <= most)
                return false;
        struct finding *f = finding_add(a, rule, rule->severity, score);
        say(a, f, "%t in %f; nhiều nhất là %n điểm", "%t is printed %f; there are at most %n points", score,
            score, points(most));
        return true;
}

static void check_score(struct audit *a, const struct audit_rule *rule, const struct index_rules *rules,
                        const struct scope *s, int64_t half)
{
        for (int i = 0; i < rules->n; i++) {
                const struct index_item *item = &rules->item[i];
                const struct part p = read_part(rules, s, half, i);
                if (!p.score || item->points == 0)
                        continue;
                const struct points printed = printed_points(p.score, half);
                if (!p.computed) {
                        (void)exceeds_most(a, rule, p.score, item->points, half);
                        continue;
                }
                if (printed.high >= p.low && printed.low <= p.high) {
                        a->held++;
                        continue;
                }
                struct finding *f = finding_add(a, rule, rule->severity, p.score);
                finding_against(f, points(p.high), false);
                say(a, f, "%t in %f; ", "%t is printed %f; ", p.score, p.score);
                if (p.numerator && p.denominator && p.denominator->value.units > 0) {
                        finding_line(f, p.numerator->line);
                        f->numerator = p.numerator->value;
                        f->denominator = p.denominator->value;
                        say(a, f, "%n / %n = %n %, ", "%n / %n is %n %, ", f->numerator, f->denominator,
                            decimal_share(f->numerator, f->denominator, HUNDREDTHS));
                }
                say(a, f, "của %n điểm với mục tiêu %n % là %n",
                    "of %n points with a target of %n % that is %n", points(item->points),
                    points(item->target), points(p.high));
        }
}

/* ---- sums ---- */

struct total {
        int64_t low, high; /* of the known parts */
        int64_t missing;   /* most points of the parts that are not in the file */
        int known;
        bool above;        /* printed is more than the known parts */
        struct finding *f; /* being explained; NULL: only summed */
};

static void explain_total(struct audit *a, struct finding *f, const struct total *t)
{
        if (t->missing == 0)
                finding_against(f, points(t->high), false);
        say(a, f, " = %n", " = %n", points(t->high));
        if (t->missing && t->above)
                say(a, f, ", thêm nhiều nhất %n của các phần không có",
                    ", and at most %n from the parts that are missing", points(t->missing));
        if (f->severity == ROUNDING)
                say(a, f, ": trong khoảng 0,01 mỗi phần, làm tròn cách khác",
                    ": within 0.01 a part, so rounded in another way");
}

/* A finding is begun when the printed sum cannot be: true, and t->f is to be filled with the parts. */
static bool is_wrong(struct audit *a, const struct audit_rule *rule, const struct figure *whole,
                     struct total *t, bool tolerant, int64_t half)
{
        const struct points printed = printed_points(whole, half);
        if (t->known == 0) {
                (void)exceeds_most(a, rule, whole, t->missing, half);
                return false;
        }
        if (printed.high >= t->low && printed.low <= t->high + t->missing) {
                a->held++;
                return false;
        }
        const int64_t off =
                printed.high < t->low ? t->low - printed.high : printed.low - t->high - t->missing;
        t->f = finding_add(a, rule, tolerant && off <= t->known ? ROUNDING : rule->severity, whole);
        t->above = printed.low > t->high;
        say(a, t->f, "%t in %f; ", "%t is printed %f; ", whole, whole);
        return true;
}

static void check_group(struct audit *a, const struct audit_rule *rule, const struct index_rules *rules,
                        const struct scope *s, int64_t half, int group)
{
        char name[32];
        struct total t = {0};
        snprintf(name, sizeof(name), "GROUP_%s", index_group_names[group]);
        const struct figure *whole = find(s, name, "score");
        if (!whole)
                return;
        for (int i = 0; i < rules->n; i++) {
                const struct index_item *item = &rules->item[i];
                if ((int)item->group != group || item->points == 0)
                        continue;
                const struct part p = read_part(rules, s, half, i);
                t.known += p.known;
                t.low += p.known ? p.low : 0;
                t.high += p.known ? p.high : 0;
                t.missing += p.known ? 0 : item->points;
        }
        if (!is_wrong(a, rule, whole, &t, true, half))
                return;
        for (int i = 0, said = 0; i < rules->n; i++) {
                const struct index_item *item = &rules->item[i];
                const struct part p = read_part(rules, s, half, i);
                if ((int)item->group != group || item->points == 0 || !p.known)
                        continue;
                say(a, t.f, said ? " + %n (%s)" : "%n (%s)", said ? " + %n (%s)" : "%n (%s)", points(p.high),
                    item->code);
                finding_line(t.f, p.numerator ? p.numerator->line : p.score->line);
                said++;
        }
        explain_total(a, t.f, &t);
}

static void check_total(struct audit *a, const struct audit_rule *rule, const struct index_rules *rules,
                        const struct scope *s, int64_t half)
{
        const struct figure *whole = find(s, "TOTAL", "score"), *group[INDEX_GROUPS];
        char name[32];
        struct total t = {0};
        for (int g = 0; whole && g < INDEX_GROUPS; g++) {
                snprintf(name, sizeof(name), "GROUP_%s", index_group_names[g]);
                group[g] = find(s, name, "score");
                t.known += group[g] != NULL;
                if (group[g]) {
                        const struct points one = printed_points(group[g], half);
                        t.low += one.low;
                        t.high += one.high;
                } else
                        t.missing += index_group_points(rules, (enum index_group)g);
        }
        if (!whole || !is_wrong(a, rule, whole, &t, false, half))
                return;
        for (int g = 0, said = 0; g < INDEX_GROUPS; g++) {
                if (!group[g])
                        continue;
                say(a, t.f, said ? " + %f (%s)" : "%f (%s)", said ? " + %f (%s)" : "%f (%s)", group[g],
                    index_group_names[g]);
                finding_line(t.f, group[g]->line);
                said++;
        }
        explain_total(a, t.f, &t);
}

static void check_rule(struct audit *a, const struct audit_rule *rule, const struct index_rules *rules)
{
        const int64_t half = half_digit(a);
        for (struct scope s = {0}; scope_next(a->figures, &s);) {
                if (!rule_is_for(a, rule, &s))
                        continue;
                if (rule->kind == RULE_SCORE)
                        check_score(a, rule, rules, &s, half);
                for (int g = 0; rule->kind == RULE_GROUP && g < INDEX_GROUPS; g++)
                        check_group(a, rule, rules, &s, half, g);
                if (rule->kind == RULE_TOTAL)
                        check_total(a, rule, rules, &s, half);
        }
}

enum fault check_index(struct audit *a, struct err *e)
{
        struct index_rules rules = {0};
        for (size_t i = 0; i < a->rules->n; i++) {
                const struct audit_rule *rule = &a->rules->at[i];
                if (rule->form != a->figures->form ||
                    (rule->kind != RULE_SCORE && rule->kind != RULE_GROUP && rule->kind != RULE_TOTAL))
                        continue;
                if (!rules.version || strcmp(rules.version, rule->version) != 0) {
                        index_rules_free(&rules);
                        if (index_rules_read(&rules, NULL, rule->version, e) != OK) {
                                index_rules_free(&rules);
                                return fail_at(e, "the rule [%s]", rule->code);
                        }
                }
                check_rule(a, rule, &rules);
        }
        index_rules_free(&rules);
        return OK;
}
