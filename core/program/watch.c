/* SPDX-License-Identifier: Apache-2.0
 *
 * watch.c - one descriptor for all of it: an epoll of the server, a timer, SIGHUP and the stop.
 *
 * Rule: SIGHUP is blocked before a thread exists, and read as a descriptor. So: no handler, and no thread of
 * a library gets it.
 */
#include "core/program/watch.h"

#include "core/base/beside.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/base/supervisor.h"
#include "core/lib/httpd.h"
#include "core/lib/json.h"
#include "core/lib/log.h"
#include "core/program/metrics.h"
#include "core/program/reload.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { CONNECTIONS = 16, REQUEST_MS = 5000, BODY_MOST = 1024 };

static struct {
        bool on;
        const struct command *command;
        int epoll, timer, hangup;
        bool stop_told;
        struct httpd *httpd;       /* NULL: nobody asks */
        micros patience, alive_at; /* of the manager; when to tell it next. 0: it does not ask */
        struct bytes page;
} watch;

static struct counter scrapes[] = {
        {"hentra_metrics_scrapes_total", "Times that these numbers were asked for.", COUNTER, 0}};

static struct metric_family build = {.name = "hentra_build_info",
                                     .help = "1; the version of the program is its label.",
                                     .kind = GAUGE,
                                     .label = "version"};

/* ---- answers ---- */

static void answer(struct httpd_request *r, int status, const char *type, struct text body)
{
        httpd_reply(r, &(struct httpd_reply){.status = status, .type = type, .body = body});
}

static void answer_json(struct httpd_request *r, int status, struct json *j)
{
        char *line = json_line(j);
        struct bytes body = {0};
        bytes_add(&body, line, strlen(line));
        bytes_add(&body, "\n", 1);
        answer(r, status, "application/json", (struct text){(const char *)body.at, body.len});
        bytes_free(&body);
        free(line);
        json_free(j);
}

static void answer_metrics(struct httpd_request *r)
{
        scrapes[0].value++;
        bytes_clear(&watch.page);
        metrics_write(&watch.page);
        answer(r, 200, metrics_type, (struct text){(const char *)watch.page.at, watch.page.len});
}

static void answer_health(struct httpd_request *r)
{
        struct json *j = json_new();
        json_put_bool(j, "alive", true);
        json_put_text(j, "command", text_of(watch.command->name));
        json_put_text(j, "version", text_of(HENTRA_VERSION));
        answer_json(r, 200, j);
}

static void answer_ready(struct httpd_request *r)
{
        const bool ready = needs_are_met();
        struct json *j = json_new();
        json_put_bool(j, "ready", ready);
        json_add_object(j, "needs", NULL);
        for (size_t i = 0; i < needs_count(); i++) {
                const struct need *n = needs_at(i);
                struct json *one = json_new();
                json_put_text(one, "need", text_of(n->name));
                json_put_bool(one, "met", n->met);
                if (!n->met)
                        json_put_text(one, "waits_for", text_of(n->waits_for));
                json_add_object(j, "needs", one);
        }
        answer_json(r, ready ? 200 : 503, j);
}

static void on_request(void *unused, struct httpd_request *r, int refused)
{
        static const struct text paths = TEXT("here are: /metrics /health /ready\n");
        static const char plain[] = "text/plain; charset=utf-8";
        const char *method = httpd_method(r), *path = httpd_path(r);
        (void)unused;
        if (refused != 0)
                answer(r, refused, plain, TEXT("refused\n"));
        else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
                answer(r, 405, plain, TEXT("GET is allowed here\n"));
        else if (strcmp(path, "/metrics") == 0)
                answer_metrics(r);
        else if (strcmp(path, "/health") == 0)
                answer_health(r);
        else if (strcmp(path, "/ready") == 0)
                answer_ready(r);
        else
                answer(r, strcmp(path, "/") == 0 ? 200 : 404, plain, paths);
}

/* ---- the work beside everything else ---- */

static void take_hangups(void)
{
        struct signalfd_siginfo one;
        bool any = false;
        while (read(watch.hangup, &one, sizeof(one)) == (ssize_t)sizeof(one))
                any = true;
        if (any)
                reload_settings(watch.command->conf);
}

static void tell_alive(micros now)
{
        if (watch.patience == 0 || now < watch.alive_at)
                return;
        supervisor_tell("WATCHDOG=1");
        watch.alive_at = now + watch.patience / 2;
}

