/* SPDX-License-Identifier: Apache-2.0
 *
 * serving.c - see serving.h.
 */
#include "producers/gateway/serving.h"

#include "core/base/bytes.h"
#include "core/program/counters.h"
#include "producers/gateway/answer.h"
#include <stdlib.h>
#include <time.h>

enum {
        LOGIN_MOST = 8 << 10, /* bytes of a login's body */
        REFUSALS_RATE = 100,  /* of an address in a second: with STRANGER_BODY, 6 MB of bodies */
        /* Values of a dossier, on average, where the interface has some sixty fields. In a tree each takes up
         * to 200 bytes. */
        VALUES_EACH = 256,
        VALUES_LEAST = 64 << 10, /* of a body, where a call may have few dossiers */
};

enum { REQUESTS, REFUSALS, COUNTERS };
static struct counter counters[COUNTERS] = {
        [REQUESTS] = {"hentra_gateway_requests_total", "Requests that arrived whole", COUNTER, 0},
        [REFUSALS] = {"hentra_gateway_requests_refused_total",
                      "Requests that were refused: client, size, rate, form, no room", COUNTER, 0},
};

/* ---- answers ---- */

static void answer_text(struct httpd_request *r, int status, int retry_s, char *text)
{
        httpd_answer(r, status, retry_s, text_of(text));
        free(text);
}

/* `client` NULL: it is not known. `reason` NULL: the code says it. `detail` is for the caller, `reason` for
 * the log. */
static void refuse_saying(struct serving *s, struct httpd_request *r, const struct client *client,
                          enum answer_code code, const char *reason, const char *detail)
{
        uint8_t from[16];
        httpd_address(r, from);
        counters[REFUSALS].value++;
        refusal_note(&s->refusals, client ? client->source : NULL, from, code, reason, steady_now());
        answer_text(r, answer_status(code), answer_retry_s(code), answer_refusal(code, detail));
}

static void refuse(struct serving *s, struct httpd_request *r, const struct client *client,
                   enum answer_code code, const char *reason)
{
        refuse_saying(s, r, client, code, reason, NULL);
}

/* The next ones of this address may be refused unread. A body of too many values was not made a tree of. */
static void count_stranger(struct serving *s, const struct httpd_request *r)
{
        uint8_t from[16];
        const struct text body = httpd_body(r);
        const size_t values = json_size_of(body).values;
        httpd_address(r, from);
        stranger_refused(&s->strangers, from, body.len, values > s->limits.values ? 0 : values);
}

static void refuse_stranger(struct serving *s, struct httpd_request *r, enum answer_code code)
{
        count_stranger(s, r);
        const struct tls_peer *peer = httpd_peer(r);
        const bool wrong =
                code == ANSWER_NOT_ALLOWED && peer && peer->presented && !tls_peer_is_valid(peer, time(NULL));
        refuse(s, r, NULL, code, wrong ? "the certificate is not valid" : NULL);
}

static void refuse_call(struct serving *s, struct httpd_request *r, const struct client *client,
                        const char *detail)
{
        if (!client)
                count_stranger(s, r);
        refuse_saying(s, r, client, ANSWER_NO_CALL, NULL, detail);
}

/* ---- who ---- */

static struct caller caller_of(struct httpd_request *r)
{
        struct caller from = {.peer = httpd_peer(r)};
        httpd_address(r, from.address);
        if (from.peer && !tls_peer_is_valid(from.peer, time(NULL)))
                from.peer = NULL;
        return from;
}

static struct text bearer_of(const struct httpd_request *r)
{
        static const char bearer[] = "Bearer ";
        const char *token = httpd_header(r, "Authorization");
        if (!token || strncmp(token, bearer, sizeof(bearer) - 1) != 0)
                return (struct text){0};
        return text_of(token + sizeof(bearer) - 1);
}

/* Its caller may be known by its body alone. */
static bool body_says(const struct httpd_request *r, const struct call_route *route)
{
        return (route->in_body || route->kind == CALL_LOGIN) && route->key.len == 0 && !bearer_of(r).at;
}

