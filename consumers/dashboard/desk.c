/* SPDX-License-Identifier: Apache-2.0
 *
 * desk.c - see desk.h.
 */
#include "consumers/dashboard/desk.h"

#include "consumers/dashboard/assets.h"
#include "consumers/dashboard/login.h"
#include "consumers/dashboard/routes.h"
#include "core/base/bytes.h"
#include "core/lib/crypto.h"
#include "core/lib/hash.h"
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static const char json_type[] = "application/json; charset=utf-8";

/* ---- who ---- */

/* Refuses other names: a page elsewhere could make a name of its own lead to this machine. */
static bool is_local_name(const char *host)
{
        static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
        for (size_t i = 0; host && i < sizeof(names) / sizeof(names[0]); i++) {
                const size_t len = strlen(names[i]);
                if (!strncasecmp(host, names[i], len) && (host[len] == 0 || host[len] == ':'))
                        return true;
        }
        return false;
}

/* A proxy on this machine brings those of others, and names itself as local. */
static bool came_by_proxy(const struct httpd_request *r)
{
        static const char *const headers[] = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"};
        for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
                if (httpd_header(r, headers[i]))
                        return true;
        return false;
}

static bool find_visitor(struct desk *s, const struct httpd_request *r, struct visitor *v)
{
        const struct text id = cookie_of(httpd_header(r, "Cookie"), LOGIN_COOKIE);
        const char *named = s->proxy_header ? httpd_header(r, s->proxy_header) : NULL;
        const micros now = steady_now();
        *v = (struct visitor){0};
        if (s->proxy_header) {
                /* Refuses two: one may be the client's own, to which a proxy has added its. */
                const bool single = httpd_header_count(r, s->proxy_header) == 1;
                v->role = single && named && *named && strlen(named) < ROLE_MOST ? named : NULL;
                v->person = true;
                return v->role != NULL;
        }
        struct visit *session = id.at ? visit_find(&s->sessions, id, now) : NULL;
        if (session) {
                *v = (struct visitor){.role = session->role, .person = true, .session = session, .id = id};
                return true;
        }
        v->role = is_local_name(httpd_header(r, "Host")) && !came_by_proxy(r) ? s->open_as : NULL;
        v->open = v->role != NULL;
        return v->open;
}

/* ---- questions ---- */

struct gathering {
        const struct route *route;
        struct job *job;
        const char *unknown;
        bool twice;
};

static int by_name(const void *a, const void *b)
{
        return strcmp(((const struct job_pair *)a)->name, ((const struct job_pair *)b)->name);
}

static void gather(void *context, const char *name, const char *value)
{
        struct gathering *g = context;
        if (!route_takes(g->route, name) || g->job->pairs + 4 >= PAIRS_MOST)
                g->unknown = name;
        else if (job_value(g->job, name))
                g->twice = true;
        else if (value && *value)
                g->job->pair[g->job->pairs++] = (struct job_pair){name, value};
}

/* In one order, so that the same question has the same bytes. */
static bool read_parameters(struct httpd_request *r, const struct route *route, struct job *j)
{
        struct gathering g = {.route = route, .job = j};
        char text[160];
        httpd_each_query(r, gather, &g);
        if (g.unknown)
                snprintf(text, sizeof(text), "%.60s is no parameter of this", g.unknown);
        if (g.unknown || g.twice) {
                reply_error(r, 400, 0, "bad_request", g.unknown ? text : "a parameter is there twice");
                return false;
        }
        qsort(j->pair, (size_t)j->pairs, sizeof(j->pair[0]), by_name);
        return true;
}

