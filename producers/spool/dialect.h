/* SPDX-License-Identifier: Apache-2.0
 *
 * dialect.h - the dialect of a CSV file, found in the file itself: encoding, delimiter, and how its rows
 * end.
 *
 * Rule: nothing is guessed. A file that differs from the mapping is refused; the error names its dialect,
 * and the line to put into the mapping.
 */
#ifndef HENTRA_SPOOL_DIALECT_H
#define HENTRA_SPOOL_DIALECT_H

#include "core/lib/csv.h"
#include "producers/format/mapping.h"

/* *text is `fd` itself, or where the mapping names an encoding a copy of it in UTF-8, for the caller to
 * close; the copy has no name in the directory `room` but takes space there. POISON: the file is in another
 * encoding than the mapping's, or no text at all. FATAL: it cannot be read or copied. RETRY: a stop was
 * asked. */
MUST enum fault dialect_open(int fd, const struct mapping *mapping, int room, int *text, struct err *e);

/* After the header of `fd` was found to lack `column`: POISON with the delimiter that it has, if by that one
 * the column is there. OK: no other delimiter helps. */
MUST enum fault dialect_check_delimiter(int fd, const struct mapping *mapping, const char *column,
                                        struct err *e);

/* *open: each of the next rows, up to a hundred, has one column more than the header, and nothing in it:
 * they end with a delimiter that the header has not. */
MUST enum fault dialect_open_rows(struct csv_reader *csv, size_t columns, bool *open, struct err *e);

#endif
