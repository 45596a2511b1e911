/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_copy_out.c - COPY to the client: a message of the server is a row.
 *
 * PQgetResult() in single-row mode makes a result of every row, with the names and types of all its columns;
 * here a row is one block of bytes.
 */
#include "core/lib/pg_client.h"
#include <string.h>

enum { HEADER = 19, EXTENSION_AT = 15 };

/* The header comes in front of the first row; the trailer is a row of -1 columns. */
static struct text row_of(const char *message, int len, bool first)
{
        size_t skip = 0;
        if (first && len >= HEADER && memcmp(message, "PGCOPY\n\377\r\n", 11) == 0)
                skip = HEADER + read_be32((const uint8_t *)message + EXTENSION_AT);
        if ((size_t)len < skip + 2 || read_be16((const uint8_t *)message + skip) == UINT16_MAX)
                return (struct text){0};
        return (struct text){message + skip, (size_t)len - skip};
}

static enum fault visit_rows(struct pg *pg, enum fault (*visit)(void *, struct text, struct err *),
                             void *context, struct err *e)
{
        enum fault fault = OK;
        micros stopped = 0;
        char *message;
        int len;
        for (bool first = true; fault == OK && (len = pg_next_copied(pg, &message)) > 0; first = false) {
                const struct text row = row_of(message, len, first);
                if (row.at)
                        fault = visit(context, row, e);
                PQfreemem(message);
                if (fault == OK && pg_stop_is_due(&stopped))
                        fault = fail(e, RETRY, "a stop was asked before all rows were read");
        }
        return fault;
}

static enum fault give_up(struct pg *pg, enum fault fault)
{
        struct err ignored;
        char *message;
        pg_cancel(pg);
        while (pg_next_copied(pg, &message) > 0)
                PQfreemem(message);
        (void)!pg_drain(pg, &ignored);
        return fault;
}

enum fault pg_copy_out(struct pg *pg, const char *sql,
                       enum fault (*visit)(void *context, struct text row, struct err *e), void *context,
                       struct err *e)
{
        if (!PQsendQuery(pg->conn, sql))
                return pg_connection_fail(pg, e);
        PGresult *r = pg_next_result(pg, true);
        enum fault fault = PQresultStatus(r) == PGRES_COPY_OUT ? OK : pg_result_fail(pg, r, e);
        const bool begun = fault == OK;
        PQclear(r);
        if (begun)
                fault = visit_rows(pg, visit, context, e);
        if (fault == OK)
                return pg_drain(pg, e);
        struct err ignored;
        if (!begun)
                (void)!pg_drain(pg, &ignored);
        return begun ? give_up(pg, fault) : fault;
}
