/* SPDX-License-Identifier: Apache-2.0
 *
 * rejected.h - the list of a file's rows that could not be read, and of cells that were left out: line,
 * column, reason.
 *
 * The list grows under a hidden name and appears as rejected/NAME.csv when the file is done. Its length is
 * part of every mark of the journal: after a restart it is cut back to the mark, so no row is in it twice.
 * It never contains a cell of the row, which may be personal.
 */
#ifndef HENTRA_SPOOL_REJECTED_H
#define HENTRA_SPOOL_REJECTED_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include <stdbool.h>
#include <stdint.h>

struct rejected {
        int dir, fd;     /* dir is borrowed; fd -1: closed */
        char name[80];   /* hidden */
        uint64_t length; /* with the bytes that wait */
        struct bytes waiting;
};

/* The hidden name of the list of the file with this hash, for a list that is only moved. */
void rejected_name(struct rejected *r, const char *hash);

/* Opens the list of the file with this hash in the directory `dir`, cut to `keep` bytes. *kept false: it is
 * shorter than that (somebody removed it), so it was emptied and reading must begin anew. */
MUST enum fault rejected_open(struct rejected *r, int dir, const char *hash, uint64_t keep, bool *kept,
                              struct err *e);
void rejected_close(struct rejected *r); /* after rejected_open(); twice is fine */

MUST enum fault rejected_add(struct rejected *r, uint64_t line, const char *column, const char *reason,
                             struct err *e);
/* Writes the bytes that wait; `durable`: to the disk. */
MUST enum fault rejected_flush(struct rejected *r, bool durable, struct err *e);

#endif
