/* SPDX-License-Identifier: Apache-2.0
 *
 * official.h - form 06 as TT 01/2020/TT-VPCP prints it: a head of three storeys, eleven figures (1) to (11),
 * lines for the unit, the period, the unit of count and the signatures. Pages, rows and notes, for three
 * printers.
 *
 * Rule: the printed form counts a withdrawal after reception as resolved on time, so its (5) and (7) hold
 * them. What it has no column for (refused after reception, without due date, moved) is named below the
 * table, so that its sums can be followed.
 */
#ifndef HENTRA_REPORT_OFFICIAL_H
#define HENTRA_REPORT_OFFICIAL_H

#include "consumers/report/sheet_parts.h"

enum { OFFICIAL_FIGURES = 11, OFFICIAL_COLUMNS = 13, OFFICIAL_STOREYS = 3 };

struct official_head { /* a cell of the head */
        int storey, column, storeys, columns;
        const char *title[LANGUAGE_COUNT];
};
extern const struct official_head official_heads[];          /* ends with columns 0 */
extern const char *const official_numbers[OFFICIAL_FIGURES]; /* "(1)=(2)+(3)+(4)" … */

struct official_row {
        const struct answer_row *row;
        char number[16]; /* I, II … of a level, 1, 2 … of a field; "" for the total */
        bool is_sum;
};

struct official_page {
        char unit[CELL_MOST], name[64]; /* whose page it is, for people and as a short name; "": all */
        struct official_row *row;       /* the total last */
        int rows;
};

struct official {
        struct official_page *page;
        int pages; /* one at least */
};

/* Pages of an answer by two groups, as sheet->pages has it. Borrows the answer's rows. */
void official_make(const struct printing *p, struct official *o);
void official_free(struct official *o);

void official_figures(const struct answer *a, const struct answer_row *row,
                      int64_t out[static OFFICIAL_FIGURES]);
/* Made in `out`, or the row's own name, however long. */
struct text official_label(const struct printing *p, const struct answer_row *row,
                           char out[static CELL_MOST]);
/* "Kỳ báo cáo: Quý I năm 2022 (từ ngày … đến ngày …)" */
void official_period(const struct printing *p, char out[static LINE_MOST]);
/* The lines below the table, for its total; then where the figures come from. */
void official_notes(const struct printing *p, const struct answer_row *total,
                    void (*line)(void *context, const char *text), void *context);

/* Texts of the form. */
enum official_text {
        OFFICIAL_FORM,    /* number and source of the form */
        OFFICIAL_TITLE,   /* its name, in capitals */
        OFFICIAL_UNIT,    /* reporting unit */
        OFFICIAL_TO,      /* receiving unit */
        OFFICIAL_COUNTED, /* unit of count */
        OFFICIAL_MAKER,
        OFFICIAL_MAKER_HINT,
        OFFICIAL_PLACE,
        OFFICIAL_HEAD,
        OFFICIAL_HEAD_HINT,
        OFFICIAL_TEXTS
};
const char *official_text(const struct printing *p, enum official_text which);

#endif