static struct client *client_of_session(struct serving *s, struct text session, const struct caller *from)
{
        struct client *one = session_client(&s->sessions, session, steady_now());
        return one && client_admits(one, from) ? one : NULL;
}

/* `c` NULL: its body is not read yet. */
static struct client *client_of(struct serving *s, struct httpd_request *r, const struct call_route *route,
                                const struct call *c)
{
        const struct text token = bearer_of(r);
        const struct caller from = caller_of(r);
        if (route->key.len > 0)
                return clients_by_key(&s->clients, route->key, &from);
        if (token.at)
                return clients_by_token(&s->clients, token, &from);
        if (c && c->kind == CALL_LOGIN && c->username.len > 0) {
                struct client *one = clients_by_login(&s->clients, c->username, c->password, &from);
                if (one)
                        return one;
        }
        if (c && c->session.len > 0)
                return client_of_session(s, c->session, &from);
        return clients_by_caller(&s->clients, &from);
}

/* By the session in a body that is not read as JSON: this costs less than to read it. */
static struct client *client_of_raw_body(struct serving *s, struct httpd_request *r,
                                         const struct call_route *route)
{
        struct text quoted;
        const struct caller from = caller_of(r);
        if (!route->in_body || !body_says(r, route))
                return NULL;
        if (!json_raw_member(httpd_body(r), "session", &quoted))
                return clients_by_caller(&s->clients, &from);
        if (quoted.len != SESSION_TEXT + 1)
                return NULL;
        return client_of_session(s, (struct text){quoted.at + 1, quoted.len - 2}, &from);
}

void serving_on_head(void *context, struct httpd_request *r, struct httpd_admission *a)
{
        struct serving *s = context;
        struct call_route route;
        const micros now = steady_now();
        a->unread = s->stopping || strcmp(httpd_method(r), "POST") != 0 || !call_route(httpd_path(r), &route);
        if (a->unread)
                return;
        const struct caller from = caller_of(r);
        a->owner = client_of(s, r, &route, NULL);
        a->known = a->owner || sessions_know(&s->sessions, from.address, now);
        if (a->owner)
                return;
        a->unread = !body_says(r, &route) ||
                    (!a->known && !stranger_may_call(&s->strangers, from.address, REFUSALS_RATE, now));
        if (route.kind == CALL_LOGIN)
                a->body_most = LOGIN_MOST;
}

/* ---- requests ---- */

static void serve_call(struct serving *s, struct httpd_request *r, struct client *client,
                       const struct call *c)
{
        char session[SESSION_TEXT], *found;
        if (c->kind == CALL_LOGIN) {
                const micros now = steady_now();
                uint8_t from[16];
                httpd_address(r, from);
                session_begin(&s->sessions, client, from, now, now + s->session_ms * 1000, session);
                answer_text(r, 200, 0, answer_login(session));
        } else if (call_dossiers(c) > s->limits.dossiers) {
                refuse(s, r, client, ANSWER_TOO_LARGE, NULL);
        } else if (c->madonvi.len > 0 && !client_may_agency(client, c->madonvi)) {
                refuse(s, r, client, ANSWER_NOT_ALLOWED, "an agency that is not its own");
        } else if (c->kind == CALL_LOOKUP) {
                found = postings_look_up(s->postings, client, c);
                answer_text(r, 200, 0, found ? found : answer_refusal(ANSWER_UNKNOWN, NULL));
        } else if (!postings_take(s->postings, r, client, c)) {
                refuse(s, r, client, ANSWER_LATER, NULL);
        }
}

static void refuse_body(struct serving *s, struct httpd_request *r, const struct client *client,
                        bool too_large, const char *detail)
{
        if (!too_large)
                refuse_call(s, r, client, detail);
        else if (client)
                refuse(s, r, client, ANSWER_TOO_LARGE, NULL);
        else
                refuse_stranger(s, r, ANSWER_TOO_LARGE);
}

