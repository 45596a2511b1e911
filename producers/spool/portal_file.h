/* SPDX-License-Identifier: Apache-2.0
 *
 * portal_file.h - a file of the portal's documents or steps, each a JSON object on a line of its own.
 *
 * They are read by producers/format/portal.h, as those that are posted to the gateway are.
 */
#ifndef HENTRA_SPOOL_PORTAL_FILE_H
#define HENTRA_SPOOL_PORTAL_FILE_H

#include "core/lib/lines.h"
#include "producers/format/portal.h"
#include "producers/format/row.h"
#include <stdbool.h>
#include <stdint.h>

struct portal_file { /* zero is closed; not to be moved */
        struct lines *lines;
        struct text line; /* that is read now */
        struct portal portal;
        uint64_t mapping; /* its hash */
        bool steps;
        struct json_node *root;    /* of the line */
        struct portal_event said;  /* of it */
        struct portal_tally tally; /* of the lines that were read since it was opened */
};

/* Begins at the place `offset`, `number` of lines.h in the file `fd`, which stays the caller's. */
MUST enum fault portal_file_seek(struct portal_file *p, const struct mapping *m, int fd, uint64_t offset,
                                 uint64_t number, const struct lines_options *options, struct err *e);
void portal_file_close(struct portal_file *p); /* twice is fine */

/* POISON: the file does not begin with an object on a line of its own, so that it is of another kind. */
MUST enum fault portal_file_check(int fd, struct err *e);

/* Goes on to the next line, *number; *end: there is none. POISON: it is too long. */
MUST enum fault portal_file_next(struct portal_file *p, uint64_t *number, bool *end, struct err *e);

/* Hash of the line, and of all by which it is read; never 0. *dossier_id is what seems to be
 * its MaHoSo; empty: nothing does. */
uint64_t portal_file_hash(const struct portal_file *p, struct text *dossier_id);

/* Reads the line as one event, whose texts live until the next line. POISON: it cannot be read; *e has the
 * reason, but nothing of the line's contents. `out` was cleared. */
MUST enum fault portal_file_read(struct portal_file *p, micros stated_at, micros observed_at,
                                 struct row_events *out, struct err *e);

#endif
