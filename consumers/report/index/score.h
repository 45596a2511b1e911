/* SPDX-License-Identifier: Apache-2.0
 *
 * score.h - the arithmetic of index 766: pure, in whole hundredths, never in floating point.
 *
 * 1. percent = 100 * numerator / denominator, to two places, half up
 * 2. part    = points * min(1, percent / target), to two places, half up
 * 3. group   = the sum of its rounded parts
 * 4. total   = the sum of the groups
 *
 * Source: recomputed from figures that the national portal published for 31 provinces. Rounded only at the
 * end, 11 of the 31 come out otherwise. A tie (0.395) is rounded up here; one of 153 published parts was
 * printed rounded down, so who compares tolerates 0.01 a part. A unit's score never follows from the scores
 * of the units below it.
 *
 * The same in SQL: hentra.index_percent(), hentra.index_score().
 */
#ifndef HENTRA_REPORT_INDEX_SCORE_H
#define HENTRA_REPORT_INDEX_SCORE_H

#include "consumers/report/index/rule.h"

/* Hundredths of a percent; the numerator is at least 0, the denominator at least 1. May be above 10000: a
 * numerator that exceeds its denominator is the caller's to tell. At most INT64_MAX. */
int64_t index_percent(int64_t numerator, int64_t denominator);
/* Hundredths of a point; all three at least 0, the target at least 1. */
int64_t index_score(int64_t points, int64_t target, int64_t percent);

struct index_figure {
        bool known; /* false: nobody has told it */
        int64_t numerator, denominator;
};

enum index_state {
        PART_SCORED,
        PART_NOTHING, /* 0/0: nothing was there to be counted */
        PART_GIVEN, /* all points or none, whatever was counted: a criterion that is not meant for communes */
        PART_UNKNOWN, /* no figures */
};

struct index_part {
        enum index_state state;
        int64_t percent; /* only if has_percent; of a mean: hundredths of days */
        bool has_percent;
        int64_t score;  /* what it adds; 0 of what is shown only */
        int64_t points; /* what could be reached: 0 if the points left (NONE_APART) */
};

struct index_scores {
        struct index_part part[INDEX_ITEMS_MOST]; /* of the items of the rules */
        int64_t group[INDEX_GROUPS], group_points[INDEX_GROUPS];
        int64_t total, points;
        int64_t of_nothing; /* the part of the total that comes from 0/0 */
        int64_t given;      /* and from PART_GIVEN */
        int unknown;        /* items with points that nobody has told */
};

/* `figures`: of the items, in their order. A figure of 0/0 is PART_NOTHING; one with another numerator and
 * the denominator 0 too, since no share follows from it. */
void index_scores_of(const struct index_rules *rules, const struct index_figure *figures, bool is_commune,
                     struct index_scores *out);

/* True: `score` of `most` points is a greater share than the other; none of 0 points is. */
bool index_share_is_greater(int64_t score, int64_t most, int64_t other_score, int64_t other_most);

/* "7.02" of 702, for the output of a program; `out` is returned. */
const char *index_hundredths(int64_t n, char out[32]);

#endif
