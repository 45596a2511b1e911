/* SPDX-License-Identifier: Apache-2.0
 *
 * export_file.h - a CSV file as rows of names and texts: dialect, header, and the place of each row.
 */
#ifndef HENTRA_SPOOL_EXPORT_FILE_H
#define HENTRA_SPOOL_EXPORT_FILE_H

#include "core/lib/csv.h"
#include "producers/format/row.h"
#include <stdbool.h>
#include <stdint.h>

struct export_file {                /* zero, with text -1, is closed */
        struct csv_options options; /* limits, set before export_file_open(); zero: the defaults */
        const struct mapping *mapping;
        int fd;
        int text; /* the descriptor that is read: fd, or a copy of it in UTF-8 */
        struct csv_reader *csv;
        struct row_layout layout;
        bool open_rows;        /* rows end with a delimiter that the header has not, see dialect.h */
        uint64_t offset, line; /* of the first row, behind the header */
};

/* Opens the file `fd`, which stays the caller's, and reads its header. `room` is the directory for a copy in
 * UTF-8, see dialect.h. POISON: the file as a whole cannot be read; *line and *column say where, "" where it
 * is no column. RETRY: a stop was asked. Close it in any case. */
MUST enum fault export_file_open(struct export_file *x, const struct mapping *mapping, int fd, int room,
                                 uint64_t *line, const char **column, struct err *e);
void export_file_close(struct export_file *x); /* twice is fine */

/* Goes to a place that export_file_place() gave, or to the first row. */
MUST enum fault export_file_seek(struct export_file *x, uint64_t offset, uint64_t line, struct err *e);
/* The place of the next row. */
void export_file_place(const struct export_file *x, uint64_t *offset, uint64_t *line);

/* Reads the next row, which begins at *line; *end: there is none. For the rest see row_read(). */
MUST enum fault export_file_read(struct export_file *x, micros stated_at, micros observed_at,
                                 struct row_events *out, uint64_t *line, bool *end, struct err *e);

#endif
