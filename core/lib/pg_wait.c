/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_wait.c - waits for the server, and works meanwhile.
 *
 * PQgetResult() could wait by itself. But it ignores SIGTERM; and when it has no memory for the answer to
 * a COPY, it takes the answer for half of one and waits for the rest, which never comes. So it is called
 * again every second here.
 *
 * Rule: nothing sends or receives blocking, and all waiting is here.
 * So: every wait ends some seconds after a stop was asked, and is logged after some seconds; and while a
 * server is busy its caller can do other work, without a thread.
 */
#include "core/base/beside.h"
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
        STOP_MS = 3000,  /* time for an answer that is about to come */
        CANCEL_S = 3,
        SAY_MS = 5000,
        SAY_AGAIN_MS = 60000,
};

struct waiting {
        enum pg_work more;
        micros begun, stopped, said, cancelled; /* 0: not yet */
};

void pg_while_waiting(struct pg *pg, enum pg_work (*work)(void *context), void *context)
{
        pg->work = work;
        pg->work_context = context;
}

void pg_end_at(struct pg *pg, micros until)
{
        pg->end = until;
}

/* PQcancel() connects and waits without an end, also for a server that hangs, for which it is needed. It may
 * be called in a signal handler, and so in a forked process, which an alarm ends. */
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
        if (pg->pooled) /* the pooler keeps the server for others */
                return;
        if (status == PQTRANS_IDLE)
                PQsendQuery(pg->conn, "set synchronous_commit = off");
        else if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
                PQsendQuery(pg->conn, "rollback; set synchronous_commit = off");
        PQflush(pg->conn);
}

/* Reads the answer to a cancelled query. It is not used: a commit that stopped waiting for its standby
 * reports success. */
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

/* Cancels the query and closes the socket. The server finds nobody then, and rolls back everything that
 * is not committed. */
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
                 KT("hint",
                    "see wait_event in pg_stat_activity: SyncRep means a synchronous standby that is away, "
                    "Lock another transaction, none a long query"));
}

/* Cancels what has no time left, again and again: a query that was only just sent may not have begun. Reports
 * how long to wait until then. */
static int end_in_time(struct pg *pg, struct waiting *w)
{
        const micros now = steady_now();
        if (!pg->end)
                return QUIET_MS;
        if (now >= pg->end && (!w->cancelled || now >= w->cancelled + QUIET_MS * MICROS_PER_SECOND / 1000)) {
                pg_cancel(pg);
                w->cancelled = now;
        }
        const micros left = pg->end - now;
        return left > 0 && left < QUIET_MS * MICROS_PER_SECOND / 1000 ? (int)(left / 1000) + 1 : QUIET_MS;
}

/* Does one piece of work, or waits until the socket can be read or written, or a stop is asked. */
static void work_or_wait(struct pg *pg, bool unsent, struct waiting *w)
{
        struct pollfd fds[] = {{PQsocket(pg->conn), (short)(POLLIN | (unsent ? POLLOUT : 0)), 0},
                               {stop_asked() ? -1 : stop_fd(), POLLIN, 0},
                               {beside_fd(), POLLIN, 0}};
        if (pg->given_up)
                return;
        say(pg, w);
        if (pg_stop_is_due(&w->stopped)) {
                give_up(pg);
                return;
        }
        const int quiet_ms = end_in_time(pg, w);
        if (w->more != PG_WORK_NONE)
                w->more = pg->work(pg->work_context);
        if (w->more != PG_WORK_MORE)
                poll(fds, 3, w->more == PG_WORK_LATER ? LATER_MS : w->stopped ? QUIET_MS / 10 : quiet_ms);
        beside_run();
}

static struct waiting waiting_begin(const struct pg *pg, bool works)
{
        return (struct waiting){.more = works && pg->work ? PG_WORK_MORE : PG_WORK_NONE};
}

bool pg_wait_sent(struct pg *pg)
{
        struct waiting w = waiting_begin(pg, true);
        int unsent;
        beside_run(); /* a COPY may never have to wait: its rows are made between two calls */
        while ((unsent = PQflush(pg->conn)) > 0) {
                work_or_wait(pg, true, &w);
                if (!PQconsumeInput(pg->conn)) /* a server that waits for us to read takes no more */
                        return false;
        }
        return unsent == 0;
}

PGresult *pg_next_result(struct pg *pg, bool works)
{
        struct waiting w = waiting_begin(pg, works);
        int unsent;
        /* Uses up what has arrived first: a long stream must not pile up in the client. */
        while (PQisBusy(pg->conn) && (unsent = PQflush(pg->conn)) >= 0 && PQconsumeInput(pg->conn) &&
               PQisBusy(pg->conn))
                work_or_wait(pg, unsent > 0, &w);
        return pg->given_up ? NULL : PQgetResult(pg->conn);
}

int pg_next_copied(struct pg *pg, char **row)
{
        struct waiting w = waiting_begin(pg, true);
        int len;
        while ((len = PQgetCopyData(pg->conn, row, true)) == 0 && PQconsumeInput(pg->conn) &&
               (len = PQgetCopyData(pg->conn, row, true)) == 0 && !pg->given_up)
                work_or_wait(pg, false, &w);
        return len;
}
