/* SPDX-License-Identifier: Apache-2.0
 *
 * write_large.c - rows streamed by COPY: new dossiers into the table, known ones by a temporary table.
 *
 * So: a batch needs no more memory to be written than it needs to be held.
 */
#include "consumers/load/write.h"

#include "consumers/warehouse/dossier_change.h"
#include "consumers/warehouse/dossier_row.h"
#include "generated/embedded.h"
#include <string.h>

static enum fault write_new(struct committer *c, const struct batch_dossiers *b, struct err *e)
{
        int64_t expected = 0;
        if (pg_copy_begin(c->pg, SQL_load_dossier_copy, e) != OK)
                return e->kind;
        bytes_clear(&c->rows);
        for (size_t i = 0; i < b->dossier_n; i++) {
                const struct batch_dossier *d = &b->dossiers[i];
                if (d->history_len)
                        continue;
                merge_new(c, b, d);
                dossier_row_copy(&c->rows, COLS_load_dossier_copy, batch_id(b, d), &c->history, &c->after,
                                 c->warehouse->zone);
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

static enum fault copy_known(struct committer *c, const struct batch_dossiers *b, int64_t *n, struct err *e)
{
        if (dossier_change_begin(c->pg, e) != OK)
                return e->kind;
        bytes_clear(&c->rows);
        for (size_t i = 0; i < b->dossier_n; i++) {
                const struct batch_dossier *d = &b->dossiers[i];
                if (!d->history_len)
                        continue;
                bool changed;
                if (merge_known(c, b, d, &changed, e) != OK) {
                        pg_copy_abort(c->pg);
                        return e->kind;
                }
                if (!changed)
                        continue;
                dossier_row_copy(&c->rows, COLS_dossier_change_copy, batch_id(b, d), &c->history, &c->after,
                                 c->warehouse->zone);
                dossier_change_xmin(&c->rows, d->read_xmin);
                if (pg_copy_put(c->pg, &c->rows, e) != OK)
                        return e->kind;
        }
        return pg_copy_end(c->pg, &c->rows, n, e);
}

static enum write_outcome write_known(struct committer *c, const struct batch_dossiers *b, struct err *e)
{
        struct pg_result *r;
        int64_t n;
        if (copy_known(c, b, &n, e) != OK)
                return WRITE_FAULT;
        if (n == 0)
                return WRITE_DONE;
        if (pg_run(c->pg, SQL_load_dossier_lock, NULL, 0, NULL, e) != OK ||
            pg_run(c->pg, SQL_load_dossier_update, NULL, 0, &r, e) != OK)
                return WRITE_FAULT;
        c->changed = pg_affected(r);
        pg_free(r);
        return c->changed == n ? WRITE_DONE : WRITE_AGAIN;
}

static enum fault write_claims(struct committer *c, const struct member_claims *claims, const char *sql,
                               struct err *e)
{
        struct pg_param params[CLAIM_PARAMS];
        if (claims->n == 0)
                return OK;
        claim_params(claims, c->param, params);
        return pg_run(c->pg, sql, params, CLAIM_PARAMS, NULL, e);
}

static enum write_outcome move_positions(struct committer *c, const struct move *moves, size_t n,
                                         struct err *e)
{
        for (size_t i = 0; i < n; i++) {
                struct pg_param params[MOVE_PARAMS];
                struct pg_result *r;
                move_params(&moves[i], c->warehouse->rule->version, params);
                if (pg_run(c->pg, SQL_position_move, params, MOVE_PARAMS, &r, e) != OK)
                        return WRITE_FAULT;
                const bool ours = pg_affected(r) == 1;
                pg_free(r);
                if (!ours)
                        return WRITE_NOT_OURS;
        }
        return WRITE_DONE;
}

enum write_outcome write_large(struct committer *c, const struct batch_dossiers *b, const struct move *moves,
                               size_t move_n, const struct culprits *culprits, struct err *e)
{
        if (pg_script(c->pg, "begin; set local synchronous_commit = off", e) != OK)
                return WRITE_FAULT;
        enum write_outcome outcome = move_positions(c, moves, move_n, e);
        if (outcome != WRITE_DONE)
                return outcome;
        if (b->dossier_n) {
                if (write_new(c, b, e) != OK)
                        return write_outcome_of_error(c->pg);
                outcome = write_known(c, b, e);
                if (outcome != WRITE_DONE)
                        return outcome;
        }
        if (flows_write(&c->flow_writer, &c->flows, moves[0].position, e) != OK ||
            write_claims(c, &b->levels, SQL_load_level_claim, e) != OK ||
            write_claims(c, &b->fields, SQL_load_field_claim, e) != OK ||
            source_days_write(c->pg, &b->sources, moves[0].position->position_id, &c->rows, e) != OK ||
            quarantine_write(c->pg, c->topic, culprits, e) != OK || pg_script(c->pg, "commit", e) != OK)
                return WRITE_FAULT;
        return WRITE_DONE;
}
