/* SPDX-License-Identifier: Apache-2.0
 *
 * write.h - a batch written inside a transaction, in one of two ways. Private to the committer.
 *
 *   merge.c        a dossier of the warehouse, with the statements of the batch
 *   claim.c        the batch's claims about members of dimensions
 *   write_large.c  for batches of any size: streams of rows by COPY
 *   write_small.c  for a few dossiers, as they arrive live: all queries in one round trip
 *
 * Every worker takes its locks in one order, so none waits for another that waits for it: positions by id,
 * new dossiers by id, known dossiers by id, flows by key, claims by id; days of sources by nothing, since
 * their shard is the first position's.
 */
#ifndef HENTRA_LOAD_WRITE_H
#define HENTRA_LOAD_WRITE_H

#include "consumers/load/commit.h"

/* The outcome of one transaction. */
enum write_outcome {
        WRITE_DONE,
        WRITE_AGAIN, /* another worker was faster with one of the dossiers: read it again, then it is known */
        WRITE_NOT_OURS, /* the position is another worker's now */
        WRITE_FAULT
};
/* The outcome after a query that failed. AGAIN for a unique violation, since another worker has
 * inserted a dossier that was read as absent. */
enum write_outcome write_outcome_of_error(const struct pg *pg);

/* Both begin and commit a transaction; unless DONE, it is left for the caller to roll back. */
enum write_outcome write_large(struct committer *c, const struct batch_dossiers *b, const struct move *moves,
                               size_t move_n, const struct culprits *culprits, struct err *e);
enum write_outcome write_small(struct committer *c, const struct batch_dossiers *b, const struct move *moves,
                               size_t move_n, struct err *e);
/* True when the batch can be written by write_small(). */
bool write_is_small(const struct committer *c, const struct batch_dossiers *b, size_t move_n,
                    const struct culprits *culprits);
enum { SMALL_MOST = 64 };

/* c->history and c->after become the dossier with the statements of the batch; the difference goes into
 * c->flows. */
void merge_new(struct committer *c, const struct batch_dossiers *b, const struct batch_dossier *d);
/* *changed false: the batch adds nothing. FATAL: the row is damaged (names it). */
MUST enum fault merge_known(struct committer *c, const struct batch_dossiers *b,
                            const struct batch_dossier *d, bool *changed, struct err *e);

/* Parameters of load_level_claim.sql and load_field_claim.sql; they lie in `buffers`. */
enum { CLAIM_PARAMS = 4 };
void claim_params(const struct member_claims *claims, struct bytes buffers[static CLAIM_PARAMS],
                  struct pg_param params[static CLAIM_PARAMS]);

#endif
