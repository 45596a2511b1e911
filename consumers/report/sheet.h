/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet.h - an answer, printed: as text for people, as CSV or JSON for programs, as a workbook, as a page
 * for print.
 *
 * Nothing is shown as a rate without its numerator and denominator, and the population that it counts;
 * every row of CSV and JSON carries period, population and rule version, as the head of the others does.
 */
#ifndef HENTRA_REPORT_SHEET_H
#define HENTRA_REPORT_SHEET_H

#include "consumers/report/answer.h"
#include "consumers/report/form.h"
#include "core/program/table.h"
#include <stdbool.h>
#include <stdio.h>

enum sheet_format { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON, FORMAT_XLSX, FORMAT_HTML, FORMAT_COUNT };
extern const char *const sheet_format_names[FORMAT_COUNT];
enum sheet_look { LOOK_PLAIN, LOOK_OFFICIAL, LOOK_COUNT };
enum sheet_pages { PAGES_ONE, PAGES_LEVEL, PAGES_AGENCY, PAGES_COUNT };

struct sheet {
        enum sheet_format format;
        enum sheet_look look;
        enum sheet_pages pages; /* official look: a page a group of the first depth */
        enum language language;
        struct table_csv csv;
        const char *unit;      /* official look: who reports; NULL: not said */
        int64_t offset, limit; /* of a list: rows left out at first, and rows at most; 0: all */
};

/* Says, before anything is asked, why sheet_report() could not begin to write. */
MUST enum fault sheet_check(const struct sheet *s, const char *path, struct err *e);
/* Asks and prints. `path` NULL: standard output. Else the file is written beside and renamed, so that it is
 * there whole or not at all. USAGE: a workbook does not go to a terminal. */
MUST enum fault sheet_report(const struct sheet *s, struct answer *a, struct pg *pg, const char *path,
                             struct err *e);

#endif
