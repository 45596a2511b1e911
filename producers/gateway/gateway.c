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
#include "producers/gateway/answer.h"
#include "producers/gateway/clients.h"
#include "producers/gateway/postings.h"
#include "producers/gateway/sessions.h"
#include "producers/gateway/strangers.h"
#include "producers/store/folder.h"
#include "producers/store/forwarder.h"
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
        LOGIN_MOST = 8 << 10, /* bytes of a login's body */
        REFUSALS_RATE = 100,  /* of an address in a second: with STRANGER_BODY, 6 MB of bodies */
};

enum { REQUESTS, REFUSALS, COUNTERS };
static struct counter counters[COUNTERS] = {
        [REQUESTS] = {"hentra_gateway_requests_total", "Requests that arrived whole", COUNTER, 0},
        [REFUSALS] = {"hentra_gateway_requests_refused_total",
                      "Requests that were refused: client, size, rate, form, no room", COUNTER, 0},
};

struct gateway {
        struct clients clients;
        struct sessions sessions;
        struct strangers strangers;
        char folder[PATH_MAX]; /* of the store */
        struct store *store;
        struct postings *postings;
        struct forwarder *forwarder;
        struct httpd *httpd;
        int64_t rate, dossiers_most, session_ms;
        int depth_most;
        bool stopping;
};

/* ---- answers ---- */

static void answer_text(struct httpd_request *r, int status, int retry_s, char *text)
{
        httpd_answer(r, status, retry_s, text_of(text));
        free(text);
}

static void refuse(struct httpd_request *r, enum answer_code code, const char *detail)
{
        counters[REFUSALS].value++;
        answer_text(r, answer_status(code), answer_retry_s(code), answer_refusal(code, detail));
}

/* The next ones of this address may be refused unread. */
static void refuse_stranger(struct gateway *g, struct httpd_request *r, enum answer_code code,
                            const char *detail)
{
        uint8_t from[16];
        httpd_address(r, from);
        stranger_refused(&g->strangers, from, httpd_body(r).len);
        refuse(r, code, detail);
}

/* ---- who ---- */

static struct text bearer_of(const struct httpd_request *r)
{
        static const char bearer[] = "Bearer ";
        const char *token = httpd_header(r, "Authorization");
        if (!token || strncmp(token, bearer, sizeof(bearer) - 1) != 0)
                return (struct text){0};
        return text_of(token + sizeof(bearer) - 1);
}

/* `c` NULL: its body is not read yet. */
static struct client *client_of(struct gateway *g, struct httpd_request *r, const struct call_route *route,
                                const struct call *c)
{
        const struct text token = bearer_of(r);
        uint8_t from[16];
        httpd_address(r, from);
        if (route->key.len > 0)
                return clients_by_key(&g->clients, route->key, from);
        if (token.at)
                return clients_by_token(&g->clients, token, from);
        if (c && c->kind == CALL_LOGIN && c->username.len > 0) {
                struct client *one = clients_by_login(&g->clients, c->username, c->password, from);
                if (one)
                        return one;
        }
        if (c && c->session.len > 0) {
                struct client *one = session_client(&g->sessions, c->session, steady_now());
                return one && client_comes_from(one, from) ? one : NULL;
        }
        return clients_by_address(&g->clients, from);
}

/* ---- requests ---- */

static void serve_call(struct gateway *g, struct httpd_request *r, struct client *client,
                       const struct call *c)
{
        char session[SESSION_TEXT], *found;
        if (c->kind == CALL_LOGIN) {
                const micros now = steady_now();
                session_begin(&g->sessions, client, now, now + g->session_ms * 1000, session);
                answer_text(r, 200, 0, answer_login(session));
        } else if (call_dossiers(c) > (size_t)g->dossiers_most) {
                refuse(r, ANSWER_TOO_LARGE, NULL);
        } else if (c->madonvi.len > 0 && !client_may_agency(client, c->madonvi)) {
                refuse(r, ANSWER_NOT_ALLOWED, NULL);
        } else if (c->kind == CALL_LOOKUP) {
                found = postings_look_up(g->postings, client, c);
                answer_text(r, 200, 0, found ? found : answer_refusal(ANSWER_UNKNOWN, NULL));
        } else if (!postings_take(g->postings, r, client, c)) {
                refuse(r, ANSWER_LATER, NULL);
        }
}

static void refuse_body(struct gateway *g, struct httpd_request *r, const struct client *client,
                        enum answer_code code, const char *detail)
{
        if (client)
                refuse(r, code, detail);
        else
                refuse_stranger(g, r, code, detail);
}

