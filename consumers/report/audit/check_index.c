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
        bool known;
        int64_t low, high; /* points that may be printed, in hundredths; apart only at a tie */
};

/* Counts are whole: anything else is left to the other rules. */
static bool is_count(const struct figure *f)
{
        return f && f->value.digits == 0;
}

static struct part read_part(const struct index_rules *rules, const struct scope *s, int i)
{
        struct index_figure figure[INDEX_ITEMS_MOST] = {0};
        struct index_scores scores;
        const struct index_item *item = &rules->item[i];
        struct part p = {find(s, item->code, "numerator"),
                         find(s, item->code, "denominator"),
                         find(s, item->code, "score"),
                         false,
                         0,
                         0};
        const bool counted = is_count(p.numerator) && is_count(p.denominator);
        if (counted)
                figure[i] = (struct index_figure){true, p.numerator->value.units, p.denominator->value.units};
        index_scores_of(rules, figure, !strcmp(s->at->level, "COMMUNE"), &scores);
        const struct index_part *part = &scores.part[i];
        p.known = counted || (p.score && part->state != PART_UNKNOWN);
        p.low = p.high = part->score;
        if (!counted || part->state != PART_SCORED || item->form != INDEX_SHARE)
                return p;
        const bool tie = is_at_tie(p.numerator->value.units, p.denominator->value.units, 10000);
        const int64_t percent = part->percent - tie;
        p.low = index_score(item->points, item->target, percent);
        if (percent < item->target && is_at_tie(item->points * percent, item->target, 1))
                p.low--;
        return p;
}

/* ---- an item ---- */

static void check_score(struct audit *a, const struct audit_rule *rule, const struct index_rules *rules,
                        const struct scope *s)
{
        for (int i = 0; i < rules->n; i++) {
                const struct index_item *item = &rules->item[i];
                const struct part p = read_part(rules, s, i);
                if (!p.known || !p.score || item->points == 0)
                        continue;
                const int64_t printed =
                        p.score->value.digits > HUNDREDTHS ? -1 : decimal_units(p.score->value, HUNDREDTHS);
                if (printed >= p.low && printed <= p.high) {
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
        struct finding *f; /* being explained; NULL: only summed */
};

static void explain_total(struct audit *a, struct finding *f, const struct total *t, int64_t printed)
{
        if (t->missing == 0)
                finding_against(f, points(t->high), false);
        say(a, f, " = %n", " = %n", points(t->high));
        if (t->missing && printed > t->high)
                say(a, f, ", thêm nhiều nhất %n của các phần không có",
                    ", and at most %n from the parts that are missing", points(t->missing));
        if (f->severity == ROUNDING)
                say(a, f, ": trong khoảng 0,01 mỗi phần, làm tròn cách khác",
                    ": within 0.01 a part, so rounded in another way");
}

/* A finding is begun when the printed sum cannot be: true, and t->f is to be filled with the parts. */
static bool is_wrong(struct audit *a, const struct audit_rule *rule, const struct figure *whole,
                     struct total *t, bool tolerant, int64_t *printed)
{
        *printed = whole->value.digits > HUNDREDTHS ? -1 : decimal_units(whole->value, HUNDREDTHS);
        if (t->known == 0)
                return false;
        if (*printed >= t->low && *printed <= t->high + t->missing) {
                a->held++;
                return false;
        }
        const int64_t off = *printed < t->low ? t->low - *printed : *printed - t->high - t->missing;
        t->f = finding_add(a, rule, tolerant && *printed >= 0 && off <= t->known ? ROUNDING : rule->severity,
                           whole);
        say(a, t->f, "%t in %f; ", "%t is printed %f; ", whole, whole);
        return true;
}

static void check_group(struct audit *a, const struct audit_rule *rule, const struct index_rules *rules,
                        const struct scope *s, int group)
{
        char name[32];
        struct total t = {0};
        int64_t printed;
        snprintf(name, sizeof(name), "GROUP_%s", index_group_names[group]);
        const struct figure *whole = find(s, name, "score");
        if (!whole)
                return;
        for (int i = 0; i < rules->n; i++) {
                const struct index_item *item = &rules->item[i];
                if ((int)item->group != group || item->points == 0)
                        continue;
                const struct part p = read_part(rules, s, i);
                t.known += p.known;
                t.low += p.known ? p.low : 0;
                t.high += p.known ? p.high : 0;
                t.missing += p.known ? 0 : item->points;
        }
        if (!is_wrong(a, rule, whole, &t, true, &printed))
                return;
        for (int i = 0, said = 0; i < rules->n; i++) {
                const struct index_item *item = &rules->item[i];
                const struct part p = read_part(rules, s, i);
                if ((int)item->group != group || item->points == 0 || !p.known)
                        continue;
                say(a, t.f, said ? " + %n (%s)" : "%n (%s)", said ? " + %n (%s)" : "%n (%s)", points(p.high),
                    item->code);
                finding_line(t.f, p.numerator ? p.numerator->line : p.score->line);
                said++;
        }
        explain_total(a, t.f, &t, printed);
}

static void check_total(struct audit *a, const struct audit_rule *rule, const struct index_rules *rules,
                        const struct scope *s)
{
        const struct figure *whole = find(s, "TOTAL", "score"), *group[INDEX_GROUPS];
        char name[32];
        struct total t = {0};
        int64_t printed;
        for (int g = 0; whole && g < INDEX_GROUPS; g++) {
                snprintf(name, sizeof(name), "GROUP_%s", index_group_names[g]);
                group[g] = find(s, name, "score");
                t.known += group[g] != NULL;
                if (group[g])
                        t.high += decimal_units(group[g]->value, DECIMAL_DIGITS_MOST) / 100;
                else
                        t.missing += index_group_points(rules, (enum index_group)g);
        }
        t.low = t.high;
        if (!whole || !is_wrong(a, rule, whole, &t, false, &printed))
                return;
        for (int g = 0, said = 0; g < INDEX_GROUPS; g++) {
                if (!group[g])
                        continue;
                say(a, t.f, said ? " + %f (%s)" : "%f (%s)", said ? " + %f (%s)" : "%f (%s)", group[g],
                    index_group_names[g]);
                finding_line(t.f, group[g]->line);
                said++;
        }
        explain_total(a, t.f, &t, printed);
}

static void check_rule(struct audit *a, const struct audit_rule *rule, const struct index_rules *rules)
{
        for (struct scope s = {0}; scope_next(a->figures, &s);) {
                if (!rule_is_for(a, rule, &s))
                        continue;
                if (rule->kind == RULE_SCORE)
                        check_score(a, rule, rules, &s);
                for (int g = 0; rule->kind == RULE_GROUP && g < INDEX_GROUPS; g++)
                        check_group(a, rule, rules, &s, g);
                if (rule->kind == RULE_TOTAL)
                        check_total(a, rule, rules, &s);
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
