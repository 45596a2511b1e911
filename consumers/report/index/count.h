/* SPDX-License-Identifier: Apache-2.0
 *
 * count.h - numerators and denominators of index 766 of a period, counted dossier by dossier.
 *
 * Every dossier goes through the rules of index 766 (RULE_INDEX766), whatever the warehouse counts form 06
 * by, once: a year is counted from its dossiers and never from its months, in each of which a late open
 * dossier is late again. A dossier counts at the unit of the agency that has it in the last instant of the
 * period, or had it at its end.
 */
#ifndef HENTRA_REPORT_INDEX_COUNT_H
#define HENTRA_REPORT_INDEX_COUNT_H

#include "consumers/report/index/constant.h"
#include "consumers/report/index/judge.h"
#include "consumers/report/index/unit.h"
#include "consumers/report/range.h"
#include "consumers/warehouse/warehouse.h"

struct index_question {
        struct range range;
        struct index_limits limits;
        bool with_vertical;
};

struct index_counts {
        struct index_period period;
        struct index_units units;
        struct index_constants constants;
        int64_t dossiers; /* that were looked at */
};

/* A range that ends today is as of now (range.h). */
struct index_period index_period_of(const struct zone *zone, const struct range *range);

/* Only reads, inside the caller's transaction, which has one snapshot for all queries. The caller frees
 * `counts`, also after a fault. */
MUST enum fault index_count(struct pg *pg, const struct warehouse *w, const struct index_question *q,
                            struct index_counts *counts, struct err *e);
void index_counts_free(struct index_counts *counts);

#endif
