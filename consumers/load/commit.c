/* SPDX-License-Identifier: Apache-2.0
 *
 * commit.c - reads the known dossiers of a batch, then writes it in one transaction; again if another
 * worker was faster.
 */
#include "consumers/load/commit.h"

#include "consumers/load/known.h"
#include "consumers/load/load_counters.h"
#include "consumers/load/write.h"
#include "consumers/warehouse/dossier_change.h"
#include "core/lib/log.h"
#include <stdlib.h>

enum { TRIES = 2 };

enum fault committer_open(struct committer *c, struct pg *pg, const struct warehouse *w,
                          struct notices *notices, const char *topic, struct err *e)
{
        c->pg = pg;
        c->warehouse = w;
        c->notices = notices;
        c->topic = topic;
        c->small_most = SMALL_MOST;
        /* Nobody else will ever see them: a synchronous standby that is away is not waited for. */
        if (pg_script(pg, "begin; set local synchronous_commit = off", e) != OK ||
            dossier_change_open(pg, e) != OK || pg_script(pg, "commit", e) != OK)
                return e->kind;
        return flow_writer_open(&c->flow_writer, pg, e);
}

void committer_free(struct committer *c)
{
        flow_sums_free(&c->flows);
        flow_writer_free(&c->flow_writer);
        known_memory_free(&c->known);
        bytes_free(&c->rows);
        for (size_t i = 0; i < sizeof(c->param) / sizeof(c->param[0]); i++)
                bytes_free(&c->param[i]);
}

static enum write_outcome write_once(struct committer *c, const struct batch_dossiers *b,
                                     const struct move *moves, size_t move_n, const struct culprits *culprits,
                                     struct err *e)
{
        flow_sums_clear(&c->flows);
        c->written = c->changed = 0;
        source_days_begin(&b->sources);
        notices_begin(c->notices);
        return write_is_small(c, b, move_n, culprits) ? write_small(c, b, moves, move_n, e)
                                                      : write_large(c, b, moves, move_n, culprits, e);
}

static void advance(struct committer *c, const struct batch_dossiers *b, const struct move *moves, size_t n)
{
        known_memory_add(&c->known, b, moves, n);
        moves[0].position->flows_until = c->flow_writer.until;
        for (size_t i = 0; i < n; i++) {
                const struct position *p = moves[i].position;
                notices_moved(c->notices, p->position_id, p->next_offset, moves[i].to,
                              p->behind && !moves[i].behind);
                move_committed(&moves[i]);
        }
        notices_committed(c->notices);
}

enum commit_outcome commit_batch(struct committer *c, struct batch_dossiers *b, struct move *moves,
                                 size_t move_n, const struct culprits *culprits, struct err *e)
{
        struct err rollback;
        batch_sort(b);
        for (int i = 0; i < TRIES; i++) {
                const bool guess =
                        b->dossier_n > c->small_most && known_memory_covers(&c->known, moves, move_n);
                if (b->dossier_n && known_read(c->pg, b, guess ? &c->known : NULL, c->param, e) != OK)
                        return COMMIT_FAULT;
                const enum write_outcome outcome = write_once(c, b, moves, move_n, culprits, e);
                if (outcome == WRITE_DONE) {
                        advance(c, b, moves, move_n);
                        return COMMIT_DONE;
                }
                if (pg_broken(c->pg) || pg_script(c->pg, "rollback", &rollback) != OK) {
                        if (outcome != WRITE_FAULT)
                                *e = rollback;
                        return COMMIT_FAULT;
                }
                if (outcome == WRITE_NOT_OURS)
                        return COMMIT_NOT_OURS;
                if (outcome == WRITE_FAULT)
                        return COMMIT_FAULT;
                if (guess)
                        known_memory_refute(&c->known);
                load_count(LOAD_CONFLICTS, 1);
                log_debug("load.conflict", KI("attempt", i + 1), KI("dossiers", b->dossier_n));
        }
        return COMMIT_CONFLICT;
}
