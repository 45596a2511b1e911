/* SPDX-License-Identifier: Apache-2.0
 *
 * listener.c - the process of the pool that listens for notifications, and tells that there is something
 * new. What a notification says is not passed on: who wants to know asks, under a role.
 */
#include "consumers/dashboard/workers/worker.h"

#include "consumers/dashboard/job.h"
#include "consumers/dashboard/workers/pool.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_S = 10 };

static void tell(int socket, uint32_t news)
{
        const struct answer_head head = {.len = 0, .status = news};
        if (send(socket, &head, sizeof(head), MSG_NOSIGNAL) != (ssize_t)sizeof(head))
                _exit(0);
}

static enum fault take_notifications(struct pg *pg, int socket, struct err *e)
{
        struct pg_notification n;
        bool any = true, alert = false, forget = false, changed = false;
        while (any) {
                if (pg_next_notification(pg, &n, &any, e) != OK)
                        return e->kind;
                alert |= any && !strcmp(n.channel, "hentra_alert");
                forget |= any &&
                          (!strcmp(n.channel, "hentra_alert_ack") || !strcmp(n.channel, "hentra_access"));
                changed |= any;
        }
        if (alert)
                tell(socket, NEWS_ALERT);
        if (forget)
                tell(socket, NEWS_FORGET);
        else if (changed)
                tell(socket, NEWS_CHANGED);
        return OK;
}

static enum fault listen_on(struct pg *pg, int socket, struct err *e)
{
        static const char *const channels[] = {"hentra_alert", "hentra_alert_ack", "hentra_access",
                                               "hentra_dossier", "hentra_notice"};
        for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++)
                if (pg_listen(pg, channels[i], e) != OK)
                        return e->kind;
        tell(socket, WORKER_READY);
        tell(socket, NEWS_LOST);
        enum fault fault;
        while ((fault = take_notifications(pg, socket, e)) == OK && !stop_asked()) {
                struct pollfd fds[] = {{.fd = stop_fd(), .events = POLLIN},
                                       {.fd = socket, .events = POLLIN},
                                       {.fd = pg_fd(pg), .events = POLLIN}};
                poll(fds, 3, -1);
                if (fds[1].revents)
                        break; /* nobody sends to it: the dashboard has ended */
        }
        return fault;
}

void worker_listen(struct conf *conf, int socket)
{
        struct pg *pg = NULL;
        struct err e;
        enum fault fault = warehouse_connect(&pg, conf, "hentra dashboard", CONNECT_S, &e);
        if (fault == OK)
                fault = listen_on(pg, socket, &e);
        if (fault != OK)
                log_warn("dashboard.not_listening", KT("reason", e.text));
        pg_close(pg);
}
