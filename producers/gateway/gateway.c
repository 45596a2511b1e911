/* SPDX-License-Identifier: Apache-2.0
 *
 * gateway.c - see gateway.h.
 */
#include "producers/gateway/gateway.h"

#include "core/base/beside.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/httpd.h"
#include "core/lib/log.h"
#include "core/program/counters.h"
#include "producers/gateway/postings.h"
#include "producers/gateway/serving.h"
#include "producers/store/folder.h"
#include "producers/store/forwarder.h"
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { UNREADABLE, COUNTERS };
static struct counter counters[COUNTERS] = {
        [UNREADABLE] = {"hentra_gateway_requests_unreadable_total",
                        "Requests that are no HTTP, which libmicrohttpd refused", COUNTER, 0},
};

struct gateway {
        struct serving serving;
        char folder[PATH_MAX]; /* of the store */
        struct store *store;
        struct postings *postings;
        struct forwarder *forwarder;
        struct httpd *httpd;
};

/* ---- opening and running ---- */

/* Wrong settings are found before anything is waited for. */
static enum fault read_options(const struct conf *conf, char host[static HTTPD_HOST_MOST],
                               struct httpd_options *o, struct err *e)
{
        uint8_t address[16];
        const int64_t connections = conf_count(conf, "gateway.connections");
        *o = (struct httpd_options){.host = host,
                                    .body_most = (size_t)conf_count(conf, "gateway.body"),
                                    .bodies_most = (size_t)conf_count(conf, "gateway.bodies"),
                                    .request_ms = conf_ms(conf, "gateway.request_timeout"),
                                    .connections = (unsigned)connections,
                                    .connections_each = (unsigned)(connections - connections / 4),
                                    .certificate = conf_text(conf, "gateway.certificate"),
                                    .key = conf_text(conf, "gateway.certificate_key"),
                                    .authority = conf_text(conf, "gateway.client_authority"),
                                    .admit = serving_on_head};
        if (!httpd_read_address(conf_text(conf, "gateway.listen"), host, &o->port) ||
            !httpd_parse_address(host, address))
                return fail(e, USAGE,
                            "gateway.listen: expected is ADDRESS:PORT, as 127.0.0.1:8090 or [::1]:8090");
        if (!conf_text(conf, "gateway.clients") && !httpd_is_loopback(address))
                return fail(e, USAGE,
                            "gateway.listen: without gateway.clients everybody could send: only a loopback "
                            "address is allowed then");
        if (o->bodies_most < o->body_most)
                return fail(e, USAGE,
                            "gateway.bodies is less than gateway.body: a long body would never be taken");
        if (!o->certificate != !o->key)
                return fail(e, USAGE, "gateway.certificate and gateway.certificate_key go together");
        if (o->authority && !o->certificate)
                return fail(e, USAGE, "gateway.client_authority needs TLS: gateway.certificate is not set");
        return httpd_check_files(o, e);
}

static enum fault read_clients(struct clients *c, const struct conf *conf, struct err *e)
{
        const char *file = conf_text(conf, "gateway.clients");
        if (clients_open(c, file, conf_text(conf, "gateway.source"), e) != OK)
                return e->kind;
        if (clients_need_certificates(c) && !conf_text(conf, "gateway.client_authority"))
                return fail(
                        e, USAGE,
                        "%s: a certificate or subject needs gateway.client_authority, which vouches for it",
                        file);
        return OK;
}

static enum fault open_store(struct gateway *g, const struct conf *conf, struct err *e)
{
        const char *folder = conf_text(conf, "gateway.store");
        if (folder && snprintf(g->folder, sizeof(g->folder), "%s", folder) >= (int)sizeof(g->folder))
                return fail(e, USAGE, "gateway.store: too long");
        if ((!folder && store_folder_default("store", g->folder, e) != OK) ||
            store_open(&g->store, g->folder, (uint64_t)conf_count(conf, "store.most"), e) != OK)
                return fail_at(e, "gateway.store");
        g->forwarder = forwarder_open(conf, g->folder, g->store);
        return OK;
}

static void on_loss(void *gateway, const char *reason)
{
        postings_lost(((struct gateway *)gateway)->postings, reason);
}

/* Only its value tells the source; no two clients have dossiers of one code but by mistake. */
static void on_refusal(void *gateway, struct text dossier_id)
{
        const struct gateway *g = gateway;
        for (size_t i = 0; i < g->serving.clients.n; i++)
                postings_refused(g->postings, text_of(g->serving.clients.of[i].source), dossier_id);
}

enum fault gateway_open(struct gateway **out, const struct conf *conf, struct err *e)
{
        struct gateway *g = *out = need_alloc(sizeof(*g));
        struct httpd_options o;
        char host[HTTPD_HOST_MOST];
        counters_register(counters, COUNTERS);
        serving_open(&g->serving, conf);
        if (read_options(conf, host, &o, e) != OK || read_clients(&g->serving.clients, conf, e) != OK ||
            open_store(g, conf, e) != OK || postings_open(&g->postings, conf, g->store, e) != OK ||
            httpd_open(&g->httpd, &o, serving_on_request, &g->serving, e) != OK)
                return e->kind;
        forwarder_on_loss(g->forwarder, on_loss, on_refusal, g);
        g->serving.postings = g->postings;
        log_info("gateway.listening", KT("address", host), KI("port", httpd_port(g->httpd)));
        return OK;
}

void gateway_close(struct gateway *g)
{
        if (!g)
                return;
        postings_end_turn(g->postings);
        httpd_close(g->httpd);
        forwarder_close(g->forwarder);
        postings_close(g->postings);
        store_close(g->store);
        serving_close(&g->serving);
        free(g);
}

/* It takes calls as long as the store takes records: Kafka may be away for days. */
struct need gateway_needs[1] = {{.name = "store", .waits_for = "being opened"}};

static void show_store(const struct gateway *g)
{
        const bool full = store_full(g->store);
        if (gateway_needs[0].met != full)
                return;
        if (full)
                need_waits(&gateway_needs[0], "it is full (store.most, or the disk)");
        else
                need_is_met(&gateway_needs[0]);
}

/* All requests that are here share a sync. */
static void turn(struct gateway *g)
{
        int ms = httpd_wait_ms(g->httpd);
        const int forwarding = forwarder_wait_ms(g->forwarder);
        if (ms < 0 || forwarding < ms)
                ms = forwarding;
        struct pollfd fds[] = {{.fd = stop_fd(), .events = POLLIN},
                               {.fd = httpd_fd(g->httpd), .events = POLLIN},
                               {.fd = forwarder_fd(g->forwarder), .events = POLLIN},
                               {.fd = beside_fd(), .events = POLLIN}};
        poll(fds, 4, ms);
        beside_run();
        httpd_run(g->httpd);
        postings_end_turn(g->postings);
        forwarder_turn(g->forwarder);
        show_store(g);
        refusals_look(&g->serving.refusals, steady_now());
        counters[UNREADABLE].value = (double)httpd_unreadable(g->httpd);
}

void gateway_run(struct gateway *g)
{
        show_store(g);
        while (!stop_asked())
                turn(g);
        g->serving.stopping = true;
        httpd_run(g->httpd); /* what was answered last */
}
