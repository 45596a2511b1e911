/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx.h - a workbook of a spreadsheet program (ECMA-376), written by libxlsxwriter.
 *
 * A cell is what it is given as: a number is a number, a text is a text, also where it looks like a number
 * (1.004870) or like a formula (=1+1). A formula comes from the program alone, with its value beside it, for
 * readers that do not compute.
 *
 * A long workbook keeps one row of a sheet in memory: its rows have to be written in order, each from left
 * to right or not, and nothing may be written into a row that was left.
 */
#ifndef HENTRA_LIB_XLSX_H
#define HENTRA_LIB_XLSX_H

#include "core/base/err.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

enum { XLSX_ROWS_MOST = 1048576, XLSX_TEXT_MOST = 32767 /* characters of a cell; more are cut off */ };

struct xlsx;

enum xlsx_number {
        XLSX_GENERAL,
        XLSX_COUNT,   /* 1,234 */
        XLSX_PERCENT, /* the value 0.5 is 50.00 % */
        XLSX_POINTS,  /* 12.34 */
        XLSX_DAY,     /* 31/12/2022 */
        XLSX_INSTANT, /* 31/12/2022 17:00:00 */
        XLSX_AS_TEXT  /* stays a text when somebody edits it */
};
enum xlsx_align { XLSX_LEFT, XLSX_CENTRE, XLSX_RIGHT };

struct xlsx_style { /* zero is plain */
        enum xlsx_number number;
        enum xlsx_align align;
        bool bold, italic, border, wrap, shade;
        uint8_t size;   /* points; 0: 11 */
        uint8_t indent; /* steps */
};

/* `path` is written at xlsx_close(). Temporary files of a long workbook lie in $TMPDIR. */
MUST enum fault xlsx_open(struct xlsx **x, const char *path, bool is_long, const char *title, struct err *e);
/* Writes the file and frees the workbook, also after a fault. FATAL: it could not be written. */
MUST enum fault xlsx_close(struct xlsx *x, struct err *e);

/* Begins a sheet; the calls below write into it. Its name is cut and made unique as spreadsheets want it. */
void xlsx_sheet(struct xlsx *x, struct text name);
/* Rows and columns are counted from 0. */
void xlsx_width(struct xlsx *x, int first, int last, double characters);
void xlsx_height(struct xlsx *x, int row, double points);
void xlsx_text(struct xlsx *x, int row, int column, struct text value, struct xlsx_style style);
void xlsx_number(struct xlsx *x, int row, int column, double value, struct xlsx_style style);
void xlsx_blank(struct xlsx *x, int row, int column, struct xlsx_style style);
/* numerator / denominator, both cells of the same row; empty where the denominator is 0. */
void xlsx_share(struct xlsx *x, int row, int column, int numerator, int denominator, bool known, double value,
                struct xlsx_style style);
/* One cell out of several; not across rows in a long workbook. */
void xlsx_merged(struct xlsx *x, int row, int column, int last_row, int last_column, struct text value,
                 struct xlsx_style style);
/* Rows above and columns to the left stay in sight. */
void xlsx_freeze(struct xlsx *x, int row, int column);
void xlsx_filter(struct xlsx *x, int row, int column, int last_row, int last_column);
/* For print: A4 across; rows first to last on top of each page, and page numbers. `fits`: made so small that
 * its width is one page; else it goes on to the right, with the first `columns` columns on each page. */
void xlsx_print(struct xlsx *x, bool fits, int first, int last, int columns);

/* The serial number that spreadsheets count a day by. */
double xlsx_day(int32_t day);

const char *xlsx_library_version(void);

#endif
