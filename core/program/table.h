/* SPDX-License-Identifier: Apache-2.0
 *
 * table.h - rows for programs: CSV, a JSON array of flat objects, or one such object per line. Text for
 * people is printed by each command itself.
 *
 * Names are the same in every format. In CSV an empty cell is null, and a text that a spreadsheet would
 * take for a formula is guarded (core/lib/csv.h); numbers never are. Instants are UTC in all three.
 *
 *   struct table t = {.format = TABLE_CSV, .out = stdout, .names = names};
 *   table_begin(&t);
 *   for each row: table_text(&t, "agency", code), table_count(&t, "received", n), table_row(&t);
 *   table_end(&t);
 */
#ifndef HENTRA_PROGRAM_TABLE_H
#define HENTRA_PROGRAM_TABLE_H

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum table_format {
        TABLE_CSV,
        TABLE_JSON,      /* one array */
        TABLE_JSON_LINES /* an object a line */
};

/* The form of CSV; zero is that of RFC 4180. */
struct table_csv {
        char delimiter; /* 0: a comma; else a semicolon or a tab */
        bool decimal_comma, bom;
        bool unguarded; /* no apostrophe before formulas: hentra reads the file again and would keep it */
};

struct json;
struct table {
        enum table_format format;
        FILE *out; /* borrowed */
        struct table_csv csv;
        /* Names of the columns, NULL at the end: the first line of a CSV without rows. With rows the names
         * come from the first row. NULL: a CSV without rows is empty. */
        const char *const *names;

        /* its own, zero at first: */
        struct json *object;
        struct bytes head, line; /* of CSV: names of the first row, cells of this one */
        size_t cells, rows;
};

void table_begin(struct table *t);
/* Adds a value to the present row. Every row has the same names in the same order; names are borrowed until
 * the row ends. */
void table_text(struct table *t, const char *name, struct text value); /* value.at is NULL: null */
void table_word(struct table *t, const char *name, const char *word);  /* a word of ours: no quotes in CSV */
void table_count(struct table *t, const char *name, int64_t value);
void table_rate(struct table *t, const char *name, double percent);       /* four digits behind the point */
void table_points(struct table *t, const char *name, int64_t hundredths); /* 1234 is 12.34 */
void table_flag(struct table *t, const char *name, bool value);
void table_instant(struct table *t, const char *name, micros value); /* NO_TIME: null */
void table_null(struct table *t, const char *name);
void table_row(struct table *t); /* ends the row */
/* Instead, of a CSV that has no row yet: prints the names of the values, and not the row. Nothing in JSON. */
void table_names(struct table *t);
/* Frees the memory of the table. An error of the file shows in ferror(out). */
void table_end(struct table *t);
/* In place of table_end() after a fault: frees the memory. What was printed shows that it is not whole. */
void table_free(struct table *t);

#endif
