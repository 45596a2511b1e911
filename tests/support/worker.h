/* SPDX-License-Identifier: Apache-2.0
 *
 * worker.h - a loader without Kafka: it is told events, and commits them as one batch of a partition.
 */
#ifndef HENTRA_TESTS_SUPPORT_WORKER_H
#define HENTRA_TESTS_SUPPORT_WORKER_H

#include "tests/support/world.h"

#include "consumers/load/commit.h"
#include "consumers/load/dimension.h"
#include "core/base/event.h"

struct worker {
        struct pg *pg;
        struct warehouse warehouse;
        struct dimensions *dimensions;
        struct committer committer;
        struct notices notices;
        struct batch_dossiers dossiers;
        struct culprits culprits;
        struct position position;
        int64_t told; /* messages since the last commit */
        struct err e;
};

/* Takes the partition: no other worker of the world may have it. `application` shows in pg_stat_activity. */
void worker_open(struct worker *k, const struct world *w, int32_t partition, const char *application);
void worker_close(struct worker *k);

void worker_tell(struct worker *k, const struct event *v);
/* A message that cannot be read, at the next offset. */
void worker_tell_culprit(struct worker *k, const char *reason, const char *value);
struct move worker_move(struct worker *k);
/* Commits what was told; after COMMIT_DONE nothing is told any more, else everything still is. */
enum commit_outcome worker_commit(struct worker *k);
void worker_forget(struct worker *k);

/* The number of things that differ between the histories and the tables: dossiers with other columns, rows of flows
 * with other amounts. 0: the warehouse is proved. */
int64_t warehouse_differs(const struct world *w);
/* The facts as a digest that does not depend on who wrote them: codes instead of numbers, shards summed,
 * rows of zeros left out. The caller frees. */
char *warehouse_facts(const struct world *w);

#endif
