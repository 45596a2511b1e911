/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_pooler.c - refuses a pooler that gives each transaction a server that happens to be free.
 *
 * With such a pooler, prepared queries, LISTEN, locks of a session and all its settings end up on a
 * server that somebody else has next. Poolers do not tell their mode, so they are watched. Every
 * connection gets a number for cancelling; without a pooler it is the number of the backend, and a pooler
 * makes one up. If it is made up, two connections ask in turn which backend serves them. With a server
 * for each session, one connection is always served by the same backend, and that backend never serves
 * the other.
 *
 * Rule: this check comes before any setting.
 */
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/lib/pg_client.h"
#include <poll.h>
#include <stdlib.h>

enum {
        /* Two questions, then the other connection: else a pool that hands out its servers in turn would give
         * each of us the same one again. */
        ROUNDS = 6,
        ANSWER_MS = 2000,
};

static const char ask[] = "select pg_backend_pid()";

/* The backend that serves this connection now; 0: no answer in time. */
static int served_by(PGconn *conn)
{
        const micros until = steady_now() + ANSWER_MS * MICROS_PER_SECOND / 1000;
        struct pollfd fd = {PQsocket(conn), POLLIN, 0};
        int pid = 0;
        if (!PQsendQuery(conn, ask))
                return 0;
        while (PQisBusy(conn)) {
                if (steady_now() > until || stop_asked())
                        return 0;
                poll(&fd, 1, 100);
                if (!PQconsumeInput(conn))
                        return 0;
        }
        for (PGresult *r; (r = PQgetResult(conn));) {
                if (PQresultStatus(r) == PGRES_TUPLES_OK)
                        pid = (int)strtol(PQgetvalue(r, 0, 0), NULL, 10);
                PQclear(r);
        }
        return pid;
}

/* Another connection like this one. */
static PGconn *connect_again(PGconn *conn)
{
        enum { WORDS_MOST = 64 };
        const char *name[WORDS_MOST + 1] = {0}, *value[WORDS_MOST + 1] = {0};
        PQconninfoOption *all = PQconninfo(conn);
        int n = 0;
        for (PQconninfoOption *o = all; o && o->keyword && n < WORDS_MOST; o++) {
                if (!o->val)
                        continue;
                name[n] = o->keyword;
                value[n++] = o->val;
        }
        PGconn *again = PQconnectdbParams(name, value, 0);
        PQconninfoFree(all);
        return again;
}

/* Reports whether another connection may be given the server of this one. *told false: not known. */
static bool is_shared(PGconn *ours, int pid, PGconn *other, bool *told)
{
        for (int i = 0; i < ROUNDS; i++) {
                const int first = served_by(ours), again = served_by(ours), its = served_by(other);
                *told = first && again && its;
                if (!*told)
                        return false;
                if (first != pid || again != pid || its == pid)
                        return true;
        }
        return false;
}

enum fault pg_pooler_check(struct pg *pg, struct err *e)
{
        struct pg_result *r;
        bool told = true;
        if (pg_run(pg, ask, NULL, 0, &r, e) != OK)
                return e->kind;
        const int pid = (int)pg_get_int(r, 0, 0);
        pg_free(r);
        pg->backend = pid;
        pg->pooled = pid != PQbackendPID(pg->conn);
        if (!pg->pooled)
                return OK;
        PGconn *other = connect_again(pg->conn);
        const bool shared = is_shared(pg->conn, pid, other, &told);
        PQfinish(other);
        if (shared)
                return fail(e, USAGE,
                            "PostgreSQL at %s is behind a pooler that changes the server between two "
                            "transactions: "
                            "name the server itself, or a database of the pooler with pool_mode = session",
                            pg->address);
        if (!told && !stop_asked())
                log_warn("postgres.pooler_gives_one_server", KT("address", pg->address),
                         KT("hint", "a program may need two connections at once, and it could not be seen "
                                    "whether the pooler "
                                    "keeps them apart (pool_mode = session): raise its pool_size"));
        return OK;
}
