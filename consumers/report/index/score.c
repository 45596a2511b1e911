/* SPDX-License-Identifier: Apache-2.0
 *
 * score.c - products of three counts exceed 64 bits, so they are made in 128.
 */
#include "consumers/report/index/score.h"

#include <inttypes.h>
#include <stdio.h>

enum { WHOLE = 10000, SECONDS_A_DAY = 86400 }; /* 100.00 % */

/* numerator / denominator, half up; both are positive or 0. */
static int64_t rounded(__int128 numerator, __int128 denominator)
{
        const __int128 n = (2 * numerator + denominator) / (2 * denominator);

        return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

int64_t index_percent(int64_t numerator, int64_t denominator)
{
        return rounded((__int128)numerator * WHOLE, denominator);
}

int64_t index_score(int64_t points, int64_t target, int64_t percent)
{
        return percent >= target ? points : rounded((__int128)points * percent, target);
}

static void score_nothing(const struct index_item *item, struct index_part *part)
{
        part->state = PART_NOTHING;
        if (item->none == NONE_FULL)
                part->score = part->points;
        if (item->none == NONE_APART)
                part->points = 0;
}

static void score_one(const struct index_item *item, const struct index_figure *figure, bool is_commune,
                      struct index_part *part)
{
        /* Certified copies, of which the portal has no figures: that gives all points. */
        const bool nobody_counts = item->none == NONE_FULL && item->numerator == IM_NONE;
        *part = (struct index_part){.state = PART_SCORED, .points = item->points};
        if (item->communes != COMMUNES_COUNTED && is_commune) {
                part->state = PART_GIVEN;
                part->score = item->communes == COMMUNES_FULL ? part->points : 0;
        } else if (figure->known ? figure->denominator <= 0 : nobody_counts) {
                score_nothing(item, part);
        } else if (!figure->known) {
                part->state = PART_UNKNOWN;
        } else if (item->form == INDEX_MEAN) {
                part->has_percent = true;
                part->percent = rounded((__int128)figure->numerator * 100,
                                        (__int128)figure->denominator * SECONDS_A_DAY);
        } else {
                part->has_percent = true;
                part->percent = index_percent(figure->numerator, figure->denominator);
        }
}

/* A factor that nobody has told, or that is of nothing, changes nothing. */
static void multiply(const struct index_rules *rules, struct index_scores *out)
{
        int64_t percent[INDEX_ITEMS_MOST];

        for (int i = 0; i < rules->n; i++)
                percent[i] = out->part[i].percent;
        for (int i = 0; i < rules->n; i++) {
                const int factor = rules->item[i].factor;

                if (factor < 0 || !out->part[i].has_percent || !out->part[factor].has_percent)
                        continue;
                const int64_t by = percent[factor] < WHOLE ? percent[factor] : WHOLE;
                out->part[i].percent = rounded((__int128)percent[i] * by, WHOLE);
        }
}

void index_scores_of(const struct index_rules *rules, const struct index_figure *figures, bool is_commune,
                     struct index_scores *out)
{
        *out = (struct index_scores){0};
        for (int i = 0; i < rules->n; i++)
                score_one(&rules->item[i], &figures[i], is_commune, &out->part[i]);
        multiply(rules, out);
        for (int i = 0; i < rules->n; i++) {
                const struct index_item *item = &rules->item[i];
                struct index_part *part = &out->part[i];

                if (part->state == PART_SCORED && item->form == INDEX_SHARE)
                        part->score = index_score(item->points, item->target, part->percent);
                out->group[item->group] += part->score;
                out->group_points[item->group] += part->points;
                out->of_nothing += part->state == PART_NOTHING ? part->score : 0;
                out->given += part->state == PART_GIVEN ? part->score : 0;
                out->unknown += part->state == PART_UNKNOWN && item->points > 0;
        }
        for (int g = 0; g < INDEX_GROUPS; g++) {
                out->total += out->group[g];
                out->points += out->group_points[g];
        }
}

bool index_share_is_greater(int64_t score, int64_t most, int64_t other_score, int64_t other_most)
{
        if (most <= 0)
                return false;
        return other_most <= 0 ? score > 0 : (__int128)score * other_most > (__int128)other_score * most;
}

const char *index_hundredths(int64_t n, char out[32])
{
        snprintf(out, 32, "%" PRId64 ".%02" PRId64, n / 100, n % 100);
        return out;
}
