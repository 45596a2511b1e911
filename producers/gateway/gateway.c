/* SPDX-License-Identifier: Apache-2.0
 *
 * gateway.c - see gateway.h.
 */
#include "producers/gateway/gateway.h"

#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/httpd.h"
#include "core/lib/log.h"
#include "core/program/counters.h"
#include "producers/gateway/postings.h"
#include "producers/gateway/serving.h"
#include <poll.h>
#include <stdlib.h>

enum { STOP_MS = 4000 /* longest wait of a stop for what is under way */ };

enum { UNREADABLE, COUNTERS };
static struct counter counters[COUNTERS] = {
        [UNREADABLE] = {"hentra_gateway_requests_unreadable_total",
                        "Requests that are no HTTP, which libmicrohttpd refused", COUNTER, 0},
};

struct gateway {
        struct serving serving;
        struct postings *postings;
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

enum fault gateway_open(struct gateway **out, const struct conf *conf, int wait_s, struct err *e)
{
        struct gateway *g = *out = need_alloc(sizeof(*g));
        struct httpd_options o;
        char host[HTTPD_HOST_MOST];
        counters_register(counters, COUNTERS);
        serving_open(&g->serving, conf);
        if (read_options(conf, host, &o, e) != OK || read_clients(&g->serving.clients, conf, e) != OK ||
            postings_open(&g->postings, conf, wait_s, e) != OK ||
            httpd_open(&g->httpd, &o, serving_on_request, &g->serving, e) != OK)
                return e->kind;
        g->serving.postings = g->postings;
        log_info("gateway.listening", KT("address", host), KI("port", httpd_port(g->httpd)));
        return OK;
}

void gateway_close(struct gateway *g)
{
        if (!g)
                return;
        postings_give_up(g->postings); /* nobody knows any more whether they are in the topic */
        httpd_close(g->httpd);
        postings_close(g->postings);
        serving_close(&g->serving);
        free(g);
}

static void turn(struct gateway *g, int most_ms)
{
        struct sender *sender = postings_sender(g->postings);
        int ms = httpd_wait_ms(g->httpd);
        const int sending = sender_wait_ms(sender);
        if (ms < 0 || (sending >= 0 && sending < ms))
                ms = sending;
        if (ms < 0 || ms > most_ms)
                ms = most_ms;
        struct pollfd fds[] = {{.fd = g->serving.stopping ? -1 : stop_fd(), .events = POLLIN},
                               {.fd = httpd_fd(g->httpd), .events = POLLIN},
                               {.fd = sender_fd(sender), .events = POLLIN}};
        poll(fds, 3, ms);
        httpd_run(g->httpd);
        refusals_look(&g->serving.refusals, steady_now());
        counters[UNREADABLE].value = (double)httpd_unreadable(g->httpd);
        sender_serve(sender); /* behind it, since it hands over what the requests have sent */
}

void gateway_run(struct gateway *g)
{
        enum { IDLE_MS = 1000 }; /* an idle client still reports errors of its connections */
        while (!stop_asked())
                turn(g, IDLE_MS);
        g->serving.stopping = true;
        const micros until = steady_now() + STOP_MS * 1000;
        while (sender_calls(postings_sender(g->postings)) > 0 && steady_now() < until)
                turn(g, 50);
        httpd_run(g->httpd); /* the answers that Kafka's word gave last */
}
