/* SPDX-License-Identifier: Apache-2.0
 *
 * write_small.c - a few dossiers: every query is sent at once, and the answers are judged before the
 * commit.
 */
#include "consumers/load/write.h"

#include "consumers/warehouse/dossier_change.h"
#include "consumers/warehouse/dossier_row.h"
#include "generated/embedded.h"
#include <string.h>

enum { STATEMENTS_MOST = 500, HISTORIES_MOST = 36000 /* bytes */, MOVES_MOST = 64 };
enum { ANSWERS_MOST = 2 + MOVES_MOST + SMALL_MOST + FLOW_QUERIES + 3 };

bool write_is_small(const struct committer *c, const struct batch_dossiers *b, size_t move_n,
                    const struct culprits *culprits)
{
        return b->dossier_n <= c->small_most && b->statement_n <= STATEMENTS_MOST && move_n <= MOVES_MOST &&
               b->histories.len <= HISTORIES_MOST && culprits->n == 0;
}

static void row_begin(struct committer *c, int columns, struct text id)
{
        bytes_clear(&c->rows);
        dossier_row_copy(&c->rows, columns, id, &c->history, &c->after, c->warehouse->zone);
}

static void row_send(struct committer *c, const char *sql)
{
        struct pg_param params[COLS_dossier_change_copy];
        pg_pipeline_add(c->pg, sql, params, pg_row_params(&c->rows, params));
}

static void add_new(struct committer *c, const struct batch_dossiers *b)
{
        for (size_t i = 0; i < b->dossier_n; i++) {
                if (b->dossiers[i].history_len)
                        continue;
                merge_new(c, b, &b->dossiers[i]);
                row_begin(c, COLS_load_dossier_copy, batch_id(b, &b->dossiers[i]));
                row_send(c, SQL_load_dossier_insert);
                c->written++;
        }
}

static enum fault add_known(struct committer *c, const struct batch_dossiers *b, struct err *e)
{
        for (size_t i = 0; i < b->dossier_n; i++) {
                bool changed;
                if (!b->dossiers[i].history_len)
                        continue;
                if (merge_known(c, b, &b->dossiers[i], &changed, e) != OK)
                        return e->kind;
                if (!changed)
                        continue;
                row_begin(c, COLS_dossier_change_copy, batch_id(b, &b->dossiers[i]));
                dossier_change_xmin(&c->rows, b->dossiers[i].read_xmin);
                row_send(c, SQL_load_dossier_replace);
                c->changed++;
        }
        return OK;
}

static int add_claims(struct committer *c, const struct member_claims *claims, const char *sql)
{
        struct pg_param params[CLAIM_PARAMS];
        if (claims->n == 0)
                return 0;
        claim_params(claims, c->param, params);
        pg_pipeline_add(c->pg, sql, params, CLAIM_PARAMS);
        return 1;
}

static int add_sources(struct committer *c, const struct source_days *sources, int32_t shard)
{
        struct pg_param params[SOURCE_DAY_PARAMS];
        if (sources->n == 0)
                return 0;
        pg_pipeline_add(c->pg, source_days_params(sources, shard, &c->rows, params), params,
                        SOURCE_DAY_PARAMS);
        return 1;
}

/* Everything but the commit. */
static enum fault send(struct committer *c, const struct batch_dossiers *b, const struct move *moves,
                       size_t move_n, int *sent, struct err *e)
{
        struct pg_param params[MOVE_PARAMS];
        pg_pipeline_add(c->pg, "begin", NULL, 0);
        pg_pipeline_add(c->pg, "set local synchronous_commit = off", NULL, 0);
        for (size_t i = 0; i < move_n; i++) {
                move_params(&moves[i], c->warehouse->rule->version, params);
                pg_pipeline_add(c->pg, SQL_position_move, params, MOVE_PARAMS);
        }
        add_new(c, b);
        if (add_known(c, b, e) != OK)
                return e->kind;
        *sent = 2 + (int)(move_n + (size_t)(c->written + c->changed));
        *sent += flows_pipeline(&c->flow_writer, &c->flows, moves[0].position);
        *sent += add_claims(c, &b->levels, SQL_load_level_claim);
        *sent += add_claims(c, &b->fields, SQL_load_field_claim);
        *sent += add_sources(c, &b->sources, moves[0].position->position_id);
        return OK;
}

enum write_outcome write_small(struct committer *c, const struct batch_dossiers *b, const struct move *moves,
                               size_t move_n, struct err *e)
{
        int64_t changed[ANSWERS_MOST] = {0};
        struct err ignored;
        int sent = 0;
        pg_pipeline_begin(c->pg);
        if (send(c, b, moves, move_n, &sent, e) != OK) {
                (void)!pg_pipeline_end(c->pg, changed, 0, &ignored);
                return WRITE_FAULT;
        }
        if (pg_pipeline_end(c->pg, changed, sent, e) != OK)
                return write_outcome_of_error(c->pg);
        for (size_t i = 0; i < move_n; i++) {
                if (changed[2 + i] != 1)
                        return WRITE_NOT_OURS;
        }
        for (int64_t i = 0; i < c->written + c->changed; i++) {
                if (changed[2 + (int64_t)move_n + i] != 1)
                        return WRITE_AGAIN;
        }
        return pg_script(c->pg, "commit", e) == OK ? WRITE_DONE : WRITE_FAULT;
}
