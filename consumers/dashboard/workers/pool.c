/* SPDX-License-Identifier: Apache-2.0
 *
 * pool.c - see pool.h.
 */
#include "consumers/dashboard/workers/pool.h"

#include "consumers/dashboard/workers/queue.h"
#include "consumers/dashboard/workers/worker.h"
#include "core/base/beside.h"
#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct retry_policy again = {100, 5000};
enum { ERRAND_END_S = 10 /* for an errand that is asked to stop */ };

struct slot {
        enum worker_kind kind;
        pid_t pid;  /* 0: there is none */
        int socket; /* -1 */
        micros start_at;
        int failures;
        bool ready;
        struct task *task;    /* NULL: it is free */
        size_t sent;          /* of the task's job */
        char role[ROLE_MOST]; /* of the task before */
        struct bytes in;
};

struct pool {
        struct conf *conf;
        const struct clock *clock;
        pool_news *news;
        void *context;
        struct slot slot[POOL_FDS];
        int slots;
        struct queue queue[WORKER_KINDS];
};

static const unsigned waiting_most[WORKER_KINDS] = {[WORKER_ASKS] = JOBS_WAITING_MOST,
                                                    [WORKER_LOGINS] = LOGINS_WAITING_MOST,
                                                    [WORKER_ERRANDS] = ERRANDS_WAITING_MOST};

struct pool *pool_open(struct conf *conf, const struct clock *clock, pool_news *news, void *context)
{
        struct pool *p = need_alloc(sizeof(*p));
        *p = (struct pool){.conf = conf,
                           .clock = clock,
                           .news = news,
                           .context = context,
                           .slots = (int)conf_count(conf, "dashboard.pool") + 3};
        static const enum worker_kind single[] = {WORKER_LISTENS, WORKER_LOGINS, WORKER_ERRANDS};
        for (int kind = 0; kind < WORKER_KINDS; kind++)
                queue_open(&p->queue[kind], waiting_most[kind],
                           kind == WORKER_ASKS || kind == WORKER_ERRANDS ? QUEUE_BY_ROLE : QUEUE_IN_ORDER,
                           kind == WORKER_ERRANDS ? ERRANDS_OF_ROLE_MOST : 0);
        for (int i = 0; i < p->slots; i++)
                p->slot[i] = (struct slot){.kind = i < 3 ? single[i] : WORKER_ASKS, .socket = -1};
        return p;
}

/* ---- processes ---- */

/* Sockets of clients and of other workers must not stay open in it. */
static _Noreturn void be_worker(const struct pool *p, enum worker_kind kind, int socket, pid_t parent,
                                const sigset_t *before)
{
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
                _exit(1);
        close_range(STDERR_FILENO + 1, (unsigned)socket - 1, 0);
        close_range((unsigned)socket + 1, ~0U, 0);
        stop_install_in_child();
        beside_set(-1, NULL, NULL); /* the parent is watched, and its descriptor is closed here */
        sigprocmask(SIG_SETMASK, before, NULL);
        if (kind == WORKER_LISTENS)
                worker_listen(p->conf, socket);
        else
                worker_run(p->conf, p->clock, kind, socket);
        _exit(0);
}

static void start(struct pool *p, struct slot *s)
{
        int ends[2];
        const pid_t parent = getpid();
        s->start_at = steady_now() + retry_pause_ms(&again, ++s->failures) * 1000;
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
                return;
        sigset_t stops, before;
        sigemptyset(&stops);
        sigaddset(&stops, SIGINT);
        sigaddset(&stops, SIGTERM);
        sigprocmask(SIG_BLOCK, &stops, &before); /* one to the child is for the child's handler */
        const pid_t pid = fork();
        if (pid == 0)
                be_worker(p, s->kind, ends[1], parent, &before);
        sigprocmask(SIG_SETMASK, &before, NULL);
        close(ends[1]);
        if (pid < 0) {
                close(ends[0]);
                log_warn("dashboard.no_worker", KI("retry_in_ms", (s->start_at - steady_now()) / 1000));
                return;
        }
        s->pid = pid;
        s->socket = ends[0];
        s->sent = 0;
        bytes_clear(&s->in);
}

