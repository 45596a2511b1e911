/* SPDX-License-Identifier: Apache-2.0
 *
 * file.h - a catalogue's CSV file, read into rows for the server.
 *
 * The first row names the columns, in any order; an unknown column is refused, and so is a row with a value
 * that its column does not allow. Dates are 2022-01-31.
 */
#ifndef HENTRA_CATALOGUE_FILE_H
#define HENTRA_CATALOGUE_FILE_H

#include "consumers/catalogue/kind.h"
#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/text.h"

struct catalogue_file {
        const struct catalogue_kind *kind;
        const char *path; /* borrowed */
        size_t fields;    /* cells of the header, and so of each row */
        int field_of
                [CATALOGUE_COLUMNS_MOST]; /* which field of a row holds the column; -1: the file lacks it */
        struct bytes rows;                /* for COPY: the line, then the columns in the kind's order */
        int64_t n;
};

/* USAGE names the file, its line and the allowed values. Close it in any case. */
MUST enum fault catalogue_file_read(struct catalogue_file *f, const struct catalogue_kind *kind,
                                    const char *path, struct err *e);
void catalogue_file_close(struct catalogue_file *f);

/* Names of the columns that the file has, in `out`, which has room for CATALOGUE_COLUMNS_MOST. Returns their
 * number. */
size_t catalogue_file_columns(const struct catalogue_file *f, struct text *out);

#endif
