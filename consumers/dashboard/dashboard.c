/* SPDX-License-Identifier: Apache-2.0
 *
 * dashboard.c - see dashboard.h.
 */
#include "consumers/dashboard/dashboard.h"

#include "consumers/dashboard/assets.h"
#include "consumers/dashboard/dashboard_counters.h"
#include "consumers/dashboard/desk.h"
#include "consumers/dashboard/listening.h"
#include "core/base/beside.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/crypto.h"
#include "core/lib/log.h"
#include "core/program/metrics.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { OTHER_FILES = 256 /* descriptors beside those of clients */ };

struct dashboard {
        struct listening listening;
        struct clock clock;
        struct desk desk;
        struct pool *pool;
        struct httpd *httpd;
};

static void on_news(void *context, enum news news)
{
        struct desk *s = context;
        /* Among what nobody heard a right may have been taken away. */
        if (news == NEWS_FORGET || news == NEWS_LOST)
                replies_forget(&s->replies);
        live_news(&s->live, news);
}

/* A system that allows few open files would refuse the clients beyond them without a word. */
static enum fault allow_files(unsigned connections, struct err *e)
{
        struct rlimit limit;
        if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= connections + OTHER_FILES)
                return OK;
        limit.rlim_cur =
                limit.rlim_max < connections + OTHER_FILES ? limit.rlim_max : connections + OTHER_FILES;
        if (limit.rlim_cur < connections + OTHER_FILES || setrlimit(RLIMIT_NOFILE, &limit) != 0)
                return fail(e, USAGE,
                            "dashboard.connections: this process may open %llu files; allow it more "
                            "(LimitNOFILE), "
                            "or allow fewer connections",
                            (unsigned long long)limit.rlim_max);
        return OK;
}

static void open_desk(struct dashboard *d, const struct conf *conf)
{
        struct desk *s = &d->desk;
        s->proxy_header = d->listening.proxy_header;
        s->open_as = d->listening.open_as;
        s->tls = d->listening.options.certificate || d->listening.options.socket;
        s->pool = d->pool;
        random_secret(s->secret, sizeof(s->secret));
        visits_open(&s->sessions, conf_ms(conf, "dashboard.idle") * 1000,
                    conf_ms(conf, "dashboard.session") * 1000);
        const micros fresh = conf_ms(conf, "dashboard.fresh") * 1000;
        s->replies = (struct replies){.pool = d->pool,
                                      .fresh = fresh,
                                      .fresh_reports =
                                              fresh ? conf_ms(conf, "dashboard.fresh_reports") * 1000 : 0};
        s->live = (struct live){.pool = d->pool,
                                .fresh = fresh,
                                .sessions = &s->sessions,
                                .pages_most = d->listening.live_most,
                                .beat = steady_now()};
}

enum fault dashboard_open(struct dashboard **out, struct conf *conf, const char *listen, struct err *e)
{
        struct dashboard *d = *out = need_alloc(sizeof(*d));
        if (listening_read(&d->listening, conf, listen, e) != OK ||
            clock_read_conf(&d->clock, conf, e) != OK ||
            allow_files(d->listening.options.connections, e) != OK)
                return e->kind;
        assets_open();
        d->pool = pool_open(conf, &d->clock, on_news, &d->desk);
        open_desk(d, conf);
        d->listening.options.admit = desk_on_head;
        if (httpd_open(&d->httpd, &d->listening.options, desk_on_request, &d->desk, e) != OK)
                return e->kind;
        const struct httpd_options *o = &d->listening.options;
        log_info("dashboard.listening", KT("address", o->socket ? o->socket : o->host),
                 KI("port", httpd_port(d->httpd)),
                 KT("open_as", d->listening.open_as ? d->listening.open_as : ""));
        return OK;
}

void dashboard_close(struct dashboard *d)
{
        if (!d)
                return;
        live_close(&d->desk.live);
        pool_close(d->pool); /* answers those who wait */
        httpd_close(d->httpd);
        replies_close(&d->desk.replies);
        live_free(&d->desk.live);
        visits_close(&d->desk.sessions);
        explicit_bzero(d->desk.secret, sizeof(d->desk.secret));
        free(d);
}

static void set_gauges(void *context)
{
        const struct dashboard *d = context;
        dashboard_counters_set(
                &(struct dashboard_gauges){.live_pages = d->desk.live.page_n,
                                           .sessions = visits_count(&d->desk.sessions, steady_now()),
                                           .waiting = pool_waiting(d->pool)});
}

static int sooner(int a, int b)
{
        return a < 0 ? b : b < 0 || a < b ? a : b;
}

static void turn(struct dashboard *d)
{
        enum { OWN = 3 };
        struct pollfd fds[POOL_FDS + OWN] = {{.fd = stop_fd(), .events = POLLIN},
                                             {.fd = httpd_fd(d->httpd), .events = POLLIN},
                                             {.fd = beside_fd(), .events = POLLIN}};
        const int n = pool_fds(d->pool, fds + OWN);
        const int ms = sooner(sooner(httpd_wait_ms(d->httpd), pool_wait_ms(d->pool)),
                              live_wait_ms(&d->desk.live, steady_now()));
        poll(fds, (nfds_t)n + OWN, ms);
        beside_run();
        httpd_run(d->httpd);
        pool_turn(d->pool);
        live_turn(&d->desk.live, steady_now());
}

void dashboard_run(struct dashboard *d)
{
        bool said = false;
        metrics_before_writing(set_gauges, d);
        while (!stop_asked()) {
                turn(d);
                if (!said && pool_is_ready(d->pool)) {
                        log_info("dashboard.ready", KI("workers", pool_workers(d->pool)));
                        said = true;
                }
                /* The process that listens notices at once that the warehouse is gone. */
                const bool there = said && pool_listens(d->pool);
                if (there && !dashboard_needs->met)
                        need_is_met(dashboard_needs);
                else if (said && !there && dashboard_needs->met)
                        need_waits(dashboard_needs, "a connection to the warehouse");
        }
        metrics_before_writing(set_gauges, NULL);
        d->desk.stopping = true;
        httpd_run(d->httpd);
}
