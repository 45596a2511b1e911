/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_pipeline.c - queries that are prepared once, and need not wait for each other's answer.
 *
 * Rule: everything that was sent is answered once, in order, so the list of what was sent is the whole state.
 */
#include "core/lib/pg_client.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXECUTED = -1 };

void pg_pipeline_begin(struct pg *pg)
{
        pg->sent_n = 0;
        pg->pipeline_failed = PQenterPipelineMode(pg->conn) != 1;
}

static void note_sent(struct pg *pg, int what, int sent)
{
        if (sent != 1)
                pg->pipeline_failed = true;
        else
                pg->sent[pg->sent_n++] = (int8_t)what;
}

/* Number of the query, prepared or not. */
static int number_of(struct pg *pg, const char *sql)
{
        int i = 0;
        while (i < pg->prepared_n && pg->prepared[i].sql != sql)
                i++;
        if (i == PREPARED_MOST)
                abort(); /* more queries than the program has */
        if (i == pg->prepared_n)
                pg->prepared[pg->prepared_n++].sql = sql;
        return i;
}

struct name {
        char text[16];
};

static struct name name_of(int number)
{
        struct name name;
        snprintf(name.text, sizeof(name.text), "s%d", number);
        return name;
}

/* Number of the prepared query; sends the request to prepare it the first time. */
static int prepared(struct pg *pg, const char *sql, const struct param_arrays *a, int n)
{
        const int i = number_of(pg, sql);
        if (!pg->prepared[i].ready) {
                note_sent(pg, i, PQsendPrepare(pg->conn, name_of(i).text, sql, n, a->types));
                pg->prepared[i].ready = true; /* taken back when the answer is a failure */
        }
        return i;
}

void pg_pipeline_add(struct pg *pg, const char *sql, const struct pg_param *params, int n)
{
        struct param_arrays a;
        if (pg->pipeline_failed)
                return;
        if (n > PARAMS_MOST || pg->sent_n + 2 > PIPELINE_MOST)
                abort(); /* the caller promised less */
        pg_spread(params, n, &a);
        const struct name name = name_of(prepared(pg, sql, &a, n));
        note_sent(pg, EXECUTED,
                  PQsendQueryPrepared(pg->conn, name.text, n, a.values, a.lengths, a.formats, 1));
}

/* One answer, without the NULL that ends it. */
static enum fault take_answer(struct pg *pg, int what, int64_t *affected, struct err *e)
{
        PGresult *r = pg_next_result(pg, false);
        const ExecStatusType s = PQresultStatus(r);
        const bool good = s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
        enum fault fault = OK;
        if (good && what == EXECUTED)
                *affected = strtoll(PQcmdTuples(r), NULL, 10);
        if (!good && what != EXECUTED)
                pg->prepared[what].ready = false;
        if (!good && s != PGRES_PIPELINE_ABORTED) /* one before it failed */
                fault = pg_result_fail(pg, r, e);
        PQclear(r);
        while (r && (r = pg_next_result(pg, false)))
                PQclear(r);
        return fault;
}

enum fault pg_pipeline_end(struct pg *pg, int64_t *affected, int n, struct err *e)
{
        enum fault fault = OK;
        struct err ignored;
        int answered = 0;
        if (PQpipelineSync(pg->conn) != 1)
                pg->pipeline_failed = true;
        for (int i = 0; i < pg->sent_n && PQstatus(pg->conn) == CONNECTION_OK; i++) {
                int64_t count = 0;
                const enum fault one = take_answer(pg, pg->sent[i], &count, fault == OK ? e : &ignored);
                fault = fault == OK ? one : fault;
                if (pg->sent[i] == EXECUTED && answered < n)
                        affected[answered++] = count;
        }
        PQclear(pg_next_result(pg, false)); /* the sync */
        if (PQexitPipelineMode(pg->conn) != 1 || PQstatus(pg->conn) != CONNECTION_OK || pg->pipeline_failed)
                return fault == OK ? pg_connection_fail(pg, e) : fault;
        return fault;
}

/* The answer of the server to the one query that was sent. */
static PGresult *only_result(struct pg *pg)
{
        PGresult *r = pg_next_result(pg, false), *more;
        while (r && PQstatus(pg->conn) == CONNECTION_OK && (more = pg_next_result(pg, false))) {
                PQclear(r);
                r = more;
        }
        return r;
}

enum fault pg_ask_prepared(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                           struct err *e)
{
        struct param_arrays a;
        enum fault fault = OK;
        if (n > PARAMS_MOST)
                return fail(e, FATAL, "a query with more than %d parameters", PARAMS_MOST);
        pg_spread(params, n, &a);
        const int i = number_of(pg, sql);
        if (!pg->prepared[i].ready) {
                PGresult *r = PQsendPrepare(pg->conn, name_of(i).text, sql, n, a.types) == 1 ? only_result(pg)
                                                                                             : NULL;
                pg->prepared[i].ready = PQresultStatus(r) == PGRES_COMMAND_OK;
                if (!pg->prepared[i].ready)
                        fault = pg_result_fail(pg, r, e);
                PQclear(r);
                if (fault != OK)
                        return fault;
        }
        const bool sent =
                PQsendQueryPrepared(pg->conn, name_of(i).text, n, a.values, a.lengths, a.formats, 1) == 1;
        return sent && PQflush(pg->conn) >= 0 ? OK : pg_connection_fail(pg, e);
}

enum fault pg_take_prepared(struct pg *pg, struct pg_result **result, struct err *e)
{
        PGresult *r = only_result(pg);
        *result = NULL;
        if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK) {
                const enum fault fault = pg_result_fail(pg, r, e);
                PQclear(r);
                return fault;
        }
        *result = need_alloc(sizeof(**result));
        (*result)->r = r;
        return OK;
}

enum fault pg_run_prepared(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                           struct pg_result **result, struct err *e)
{
        *result = NULL;
        return pg_ask_prepared(pg, sql, params, n, e) == OK ? pg_take_prepared(pg, result, e) : e->kind;
}

int pg_server_version(const struct pg *pg)
{
        return PQserverVersion(pg->conn);
}

void pg_keep_plans(struct pg *pg)
{
        pg->keeps_plans = true;
}

enum fault pg_run_kept(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                       struct pg_result **result, struct err *e)
{
        struct pg_result *unwanted = NULL;
        if (!pg->keeps_plans)
                return pg_run(pg, sql, params, n, result, e);
        const enum fault fault = pg_run_prepared(pg, sql, params, n, result ? result : &unwanted, e);
        pg_free(unwanted);
        return fault;
}

int pg_row_params(const struct bytes *row, struct pg_param *out)
{
        const uint8_t *p = row->at + 2;
        const int n = read_be16(row->at);
        for (int i = 0; i < n; i++) {
                const int32_t len = (int32_t)read_be32(p);
                p += 4;
                out[i] = (struct pg_param){0}; /* SQL null */
                if (len < 0)
                        continue;
                out[i].at = p;
                out[i].len = len;
                p += len;
        }
        return n;
}
