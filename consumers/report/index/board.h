/* SPDX-License-Identifier: Apache-2.0
 *
 * board.h - index 766 of all units in a period, by one or more versions of the rules: what a report shows.
 *
 * Where a figure comes from, the first that there is:
 *   given      `hentra index set` for this unit and exactly this period; a half that was not given is counted
 *   inherited  the province's figures, of items that say so
 *   counted    from the dossiers and petitions, and the catalogue
 * else it is unknown, adds 0, and is told.
 *
 * Rank: 1-2-2-4 among the units of one kind and province, so departments and communes stand apart; by the
 * points that are the unit's own, since inherited ones cannot differ, as a share of those that it could
 * reach, since an item that does not apply to one unit (NONE_APART) may apply to another. A unit whose R is
 * empty has none: its points come from 0/0. Nor has one whose kind or province nobody knows.
 */
#ifndef HENTRA_REPORT_INDEX_BOARD_H
#define HENTRA_REPORT_INDEX_BOARD_H

#include "consumers/report/index/count.h"
#include "consumers/report/index/score.h"

enum index_origin { ORIGIN_UNKNOWN, ORIGIN_COUNTED, ORIGIN_GIVEN, ORIGIN_INHERITED };

struct index_result { /* of a unit, by one version */
        struct index_figure figure[INDEX_ITEMS_MOST];
        uint8_t origin[INDEX_ITEMS_MOST]; /* enum index_origin */
        struct index_scores scores;
        int64_t inherited;      /* points that are the province's, */
        int64_t inherited_most; /* of so many */
        int rank;               /* 0: none */
        int ranked;             /* units that have a rank there */
};

struct index_board {
        int versions;
        struct index_rules rules[INDEX_VERSIONS_MOST];
        struct index_counts counts;
        struct index_result *result; /* of unit u by version v: result[u * versions + v] */
};

/* `version` NULL: all of the table. USAGE: as index_rules_read(); two versions judge petitions by other
 * limits, so they cannot be shown side by side. The caller frees, also after a fault. */
MUST enum fault index_board_rules(struct index_board *b, const char *path, const char *version,
                                  struct err *e);
/* Then: counts, scores, ranks. Only reads, inside the caller's snapshot. q->limits are filled in. */
MUST enum fault index_board_make(struct index_board *b, struct pg *pg, const struct warehouse *w,
                                 struct index_question *q, struct err *e);
void index_board_free(struct index_board *b); /* twice is fine */

static inline const struct index_result *index_result_of(const struct index_board *b, int unit, int version)
{
        return &b->result[unit * b->versions + version];
}

#endif