/* A file's name that no program misreads. */
static void name_file(const char *name, char *out, size_t size)
{
        char safe[80];
        size_t n = 0;
        for (; *name && n < sizeof(safe) - 1; name++)
                safe[n++] = (*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') ||
                                            *name == '.' || *name == '-'
                                    ? *name
                                    : '-';
        safe[n] = 0;
        snprintf(out, size, "attachment; filename=\"hentra-%s\"", safe);
}

static void serve_ask(struct desk *s, struct httpd_request *r, const struct route *route, const char *name,
                      const struct visitor *v)
{
        struct job j = {.ask = route->ask, .role = v->role, .person = v->person, .name = name};
        struct reply_form form = {.type = json_type};
        char token[TOKEN_TEXT];
        size_t stem;
        if (!read_parameters(r, route, &j))
                return;
        if (route->ask == ASK_SESSION)
                session_pairs(s, v, token, &j);
        if (route->ask == ASK_DOWNLOAD && !(form.type = download_type(name, &stem))) {
                reply_error(r, 404, 0, "not_found", "a report is downloaded as NAME.csv or NAME.xlsx");
                return;
        }
        if (route->ask == ASK_DOWNLOAD)
                name_file(name, form.disposition, sizeof(form.disposition));
        if (route->posts)
                j.body = httpd_body(r);
        reply_ask(&s->replies, r, &j, route->shared, &form, steady_now());
}

static void serve_logout(struct desk *s, struct httpd_request *r, const struct visitor *v)
{
        char cookie[LOGIN_COOKIE_MOST];
        const struct httpd_field set = {"Set-Cookie", login_cookie(s, "", cookie)};
        if (v->session)
                visit_end(v->session);
        reply_send(r, 204, NULL, (struct text){0}, &set, 1);
}

/* A page that asks again by itself keeps nobody logged in who has gone. */
static bool is_unattended(const struct httpd_request *r, const struct route *route)
{
        const char *said = httpd_header(r, "X-Unattended");
        return !route->posts && said && !strcmp(said, "1");
}

static void serve_route(struct desk *s, struct httpd_request *r, const struct route *route, const char *name)
{
        struct visitor v;
        if (!find_visitor(s, r, &v)) {
                reply_error(r, 401, 0, "unauthorized", "log in first");
                return;
        }
        if (route->posts && !token_is_right(s, &v, httpd_header(r, "X-CSRF-Token"))) {
                reply_error(r, 403, 0, "forbidden", "the token of the session is missing or wrong");
                return;
        }
        /* Everybody may look; who changes something, or has it work for minutes, is somebody. */
        if (v.open && route->kind == ROUTE_ASK && (ask_changes(route->ask) || ask_is_errand(route->ask))) {
                reply_error(r, 403, 0, "forbidden",
                            ask_changes(route->ask) ? "nobody is logged in: log in to change anything"
                                                    : "nobody is logged in: log in to try a rule");
                return;
        }
        if (route->json && (!body_is_json(r) || httpd_body(r).len > ACTION_BODY_MOST)) {
                reply_error(r, body_is_json(r) ? 413 : 400, 0, "bad_request",
                            body_is_json(r) ? "this is too large"
                                            : "expected is Content-Type: application/json");
                return;
        }
        if (route->kind == ROUTE_LOGOUT) {
                serve_logout(s, r, &v);
        } else if (route->kind == ROUTE_LIVE) {
                live_open(&s->live, r, v.role, v.person, v.session ? v.session->number : 0);
        } else {
                if (v.session && !is_unattended(r, route))
                        v.session->asked = steady_now();
                serve_ask(s, r, route, name, &v);
        }
}

static void serve_interface(struct desk *s, struct httpd_request *r)
{
        const char *method = httpd_method(r), *name;
        const struct route *route = route_find(httpd_path(r), &name);
        const bool posted = !strcmp(method, "POST"), got = !strcmp(method, "GET");
        if (!route)
                reply_error(r, 404, 0, "not_found", "there is no such path");
        else if (route->posts ? !posted : !got)
                reply_error(r, 405, 0, "bad_request", route->posts ? "by POST alone" : "by GET alone");
        else if (route->kind == ROUTE_LOGIN)
                login_serve(s, r);
        else
                serve_route(s, r, route, name);
}

/* A number of the role, which is nowhere a pointer to anything. */
static void *share_of(const char *role)
{
        return (void *)(uintptr_t)(hash_bytes(role, strlen(role)) | 1);
}

/* Whoever may not send it is refused without it, and a login is small. */
void desk_on_head(void *desk, struct httpd_request *r, struct httpd_admission *a)
{
        struct desk *s = desk;
        const char *name;
        struct visitor v;
        const struct route *route = route_find(httpd_path(r), &name);
        a->unread = !route || !route->posts;
        if (a->unread)
                return;
        if (route->kind == ROUTE_LOGIN) {
                a->body_most = LOGIN_BODY_MOST;
        } else if (find_visitor(s, r, &v) && token_is_right(s, &v, httpd_header(r, "X-CSRF-Token"))) {
                a->known = true;
                a->owner = share_of(v.role);
                if (route->json)
                        a->body_most = ACTION_BODY_MOST;
        } else {
                a->unread = true;
        }
}

void desk_on_request(void *desk, struct httpd_request *r, int refused)
{
        struct desk *s = desk;
        const char *path = httpd_path(r), *method = httpd_method(r);
        if (s->stopping || refused == 503)
                reply_error(r, 503, 1, "busy", "try again");
        else if (refused)
                reply_error(r, refused, 0, "bad_request",
                            refused == 413 ? "this is too large" : "this is no request");
        else if (!strncmp(path, "/api/", 5) || !strcmp(path, "/api"))
                serve_interface(s, r);
        else if (!strcmp(method, "GET") || !strcmp(method, "HEAD"))
                asset_reply(r);
        else
                reply_error(r, 405, 0, "bad_request", "by GET alone");
}
