/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_query.c - queries, streams of rows, COPY, and what a result holds.
 */
#include "core/lib/pg_client.h"
#include <stdlib.h>
#include <string.h>

/* Numbers live inside the pg_param itself, whose address may have changed since it was made. */
void pg_spread(const struct pg_param *params, int n, struct param_arrays *a)
{
        for (int i = 0; i < n; i++) {
                a->types[i] = params[i].type;
                a->values[i] = params[i].in_place ? (const char *)params[i].inline_value : params[i].at;
                a->lengths[i] = params[i].len;
                a->formats[i] = 1;
        }
}

static bool succeeded(const PGresult *r)
{
        const ExecStatusType s = PQresultStatus(r);
        return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK || s == PGRES_EMPTY_QUERY;
}

static PGresult *next_result(struct pg *pg)
{
        return pg_next_result(pg, true);
}

/* The last answer to what was sent; NULL: the connection is gone. A COPY has only begun then. */
static PGresult *last_result(struct pg *pg)
{
        PGresult *last = NULL, *r;
        while ((r = next_result(pg))) {
                PQclear(last);
                last = r;
                if (PQresultStatus(r) == PGRES_COPY_IN || PQstatus(pg->conn) == CONNECTION_BAD)
                        break;
        }
        return last;
}

enum fault pg_run(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                  struct pg_result **result, struct err *e)
{
        struct param_arrays a;
        if (result)
                *result = NULL;
        if (n > PARAMS_MOST)
                return fail(e, FATAL, "a query with more than %d parameters", PARAMS_MOST);
        pg_spread(params, n, &a);
        if (!PQsendQueryParams(pg->conn, sql, n, a.types, a.values, a.lengths, a.formats, 1))
                return pg_connection_fail(pg, e);
        PGresult *r = last_result(pg);
        if (!succeeded(r)) {
                enum fault fault = pg_result_fail(pg, r, e);
                PQclear(r);
                return fault;
        }
        if (!result) {
                PQclear(r);
                return OK;
        }
        *result = need_alloc(sizeof(**result));
        (*result)->r = r;
        return OK;
}

enum fault pg_script(struct pg *pg, const char *sql, struct err *e)
{
        PGresult *r = PQsendQuery(pg->conn, sql) ? last_result(pg) : NULL;
        enum fault fault = succeeded(r) ? OK : pg_result_fail(pg, r, e);
        PQclear(r);
        return fault;
}

enum fault pg_drain(struct pg *pg, struct err *e)
{
        enum fault fault = OK;
        PGresult *r;
        while ((r = next_result(pg))) {
                const ExecStatusType s = PQresultStatus(r);
                if (fault == OK && !succeeded(r) && s != PGRES_SINGLE_TUPLE && s != PGRES_COPY_OUT)
                        fault = pg_result_fail(pg, r, e);
                PQclear(r);
                if (s == PGRES_COPY_IN && PQputCopyEnd(pg->conn, "given up") != 1)
                        break;
                if (PQstatus(pg->conn) == CONNECTION_BAD)
                        break;
        }
        if (fault == OK && PQstatus(pg->conn) == CONNECTION_BAD)
                fault = pg_connection_fail(pg, e);
        return fault;
}

enum fault pg_stream(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                     enum fault (*visit)(void *context, const struct pg_result *row, struct err *e),
                     void *context, struct err *e)
{
        struct param_arrays a;
        struct err ignored;
        if (n > PARAMS_MOST)
                return fail(e, FATAL, "a query with more than %d parameters", PARAMS_MOST);
        pg_spread(params, n, &a);
        if (!PQsendQueryParams(pg->conn, sql, n, a.types, a.values, a.lengths, a.formats, 1))
                return pg_connection_fail(pg, e);
        PQsetSingleRowMode(pg->conn);
        enum fault fault = OK;
        micros stopped = 0;
        PGresult *r;
        while (fault == OK && (r = next_result(pg))) {
                struct pg_result row = {r};
                if (PQresultStatus(r) == PGRES_SINGLE_TUPLE)
                        fault = visit(context, &row, e);
                else if (!succeeded(r))
                        fault = pg_result_fail(pg, r, e);
                PQclear(r);
                if (fault == OK && pg_stop_is_due(&stopped))
                        fault = fail(e, RETRY, "a stop was asked before all rows were read");
        }
        if (fault == OK)
                return pg_drain(pg, e);
        pg_cancel(pg);
        (void)!pg_drain(pg, &ignored);
        return fault;
}

