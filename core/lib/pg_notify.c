/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_notify.c - notifications of other sessions.
 */
#include "core/lib/pg_client.h"
#include <stdio.h>
#include <string.h>

enum fault pg_listen(struct pg *pg, const char *channel, struct err *e)
{
        char sql[PG_NAME_MOST + 16];
        snprintf(sql, sizeof(sql), "listen %s", channel);
        return pg_script(pg, sql, e);
}

int pg_fd(const struct pg *pg)
{
        return PQsocket(pg->conn);
}

enum fault pg_next_notification(struct pg *pg, struct pg_notification *out, bool *any, struct err *e)
{
        *any = false;
        /* Reads also those that came with the answer to a query. */
        if (!PQconsumeInput(pg->conn))
                return pg_connection_fail(pg, e);
        PGnotify *n = PQnotifies(pg->conn);
        if (!n)
                return OK;
        *any = true;
        snprintf(out->channel, sizeof(out->channel), "%s", n->relname);
        snprintf(out->payload, sizeof(out->payload), "%s", n->extra);
        PQfreemem(n);
        return OK;
}
