/* SPDX-License-Identifier: Apache-2.0
 *
 * take.h - one export: what was written since the last one of a folder, from one snapshot of the warehouse.
 *
 * A row is known to be written since by the number of the transaction that wrote it (xmin). The horizon of
 * an export is the oldest transaction that was still running in its snapshot: every row that the snapshot
 * does not show has that number or a later one. So the next export misses nothing, and repeats what was
 * committed beyond the horizon before the snapshot. Numbers mean something only to the server that gave
 * them: of any other one, and of a restored copy, an export is full.
 *
 * Loaders commit without waiting for the disk, so a crash may take what a snapshot has shown. Before the
 * export gets its name a transaction of its own is committed, and waited for: all that was shown is on the
 * disk then, and no number below the horizon is given out again.
 */
#ifndef HENTRA_EXPORT_TAKE_H
#define HENTRA_EXPORT_TAKE_H

#include "consumers/export/sink.h"
#include "core/base/err.h"
#include "core/lib/pg.h"

struct export_wish {
        const char *path; /* the folder of the exports */
        enum export_format format;
        bool full;    /* everything, whatever is there */
        bool dry_run; /* prints what would be exported, and writes nothing */
};

/* Prints one line: what was exported. RETRY: the server ended the connection, or another export works in the
 * folder; nothing was exported. */
MUST enum fault export_take(struct pg *pg, const struct export_wish *wish, struct err *e);

#endif
