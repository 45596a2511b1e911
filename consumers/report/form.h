/* SPDX-License-Identifier: Apache-2.0
 *
 * form.h - the shape of a report's rows: columns with kinds and titles. Where the rows come from is in
 * reports.h and answer.h; how they look, in sheet.h.
 *
 * Two shapes:
 *   groups  a row for each group of the question (level, agency, field …), one within another, and the total
 *           last. Few rows, kept in memory.
 *   list    a row for each dossier, agency, procedure …; any number of rows, printed as they come.
 */
#ifndef HENTRA_REPORT_FORM_H
#define HENTRA_REPORT_FORM_H

#include <stdbool.h>

enum language { VIETNAMESE, ENGLISH, LANGUAGE_COUNT };
extern const char *const language_names[LANGUAGE_COUNT]; /* vi, en */

/* The column of a query has the type in brackets. */
enum column_kind {
        COLUMN_COUNT,    /* a whole number (bigint, integer) */
        COLUMN_RATE,     /* percent, of two other columns; no column of a query */
        COLUMN_POINTS,   /* hundredths, shown with two decimals: 1234 is 12.34 (bigint) */
        COLUMN_MINUTES,  /* working time; people read days of 8 hours (bigint) */
        COLUMN_DAY,      /* a local day (date) */
        COLUMN_INSTANT,  /* people read the warehouse's zone, programs UTC (timestamptz) */
        COLUMN_CODE,     /* never a number, even if it looks like one: 1.004870 (text) */
        COLUMN_TEXT,     /* a name (text) */
        COLUMN_WORD,     /* a word of ours, for people in their language: PROVINCE, LATE (text) */
        COLUMN_IDENTITY, /* identities that do not hold, or empty; printed below the rows (text) */
};

/* Place where a page (HTML) has a column of a list; all other formats have it as it is. */
enum column_page {
        PAGE_CELL,
        PAGE_HEADING, /* text: in a line above the rows that have the same */
        PAGE_HIDDEN,  /* for programs */
};

struct form_column {
        const char *name; /* as in the query, in CSV and in JSON; a rate has one of its own */
        enum column_kind kind;
        int block; /* a text of groups shows the columns in blocks, one below the other */
        const char *title[LANGUAGE_COUNT];
        /* The parts of a rate: columns of this form, so that they are shown beside it. */
        const char *numerator, *denominator;
        int width; /* characters, in a list's text and a spreadsheet; 0: by the kind */
        enum column_page page;
};
enum { BLOCKS_MOST = 4, COLUMNS_MOST = 48 };

/* For tables of columns: COLUMN_OF("received", COUNT, 0, "Tiếp nhận", "Received"). */
#define COLUMN_OF(name_, kind_, block_, vi, en)                                                    \
        {                                                                                          \
                .name = (name_), .kind = COLUMN_##kind_, .block = (block_), .title = {(vi), (en) } \
        }
#define RATE_OF(name_, block_, vi, en, numerator_, denominator_)                                \
        {                                                                                       \
                .name = (name_), .kind = COLUMN_RATE, .block = (block_), .title = {(vi), (en)}, \
                .numerator = (numerator_), .denominator = (denominator_)                        \
        }
#define WIDE_OF(name_, kind_, width_, vi, en)                                                     \
        {                                                                                         \
                .name = (name_), .kind = COLUMN_##kind_, .title = {(vi), (en)}, .width = (width_) \
        }
#define PAGE_OF(page_, name_, kind_, width_, vi, en)                                               \
        {                                                                                          \
                .name = (name_), .kind = COLUMN_##kind_, .title = {(vi), (en)}, .width = (width_), \
                .page = PAGE_##page_                                                               \
        }

struct form {
        const char *block[BLOCKS_MOST][LANGUAGE_COUNT]; /* a title for each; a list has one at most */
        const char *note[LANGUAGE_COUNT];               /* printed below the rows; NULL: none */
        const struct form_column *columns;              /* ends with {0} */
};

/* The number of columns, and the place of one; -1: there is none of that name. */
int form_columns(const struct form *f);
int form_find(const struct form *f, const char *name);
/* The word in that language, as people read it; NULL: it is none of ours. */
const char *form_word(const char *word, int len, enum language language);

#endif
