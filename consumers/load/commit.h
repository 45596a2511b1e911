/* SPDX-License-Identifier: Apache-2.0
 *
 * commit.h - one batch, one transaction.
 *
 * Rule: all that follows from a message (dossiers, flows, quarantine) is written by the transaction that moves the
 * position over it. So: no other code of the loader may commit what depends on a message.
 */
#ifndef HENTRA_LOAD_COMMIT_H
#define HENTRA_LOAD_COMMIT_H

#include "consumers/load/batch.h"
#include "consumers/load/flow_write.h"
#include "consumers/load/notice.h"
#include "consumers/load/quarantine/quarantine.h"
#include "consumers/warehouse/flow_sum.h"
#include "consumers/warehouse/position.h"
#include "consumers/warehouse/warehouse.h"

/* One partition's part of a batch. */
struct move {
        struct position *position;
        int64_t from, to; /* offsets [from, to); position.next_offset is `from` by the time it is committed */
        int64_t last_offset, last_timestamp_ms, last_checksum; /* to remember; last_offset -1: only offsets */
        bool behind;                                           /* more is known to wait behind it */
};

struct committer {
        struct pg *pg; /* borrowed */
        const struct warehouse *warehouse;
        const char *topic;
        struct flow_sums flows;
        struct flow_writer flow_writer;
        struct bytes rows, param[4];
        struct history history;
        struct timeline before, after;
        struct notices notices;   /* what alerters must know of the last commit */
        size_t small_most;        /* up to so many dossiers a batch is written in one round trip */
        int64_t written, changed; /* dossiers of the last commit: new, and rewritten */
};
/* Makes the temporary tables of a new connection. */
MUST enum fault committer_open(struct committer *c, struct pg *pg, const struct warehouse *w,
                               const char *topic, struct err *e);
void committer_free(struct committer *c);

enum commit_outcome {
        COMMIT_DONE,     /* positions in `moves` are advanced */
        COMMIT_CONFLICT, /* somebody else kept meeting the same dossiers: come again with fewer messages */
        COMMIT_NOT_OURS, /* the position is another worker's now, or our last commit was lost: take it again */
        COMMIT_FAULT     /* *e says what; nothing was written (after a lost connection: perhaps it was, the
                          * position will tell) */
};
/* Sorts the batch. Moves must be in order of position_id. */
enum commit_outcome commit_batch(struct committer *c, struct batch *b, struct move *moves, size_t move_n,
                                 const struct culprits *culprits, struct err *e);

#endif