/* The stop's descriptor stays readable: it is taken out, or nobody would sleep any more. */
static void tell_stop(void)
{
        if (watch.stop_told || !stop_asked())
                return;
        watch.stop_told = true;
        epoll_ctl(watch.epoll, EPOLL_CTL_DEL, stop_fd(), NULL);
        supervisor_tell("STOPPING=1\nSTATUS=stops");
}

static void arm(micros now)
{
        const int ms = watch.httpd ? httpd_wait_ms(watch.httpd) : -1;
        micros after = ms < 0 ? END_OF_TIME : ms * INT64_C(1000);
        if (watch.patience && watch.alive_at - now < after)
                after = watch.alive_at - now;
        struct itimerspec at = {0};
        if (after != END_OF_TIME) {
                after = after > 0 ? after : 1;
                at.it_value.tv_sec = after / MICROS_PER_SECOND;
                at.it_value.tv_nsec = after % MICROS_PER_SECOND * 1000;
        }
        timerfd_settime(watch.timer, 0, &at, NULL);
}

static void turn(void *unused)
{
        uint64_t expired;
        (void)unused;
        (void)!read(watch.timer, &expired, sizeof(expired));
        tell_stop();
        take_hangups();
        if (watch.httpd)
                httpd_run(watch.httpd);
        const micros now = steady_now();
        tell_alive(now);
        arm(now);
}

/* ---- beginning and end ---- */

static enum fault listen_at(const char *where, struct err *e)
{
        static const char unix_socket[] = "unix:";
        char host[HTTPD_HOST_MOST];
        uint8_t address[16];
        struct httpd_options o = {.host = host,
                                  .body_most = BODY_MOST,
                                  .bodies_most = (size_t)BODY_MOST * CONNECTIONS,
                                  .request_ms = REQUEST_MS,
                                  .connections = CONNECTIONS};
        if (strcmp(where, "none") == 0)
                return OK;
        if (strncmp(where, unix_socket, strlen(unix_socket)) == 0 && where[strlen(unix_socket)] == '/')
                o.socket = where + strlen(unix_socket);
        else if (!httpd_read_address(where, host, &o.port) || !httpd_parse_address(host, address) ||
                 !httpd_is_loopback(address))
                return fail(
                        e, USAGE,
                        "metrics.listen: expected is a loopback address and a port, as 127.0.0.1:9101, or "
                        "unix:/PATH, or none: anybody who reaches it reads it");
        if (httpd_open(&watch.httpd, &o, on_request, NULL, e) != OK)
                return fail_at(e, "metrics.listen");
        if (o.socket)
                log_info("metrics.listening", KT("socket", o.socket));
        else
                log_info("metrics.listening", KT("address", host), KI("port", httpd_port(watch.httpd)));
        return OK;
}

static int take_hangup_signal(void)
{
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGHUP);
        sigprocmask(SIG_BLOCK, &set, NULL);
        return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool add(int fd)
{
        struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
        return fd >= 0 && epoll_ctl(watch.epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

enum fault watch_begin(const struct command *c, struct need *needs, size_t n, struct err *e)
{
        watch.on = true;
        watch.command = c;
        watch.stop_told = false;
        watch.httpd = NULL;
        watch.epoll = epoll_create1(EPOLL_CLOEXEC);
        watch.timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
        watch.hangup = take_hangup_signal();
        if (watch.epoll < 0 || !add(watch.timer) || !add(watch.hangup) || !add(stop_fd()))
                return fail_errno(e, FATAL, "descriptors to be watched by");
        counters_register(scrapes, 1);
        metrics_register_family(&build);
        metric_set(&build, HENTRA_VERSION, 1);
        if (listen_at(conf_text(c->conf, "metrics.listen"), e) != OK)
                return e->kind;
        if (watch.httpd && !add(httpd_fd(watch.httpd)))
                return fail_errno(e, FATAL, "metrics.listen");
        supervisor_find();
        watch.patience = supervisor_patience();
        watch.alive_at = 0;
        needs_declare(needs, n);
        turn(NULL);
        beside_set(watch.epoll, turn, NULL);
        return OK;
}

void watch_end(void)
{
        if (!watch.on)
                return;
        beside_set(-1, NULL, NULL);
        tell_stop();
        needs_forget();
        httpd_close(watch.httpd);
        watch.httpd = NULL;
        bytes_free(&watch.page);
        close(watch.hangup);
        close(watch.timer);
        close(watch.epoll);
        watch.on = false;
}
