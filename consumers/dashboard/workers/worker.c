/* SPDX-License-Identifier: Apache-2.0
 *
 * worker.c - see worker.h.
 *
 * Rule: nothing of one job is left for the next: its transaction is rolled back (acting.h); and what was
 * printed is read out of a file in memory, which is emptied.
 */
#include "consumers/dashboard/workers/worker.h"

#include "consumers/dashboard/ask/ask.h"
#include "consumers/dashboard/workers/acting.h"
#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/json.h"
#include "core/lib/log.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_AGAIN_MS = 1000 };

struct worker {
        struct conf *conf;
        const struct clock *clock;
        int socket;
        struct acting acting;
        struct bytes in;
};

typedef enum fault ask_function(struct asking *a, struct err *e);
static ask_function *const functions[ASKS] = {
        [ASK_SESSION] = ask_words,      [ASK_REPORTS] = ask_report,   [ASK_REPORT] = ask_report,
        [ASK_DOWNLOAD] = ask_report,    [ASK_TODAY] = ask_words,      [ASK_ALERTS] = ask_alerts,
        [ASK_NEWS] = ask_alerts,        [ASK_DOSSIER] = ask_dossier,  [ASK_AGENCIES] = ask_words,
        [ASK_PERIODS] = ask_words,      [ASK_SERIES] = ask_words,     [ASK_SOURCES] = ask_words,
        [ASK_PIPELINE] = ask_words,     [ASK_AUDIT] = ask_audit,      [ASK_RULES] = ask_rules,
        [ASK_RULE] = ask_rules,         [ASK_RULE_TRY] = ask_rules,   [ASK_RECEIVERS] = ask_receivers,
        [ASK_RECEIVER] = ask_receivers, [ASK_QUARANTINE] = ask_words, [ASK_ACK] = ask_ack,
        [ASK_REPLAY] = ask_replay,
};

/* ---- the socket ---- */

static void send_answer(const struct worker *w, uint32_t status, struct text body)
{
        const struct answer_head head = {.len = (uint32_t)body.len, .status = status};
        struct text parts[] = {{(const char *)&head, sizeof(head)}, body};
        for (size_t i = 0; i < 2; i++) {
                while (parts[i].len > 0) {
                        const ssize_t n = send(w->socket, parts[i].at, parts[i].len, MSG_NOSIGNAL);
                        if (n <= 0)
                                _exit(0); /* the dashboard has ended */
                        parts[i].at += n;
                        parts[i].len -= (size_t)n;
                }
        }
}

static void send_error(const struct worker *w, int status, const char *code, const char *text)
{
        struct json *j = json_new();
        json_put_text(j, "error", text_of(text));
        json_put_text(j, "code", text_of(code));
        char *line = json_line(j);
        send_answer(w, (uint32_t)status, text_of(line));
        free(line);
        json_free(j);
}

/* ---- what was printed ---- */

static void open_output(void)
{
        const int fd = memfd_create("answer", MFD_CLOEXEC);
        const bool open = fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0;
        if (fd >= 0)
                close(fd);
        if (!open)
                out_of_memory(0);
}

static void empty_output(void)
{
        fflush(stdout);
        clearerr(stdout);
        rewind(stdout);
        (void)!ftruncate(STDOUT_FILENO, 0);
}

static void send_output(const struct worker *w, int status)
{
        fflush(stdout);
        const off_t len = lseek(STDOUT_FILENO, 0, SEEK_END);
        void *body = len > 0 ? mmap(NULL, (size_t)len, PROT_READ, MAP_SHARED, STDOUT_FILENO, 0) : NULL;
        if (len > UINT32_MAX || body == MAP_FAILED) {
                send_error(w, 503, "unavailable", "the answer is too large");
                return;
        }
        send_answer(w, (uint32_t)status, (struct text){body, (size_t)len});
        if (body)
                munmap(body, (size_t)len);
}

/* ---- jobs ---- */

struct answer_fault {
        int status;
        const char *code, *text;
};