/* A client that is known before the body was read was held to its rate first. */
static void serve_body(struct serving *s, struct httpd_request *r, const struct call_route *route,
                       struct client *client)
{
        struct json_node *root;
        struct json_gaps gaps;
        struct call c;
        struct err e;
        const bool counted = client != NULL;
        enum fault fault = call_read_body(route, httpd_body(r), &s->limits, &root, &gaps, &e);
        if (fault == OK)
                fault = call_read(route, root, httpd_query(r, "MaDinhDanhDV"), httpd_query(r, "isUpdating"),
                                  &c, &e);
        c.gaps = &gaps;
        if (fault != OK)
                refuse_body(s, r, client, gaps.too_large, e.text);
        else if (!client && !(client = client_of(s, r, route, &c)))
                refuse_stranger(s, r, ANSWER_NOT_ALLOWED);
        else if (!counted && !client_may_call(client, s->rate, steady_now()))
                refuse(s, r, client, ANSWER_TOO_FAST, NULL);
        else
                serve_call(s, r, client, &c);
        json_close(root);
        json_gaps_close(&gaps);
}

static void serve_client(struct serving *s, struct httpd_request *r, const struct call_route *route,
                         struct client *client)
{
        if (!client_may_call(client, s->rate, steady_now()))
                refuse(s, r, client, ANSWER_TOO_FAST, NULL);
        else
                serve_body(s, r, route, client);
}

/* Its caller is not known, unless the body says who it is. */
static void serve_stranger(struct serving *s, struct httpd_request *r, const struct call_route *route)
{
        uint8_t from[16];
        httpd_address(r, from);
        if (!stranger_may_call(&s->strangers, from, REFUSALS_RATE, steady_now())) {
                struct client *client = client_of_raw_body(s, r, route);
                if (client)
                        serve_client(s, r, route, client);
                else
                        refuse(s, r, NULL, ANSWER_TOO_FAST, NULL);
        } else if (!body_says(r, route)) {
                refuse_stranger(s, r, ANSWER_NOT_ALLOWED);
        } else if (httpd_admission(r)->unread) { /* it had no allowance yet when its head came */
                refuse(s, r, NULL, ANSWER_TOO_FAST, NULL);
        } else {
                serve_body(s, r, route, NULL);
        }
}

static void serve_route(struct serving *s, struct httpd_request *r, const struct call_route *route)
{
        struct client *client = body_says(r, route) ? NULL : httpd_admission(r)->owner;
        if (client)
                serve_client(s, r, route, client);
        else
                serve_stranger(s, r, route);
}

void serving_on_request(void *context, struct httpd_request *r, int refused)
{
        struct serving *s = context;
        struct call_route route;
        const struct client *owner = httpd_admission(r)->owner;
        counters[REQUESTS].value++;
        if (s->stopping || refused == 503)
                refuse(s, r, owner, ANSWER_LATER, NULL);
        else if (refused == 400)
                refuse_call(s, r, owner, "HTTP");
        else if (refused != 0 && !owner)
                refuse_stranger(s, r, ANSWER_TOO_LARGE);
        else if (refused != 0)
                refuse(s, r, owner, ANSWER_TOO_LARGE, NULL);
        else if (strcmp(httpd_method(r), "POST") != 0 || !call_route(httpd_path(r), &route))
                refuse(s, r, NULL, ANSWER_NO_PATH, NULL);
        else
                serve_route(s, r, &route);
}

void serving_open(struct serving *s, const struct conf *conf)
{
        counters_register(counters, COUNTERS);
        refusals_register();
        s->rate = conf_count(conf, "gateway.rate");
        s->limits.depth = (int)conf_count(conf, "gateway.depth");
        s->limits.dossiers = (size_t)conf_count(conf, "gateway.dossiers");
        s->limits.values = s->limits.dossiers * VALUES_EACH;
        if (s->limits.values < VALUES_LEAST)
                s->limits.values = VALUES_LEAST;
        s->session_ms = conf_ms(conf, "gateway.session");
}

void serving_close(struct serving *s)
{
        refusals_look(&s->refusals, END_OF_TIME);
        clients_close(&s->clients);
}
