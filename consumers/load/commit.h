/* SPDX-License-Identifier: Apache-2.0
 *
 * commit.h - one batch, one transaction.
 *
 * Rule: all that follows from a message (dossiers, flows, quarantine) is written by the transaction that
 * moves the position over it.
 * So: no other code of the loader may commit what depends on a message.
 */
#ifndef HENTRA_LOAD_COMMIT_H
#define HENTRA_LOAD_COMMIT_H

#include "consumers/load/batch.h"
#include "consumers/load/flow_write.h"
#include "consumers/load/known_memory.h"
#include "consumers/load/move.h"
#include "consumers/load/notice.h"
#include "consumers/load/quarantine/quarantine.h"
#include "consumers/warehouse/flow_sum.h"
#include "consumers/warehouse/warehouse.h"

struct committer {
        struct pg *pg; /* borrowed, as the next three */
        const struct warehouse *warehouse;
        struct notices *notices; /* of deadlines that a commit has changed */
        const char *topic;
        size_t small_most;         /* up to so many dossiers a batch is written in one round trip */
        struct known_memory known; /* for larger ones */

        /* The transaction under way. */
        struct flow_sums flows;
        struct flow_writer flow_writer;
        struct bytes rows, param[4];
        struct history history;        /* of the dossier at hand, */
        struct timeline before, after; /* with its timeline as it was and as it is now */
        int64_t written, changed;      /* dossiers: new, and rewritten */
};
/* Makes the temporary tables of a new connection. */
MUST enum fault committer_open(struct committer *c, struct pg *pg, const struct warehouse *w,
                               struct notices *notices, const char *topic, struct err *e);
void committer_free(struct committer *c);

/* CONFLICT: other workers kept changing the same dossiers: come again with fewer messages. NOT_OURS: the
 * position is another worker's now, or our last commit was lost: take it again. FAULT: *e holds it. Nothing
 * was written; after a lost connection perhaps it was, and the position will show it. */
enum commit_outcome { COMMIT_DONE, COMMIT_CONFLICT, COMMIT_NOT_OURS, COMMIT_FAULT };
/* Sorts the batch. Moves must be in order of position_id; DONE: their positions are advanced. */
enum commit_outcome commit_batch(struct committer *c, struct batch_dossiers *b, struct move *moves,
                                 size_t move_n, const struct culprits *culprits, struct err *e);

#endif
