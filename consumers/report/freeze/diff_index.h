/* SPDX-License-Identifier: Apache-2.0
 *
 * diff_index.h - what index 766 takes of one dossier in a period, so that two states of it can be compared.
 */
#ifndef HENTRA_REPORT_FREEZE_DIFF_INDEX_H
#define HENTRA_REPORT_FREEZE_DIFF_INDEX_H

#include "consumers/report/index/count.h"

struct index_look {
        struct index_court court;
        struct index_units units;
        struct index_limits limits;
        struct calendar *calendar;
        bool with_vertical;
        bool content_alone; /* the report satisfaction: who may be taken to be content, nothing else */
};

/* The period is that of `range`. Only reads; the caller closes it, also after a fault. */
MUST enum fault index_look_open(struct index_look *l, const struct range *range, bool with_vertical,
                                bool content_alone, const struct warehouse *w, struct pg *pg, struct err *e);
void index_look_close(struct index_look *l); /* zero is fine */

/* A figure of the report may be another one by the one state than by the other. What was said of a dossier
 * beside its life counts whenever it was said, while the dossier is one of the period. */
bool index_look_differs(struct index_look *l, const struct history *then_h, const struct timeline *then,
                        const struct history *now_h, const struct timeline *now);

#endif
