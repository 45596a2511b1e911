/* SPDX-License-Identifier: Apache-2.0
 *
 * visiting.c - see visiting.h.
 */
#include "tests/support/visiting.h"

#include "core/lib/json.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct visiting visit;

enum { ROLES_MOST = 8 };
static char roles[ROLES_MOST][64];
static int roles_n;

void visiting_open(const char *name, const char *settings)
{
        world_open(&visit.world, name, settings);
        world_setup(&visit.world, 5);
        visit.pg = world_connect(&visit.world, "tests");
        sql_run(visit.pg, "insert into hentra.agency (code) values ('000.00.01.H58'), ('000.00.02.H58')");
}

void visiting_open_at(const char *name, const char *settings, const char *origin)
{
        char more[400], at[32];
        snprintf(more, sizeof(more), "%sclock.origin=%s\nclock.since=%s\n", settings, origin,
                 moment_format(moment_now(), at));
        visiting_open(name, more);
}

static void drop_role(const char *role)
{
        char sql[400];
        snprintf(sql, sizeof(sql),
                 "do $$ begin if exists (select from pg_roles where rolname = '%s') then drop owned by %s; "
                 "drop role %s; end if; end $$",
                 role, role, role);
        sql_run(visit.pg, sql);
}

void visiting_role(const char *role, const char *password, const char *more)
{
        char sql[400];
        assert_true(roles_n < ROLES_MOST);
        drop_role(role);
        snprintf(sql, sizeof(sql), "create role %s login password '%s' %s", role, password, more);
        sql_run(visit.pg, sql);
        snprintf(roles[roles_n++], sizeof(roles[0]), "%s", role);
}

void visiting_start(void)
{
        const char *at;
        child_start(&visit.dashboard, &visit.world, "dashboard", "--listen", "127.0.0.1:0", NULL);
        EVENTUALLY((at = strstr(child_err(&visit.dashboard), "dashboard.listening")) != NULL &&
                   strchr(at, '\n'));
        at = strstr(strstr(child_err(&visit.dashboard), "dashboard.listening"), "port=");
        assert_non_null(at);
        visit.port = atoi(at + 5);
        EVENTUALLY(strstr(child_err(&visit.dashboard), "dashboard.ready"));
}

int visiting_close(void)
{
        child_signal(&visit.dashboard, SIGTERM);
        const int code = child_wait(&visit.dashboard);
        child_close(&visit.dashboard);
        children_end();
        while (roles_n > 0)
                drop_role(roles[--roles_n]);
        pg_close(visit.pg);
        world_close(&visit.world);
        return code;
}

/* ---- people ---- */

struct asked visiting_ask(const char *method, const char *path, const char *head, const char *body)
{
        char line[2048];
        const int fd = ask_connect(visit.port);
        snprintf(line, sizeof(line),
                 "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n",
                 method, path, head, strlen(body));
        ask_send(fd, line);
        ask_send(fd, body);
        return ask_read(fd);
}

int visiting_status(const char *method, const char *path, const char *head)
{
        struct asked a = visiting_ask(method, path, head, "");
        const int status = a.status;
        asked_end(&a);
        return status;
}

static void read_session(struct session *s, const struct asked *a)
{
        struct json_node *root;
        struct text token;
        struct err e;
        const char *cookie = strstr(a->head, "Set-Cookie: ");
        assert_non_null(cookie);
        assert_non_null(strstr(cookie, "; HttpOnly; SameSite=Strict"));
        assert_int_equal(sscanf(cookie, "Set-Cookie: %120[^;]", s->cookie), 1);
        DONE(json_read(&root, text_of(a->body), &e));
        assert_true(json_text_of(json_member(root, "csrf"), &token));
        snprintf(s->token, sizeof(s->token), "%.*s", (int)token.len, token.at);
        snprintf(s->head, sizeof(s->head), "Cookie: a=b; %s\r\n", s->cookie);
        snprintf(s->changes, sizeof(s->changes), "%sX-CSRF-Token: %s\r\nContent-Type: application/json\r\n",
                 s->head, s->token);
        json_close(root);
}

int visiting_login(const char *role, const char *password, struct session *s)
{
        char body[256];
        snprintf(body, sizeof(body), "{\"role\":\"%s\",\"password\":\"%s\"}", role, password);
        struct asked a = visiting_ask("POST", "/api/login", "Content-Type: application/json\r\n", body);
        const int status = a.status;
        if (s && status == 200)
                read_session(s, &a);
        asked_end(&a);
        return status;
}

/* ---- live pages ---- */

int visiting_listen(const struct session *s, const char *more)
{
        char line[800];
        const int fd = ask_connect(visit.port);
        snprintf(line, sizeof(line), "GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s\r\n", s->head, more);
        ask_send(fd, line);
        return fd;
}

bool visiting_hear(int fd, struct bytes *all)
{
        char piece[4096];
        ssize_t n;
        if (all->len > 0)
                all->len--;
        while ((n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT)) > 0)
                bytes_add(all, piece, (size_t)n);
        const bool open = n < 0 && errno == EAGAIN;
        bytes_add(all, "", 1);
        return open;
}

bool visiting_heard(int fd, struct bytes *all, const char *part)
{
        (void)visiting_hear(fd, all);
        return strstr((const char *)all->at, part) != NULL;
}

void visiting_raise(const char *dossier)
{
        char sql[700];
        snprintf(
                sql, sizeof(sql),
                "with a as (insert into hentra.alert (alert_id, dossier_id, rule_id, step, due_at, "
                "transition) select nextval('hentra.alert_number'), '%s', rule_id, 1, '2022-03-09 17:00+07', "
                "1 from hentra.alert_rule where kind = 2 returning alert_id) insert into "
                "hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, "
                "procedure_id, case_kind, stale) select alert_id, 1, '2022-03-09 17:00+07', 0, 1, 1, 0, 0, "
                "false from a",
                dossier);
        sql_run(visit.pg, sql);
}
