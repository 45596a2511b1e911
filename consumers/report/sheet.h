/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet.h - a report's rows, printed: as text for people, as CSV or JSON for programs.
 *
 * Nothing is shown as a rate without its numerator and denominator; every row of CSV and JSON carries period,
 * population and rule version, as the head of the text does.
 */
#ifndef HENTRA_REPORT_SHEET_H
#define HENTRA_REPORT_SHEET_H

#include "consumers/report/feed.h"
#include "core/lib/pg.h"
#include "core/program/table.h"
#include <stdbool.h>
#include <stdio.h>

enum language { VIETNAMESE, ENGLISH, LANGUAGE_COUNT };
enum sheet_format { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON, FORMAT_COUNT };

struct sheet_column {
        const char *name; /* of the query's column; of a rate: its own */
        enum {
                SHEET_COUNT,
                SHEET_RATE,
                SHEET_IDENTITY /* text: identities that do not hold, empty: all hold; printed below */
        } kind;
        int block; /* the text shows the columns in blocks, one below the other */
        const char *title[LANGUAGE_COUNT];
        const char *numerator, *denominator; /* of a rate: columns of the query */
};
enum { BLOCKS_MOST = 4 };

struct sheet_form {
        const char *name;
        const char *title[LANGUAGE_COUNT];
        const char *block[BLOCKS_MOST][LANGUAGE_COUNT];
        const char *note[LANGUAGE_COUNT];   /* printed below the text; NULL: none */
        const struct sheet_column *columns; /* ends with {0} */
};

struct sheet {
        const struct sheet_form *form;
        const struct question *q;
        const struct population *population;
        const struct warehouse *warehouse;
        bool by_instant;
        enum language language;
        struct table_csv csv;
        /* Columns: depth (0: the total), key1, name1, inferred1, key2, name2, inferred2, then the form's. */
        const struct pg_result *rows;
};

/* After a failed write ferror(out) is true. */
void sheet_print(const struct sheet *s, enum sheet_format format, FILE *out);

/* Shared by the three formats. */
int sheet_find(const struct pg_result *rows, const char *column); /* aborts when it is not there */
int64_t sheet_int(const struct sheet *s, int row, const char *column);
struct text sheet_text(const struct sheet *s, int row, const char *column); /* null: the absent text */
/* False: the value is null, or the denominator 0. */
bool sheet_rate(const struct pg_result *rows, int row, const struct sheet_column *c, double *percent);
void sheet_print_text(const struct sheet *s, FILE *out);
void sheet_print_records(const struct sheet *s, enum sheet_format format, FILE *out);

#endif
