/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_error.c - errors of the server and of the connection, and what the caller may do about each (pg.h).
 *
 * Rule: fault_of_state() makes a fault of every error, by its SQLSTATE. A caller that knows more about its
 * own query reads pg_sqlstate() and decides by that.
 */
#include "core/lib/pg_client.h"
#include <stdio.h>
#include <string.h>

static enum fault fault_of_state(const char *state)
{
        if (!*state || !strncmp(state, "08", 2) || !strncmp(state, "53", 2) || !strncmp(state, "57P0", 4) ||
            !strcmp(state, "40001") || !strcmp(state, "40P01") || !strcmp(state, "55P03") ||
            !strcmp(state, "25P03"))
                return RETRY;
        if (!strncmp(state, "22", 2) || !strncmp(state, "23", 2))
                return POISON;
        return FATAL;
}

enum fault pg_connection_fail(struct pg *pg, struct err *e)
{
        pg->sqlstate[0] = 0;
        if (pg->given_up)
                return fail(e, RETRY,
                            "PostgreSQL at %s had not answered some seconds after a stop was asked: the "
                            "query was cancelled",
                            pg->address);
        return fail(e, RETRY, "PostgreSQL at %s: %s", pg->address, PQerrorMessage(pg->conn));
}

/* Advice for errors whose text alone does not help. */
static const char *what_to_do(const struct pg *pg, const char *state)
{
        if (!strcmp(state, "42501") && pg->session.right_hint)
                return pg->session.right_hint;
        if ((!strcmp(state, "42883") || !strcmp(state, "42703")) && pg->session.schema_hint)
                return pg->session.schema_hint;
        if (!strcmp(state, "25006"))
                return ": this server only reads (a standby?): name the primary";
        if (!strcmp(state, "42P05") || !strcmp(state, "26000"))
                return ": a pooler has changed the server between two transactions; it needs "
                       "pool_mode = session";
        return "";
}

#define DEPENDENT_OBJECTS "2BP01"

/* Adds the first of the objects that lean on one that was to be dropped: here DETAIL has their names, one a
 * line, and no row. */
static void name_dependent(const PGresult *r, struct err *e)
{
        const char *detail = PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL);
        const size_t len = strlen(e->text);
        if (detail)
                snprintf(e->text + len, sizeof(e->text) - len, ": %.*s", (int)strcspn(detail, "\n"), detail);
}

enum fault pg_result_fail(struct pg *pg, const PGresult *r, struct err *e)
{
        const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
        if (!state || PQstatus(pg->conn) == CONNECTION_BAD)
                return pg_connection_fail(pg, e);
        snprintf(pg->sqlstate, sizeof(pg->sqlstate), "%s", state);
        /* Only the primary message: DETAIL may show the contents of a row. */
        fail(e, fault_of_state(state), "PostgreSQL: %.300s (SQLSTATE %s)%s",
             PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY), state, what_to_do(pg, state));
        if (!strcmp(state, DEPENDENT_OBJECTS))
                name_dependent(r, e);
        return e->kind;
}

const char *pg_sqlstate(const struct pg *pg)
{
        return pg->sqlstate;
}
