/* SPDX-License-Identifier: Apache-2.0
 *
 * undo.h - takes back what only one file of a spool said, such as one that should never have been laid in.
 *
 * The file is read once more by the mapping that it was read by. Of its events those are retracted that no
 * other file of done/ says. Then it lies in DIR/undone/, and the journal says so; laid into DIR again, it is
 * read again. A kill in between leaves it in done/: the command begins anew.
 */
#ifndef HENTRA_SPOOL_UNDO_H
#define HENTRA_SPOOL_UNDO_H

#include "producers/source.h"
#include "producers/spool/spool_source.h"

struct undo {
        char *dir, *name; /* of the spool, of the file in done/ */
        struct inbox inbox;
        struct journal *journal;
        struct spool_door door; /* what is remembered of the file's documents is forgotten */
        struct mapping *mapping;
        micros earliest;
        int fd;
        struct journal_entry entry;
        struct export_file rows;
        struct row_events row;
        struct row_order *order;
        uint64_t *only; /* sorted: ids of what only this file says */
        size_t n;
        size_t given; /* events of the row */
        bool ended, over;
        uint64_t handed, settled, kept; /* events: given out; of them in Kafka; other files say them too */
};

/* `file` is DIR/done/NAME; `earliest`: load.earliest. USAGE: no such file, or none that this spool has read.
 * FATAL: a spool works on DIR, or something cannot be read. Close it in any case. */
MUST enum fault undo_open(struct undo *u, const char *file, const struct spool_options *options,
                          micros earliest, struct err *e);
void undo_close(struct undo *u); /* twice is fine */

extern const struct source undo_source; /* `self` is the struct undo */

#endif
