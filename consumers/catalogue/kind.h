/* SPDX-License-Identifier: Apache-2.0
 *
 * kind.h - the catalogues that can be imported: their columns, and the queries that check, compare and merge
 * them. One table, from which files are read and `hentra catalogue` explains itself.
 *
 * A catalogue's rows are staged by COPY in a temporary table, whose columns are those of the file behind the
 * number of the line. Then run, in this order: `keep`, the checks, `diff`, `merge`.
 */
#ifndef HENTRA_CATALOGUE_KIND_H
#define HENTRA_CATALOGUE_KIND_H

#include <stdbool.h>

enum catalogue {
        CATALOGUE_AGENCIES,
        CATALOGUE_PROCEDURES,
        CATALOGUE_ALIASES,
        CATALOGUE_AFFIXES,
        CATALOGUE_COUNT
};

/* C_CODE: a key, in NFC, as events have it; C_TEXT: a name, unchanged; C_YES: 0 or 1; C_SYSTEM, C_PLACE and
 * C_UNIT: a word, as its number from 1. */
enum column_kind { C_TEXT, C_CODE, C_LEVEL, C_SERVICE, C_YES, C_COUNT, C_DATE, C_SYSTEM, C_PLACE, C_UNIT };

/* A column that no file for an import has: the rows are those of the day in it, and not all versions. */
#define CATALOGUE_AS_OF "as_of"

struct catalogue_column {
        const char *name;
        enum column_kind kind;
        bool required;
};

/* A query that gives the lowest line of the file with a fault, or no row. */
struct catalogue_check {
        const char *sql, *message;
        int line;          /* its column */
        bool asks_columns; /* it has one parameter, that of `keep` */
};

enum { CATALOGUE_COLUMNS_MOST = 13, CATALOGUE_CHECKS_MOST = 4, CATALOGUE_MERGE_MOST = 5 };

struct catalogue_kind {
        const char *name;                                           /* agencies */
        struct catalogue_column column[CATALOGUE_COLUMNS_MOST + 1]; /* in the order of the COPY */
        const char *stage, *copy;
        int copy_columns; /* one more than the file has */
        struct catalogue_check check[CATALOGUE_CHECKS_MOST + 1];
        const char
                *keep; /* takes from the warehouse what the file has no column for; NULL: nothing to keep */
        const char *diff;
        const char *merge[CATALOGUE_MERGE_MOST + 1];
        const char *cut;  /* codes that a spreadsheet may have cut; NULL: its codes are no numbers */
        const char *show; /* every kind has the same parameters */
        bool matches;     /* codes of events may lead to another agency by it */
};

const struct catalogue_kind *catalogue_kind(enum catalogue which);

/* Names of the kinds, for options. */
extern const char *const catalogue_names[CATALOGUE_COUNT];

/* The words of a column that has words; n is 0 where it has none. Word i is the number first + i. */
struct catalogue_words {
        const char *const *word;
        int n, first;
};
struct catalogue_words catalogue_words(enum column_kind kind);

#endif
