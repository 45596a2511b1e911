/* SPDX-License-Identifier: Apache-2.0
 *
 * commit.c - reading what is known, merging, and writing it in one transaction.
 *
 * Locks are taken in one order by every worker, so none ever waits crosswise: positions by id, new dossiers by
 * id, known dossiers by id, flows by key, claims by id.
 */
#include "consumers/load/commit.h"

#include "consumers/load/flow_write.h"
#include "consumers/load/known.h"
#include "consumers/warehouse/dossier_row.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 2 };

/* What one attempt came to, beside a fault. */
enum attempt { ATTEMPT_DONE, ATTEMPT_AGAIN, ATTEMPT_NOT_OURS, ATTEMPT_FAULT };

enum fault committer_open(struct committer *c, struct pg *pg, const struct warehouse *w, const char *topic,
                          struct err *e)
{
        c->pg = pg;
        c->warehouse = w;
        c->topic = topic;
        return pg_script(pg, SQL_load_temporary, e);
}

void committer_free(struct committer *c)
{
        flow_sums_free(&c->flows);
        bytes_free(&c->rows);
        for (size_t i = 0; i < sizeof(c->param) / sizeof(c->param[0]); i++)
                bytes_free(&c->param[i]);
}

static enum fault damaged(struct text id, struct err *e)
{
        return fail(e, FATAL, "the history of dossier %.*s is damaged: restore the row", (int)id.len, id.at);
}

/* The dossier as the warehouse has it, with what the batch says added. False: nothing changed. */
static bool merge(struct committer *c, const struct batch *b, const struct batch_dossier *d)
{
        bool changed = false;
        for (uint32_t i = d->first; i != NO_INDEX; i = b->statements[i].next)
                changed |= history_add(&c->history, &b->statements[i].said);
        if (!changed)
                return false;
        derive(&c->history, c->warehouse->rule, &c->after);
        flow_sums_add(&c->flows, &c->after, c->warehouse->zone, 1);
        return true;
}

static enum fault write_new(struct committer *c, const struct batch *b, struct err *e)
{
        int64_t expected = 0;
        if (pg_copy_begin(c->pg, SQL_load_dossier_copy, e) != OK)
                return e->kind;
        bytes_clear(&c->rows);
        for (size_t i = 0; i < b->dossier_n; i++) {
                const struct batch_dossier *d = &b->dossiers[i];
                if (d->words_n)
                        continue;
                c->history.n = 0;
                c->history.truncated = false;
                merge(c, b, d);
                dossier_row_copy(&c->rows, batch_id(b, d), &c->history, &c->after, c->warehouse->zone, 0);
                expected++;
                if (pg_copy_put(c->pg, &c->rows, e) != OK)
                        return e->kind;
        }
        if (pg_copy_end(c->pg, &c->rows, &c->written, e) != OK)
                return e->kind;
        return c->written == expected ? OK
                                      : fail(e, FATAL, "COPY took %lld of %lld dossiers",
                                             (long long)c->written, (long long)expected);
}

static enum fault copy_known(struct committer *c, const struct batch *b, int64_t *n, struct err *e)
{
        if (pg_copy_begin(c->pg, SQL_load_change_copy, e) != OK)
                return e->kind;
        bytes_clear(&c->rows);
        for (size_t i = 0; i < b->dossier_n; i++) {
                const struct batch_dossier *d = &b->dossiers[i];
                if (!d->words_n)
                        continue;
                if (!history_unpack(&c->history, b->words + d->words_at, d->words_n, d->truncated))
                        return damaged(batch_id(b, d), e);
                derive(&c->history, c->warehouse->rule, &c->before);
                if (!merge(c, b, d))
                        continue;
                flow_sums_add(&c->flows, &c->before, c->warehouse->zone, -1);
                dossier_row_copy(&c->rows, batch_id(b, d), &c->history, &c->after, c->warehouse->zone, 1);
                copy_int8(&c->rows, d->read_hash);
                if (pg_copy_put(c->pg, &c->rows, e) != OK)
                        return e->kind;
        }
        return pg_copy_end(c->pg, &c->rows, n, e);
}

