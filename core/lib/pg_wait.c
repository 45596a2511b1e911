/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_wait.c - waiting for the server, and what is done meanwhile.
 *
 * PQgetResult() could wait by itself. But where it has no memory for the answer to a COPY it takes the answer for half of one
 * and waits for the rest, which never comes: here it is asked again every second.
 *
 * Rule: while there is work, statements, streams and COPY neither send nor receive blocking; pipelines and prepared
 * statements, which are short, do.
 * So: a server that is busy costs its caller no time in which something else could be done, without a thread.
 */
#include "core/lib/pg_client.h"
#include <poll.h>

enum {
        LATER_MS = 5,
        QUIET_MS = 1000, /* TLS may hold what the socket no longer shows */
};

void pg_while_waiting(struct pg *pg, enum pg_work (*work)(void *context), void *context)
{
        pg->work = work;
        pg->work_context = context;
        PQsetnonblocking(pg->conn,
                         work != NULL); /* fails with the connection, which the next statement tells */
}

/* One piece of work, or a pause until the socket has something for us or takes more. */
static void work_or_wait(struct pg *pg, bool unsent, enum pg_work *more)
{
        struct pollfd fd = {PQsocket(pg->conn), (short)(POLLIN | (unsent ? POLLOUT : 0)), 0};
        if (*more != PG_WORK_NONE)
                *more = pg->work(pg->work_context);
        if (*more != PG_WORK_MORE)
                poll(&fd, 1, *more == PG_WORK_LATER ? LATER_MS : QUIET_MS);
}

bool pg_wait_sent(struct pg *pg)
{
        enum pg_work more = pg->work ? PG_WORK_MORE : PG_WORK_NONE;
        int unsent;
        while ((unsent = PQflush(pg->conn)) > 0) {
                work_or_wait(pg, true, &more);
                if (!PQconsumeInput(pg->conn)) /* a server that wants to be heard takes no more */
                        return false;
        }
        return unsent == 0;
}

void pg_wait_answer(struct pg *pg)
{
        enum pg_work more = pg->work ? PG_WORK_MORE : PG_WORK_NONE;
        int unsent;
        /* What is there already is used up first: a long stream must not pile up in the client. */
        while (PQisBusy(pg->conn) && (unsent = PQflush(pg->conn)) >= 0 && PQconsumeInput(pg->conn) &&
               PQisBusy(pg->conn))
                work_or_wait(pg, unsent > 0, &more);
}