/* A client that is known before the body was read was held to its rate first. */
static void serve_body(struct gateway *g, struct httpd_request *r, const struct call_route *route,
                       struct client *client)
{
        struct json_node *root = NULL;
        struct call c;
        struct err e;
        const bool counted = client != NULL;
        if (json_deeper(httpd_body(r), g->depth_most)) {
                refuse_body(g, r, client, ANSWER_TOO_LARGE, NULL);
                return;
        }
        if (json_read(&root, httpd_body(r), &e) != OK) {
                /* The library's text may quote the body. */
                refuse_body(g, r, client, ANSWER_NO_CALL, "JSON");
                return;
        }
        if (call_read(route, root, httpd_query(r, "MaDinhDanhDV"), httpd_query(r, "isUpdating"), &c, &e) !=
            OK)
                refuse_body(g, r, client, ANSWER_NO_CALL, e.text);
        else if (!client && !(client = client_of(g, r, route, &c)))
                refuse_stranger(g, r, ANSWER_NOT_ALLOWED, NULL);
        else if (!counted && !client_may_call(client, g->rate, steady_now()))
                refuse(r, ANSWER_TOO_FAST, NULL);
        else
                serve_call(g, r, client, &c);
        json_close(root);
}

/* Its caller is not known, unless the body says who it is. */
static void serve_stranger(struct gateway *g, struct httpd_request *r, const struct call_route *route,
                           bool body_says)
{
        uint8_t from[16];
        httpd_address(r, from);
        if (!stranger_may_call(&g->strangers, from, REFUSALS_RATE, steady_now()))
                refuse(r, ANSWER_TOO_FAST, NULL);
        else if (!body_says)
                refuse_stranger(g, r, ANSWER_NOT_ALLOWED, NULL);
        else if (route->kind == CALL_LOGIN && httpd_body(r).len > LOGIN_MOST)
                refuse_stranger(g, r, ANSWER_TOO_LARGE, NULL);
        else
                serve_body(g, r, route, NULL);
}

static void serve_route(struct gateway *g, struct httpd_request *r, const struct call_route *route)
{
        const bool body_says =
                (route->in_body || route->kind == CALL_LOGIN) && route->key.len == 0 && !bearer_of(r).at;
        struct client *client = body_says ? NULL : client_of(g, r, route, NULL);
        if (!client)
                serve_stranger(g, r, route, body_says);
        else if (!client_may_call(client, g->rate, steady_now()))
                refuse(r, ANSWER_TOO_FAST, NULL);
        else
                serve_body(g, r, route, client);
}

static void on_request(void *context, struct httpd_request *r, int refused)
{
        struct gateway *g = context;
        struct call_route route;
        counters[REQUESTS].value++;
        if (g->stopping || refused == 503)
                refuse(r, ANSWER_LATER, NULL);
        else if (refused != 0)
                refuse(r, ANSWER_TOO_LARGE, NULL);
        else if (strcmp(httpd_method(r), "POST") != 0 || !call_route(httpd_path(r), &route))
                refuse(r, ANSWER_NO_PATH, NULL);
        else
                serve_route(g, r, &route);
}

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
                                    .key = conf_text(conf, "gateway.certificate_key")};
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

enum fault gateway_open(struct gateway **out, const struct conf *conf, struct err *e)
{
        struct gateway *g = *out = need_alloc(sizeof(*g));
        struct httpd_options o;
        char host[HTTPD_HOST_MOST];
        counters_register(counters, COUNTERS);
        g->rate = conf_count(conf, "gateway.rate");
        g->dossiers_most = conf_count(conf, "gateway.dossiers");
        g->depth_most = (int)conf_count(conf, "gateway.depth");
        g->session_ms = conf_ms(conf, "gateway.session");
        if (read_options(conf, host, &o, e) != OK ||
            clients_open(&g->clients, conf_text(conf, "gateway.clients"), conf_text(conf, "gateway.source"),
                         e) != OK ||
            open_store(g, conf, e) != OK || postings_open(&g->postings, conf, g->store, e) != OK ||
            httpd_open(&g->httpd, &o, on_request, g, e) != OK)
                return e->kind;
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
        clients_close(&g->clients);
        free(g);
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
                               {.fd = forwarder_fd(g->forwarder), .events = POLLIN}};
        poll(fds, 3, ms);
        httpd_run(g->httpd);
        postings_end_turn(g->postings);
        forwarder_turn(g->forwarder);
}

void gateway_run(struct gateway *g)
{
        while (!stop_asked())
                turn(g);
        g->stopping = true;
        httpd_run(g->httpd); /* what was answered last */
}