static void finish_lost(struct queue *q, struct task *t)
{
        queue_finish(q, t, 503,
                     TEXT("{\"error\": \"the warehouse could not be asked; try again\", \"code\": "
                          "\"unavailable\"}"));
}

static void bury(struct pool *p, struct slot *s)
{
        int status = 0;
        struct task *t = s->task;
        close(s->socket);
        s->socket = -1;
        waitpid(s->pid, &status, 0);
        s->pid = 0;
        s->ready = false;
        s->task = NULL;
        if (!stop_asked())
                log_warn("dashboard.worker_ended",
                         KI("code", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)));
        if (t)
                finish_lost(&p->queue[s->kind], t);
        if (s->kind == WORKER_LISTENS)
                p->news(p->context, NEWS_LOST);
}

/* ---- jobs ---- */

static enum worker_kind kind_of(enum ask ask)
{
        return ask == ASK_LOGIN ? WORKER_LOGINS : ask_is_errand(ask) ? WORKER_ERRANDS : WORKER_ASKS;
}

bool pool_ask(struct pool *p, const struct bytes *job, pool_done *done, void *context)
{
        struct job read;
        if (!job_read((struct text){(const char *)job->at, job->len}, &read))
                return false;
        /* Strangers who log in take no room of those who are. */
        return queue_add(&p->queue[kind_of(read.ask)], (struct text){(const char *)job->at, job->len},
                         read.role, read.ask == ASK_RULE_TRY, done, context);
}

static bool write_more(struct slot *s)
{
        while (s->task && s->sent < s->task->job.len) {
                const ssize_t n = send(s->socket, s->task->job.at + s->sent, s->task->job.len - s->sent,
                                       MSG_DONTWAIT | MSG_NOSIGNAL);
                if (n < 0)
                        return errno == EAGAIN || errno == EINTR;
                s->sent += (size_t)n;
        }
        return true;
}

static void take_answer(struct pool *p, struct slot *s, const struct answer_head *head)
{
        const struct text body = {(const char *)s->in.at + sizeof(*head), head->len};
        struct task *t = s->task;
        s->failures = 0;
        if (head->status == WORKER_READY) {
                s->ready = true;
        } else if (s->kind == WORKER_LISTENS) {
                p->news(p->context, (enum news)head->status);
        } else if (t) {
                s->task = NULL;
                s->sent = 0;
                queue_finish(&p->queue[s->kind], t, (int)head->status, body);
        }
}

/* False: the worker has ended. */
static bool read_more(struct pool *p, struct slot *s)
{
        enum { PIECE = 64 << 10 };
        for (;;) {
                const ssize_t n = recv(s->socket, bytes_room(&s->in, PIECE), PIECE, MSG_DONTWAIT);
                s->in.len -= PIECE - (n > 0 ? (size_t)n : 0);
                if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
                        return false;
                struct answer_head head;
                while (s->in.len >= sizeof(head)) {
                        memcpy(&head, s->in.at, sizeof(head));
                        const size_t whole = sizeof(head) + head.len;
                        if (s->in.len < whole)
                                break;
                        take_answer(p, s, &head);
                        memmove(s->in.at, s->in.at + whole, s->in.len - whole);
                        s->in.len -= whole;
                }
                if (n < 0)
                        return true;
        }
}

static void turn_slot(struct pool *p, struct slot *s, micros now)
{
        if (s->socket < 0 && now >= s->start_at && !stop_asked())
                start(p, s);
        if (s->socket >= 0 && !read_more(p, s))
                bury(p, s);
        if (s->socket < 0 || s->kind == WORKER_LISTENS)
                return;
        if (!write_more(s))
                bury(p, s);
}

/* One that did the same role's job before has the server's plans for it. NULL: all are at work. */
static struct slot *free_slot(struct pool *p, enum worker_kind kind, const char *role)
{
        struct slot *any = NULL;
        for (int i = 0; i < p->slots; i++) {
                struct slot *s = &p->slot[i];
                if (s->kind != kind || s->socket < 0 || s->task)
                        continue;
                if (!strcmp(s->role, role))
                        return s;
                any = any && !*any->role ? any : s;
        }
        return any;
}