/* COPY's binary format: signature, flags, header extension length; the trailer is a column count of -1. */
static const char copy_header[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
static const char copy_trailer[] = "\377\377";

static bool put(struct pg *pg, const void *at, size_t len)
{
        enum { CHUNK = 1 << 20 };
        const char *p = at;
        while (len > 0) {
                const size_t n = len < CHUNK ? len : CHUNK;
                const int taken = PQputCopyData(pg->conn, p, (int)n);
                if (taken == 0) /* libpq keeps data that cannot be sent yet, and had no memory for it */
                        out_of_memory(n);
                if (taken != 1 || !pg_wait_sent(pg))
                        return false;
                p += n;
                len -= n;
        }
        return true;
}

/* The error of a server that refused the rows; a connection that took no more rows is an error as well. */
static enum fault copy_fail(struct pg *pg, struct err *e)
{
        return pg_drain(pg, e) == OK ? pg_connection_fail(pg, e) : e->kind;
}

enum fault pg_copy_begin(struct pg *pg, const char *sql, struct err *e)
{
        PGresult *r = PQsendQuery(pg->conn, sql) ? last_result(pg) : NULL;
        enum fault fault = PQresultStatus(r) == PGRES_COPY_IN ? OK : pg_result_fail(pg, r, e);
        PQclear(r);
        if (fault == OK && !put(pg, copy_header, 19))
                return copy_fail(pg, e);
        return fault;
}

void pg_copy_abort(struct pg *pg)
{
        struct err given_up;
        (void)!pg_drain(pg, &given_up);
}

enum fault pg_copy_put(struct pg *pg, struct bytes *rows, struct err *e)
{
        enum { WORTH_SENDING = 256 << 10 };
        if (rows->len < WORTH_SENDING)
                return OK;
        if (!put(pg, rows->at, rows->len))
                return copy_fail(pg, e);
        bytes_clear(rows);
        return OK;
}

enum fault pg_copy_end(struct pg *pg, struct bytes *rows, int64_t *copied, struct err *e)
{
        *copied = 0;
        if (!put(pg, rows->at, rows->len) || !put(pg, copy_trailer, 2) || PQputCopyEnd(pg->conn, NULL) != 1)
                return copy_fail(pg, e);
        bytes_clear(rows);
        PGresult *r = next_result(pg);
        enum fault fault = succeeded(r) ? OK : pg_result_fail(pg, r, e);
        if (fault == OK)
                *copied = strtoll(PQcmdTuples(r), NULL, 10);
        PQclear(r);
        struct err ignored;
        const enum fault rest = pg_drain(pg, fault == OK ? e : &ignored);
        return fault == OK ? rest : fault;
}

enum fault pg_copy_in(struct pg *pg, const char *sql, const struct bytes *rows, int64_t *copied,
                      struct err *e)
{
        struct bytes none = {0};
        *copied = 0;
        if (pg_copy_begin(pg, sql, e) != OK)
                return e->kind;
        if (!put(pg, rows->at, rows->len))
                return copy_fail(pg, e);
        return pg_copy_end(pg, &none, copied, e);
}

void pg_free(struct pg_result *result)
{
        if (!result)
                return;
        PQclear(result->r);
        free(result);
}

int pg_rows(const struct pg_result *r)
{
        return PQntuples(r->r);
}

int pg_columns(const struct pg_result *r)
{
        return PQnfields(r->r);
}

const char *pg_column_name(const struct pg_result *r, int column)
{
        return PQfname(r->r, column);
}

uint32_t pg_column_type(const struct pg_result *r, int column)
{
        return PQftype(r->r, column);
}

int64_t pg_affected(const struct pg_result *r)
{
        return strtoll(PQcmdTuples(r->r), NULL, 10);
}

bool pg_is_null(const struct pg_result *r, int row, int column)
{
        return PQgetisnull(r->r, row, column);
}

struct text pg_get_text(const struct pg_result *r, int row, int column)
{
        if (PQgetisnull(r->r, row, column))
                return (struct text){0}; /* libpq gives an empty text instead, which is not null */
        return (struct text){PQgetvalue(r->r, row, column), (size_t)PQgetlength(r->r, row, column)};
}