static void send_fault(const struct worker *w, const struct asking *a, const struct err *e)
{
        /* Reads the text, since pg_sqlstate() may be of an earlier error. */
        const bool forbidden = strstr(e->text, "SQLSTATE 42501") != NULL,
                   too_long = strstr(e->text, "SQLSTATE 57014") != NULL,
                   held = strstr(e->text, "SQLSTATE 55P03") != NULL;
        const int status = a->status;
        char text[sizeof(e->text) + sizeof(a->before) + 4];
        struct answer_fault f = {503, "unavailable", e->text};
        if (status == 404)
                f = (struct answer_fault){404, "not_found", e->text};
        else if (status == 403 || forbidden)
                f = (struct answer_fault){403, "forbidden", "this role has no right to that"};
        else if (status == 503)
                f.text = e->text;
        else if (e->kind == USAGE)
                f = (struct answer_fault){400, "bad_request", e->text};
        else if (e->kind == POISON)
                f = (struct answer_fault){400, "bad_request",
                                          "one of the parameters has a value that is not allowed"};
        else if (held)
                f = (struct answer_fault){409, "busy",
                                          "somebody else is changing the same: nothing was done; try again "
                                          "when they are done"};
        else if (too_long)
                f.text = ask_changes(a->job->ask) ? "this took too long, and was given up; try again"
                                                  : "this took too long; ask for less";
        else
                f.text = "the warehouse could not be asked; try again";
        snprintf(text, sizeof(text), "%s%s%s", f.text, *a->before ? "; " : "", a->before);
        send_error(w, f.status, f.code, text);
        if (e->kind != USAGE && e->kind != POISON && status != 404)
                log_warn("dashboard.not_answered", KI("ask", a->job->ask), KT("reason", e->text));
}

/* For asking.leave. */
static enum fault leave(struct asking *a, struct err *e)
{
        struct worker *w = a->worker;
        return acting_commit(&w->acting, e);
}

static enum fault begin(struct asking *a, struct err *e)
{
        struct worker *w = a->worker;
        const enum fault fault = acting_begin(&w->acting, a->job, e);
        /* It is gone, or locked, or was never ours to act as. No right is missing where the time was over. */
        if (fault != OK && fault != RETRY && !strstr(e->text, "SQLSTATE 57014"))
                a->status = 403;
        return fault;
}

/* For asking.enter, and behind a new connection: with a time of its own, since others were waited for. */
static enum fault enter(struct asking *a, struct err *e)
{
        struct worker *w = a->worker;
        acting_set_time(&w->acting, a->job);
        return begin(a, e);
}

static enum fault ask_under_role(struct worker *w, struct asking *a, struct err *e)
{
        const bool connected = w->acting.pg != NULL;
        if (acting_connect(&w->acting, e) != OK)
                return e->kind;
        enum fault fault =
                connected ? begin(a, e) : enter(a, e); /* to connect is no part of a question's time */
        /* The server had closed the connection, and only the first query shows it. */
        if (fault == RETRY && pg_broken(w->acting.pg)) {
                acting_disconnect(&w->acting);
                if (acting_connect(&w->acting, e) != OK)
                        return e->kind;
                fault = enter(a, e);
        }
        if (fault == OK)
                fault = acting_read_settings(&w->acting, e);
        a->pg = w->acting.pg;
        a->warehouse = &w->acting.warehouse;
        a->calendar = w->acting.calendar;
        return fault == OK ? functions[a->job->ask](a, e) : fault;
}

/* Logs who, what and which name; no address, and no word of a reason. */
static void log_change(const struct asking *a)
{
        log_info("dashboard.changed", KT("role", a->job->role), KT("what", a->changed));
}

static enum fault answer(struct worker *w, const struct job *j, struct asking *a, struct err *e)
{
        *a = (struct asking){.conf = w->conf,
                             .clock = w->clock,
                             .job = j,
                             .now = clock_now(w->clock),
                             .status = 200,
                             .leave = leave,
                             .enter = enter,
                             .worker = w};
        enum fault fault = ask_under_role(w, a, e);
        if (fault == OK && a->keep)
                fault = acting_commit(&w->acting, e);
        if (a->done || (fault == OK && a->keep))
                log_change(a);
        return fault;
}

/* Two changed the same at once. Whoever was later does it again, over what the other one left. */
static bool was_later(const struct job *j, const struct err *e)
{
        const bool changes = ask_changes(j->ask) && (!ask_is_errand(j->ask) || j->ask == ASK_RECEIVER);
        return changes && e->kind == RETRY &&
               (strstr(e->text, "SQLSTATE 40001") || strstr(e->text, "SQLSTATE 40P01") ||
                strstr(e->text, "SQLSTATE 23505"));
}

/* Setup made views or types anew under a plan that was kept; another connection plans anew. */
static bool plan_is_over(const struct err *e)
{
        return strstr(e->text, "SQLSTATE XX000") || strstr(e->text, "SQLSTATE 42704") ||
               strstr(e->text, "SQLSTATE 0A000");
}

