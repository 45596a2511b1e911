/* SPDX-License-Identifier: Apache-2.0
 *
 * export_file.h - a file's rows and what they state, with the place of each: a row of CSV, of names and
 * texts, by dialect and header; or a line of JSON, which is a document or a step of the portal.
 */
#ifndef HENTRA_SPOOL_EXPORT_FILE_H
#define HENTRA_SPOOL_EXPORT_FILE_H

#include "core/lib/csv.h"
#include "producers/format/row.h"
#include "producers/spool/portal_file.h"
#include <stdbool.h>
#include <stdint.h>

/* Asked of a line of the portal before it is read: true when this hash of its bytes is that of the row from
 * which the case is known, and it says nothing new. The dossier_id is a guess. */
struct export_known {
        bool (*says_nothing_new)(void *context, struct text dossier_id, uint64_t row_hash);
        void *context;
};

struct export_place { /* the beginning of a row */
        uint64_t offset, line;
};

struct export_file {                /* zero, with text -1, is closed; not to be moved */
        struct csv_options options; /* limits, set before export_file_open(); zero: the defaults */
        struct export_known known;  /* the same; NULL: every line is read */
        const struct mapping *mapping;
        int fd;
        int text;                  /* the descriptor that is read: fd, or a copy of it in UTF-8 */
        struct portal_file portal; /* of format = portal; the next ones of CSV */
        struct csv_reader *csv;
        struct row_layout layout;
        bool open_rows;            /* rows end with a delimiter that the header has not, see dialect.h */
        struct export_place first; /* of the first row, behind the header */
        struct row row;    /* that was read last; its texts live until the next one. NULL: they are unknown */
        uint64_t row_hash; /* of that row's bytes, and of how they are read; 0: unknown */
        struct export_place next; /* of the row that export_file_read() reads next */
};

/* Opens the file `fd`, which stays the caller's, and reads its header. `room` is the directory for a copy in
 * UTF-8, see dialect.h. POISON: the file as a whole cannot be read; *line and *column say where, "" where it
 * is no column. RETRY: a stop was asked. Close it in any case. */
MUST enum fault export_file_open(struct export_file *x, const struct mapping *mapping, int fd, int room,
                                 uint64_t *line, const char **column, struct err *e);
void export_file_close(struct export_file *x); /* twice is fine */

/* Goes to the first row, or to a place that was in x->next before. */
MUST enum fault export_file_seek(struct export_file *x, struct export_place to, struct err *e);

/* Reads the next row, which begins at *line; *end: there is none. x->next moves behind it, also when it
 * cannot be read. One that says nothing new by x->known has no events. For the rest see row_read(). */
MUST enum fault export_file_read(struct export_file *x, micros stated_at, micros observed_at,
                                 struct row_events *out, uint64_t *line, bool *end, struct err *e);

#endif