static enum attempt write_known(struct committer *c, const struct batch *b, struct err *e)
{
        struct pg_result *r;
        int64_t n;
        if (copy_known(c, b, &n, e) != OK)
                return ATTEMPT_FAULT;
        if (n == 0)
                return ATTEMPT_DONE;
        if (pg_run(c->pg, SQL_load_dossier_lock, NULL, 0, NULL, e) != OK ||
            pg_run(c->pg, SQL_load_dossier_update, NULL, 0, &r, e) != OK)
                return ATTEMPT_FAULT;
        c->changed = pg_affected(r);
        pg_free(r);
        return c->changed == n ? ATTEMPT_DONE : ATTEMPT_AGAIN;
}

static enum fault write_claims(struct committer *c, const struct batch_claims *claims, const char *sql,
                               struct err *e)
{
        const size_t n = claims->n;
        if (n == 0)
                return OK;
        int32_t *members = need_alloc(n * sizeof(*members)), *values = need_alloc(n * sizeof(*values));
        int64_t *stated = need_alloc(n * sizeof(*stated)), *content = need_alloc(n * sizeof(*content));
        for (size_t i = 0; i < n; i++) {
                members[i] = (int32_t)claims->of[i].member;
                values[i] = (int32_t)claims->of[i].value;
                stated[i] = claims->of[i].stated_at;
                content[i] = claims->of[i].content;
        }
        const struct pg_param params[] = {
                pg_int4_array(&c->param[0], members, n), pg_int4_array(&c->param[1], values, n),
                pg_int8_array(&c->param[2], stated, n), pg_int8_array(&c->param[3], content, n)};
        const enum fault fault = pg_run(c->pg, sql, params, 4, NULL, e);
        free(members);
        free(values);
        free(stated);
        free(content);
        return fault;
}

static enum attempt move_positions(struct committer *c, const struct move *moves, size_t n, struct err *e)
{
        for (size_t i = 0; i < n; i++) {
                const struct move *m = &moves[i];
                struct pg_param params[] = {pg_int4(m->position->position_id),
                                            pg_int8(m->position->epoch),
                                            pg_int4(c->warehouse->rule->version),
                                            pg_int8(m->position->next_offset),
                                            pg_int8(m->to),
                                            pg_int8(m->last_offset),
                                            pg_int8(m->last_timestamp_ms),
                                            pg_int8(m->last_checksum),
                                            pg_bool(m->behind)};
                struct pg_result *r;
                if (m->last_offset < 0)
                        params[5].in_place = params[6].in_place = params[7].in_place = false; /* SQL null */
                if (pg_run(c->pg, SQL_position_move, params, 9, &r, e) != OK)
                        return ATTEMPT_FAULT;
                const bool ours = pg_affected(r) == 1;
                pg_free(r);
                if (!ours)
                        return ATTEMPT_NOT_OURS;
        }
        return ATTEMPT_DONE;
}

static enum attempt write_all(struct committer *c, struct batch *b, const struct move *moves, size_t move_n,
                              const struct culprits *culprits, struct err *e)
{
        flow_sums_clear(&c->flows);
        c->written = c->changed = 0;
        if (pg_script(c->pg, "begin; set local synchronous_commit = off", e) != OK)
                return ATTEMPT_FAULT;
        enum attempt attempt = move_positions(c, moves, move_n, e);
        if (attempt != ATTEMPT_DONE)
                return attempt;
        if (b->dossier_n) {
                if (write_new(c, b, e) != OK)
                        /* Somebody else has just added one of them: read again, then it is known. */
                        return !strcmp(pg_sqlstate(c->pg), "23505") && !pg_broken(c->pg) ? ATTEMPT_AGAIN
                                                                                         : ATTEMPT_FAULT;
                attempt = write_known(c, b, e);
                if (attempt != ATTEMPT_DONE)
                        return attempt;
        }
        if (flows_write(c->pg, &c->flows, moves[0].position, &c->rows, &c->flows_until, e) != OK ||
            write_claims(c, &b->levels, SQL_load_level_claim, e) != OK ||
            write_claims(c, &b->fields, SQL_load_field_claim, e) != OK ||
            quarantine_write(c->pg, c->topic, culprits, e) != OK || pg_script(c->pg, "commit", e) != OK)
                return ATTEMPT_FAULT;
        return ATTEMPT_DONE;
}

static void advance(struct move *moves, size_t n, int32_t flows_until)
{
        moves[0].position->flows_until = flows_until;
        for (size_t i = 0; i < n; i++) {
                struct position *p = moves[i].position;
                p->next_offset = moves[i].to;
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
                const enum attempt attempt = write_all(c, b, moves, move_n, culprits, e);
                if (attempt == ATTEMPT_DONE) {
                        advance(moves, move_n, c->flows_until);
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
