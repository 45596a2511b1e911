/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_parts.h - what the printers share: the head of a report in lines, values and labels as people read
 * them. For consumers/report/sheet*.c and official*.c alone.
 */
#ifndef HENTRA_REPORT_SHEET_PARTS_H
#define HENTRA_REPORT_SHEET_PARTS_H

#include "consumers/report/reports.h"
#include "consumers/report/sheet.h"

enum { CELL_MOST = 512, LINE_MOST = 768 };

/* The state of a printer, and the place that it prints to. */
struct printing {
        const struct sheet *sheet;
        const struct answer *answer;
        FILE *out;
        const char *path; /* of the file behind `out`, for a workbook; NULL: standard output */
        int64_t rows;     /* printed so far */
        struct table table;
        struct xlsx *book;
        bool given_up;           /* after a fault: nothing is printed that would look like an end */
        int line;                /* of the workbook's sheet: the next one */
        int parts;               /* sheets of a list that is longer than one can be */
        char heading[CELL_MOST]; /* of a page: that the last row stands below */
};

/* A printer; `row` is called for every row between begin and end. Groups are in answer->row at begin. */
struct printer {
        enum fault (*begin)(struct printing *p, struct err *e);
        enum fault (*row)(struct printing *p, const struct answer_row *row, struct err *e);
        enum fault (*end)(struct printing *p, struct err *e);
};
extern const struct printer printer_text, printer_records, printer_xlsx, printer_html;
extern const struct printer printer_official_text, printer_official_xlsx, printer_official_html;

const char *sheet_pick(const struct printing *p, const char *vietnamese, const char *english);
bool sheet_is_list(const struct printing *p);

/* The lines below the title, each "label: value"; calls line() for each. */
void sheet_head(const struct printing *p, void (*line)(void *context, const char *text), void *context);
/* The population that every rate counts; NULL: the report has no rate. */
const char *sheet_population(const struct printing *p);

/* A value as people read it: "-" for null. Made in `out`, or the cell's own text, however long. */
struct text sheet_value(const struct printing *p, const struct form_column *c, const struct cell *cell,
                        char out[static CELL_MOST]);
void sheet_count(const struct printing *p, int64_t n, char out[static CELL_MOST]);
/* A text of a column of that width, as a terminal counts it. */
void sheet_padded(FILE *out, struct text text, int width, bool right);
bool sheet_is_number(enum column_kind kind);
/* The key of a group in words, or as it is; of depth 1 or 2. `inferred` gets a star. */
void sheet_key(const struct printing *p, const struct answer_row *row, int depth, char out[static CELL_MOST]);
/* "2022-12-31" or "31/12/2022". */
void sheet_day(const struct printing *p, int32_t day, char out[static CELL_MOST]);
/* The column "broken" of the form; -1: it has none. */
int sheet_identity(const struct form *f);
/* Calls line() for each row whose identities do not hold, and returns how many there are. */
int sheet_broken(const struct printing *p, void (*line)(void *context, const char *text), void *context);

#endif