static unsigned free_slots(const struct pool *p, enum worker_kind kind)
{
        unsigned n = 0;
        for (int i = 0; i < p->slots; i++)
                n += p->slot[i].kind == kind && p->slot[i].socket >= 0 && !p->slot[i].task;
        return n;
}

static void share_out(struct pool *p, enum worker_kind kind)
{
        struct slot *s;
        struct task *t;
        while ((t = queue_take(&p->queue[kind], free_slots(p, kind))) && (s = free_slot(p, kind, t->role))) {
                s->task = t;
                snprintf(s->role, sizeof(s->role), "%s", t->role);
                if (!write_more(s))
                        bury(p, s);
        }
}

void pool_turn(struct pool *p)
{
        const micros now = steady_now();
        for (int i = 0; i < p->slots; i++)
                turn_slot(p, &p->slot[i], now);
        for (int kind = 0; kind < WORKER_KINDS; kind++)
                if (kind != WORKER_LISTENS)
                        share_out(p, kind);
}

int pool_fds(const struct pool *p, struct pollfd out[static POOL_FDS])
{
        for (int i = 0; i < p->slots; i++) {
                const struct slot *s = &p->slot[i];
                const bool writes = s->task && s->sent < s->task->job.len;
                out[i] = (struct pollfd){.fd = s->socket, .events = (short)(POLLIN | (writes ? POLLOUT : 0))};
        }
        return p->slots;
}

int pool_wait_ms(const struct pool *p)
{
        const micros now = steady_now();
        micros next = NO_TIME;
        /* A job that came in while its workers were asked what they have. */
        for (int kind = 0; kind < WORKER_KINDS; kind++)
                if (kind != WORKER_LISTENS && queue_would_give(&p->queue[kind], free_slots(p, kind)))
                        return 0;
        for (int i = 0; i < p->slots; i++) {
                const struct slot *s = &p->slot[i];
                if (s->socket < 0 && (next == NO_TIME || s->start_at < next))
                        next = s->start_at;
        }
        if (next == NO_TIME)
                return -1;
        return next <= now ? 0 : (int)((next - now) / 1000 + 1);
}

bool pool_is_ready(const struct pool *p)
{
        for (int i = 0; i < p->slots; i++)
                if (!p->slot[i].ready)
                        return false;
        return true;
}

bool pool_listens(const struct pool *p)
{
        return p->slot[0].ready;
}

bool pool_has_spare(const struct pool *p)
{
        /* One for the others, and one for the next question of the same role. */
        return free_slots(p, WORKER_ASKS) > 2 && !p->queue[WORKER_ASKS].first;
}

unsigned pool_waiting(const struct pool *p)
{
        unsigned n = 0;
        for (int kind = 0; kind < WORKER_KINDS; kind++)
                n += p->queue[kind].n;
        return n;
}

int pool_workers(const struct pool *p)
{
        return p->slots;
}

/* Questions are worth no waiting, and changes are one transaction each. An errand may have told others
 * already, and knows what is left. */
static void end_errand(struct pool *p, struct slot *s)
{
        const micros until = steady_now() + ERRAND_END_S * MICROS_PER_SECOND;
        micros now;
        kill(s->pid, SIGTERM);
        while (s->task && (now = steady_now()) < until) {
                struct pollfd fd = {.fd = s->socket, .events = POLLIN};
                poll(&fd, 1, (int)((until - now) / 1000 + 1));
                if (!read_more(p, s))
                        break;
        }
}

void pool_close(struct pool *p)
{
        struct task *t;
        if (!p)
                return;
        for (int i = 0; i < p->slots; i++) {
                struct slot *s = &p->slot[i];
                if (s->socket >= 0 && s->task && s->kind == WORKER_ERRANDS)
                        end_errand(p, s);
                if (s->socket >= 0) {
                        kill(s->pid, SIGKILL);
                        close(s->socket);
                        waitpid(s->pid, NULL, 0);
                }
                if (s->task)
                        finish_lost(&p->queue[s->kind], s->task);
                bytes_free(&s->in);
        }
        for (int kind = 0; kind < WORKER_KINDS; kind++)
                while ((t = queue_take(&p->queue[kind], UINT_MAX)))
                        finish_lost(&p->queue[kind], t);
        free(p);
}
