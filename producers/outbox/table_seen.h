/* SPDX-License-Identifier: Apache-2.0
 *
 * table_seen.h - rows that were read a short while ago, by a hash of all that was read of them: a row that is
 * read again unchanged says nothing.
 *
 * It saves work and messages: what is forgotten is sent once more, as the same event. Rule: where nothing
 * stands behind it that knows what was sent, it has no limit. So: a look of very many rows does not send all
 * of them each time. A row takes up to 64 bytes.
 */
#ifndef HENTRA_OUTBOX_TABLE_SEEN_H
#define HENTRA_OUTBOX_TABLE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TABLE_SEEN_MOST = 1 << 20 }; /* where a door stands behind it (table_door.h) */

struct table_seen {  /* zero is empty */
        size_t most; /* rows of a look; 0: no limit */
        struct table_hashes {
                uint64_t *slot; /* 0: free */
                size_t room, n;
        } now, before;
};

/* A new look: what was not met during the one before is forgotten. */
void table_seen_turn(struct table_seen *s);
/* Notes a row. True: it was there in this look or the one before. Beyond `most` it begins with none: it
 * keeps the later ones. */
bool table_seen_take(struct table_seen *s, uint64_t hash);
void table_seen_free(struct table_seen *s); /* twice is fine */

#endif
