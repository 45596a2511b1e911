/* SPDX-License-Identifier: Apache-2.0
 *
 * write.h - a batch written inside a transaction, in one of two ways. Private to the committer.
 *
 *   merge.c        a dossier as it stands, with what the batch says
 *   claim.c        what the batch says of members of dimensions
 *   write_large.c  for batches of any size: streams of rows by COPY
 *   write_small.c  for a few dossiers, as they arrive live: all statements in one round trip
 *
 * Locks are taken in one order by every worker, so none ever waits crosswise: positions by id, new dossiers by
 * id, known dossiers by id, flows by key, claims by id.
 */
#ifndef HENTRA_LOAD_WRITE_H
#define HENTRA_LOAD_WRITE_H

#include "consumers/load/commit.h"

/* What one attempt came to, beside a fault. */
enum attempt { ATTEMPT_DONE, ATTEMPT_AGAIN, ATTEMPT_NOT_OURS, ATTEMPT_FAULT };

/* Both begin and commit a transaction; unless DONE, it is left for the caller to roll back. */
enum attempt write_large(struct committer *c, const struct batch *b, const struct move *moves, size_t move_n,
                         const struct culprits *culprits, struct err *e);
enum attempt write_small(struct committer *c, const struct batch *b, const struct move *moves, size_t move_n,
                         struct err *e);
bool small_enough(const struct committer *c, const struct batch *b, size_t move_n,
                  const struct culprits *culprits);
enum { SMALL_MOST = 64 };

/* c->history and c->after become the dossier with what the batch says added; the difference goes into c->flows. */
void merge_new(struct committer *c, const struct batch *b, const struct batch_dossier *d);
/* *changed false: the batch says nothing new. FATAL: the row is damaged (names it). */
MUST enum fault merge_known(struct committer *c, const struct batch *b, const struct batch_dossier *d,
                            bool *changed, struct err *e);

/* Parameters of position_move.sql. */
enum { MOVE_PARAMS = 9, CLAIM_PARAMS = 4 };
void move_params(const struct committer *c, const struct move *m, struct pg_param params[static MOVE_PARAMS]);
/* Parameters of load_level_claim.sql and load_field_claim.sql; they lie in `buffers`. */
void claim_params(const struct batch_claims *claims, struct bytes buffers[static CLAIM_PARAMS],
                  struct pg_param params[static CLAIM_PARAMS]);

/* Somebody else has just added one of the dossiers that were read as absent: read again, then it is known. */
enum attempt refused(const struct committer *c);

#endif
