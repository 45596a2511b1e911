/* SPDX-License-Identifier: Apache-2.0
 *
 * commit.c - reading what is known, then one transaction, again when somebody else was faster.
 */
#include "consumers/load/commit.h"

#include "consumers/load/known.h"
#include "consumers/load/write.h"
#include "consumers/warehouse/dossier_change.h"
#include "core/lib/log.h"
#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 2 };

enum fault committer_open(struct committer *c, struct pg *pg, const struct warehouse *w, const char *topic,
                          struct err *e)
{
        c->pg = pg;
        c->warehouse = w;
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
        bytes_free(&c->rows);
        notices_free(&c->notices);
        for (size_t i = 0; i < sizeof(c->param) / sizeof(c->param[0]); i++)
                bytes_free(&c->param[i]);
}

void move_params(const struct committer *c, const struct move *m, struct pg_param params[static MOVE_PARAMS])
{
        const struct position *p = m->position;
        const struct pg_param all[MOVE_PARAMS] = {pg_int4(p->position_id),
                                                  pg_int8(p->epoch),
                                                  pg_int4(c->warehouse->rule->version),
                                                  pg_int8(p->next_offset),
                                                  pg_int8(m->to),
                                                  pg_int8(m->last_offset),
                                                  pg_int8(m->last_timestamp_ms),
                                                  pg_int8(m->last_checksum),
                                                  pg_bool(m->behind)};
        memcpy(params, all, sizeof(all));
        if (m->last_offset < 0)
                params[5].in_place = params[6].in_place = params[7].in_place = false; /* SQL null */
}

enum attempt refused(const struct committer *c)
{
        return !strcmp(pg_sqlstate(c->pg), "23505") && !pg_broken(c->pg) ? ATTEMPT_AGAIN : ATTEMPT_FAULT;
}

static void advance(struct committer *c, struct move *moves, size_t n)
{
        moves[0].position->flows_until = c->flow_writer.until;
        for (size_t i = 0; i < n; i++) {
                struct position *p = moves[i].position;
                p->next_offset = moves[i].to;
                c->notices.everything |= p->behind && !moves[i].behind; /* deadlines waited for it */
                p->behind = moves[i].behind;
                if (moves[i].last_offset >= 0) {
                        p->last_offset = moves[i].last_offset;
                        p->last_timestamp_ms = moves[i].last_timestamp_ms;
                        p->last_checksum = moves[i].last_checksum;
                }
        }
}

enum commit_outcome commit_batch(struct committer *c, struct batch *b, struct move *moves, size_t move_n,
                                 const struct culprits *culprits, struct err *e)
{
        struct err rollback;
        batch_sort(b);
        for (int i = 0; i < ATTEMPTS; i++) {
                if (b->dossier_n && known_read(c->pg, b, c->param, e) != OK)
                        return COMMIT_FAULT;
                const enum attempt attempt = small_enough(c, b, move_n, culprits)
                                                     ? write_small(c, b, moves, move_n, e)
                                                     : write_large(c, b, moves, move_n, culprits, e);
                if (attempt == ATTEMPT_DONE) {
                        advance(c, moves, move_n);
                        return COMMIT_DONE;
                }
                if (pg_broken(c->pg) || pg_script(c->pg, "rollback", &rollback) != OK) {
                        if (attempt != ATTEMPT_FAULT)
                                *e = rollback;
                        return COMMIT_FAULT;
                }
                if (attempt == ATTEMPT_NOT_OURS)
                        return COMMIT_NOT_OURS;
                if (attempt == ATTEMPT_FAULT)
                        return COMMIT_FAULT;
                log_debug("load.conflict", KI("attempt", i + 1), KI("dossiers", b->dossier_n));
        }
        return COMMIT_CONFLICT;
}
