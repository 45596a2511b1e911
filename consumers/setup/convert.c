/* SPDX-License-Identifier: Apache-2.0
 *
 * convert.c - portions of rows, each read, converted in memory and copied.
 *
 * Rule: a portion is one COPY, so one transaction, and begins behind the greatest id that was copied.
 * So: nothing has to be remembered of where a killed run has come to.
 */
#include "consumers/setup/convert.h"

#include "consumers/dossier/history_bytes.h"
#include "consumers/dossier/timeline.h"
#include "consumers/setup/history_words.h"
#include "consumers/warehouse/position.h"
#include "core/program/progress.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>

enum {
        PORTION = 20000,
        A_SECOND = 40000 /* dossiers, on a small machine */
};

_Static_assert((int)COLS_setup_convert_read == (int)COLS_setup_convert_copy,
               "setup_convert_read.sql and setup_convert_copy.sql name the same columns");

struct converting {
        struct pg *pg;
        struct bytes rows, last_id; /* the portion, and where it ends */
        int64_t in_portion, done, of;
        struct history history;
        int64_t words[HISTORY_MOST * HISTORY_WORDS];
};

static void copy_value(struct bytes *out, const struct pg_result *row, int column)
{
        if (pg_is_null(row, 0, column))
                pg_row_null(out);
        else
                pg_row_text(out, pg_get_text(row, 0, column)); /* as it came, whatever its type */
}

static void copy_history(struct bytes *out, const struct history *h)
{
        const size_t at = out->len;
        bytes_be32(out, 0);
        const size_t len = history_pack(h, out);
        write_be32(out->at + at, (uint32_t)len);
}

static enum fault convert_row(void *context, const struct pg_result *row, struct err *e)
{
        struct converting *c = context;
        const struct text id = pg_get_text(row, 0, COL_setup_convert_read_dossier_id);
        const size_t n =
                pg_get_words(row, 0, COL_setup_convert_read_history, c->words, HISTORY_MOST * HISTORY_WORDS);
        const bool truncated = pg_get_int(row, 0, COL_setup_convert_read_marks) & HISTORY_TRUNCATED;
        if (!history_of_words(&c->history, c->words, n, truncated))
                return fail(e, FATAL,
                            "the history of dossier %.*s is damaged (%zu words): restore the row, for which "
                            "the trigger `frozen` of hentra.dossier must be disabled",
                            (int)id.len, id.at, n);
        pg_row_begin(&c->rows, COLS_setup_convert_copy);
        for (int column = 0; column < COLS_setup_convert_read; column++) {
                if (column == COL_setup_convert_read_history)
                        copy_history(&c->rows, &c->history);
                else
                        copy_value(&c->rows, row, column);
        }
        bytes_clear(&c->last_id);
        bytes_add(&c->last_id, id.at, id.len);
        c->in_portion++;
        return OK;
}

static enum fault convert_portion(struct converting *c, struct err *e)
{
        const struct text after = {(const char *)c->last_id.at, c->last_id.len};
        const struct pg_param params[] = {pg_text(c->last_id.len ? after : TEXT("")), pg_int4(PORTION)};
        int64_t copied;
        bytes_clear(&c->rows);
        c->in_portion = 0;
        if (pg_stream(c->pg, SQL_setup_convert_read, params, 2, convert_row, c, e) != OK)
                return e->kind;
        if (c->in_portion == 0)
                return OK;
        if (pg_copy_in(c->pg, SQL_setup_convert_copy, &c->rows, &copied, e) != OK)
                return e->kind;
        c->done += copied;
        return OK;
}

static enum fault begin(struct converting *c, struct err *e)
{
        struct pg_result *r;
        if (pg_run(c->pg, SQL_setup_convert_begin, NULL, 0, &r, e) != OK)
                return e->kind;
        const struct text last = pg_get_text(r, 0, COL_setup_convert_begin_last_id);
        bytes_add(&c->last_id, last.at, last.len);
        c->done = pg_get_int(r, 0, COL_setup_convert_begin_done);
        c->of = pg_get_int(r, 0, COL_setup_convert_begin_dossiers);
        pg_free(r);
        return OK;
}

static enum fault convert_all(struct converting *c, struct err *e)
{
        struct progress progress;
        if (begin(c, e) != OK || c->of == 0)
                return e->kind;
        if (pg_script(c->pg, SQL_setup_convert_plans, e) != OK)
                return e->kind;
        progress_start(&progress, "convert", (uint64_t)c->done, true);
        enum fault fault = OK;
        do {
                char of[48];
                fault = convert_portion(c, e);
                snprintf(of, sizeof(of), "of %lld dossiers", (long long)c->of);
                progress_show(&progress, (uint64_t)c->done, (double)c->done / (double)c->of, of);
        } while (fault == OK && c->in_portion == PORTION);
        progress_end(&progress, (uint64_t)c->done);
        return fault == OK ? pg_script(c->pg, SQL_setup_convert_end, e) : fault;
}

enum fault convert_dossiers(struct pg *pg, struct err *e)
{
        struct converting *c = need_alloc(sizeof(*c));
        c->pg = pg;
        e->kind = OK;
        const enum fault fault = convert_all(c, e);
        bytes_free(&c->rows);
        bytes_free(&c->last_id);
        free(c);
        return fault;
}

int64_t convert_seconds(int64_t dossiers)
{
        return 1 + dossiers / A_SECOND;
}

enum fault convert_prepare(struct pg *pg, bool dry_run, int64_t *dossiers, struct err *e)
{
        const struct pg_param locks = pg_int4(POSITION_OWNER_CLASS);
        struct pg_result *r;
        if (pg_run(pg, SQL_setup_convert_prepare, &locks, 1, &r, e) != OK)
                return e->kind;
        *dossiers = pg_get_int(r, 0, COL_setup_convert_prepare_dossiers);
        const int64_t loaders = pg_get_int(r, 0, COL_setup_convert_prepare_loaders);
        pg_free(r);
        if (*dossiers > 0 && loaders > 0 && !dry_run)
                return fail(e, USAGE,
                            "%lld loaders read partitions of the warehouse at %s: stop them before setup "
                            "converts its dossiers",
                            (long long)loaders, pg_address(pg));
        return OK;
}
