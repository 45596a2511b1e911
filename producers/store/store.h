/* SPDX-License-Identifier: Apache-2.0
 *
 * store.h - records on a local disk, until they are where they belong: the end that writes.
 *
 * A folder has segments (segment.h), the cursor, which says what need not be kept any more (cursor.h), and a
 * lock, since one process writes. Records are added to a batch, and are in the store when a sync returns OK.
 *
 * Rule: a record that was synced is there after a kill or a power cut; one that was not is there whole or
 * not at all.
 * Rule: a store that is full refuses, and changes nothing of what it has. It is full when it has `most`
 * bytes, or when the disk is; and takes again when there is room for a whole segment.
 */
#ifndef HENTRA_STORE_STORE_H
#define HENTRA_STORE_STORE_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "producers/store/cursor.h"
#include "producers/store/segment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

/* Makes the folder where it is missing. `most`: bytes of disk, at least STORE_LEAST. USAGE: it cannot be
 * made, read or written. FATAL: another process has it. Close it in any case. */
enum { STORE_LEAST = 1 << 20 };
MUST enum fault store_open(struct store **s, const char *folder, uint64_t most, struct err *e);
void store_close(struct store *s); /* what was not synced is lost. NULL is fine */

/* Adds a record of 1 to RECORD_MOST bytes to the batch. RETRY: the store is full. */
MUST enum fault store_append(struct store *s, const void *payload, size_t len, micros now, struct err *e);
/* The batch as it is now, and back to it: what was appended since is forgotten. */
size_t store_mark(const struct store *s);
void store_roll_back(struct store *s, size_t mark);
/* Puts the batch on the disk. RETRY: nothing of it is kept, the disk is full or failed. */
MUST enum fault store_sync(struct store *s, struct err *e);

/* The place behind the last record that was synced, and the first byte of the segment that it is in. */
struct store_place store_end(const struct store *s);
uint64_t store_last_segment(const struct store *s);
/* The cursor that the folder had when it was opened; later the one that store_release() was given. */
struct store_cursor store_cursor(const struct store *s);

/* Deletes the segments that this cursor does not need. */
void store_release(struct store *s, const struct store_cursor *c);

bool store_full(const struct store *s);
uint64_t store_bytes(const struct store *s);   /* of disk */
uint64_t store_records(const struct store *s); /* that the cursor needs */
micros store_oldest(struct store *s);          /* when the first of them was stored; NO_TIME: there is none */

#endif
