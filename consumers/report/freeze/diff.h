/* SPDX-License-Identifier: Apache-2.0
 *
 * diff.h - a frozen report beside what the same question gives now, and what came in between, cause by cause.
 *
 * The report is asked again several times, each time with one more cause of change let in: first as it was
 * known, by the catalogues of now; then with the dossiers of which something was taken back as they are known
 * now; then those backdated, too; and so on. What a cause changes in a cell is the difference of two
 * neighbours, so the parts add up to the whole difference in every cell, also in ranks and points, and all
 * answers are of one snapshot.
 */
#ifndef HENTRA_REPORT_FREEZE_DIFF_H
#define HENTRA_REPORT_FREEZE_DIFF_H

#include "consumers/report/freeze/frozen.h"
#include "consumers/report/known.h"

/* Causes of a change, in the order in which they are let in; dossiers have those from PART_DOSSIERS on. */
enum part {
        PART_CATALOGUE, /* a catalogue, the calendar, or a given figure is another one */
        PART_OTHER, /* the catalogues are the same: seen before the freeze and loaded after it, or a level or
                         * field that events claim */
        PART_RULES, /* another rule version */
        PART_DOSSIERS,
        PARTS = PART_DOSSIERS + CAUSES
};
const char *part_name(enum part part); /* CATALOGUE, OTHER, RULES, TAKEN_BACK … */

enum { STAGES_MOST = PARTS + 1 };

struct diff_stage {
        struct answer answer;
        struct question q;
        struct corrections corrections;
        enum part part; /* what was let in since the stage before */
};

struct diff_row { /* the same row in each stage; NULL: it is not there */
        const char *key;
        const struct answer_row *at[STAGES_MOST];
};

struct diff_dossier {
        char *id;
        enum cause cause;
};

struct diff {
        const struct frozen *f;
        bool by_cause; /* false: it takes no --known-at, and the difference stands alone */
        struct diff_stage stage[STAGES_MOST]; /* first the frozen one, last what is now */
        int stages;
        struct diff_row *row; /* in the order of the frozen report, new ones behind */
        size_t rows;
        struct diff_dossier *dossier; /* those that the report can see, in no order */
        size_t dossiers;
        int64_t changed[CAUSES], seen[CAUSES]; /* dossiers changed at all, and those of them in `dossier` */
        char **keys;                           /* its own */
        size_t keys_n;
};

/* Asks. `f` must live as long. The caller frees, also after a fault. */
MUST enum fault diff_make(struct diff *d, const struct frozen *f, const struct warehouse *w, struct pg *pg,
                          struct err *e);
void diff_free(struct diff *d);

/* A count, points or minutes; a cell that is not there is 0. Column -1: 1 for a row that is there. */
int64_t diff_value(const struct diff *d, const struct diff_row *row, int column, int stage);
/* The part of each cause in the difference of a numeric cell. */
void diff_parts(const struct diff *d, const struct diff_row *row, int column, int64_t part[static PARTS]);
/* Finds the dossiers: d->dossier, d->changed, d->seen. */
MUST enum fault diff_dossiers(struct diff *d, const struct range *range, const struct warehouse *w,
                              struct pg *pg, struct err *e);

/* Prints, as text, CSV or JSON, the cells that differ; or with `dossiers` what dossiers were corrected. */
MUST enum fault diff_print(const struct diff *d, const struct sheet *s, bool dossiers, struct err *e);

#endif
