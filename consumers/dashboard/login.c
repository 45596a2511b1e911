/* SPDX-License-Identifier: Apache-2.0
 *
 * login.c - see login.h.
 */
#include "consumers/dashboard/login.h"

#include "consumers/dashboard/dashboard_counters.h"
#include "core/lib/crypto.h"
#include "core/lib/json.h"
#include "core/lib/log.h"
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static const char json_type[] = "application/json; charset=utf-8";

/* ---- tokens and cookies ---- */

char *token_of(const struct desk *s, const struct visitor *v, char out[static TOKEN_TEXT])
{
        uint8_t proof[32];
        hmac_sha256((struct text){(const char *)s->secret, sizeof(s->secret)},
                    v->id.at ? v->id : text_of(v->role), proof);
        return hex_format(proof, sizeof(proof), out);
}

bool token_is_right(const struct desk *s, const struct visitor *v, const char *token)
{
        char right[TOKEN_TEXT];
        return token && strlen(token) == TOKEN_TEXT - 1 &&
               bytes_equal_secret((const uint8_t *)token_of(s, v, right), (const uint8_t *)token,
                                  TOKEN_TEXT - 1);
}

void session_pairs(const struct desk *s, const struct visitor *v, char token[static TOKEN_TEXT],
                   struct job *j)
{
        j->pair[j->pairs++] = (struct job_pair){"csrf", token_of(s, v, token)};
        j->pair[j->pairs++] = (struct job_pair){"open", v->open ? "true" : "false"};
}

/* Not for scripts, not for requests that another site began, and over TLS alone where there is TLS: also
 * where the proxy in front has it. */
char *login_cookie(const struct desk *s, const char *id, char out[static LOGIN_COOKIE_MOST])
{
        snprintf(out, LOGIN_COOKIE_MOST, LOGIN_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict%s%s", id,
                 s->tls ? "; Secure" : "", *id ? "" : "; Max-Age=0");
        return out;
}

/* ---- login ---- */

struct trying {
        struct desk *desk;
        struct httpd_request *request;
        char role[ROLE_MOST], id[VISIT_TEXT], token[TOKEN_TEXT];
        uint8_t from[16];
};

static void on_tried(void *context, int status, struct text body)
{
        struct trying *t = context;
        struct desk *s = t->desk;
        char cookie[LOGIN_COOKIE_MOST];
        const struct httpd_field set = {"Set-Cookie", login_cookie(s, t->id, cookie)};
        const bool in = status == 200;
        uint8_t hash[32];
        if (status == 200 || status == 403)
                attempt_was_right(&s->attempts, t->from, t->role);
        if (in) {
                sha256_text(text_of(t->id), hash);
                visit_begin(&s->sessions, t->role, hash, steady_now());
                log_info("dashboard.login", KT("role", t->role));
                dashboard_count_login(false);
        }
        if (status == 401)
                dashboard_count_login(true);
        reply_send(t->request, status, json_type, body, &set, in);
        explicit_bzero(t, sizeof(*t));
        free(t);
}

static void try_login(struct desk *s, struct httpd_request *r, const char *role, struct text password)
{
        struct trying *t = need_alloc(sizeof(*t));
        struct job j = {.ask = ASK_LOGIN, .name = role, .body = password};
        struct bytes job = {0};
        *t = (struct trying){.desk = s, .request = r};
        httpd_address(r, t->from);
        snprintf(t->role, sizeof(t->role), "%s", role);
        visit_make(t->id);
        const struct visitor v = {.role = t->role, .person = true, .id = text_of(t->id)};
        session_pairs(s, &v, t->token, &j);
        const int wait_s = attempt_begin(&s->attempts, t->from, role, steady_now());
        job_write(&job, &j);
        const bool asked = wait_s == 0 && pool_ask(s->pool, &job, on_tried, t);
        explicit_bzero(job.at, job.len);
        bytes_free(&job);
        if (asked)
                return;
        free(t);
        if (wait_s > 0)
                dashboard_count_login(true);
        if (wait_s > 0)
                reply_error(r, 429, wait_s, "busy", "too many wrong logins; wait");
        else
                reply_error(r, 503, 1, "busy", "too much is asked at the moment; try again");
}

bool body_is_json(const struct httpd_request *r)
{
        static const char type[] = "application/json";
        const char *given = httpd_header(r, "Content-Type");
        return given && !strncasecmp(given, type, sizeof(type) - 1);
}

void login_serve(struct desk *s, struct httpd_request *r)
{
        struct json_node *root = NULL;
        struct text role, password;
        struct err e;
        if (s->proxy_header)
                reply_error(r, 403, 0, "forbidden", "the proxy in front says who you are");
        else if (!body_is_json(r) || httpd_body(r).len > LOGIN_BODY_MOST ||
                 json_read(&root, httpd_body(r), &e) != OK ||
                 !json_text_of(json_member(root, "role"), &role) ||
                 !json_text_of(json_member(root, "password"), &password))
                reply_error(r, 400, 0, "bad_request", "expected is an object with role and password");
        else if (role.len == 0 || role.len >= ROLE_MOST || password.len == 0)
                reply_error(r, 401, 0, "unauthorized", "wrong login or password");
        else
                try_login(s, r, role.at, password);
        if (root && json_text_of(json_member(root, "password"), &password))
                explicit_bzero((char *)password.at, password.len); /* the copy is ours until it is closed */
        json_close(root);
}
