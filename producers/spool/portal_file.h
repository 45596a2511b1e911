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
        struct portal portal;
        bool steps;
        struct json_node *root;    /* of the line that was read last */
        struct portal_event said;  /* of it */
        struct portal_tally tally; /* of the lines that were read since it was opened */
};

/* Begins at the place `offset`, `number` of lines.h in the file `fd`, which stays the caller's. */
MUST enum fault portal_file_seek(struct portal_file *p, const struct mapping *m, int fd, uint64_t offset,
                                 uint64_t number, const struct lines_options *options, struct err *e);
void portal_file_close(struct portal_file *p); /* twice is fine */

/* POISON: the file does not begin with an object on a line of its own, so that it is of another kind. */
MUST enum fault portal_file_check(int fd, struct err *e);

/* Reads the next line, *number, as one event; *end: there is none. Texts live until the next call. POISON:
 * the line cannot be read; *e has the reason, but nothing of the line's contents. */
MUST enum fault portal_file_read(struct portal_file *p, micros stated_at, micros observed_at,
                                 struct row_events *out, uint64_t *number, bool *end, struct err *e);

#endif
