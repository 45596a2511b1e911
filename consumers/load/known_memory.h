/* SPDX-License-Identifier: Apache-2.0
 *
 * known_memory.h - dossiers that this worker has written itself, so that a catch-up need not ask for all of
 * its dossiers whether the warehouse has them.
 *
 * Rule: the statements of a dossier come through one partition (its id is the key of its messages).
 * So: a dossier of a partition that this worker has read from its beginning, without a gap, is absent if it
 * is not remembered. It is a guess, since a dossier may have come by another topic; the primary key refutes
 * a wrong one, and nothing is guessed from then on.
 */
#ifndef HENTRA_LOAD_KNOWN_MEMORY_H
#define HENTRA_LOAD_KNOWN_MEMORY_H

#include "consumers/load/batch.h"
#include "consumers/load/move.h"

struct known_memory {   /* zero is empty and ready */
        uint64_t *bits; /* two a dossier. Several may share them; one that is not set is certain */
        size_t remembered;
        struct known_position *positions; /* read without a gap */
        size_t position_n, position_capacity;
        bool refuted;
};
void known_memory_free(struct known_memory *m);

/* True: dossiers of a batch with these moves that are not remembered can be taken for absent. */
bool known_memory_covers(const struct known_memory *m, const struct move *moves, size_t n);
bool known_memory_has(const struct known_memory *m, struct text dossier_id);
/* Before the positions in memory move: the batch is committed. */
void known_memory_add(struct known_memory *m, const struct batch_dossiers *b, const struct move *moves,
                      size_t n);
/* The guess was wrong. */
void known_memory_refute(struct known_memory *m);

#endif