static bool is_done_again(struct worker *w, const struct asking *a, const struct err *e, int times)
{
        enum { TIMES = 20 };
        if (a->done)
                return false;
        if (times == 1 && plan_is_over(e)) {
                acting_disconnect(&w->acting);
                return true;
        }
        return was_later(a->job, e) && times < TIMES;
}

static void do_job(struct worker *w, const struct job *j)
{
        static const struct retry_policy again = {1, 50};
        struct err e = {0};
        struct asking a;
        int times = 0;
        enum fault fault;
        acting_set_time(&w->acting, j);
        do {
                if (times > 0)
                        usleep((useconds_t)retry_spread_ms(&again, times,
                                                           (uint64_t)getpid() + (uint64_t)times) *
                               1000);
                empty_output();
                e = (struct err){0}; /* a lost connection left its reason there */
                fault = answer(w, j, &a, &e);
                acting_end(&w->acting);
        } while (fault != OK && is_done_again(w, &a, &e, ++times));
        if (fault == OK)
                send_output(w, a.status);
        else
                send_fault(w, &a, &e);
}

/* A password that is right, of a role that the dashboard may act as and that may read the warehouse. */
static void do_login(struct worker *w, struct job *j)
{
        const struct pg_session session = {.prefix = "warehouse.", .application = "hentra dashboard login"};
        struct err e = {0};
        struct asking a;
        const enum fault fault = pg_prove_login(w->conf, &session, j->name, j->body.at, &e);
        if (fault == RETRY || fault == USAGE) {
                send_error(w, 503, "unavailable", "the database could not be asked; try again");
                return;
        }
        if (fault != OK) {
                log_info("dashboard.login_refused", KT("reason", e.text));
                send_error(w, 401, "unauthorized", "wrong login or password");
                return;
        }
        j->role = j->name;
        j->person = true;
        j->ask = ASK_SESSION;
        acting_set_time(&w->acting, j);
        empty_output();
        if (answer(w, j, &a, &e) == OK) {
                send_output(w, 200);
        } else if (e.kind == RETRY) {
                send_error(w, 503, "unavailable", "the database could not be asked; try again");
        } else {
                log_warn("dashboard.login_without_rights", KT("role", j->name), KT("reason", e.text));
                send_error(
                        w, 403, "forbidden",
                        "this login is right, but may not use the dashboard: its administrator has to grant "
                        "it (docs/dashboard.md)");
        }
        acting_end(&w->acting);
}

/* False: the dashboard has ended. */
static bool take_job(struct worker *w, enum worker_kind kind)
{
        enum { PIECE = 64 << 10 };
        const ssize_t n = recv(w->socket, bytes_room(&w->in, PIECE), PIECE, 0);
        w->in.len -= PIECE - (n > 0 ? (size_t)n : 0);
        if (n <= 0)
                return false;
        if (w->in.len < 4 || w->in.len < read_be32(w->in.at))
                return true;
        struct job j;
        /* One job at a time: the next comes after the answer. */
        if (!job_read((struct text){(const char *)w->in.at, w->in.len}, &j))
                return false;
        if (kind == WORKER_LOGINS)
                do_login(w, &j);
        else if (functions[j.ask])
                do_job(w, &j);
        else
                send_error(w, 404, "not_found", "there is no such question");
        explicit_bzero(w->in.at, w->in.len);
        bytes_clear(&w->in);
        return true;
}

void worker_run(struct conf *conf, const struct clock *clock, enum worker_kind kind, int socket)
{
        struct worker w = {.conf = conf, .clock = clock, .socket = socket, .acting.conf = conf};
        struct err e;
        bool told = false;
        open_output();
        if (acting_connect(&w.acting, &e) != OK)
                log_warn("dashboard.not_connected", KT("reason", e.text));
        while (!stop_asked()) {
                struct pollfd fds[] = {{.fd = stop_fd(), .events = POLLIN}, {.fd = socket, .events = POLLIN}};
                if (w.acting.pg && !told)
                        send_answer(&w, WORKER_READY, (struct text){0});
                told |= w.acting.pg != NULL;
                const int ready = poll(fds, 2, told ? -1 : CONNECT_AGAIN_MS);
                if (fds[1].revents && !take_job(&w, kind))
                        break;
                if (ready == 0)
                        (void)!acting_connect(&w.acting, &e); /* there was none yet */
        }
        acting_disconnect(&w.acting);
}
