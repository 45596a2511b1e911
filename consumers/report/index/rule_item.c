/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_item.c - the items of a version, found and summed.
 */
#include "consumers/report/index/rule.h"

#include <stdlib.h>

const char *const index_group_names[INDEX_GROUPS] = {"CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL"};
const char *const index_group_titles[INDEX_GROUPS][2] = {
        {"Công khai, minh bạch", "Transparency"},  {"Tiến độ giải quyết", "Progress"},
        {"Dịch vụ trực tuyến", "Online services"}, {"Thanh toán trực tuyến", "Online payment"},
        {"Số hóa hồ sơ", "Digitisation"},          {"Mức độ hài lòng", "Satisfaction"}};
const char *const index_population_names[INDEX_POPULATIONS] = {"R",   "N",         "PETITIONS",
                                                               "NOW", "DECISIONS", "PERIOD"};

void index_rules_free(struct index_rules *rules)
{
        for (int i = 0; i < rules->words_n; i++)
                free(rules->word[i]);
        free(rules->version);
        *rules = (struct index_rules){0};
}

int index_item_find(const struct index_rules *rules, struct text code)
{
        for (int i = 0; i < rules->n; i++) {
                if (text_equal(code, text_of(rules->item[i].code)))
                        return i;
        }
        return -1;
}

static bool same_factor(const struct index_rules *a, int factor_a, const struct index_rules *b, int factor_b)
{
        if (factor_a < 0 || factor_b < 0)
                return factor_a < 0 && factor_b < 0;
        return !strcmp(a->item[factor_a].code, b->item[factor_b].code);
}

static bool same_rule(const struct index_rules *a, const struct index_item *x, const struct index_rules *b,
                      const struct index_item *y)
{
        return x->group == y->group && x->points == y->points && x->target == y->target &&
               x->form == y->form && x->population == y->population && x->numerator == y->numerator &&
               x->denominator == y->denominator && x->none == y->none && x->communes == y->communes &&
               x->inherited == y->inherited && x->may_be_set == y->may_be_set &&
               same_factor(a, x->factor, b, y->factor);
}

const char *index_rules_differ(const struct index_rules *a, const struct index_rules *b)
{
        for (int i = 0; i < a->n; i++) {
                const int other = index_item_find(b, text_of(a->item[i].code));

                if (other < 0 || !same_rule(a, &a->item[i], b, &b->item[other]))
                        return a->item[i].code;
        }
        for (int i = 0; i < b->n; i++) {
                if (index_item_find(a, text_of(b->item[i].code)) < 0)
                        return b->item[i].code;
        }
        return index_limits_same(&a->limits, &b->limits) ? NULL : "petitions (column limits)";
}

int64_t index_group_points(const struct index_rules *rules, enum index_group group)
{
        int64_t points = 0;

        for (int i = 0; i < rules->n; i++)
                points += rules->item[i].group == group ? rules->item[i].points : 0;
        return points;
}
