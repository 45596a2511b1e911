/* SPDX-License-Identifier: Apache-2.0
 *
 * lmdb.h - keys and values in a folder, in transactions (LMDB).
 *
 * A folder belongs to one process at a time. There is one transaction, which begins with the first call after
 * the open or the last commit; everything in it sees what it has changed. A commit is on the disk when it
 * returns; a process that ends anywhere before leaves what the last commit left.
 *
 * Every function that returns a fault may find the folder damaged: FATAL, with a text that asks to delete
 * it. So it is for what can be lost and found again, and for nothing else. After a fault of lmdb_put(),
 * lmdb_delete() or lmdb_commit() nothing of the transaction is kept: call lmdb_roll_back().
 *
 * A transaction keeps the pages that it has changed in memory (4 KiB each, two or three for each put in the
 * worst case): commit every some ten thousand changes.
 */
#ifndef HENTRA_LIB_LMDB_H
#define HENTRA_LIB_LMDB_H

#include "core/base/err.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LMDB_TABLES_MOST = 4, LMDB_KEY_MOST = 511 /* bytes, at least 1 */ };

struct lmdb;

struct lmdb_options {
        const char *what; /* for errors: "the door's memory" */
        size_t room;      /* bytes that the file may grow by: addresses, not memory */
        const char *const tables[LMDB_TABLES_MOST]; /* their names; in calls their positions */
};

/* Makes the folder where it is missing. USAGE: it cannot be made, read or written, or lies on a network file
 * system. FATAL: another process works on it, or it is damaged. */
MUST enum fault lmdb_open(struct lmdb **db, const char *folder, const struct lmdb_options *options,
                          struct err *e);
void lmdb_close(struct lmdb *db); /* without a commit; NULL is fine */

/* True when the folder has the file that lmdb_open() would make. */
bool lmdb_present(const char *folder);

/* value->at is NULL when the key is not there. A value lives until the next change or the end of the
 * transaction. */
MUST enum fault lmdb_get(struct lmdb *db, int table, struct text key, struct text *value, struct err *e);
MUST enum fault lmdb_put(struct lmdb *db, int table, struct text key, struct text value, struct err *e);
MUST enum fault lmdb_delete(struct lmdb *db, int table, struct text key, struct err *e); /* gone is fine */
MUST enum fault lmdb_clear(struct lmdb *db, int table, struct err *e);                   /* all of it */
MUST enum fault lmdb_count(struct lmdb *db, int table, uint64_t *n, struct err *e);

/* Visits the keys that begin with `prefix`, in the order of their bytes, until one returns false. A visitor
 * changes nothing. */
typedef bool lmdb_visit(void *context, struct text key, struct text value);
MUST enum fault lmdb_each(struct lmdb *db, int table, struct text prefix, lmdb_visit *visit, void *context,
                          struct err *e);

/* FATAL: the disk is full, or the folder has reached its room. */
MUST enum fault lmdb_commit(struct lmdb *db, struct err *e);
void lmdb_roll_back(struct lmdb *db);

#endif
