/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_wait.c - waiting for the server, and what is done meanwhile.
 *
 * PQgetResult() could wait by itself. But it hears no SIGTERM, and where it has no memory for the answer to a COPY it takes the
 * answer for half of one and waits for the rest, which never comes: here it is asked again every second.
 *
 * Rule: nothing sends or receives blocking, and whoever waits is here.
 * So: every wait ends some seconds after a stop was asked and says after some seconds that it lasts; and a server that is busy
 * costs its caller no time in which something else could be done, without a thread.
 */
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/lib/pg_client.h"
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
        LATER_MS = 5,
        QUIET_MS = 1000, /* TLS may hold what the socket no longer shows */
        STOP_MS = 3000,  /* what the server is about to answer is still worth having */
        CANCEL_S = 3,
        SAY_MS = 5000,
        SAY_AGAIN_MS = 60000,
};

struct waiting {
        enum pg_work more;
        micros begun, stopped, said; /* 0: not yet */
};

void pg_while_waiting(struct pg *pg, enum pg_work (*work)(void *context), void *context)
{
        pg->work = work;
        pg->work_context = context;
}

/* PQcancel() connects and waits without an end, and a server that hangs is one of its uses. It may be called in a signal
 * handler, and so in a process that was forked, which an alarm ends. */
void pg_cancel(struct pg *pg)
{
        char unused[256];
        PGcancel *c = PQgetCancel(pg->conn);
        const pid_t pid = c ? fork() : -1;
        if (pid == 0) {
                signal(SIGALRM, SIG_DFL);
                alarm(CANCEL_S);
                PQcancel(c, unused, sizeof(unused));
                _exit(0);
        }
        if (pid > 0)
                waitpid(pid, NULL, 0);
        PQfreeCancel(c);
}

bool pg_stop_is_due(micros *since)
{
        if (!stop_asked())
                return false;
        if (!*since)
                *since = steady_now();
        return steady_now() - *since >= STOP_MS * MICROS_PER_SECOND / 1000;
}

void pg_leave(struct pg *pg)
{
        const PGTransactionStatusType status = PQtransactionStatus(pg->conn);
        if (pg->pooled) /* it goes on serving others */
                return;
        if (status == PQTRANS_IDLE)
                PQsendQuery(pg->conn, "set synchronous_commit = off");
        else if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
                PQsendQuery(pg->conn, "rollback; set synchronous_commit = off");
        PQflush(pg->conn);
}

/* What a statement that was cancelled answers. It is not taken for an answer: a commit that no longer waits for its standby
 * calls itself done. */
static void hear_out(struct pg *pg)
{
        const micros until = steady_now() + MICROS_PER_SECOND;
        struct pollfd fd = {PQsocket(pg->conn), POLLIN, 0};
        PGresult *r = NULL;
        while (PQconsumeInput(pg->conn) && steady_now() < until) {
                if (PQisBusy(pg->conn)) {
                        poll(&fd, 1, QUIET_MS / 10);
                        continue;
                }
                r = PQgetResult(pg->conn);
                const bool copies = PQresultStatus(r) == PGRES_COPY_IN;
                PQclear(r);
                if (!r || copies)
                        break;
        }
}

/* The server ends the statement, then finds nobody: what was not committed is rolled back. */
static void give_up(struct pg *pg)
{
        pg->given_up = true;
        pg_cancel(pg);
        hear_out(pg);
        pg_leave(pg);
        shutdown(PQsocket(pg->conn), SHUT_RDWR);
        while (PQconsumeInput(pg->conn))
                ; /* up to its end, which libpq remembers */
}

static void say(struct pg *pg, struct waiting *w)
{
        const micros now = steady_now();
        if (!w->begun)
                w->begun = now;
        const int64_t after_ms = w->said ? SAY_AGAIN_MS : SAY_MS;
        if (now - (w->said ? w->said : w->begun) < after_ms * MICROS_PER_SECOND / 1000)
                return;
        w->said = now;
        log_warn("postgres.waiting_for_answer", KT("address", pg->address),
                 KI("seconds", (now - w->begun) / MICROS_PER_SECOND), KI("backend", pg->backend),
                 KT("hint", "pg_stat_activity.wait_event says for what: SyncRep is a synchronous standby "
                            "that is away, "
                            "a Lock another transaction, nothing a long statement"));
}

/* One piece of work, or a pause until the socket has something for us or takes more, or a stop is asked. */
static void work_or_wait(struct pg *pg, bool unsent, struct waiting *w)
{
        struct pollfd fds[] = {{PQsocket(pg->conn), (short)(POLLIN | (unsent ? POLLOUT : 0)), 0},
                               {stop_asked() ? -1 : stop_fd(), POLLIN, 0}};
        if (pg->given_up)
                return;
        say(pg, w);
        if (pg_stop_is_due(&w->stopped)) {
                give_up(pg);
                return;
        }
        if (w->more != PG_WORK_NONE)
                w->more = pg->work(pg->work_context);
        if (w->more != PG_WORK_MORE)
                poll(fds, 2, w->more == PG_WORK_LATER ? LATER_MS : w->stopped ? QUIET_MS / 10 : QUIET_MS);
}

static struct waiting waiting_begin(const struct pg *pg, bool works)
{
        return (struct waiting){.more = works && pg->work ? PG_WORK_MORE : PG_WORK_NONE};
}

bool pg_wait_sent(struct pg *pg)
{
        struct waiting w = waiting_begin(pg, true);
        int unsent;
        while ((unsent = PQflush(pg->conn)) > 0) {
                work_or_wait(pg, true, &w);
                if (!PQconsumeInput(pg->conn)) /* a server that wants to be heard takes no more */
                        return false;
        }
        return unsent == 0;
}

PGresult *pg_next_result(struct pg *pg, bool works)
{
        struct waiting w = waiting_begin(pg, works);
        int unsent;
        /* What is there already is used up first: a long stream must not pile up in the client. */
        while (PQisBusy(pg->conn) && (unsent = PQflush(pg->conn)) >= 0 && PQconsumeInput(pg->conn) &&
               PQisBusy(pg->conn))
                work_or_wait(pg, unsent > 0, &w);
        return pg->given_up ? NULL : PQgetResult(pg->conn);
}
