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

int64_t index_group_points(const struct index_rules *rules, enum index_group group)
{
        int64_t points = 0;

        for (int i = 0; i < rules->n; i++)
                points += rules->item[i].group == group ? rules->item[i].points : 0;
        return points;
}
