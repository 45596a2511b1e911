/* SPDX-License-Identifier: Apache-2.0
 *
 * reader.h - records of a store, in order: the end that reads, also in another process than the one that
 * writes (store.h).
 *
 * Rule: damage is passed over and never lost silently: its segment is kept under `damaged`, it is logged and
 * counted, and the records behind it are read.
 * Rule: records are settled in the order in which they were given; the cursor never passes one that is not.
 */
#ifndef HENTRA_STORE_READER_H
#define HENTRA_STORE_READER_H

#include "core/base/err.h"
#include "producers/store/cursor.h"
#include "producers/store/segment.h"
#include <stdbool.h>
#include <stdint.h>

struct store_reader;

/* Begins at the cursor. `live_first`: what came in later is given before the backlog, as long as there is
 * any. The folder is borrowed. */
struct store_reader *store_reader_open(int folder, const struct store_cursor *c, bool live_first);
void store_reader_close(struct store_reader *r); /* NULL is fine */

/* The store ends here now, and writes this segment. */
void store_reader_extend(struct store_reader *r, struct store_place end, uint64_t last_segment);
/* All that is there and not settled becomes the backlog, unless there is one already. */
void store_reader_split(struct store_reader *r);

enum store_next {
        STORE_RECORD, /* *rec, until the next call */
        STORE_EMPTY,  /* all that is there was given */
        STORE_FAULT,  /* *e, RETRY */
};
enum store_next store_reader_next(struct store_reader *r, struct segment_record *rec, struct err *e);
uint64_t store_reader_given(const struct store_reader *r); /* since it was opened */

/* The first `n` of all that were given are where they belong. */
void store_reader_settle(struct store_reader *r, uint64_t n);
/* Closes the files that it does not need: a disk keeps one that is deleted as long as it is open. */
void store_reader_rest(struct store_reader *r);
struct store_cursor store_reader_cursor(const struct store_reader *r);
uint64_t store_reader_damaged(const struct store_reader *r); /* places with damage that were passed over */

#endif
