/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.h - rows of a comma-separated file (RFC 4180), one at a time, in constant memory.
 *
 * Rejects and never repairs: a quotation mark in the wrong place, one that is never closed, a row or field
 * beyond its limit. After such a row reading goes on at the line behind the row's first one, so that a stray
 * quotation mark costs one row and not all that follow. Lines end with LF or CR LF; empty lines are
 * passed over; a byte-order mark at the start of the file is no part of the first field. Spaces are kept.
 * The encoding is the caller's to check.
 */
#ifndef HENTRA_LIB_CSV_H
#define HENTRA_LIB_CSV_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/text.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct csv_options {        /* zero: the defaults */
        char delimiter;     /* ',' */
        size_t row_most;    /* bytes of a row as it stands in the file: 1 MiB */
        size_t field_most;  /* bytes of a field: 256 KiB */
        size_t fields_most; /* fields of a row: 1024 */
        size_t block;       /* bytes to read at once: 256 KiB */
};

struct csv_row {
        const struct text *field; /* lives until the next read */
        size_t n;                 /* 0: the end of the file */
        uint64_t line;            /* where its first byte stands, from 1 */
        uint64_t offset;          /* of its first byte in the file */
};

struct csv_reader;

/* Reads `fd` from byte `offset`, the start of line `line` (0 and 1: the whole file; else a place that
 * csv_place() gave for the same bytes). The descriptor remains the caller's. */
MUST enum fault csv_reader_new(struct csv_reader **r, int fd, uint64_t offset, uint64_t line,
                               const struct csv_options *options, struct err *e);
void csv_reader_free(struct csv_reader *r); /* NULL is fine */

/* POISON: this row is malformed; *e has the reason, row->line and row->offset its place; go on with the next
 * call. FATAL: the file cannot be read. */
MUST enum fault csv_read(struct csv_reader *r, struct csv_row *row, struct err *e);

/* The place of the next row: the whole state of the reader between two rows. */
void csv_place(const struct csv_reader *r, uint64_t *offset, uint64_t *line);

/* One field, quoted; delimiters and line ends are the caller's. Errors show in ferror(out). */
void csv_print(FILE *out, struct text field);
void csv_add(struct bytes *out, struct text field); /* the same behind what is there */

/* For files that people open in a spreadsheet, which would run a cell that begins like a formula: a cell that
 * begins with = + - @, a tab or a carriage return gets an apostrophe before it. For text only, and never in a
 * file that hentra reads again. */
void csv_print_guarded(FILE *out, struct text field);
void csv_add_guarded(struct bytes *out, struct text field);

#endif
