/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard.c - the dashboard as a process, asked over HTTP: logging in by the database's own judgement,
 * what each session may, and what live pages are told.
 */
#include "core/base/bytes.h"
#include "core/lib/json.h"
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static struct world world;
static struct pg *pg;
static struct child dashboard;
static int port;

/* Roles belong to the server: of this test alone, and gone behind it. */
static const char drop_roles[] = "do $$ declare r text; begin foreach r in array array['hentra_test_an', "
                                 "'hentra_test_bo', 'hentra_test_no', "
                                 "'hentra_test_gone'] loop if exists (select from pg_roles where rolname = "
                                 "r) then execute format('drop "
                                 "owned by %I; drop role %I', r, r); end if; end loop; end $$";
static const char make_roles[] =
        "create role hentra_test_an login password 'mật khẩu an' in role hentra_analyst;"
        "create role hentra_test_bo login password 'bo' in role hentra_analyst;"
        "create role hentra_test_no login password 'no';"
        "create role hentra_test_gone login password 'gone' in role hentra_analyst";

static void start(void)
{
        const char *at;
        child_start(&dashboard, &world, "dashboard", "--listen", "127.0.0.1:0", NULL);
        EVENTUALLY((at = strstr(child_err(&dashboard), "port=")) != NULL && strchr(at, '\n'));
        port = atoi(strstr(child_err(&dashboard), "port=") + 5);
        EVENTUALLY(strstr(child_err(&dashboard), "dashboard.ready"));
}

static int open_world(void **state)
{
        (void)state;
        world_open(&world, "dashboard",
                   "dashboard.fresh=0s\ndashboard.pool=2\ndashboard.request_timeout=2s\n"
                   "dashboard.idle=1h\n");
        world_setup(&world, 5);
        pg = world_connect(&world, "tests");
        sql_run(pg, drop_roles);
        sql_run(pg, make_roles);
        sql_run(pg, "insert into hentra.agency (code) values ('000.00.01.H58'), ('000.00.02.H58')");
        start();
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        child_signal(&dashboard, SIGTERM);
        const int code = child_wait(&dashboard);
        child_close(&dashboard);
        children_end();
        sql_run(pg, drop_roles);
        pg_close(pg);
        world_close(&world);
        return code;
}

/* ---- asking ---- */

static struct asked request(const char *method, const char *path, const char *head, const char *body)
{
        char line[2048];
        const int fd = ask_connect(port);
        snprintf(line, sizeof(line),
                 "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n",
                 method, path, head, strlen(body));
        ask_send(fd, line);
        ask_send(fd, body);
        return ask_read(fd);
}

struct session {
        char cookie[128], token[96], head[400];
};

static int login(const char *role, const char *password, struct session *s)
{
        char body[256];
        snprintf(body, sizeof(body), "{\"role\":\"%s\",\"password\":\"%s\"}", role, password);
        struct asked a = request("POST", "/api/login", "Content-Type: application/json\r\n", body);
        const int status = a.status;
        if (s && status == 200) {
                struct json_node *root;
                struct text token;
                struct err e;
                const char *cookie = strstr(a.head, "Set-Cookie: ");
                assert_non_null(cookie);
                assert_non_null(strstr(cookie, "; HttpOnly; SameSite=Strict"));
                assert_int_equal(sscanf(cookie, "Set-Cookie: %120[^;]", s->cookie), 1);
                DONE(json_read(&root, text_of(a.body), &e));
                assert_true(json_text_of(json_member(root, "csrf"), &token));
                snprintf(s->token, sizeof(s->token), "%.*s", (int)token.len, token.at);
                snprintf(s->head, sizeof(s->head), "Cookie: a=b; %s\r\n", s->cookie);
                json_close(root);
        }
        asked_end(&a);
        return status;
}

static int status_of(const char *method, const char *path, const char *head)
{
        struct asked a = request(method, path, head, "");
        const int status = a.status;
        asked_end(&a);
        return status;
}

#define assert_body(a, part)                                               \
        do {                                                               \
                if (!strstr((a)->body, part))                              \
                        fail_msg("\"%s\" is not in: %s", part, (a)->body); \
        } while (0)

/* ---- logging in ---- */

static void the_database_judges_a_login(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(status_of("GET", "/api/session", ""), 401);
        assert_int_equal(login("hentra_test_an", "wrong", NULL), 401);
        assert_int_equal(login("hentra_test_an", "", NULL), 401);
        assert_int_equal(login("hentra_test_nobody", "x", NULL), 401);
        assert_int_equal(login("hentra_test_no", "no", NULL), 403); /* may not read the warehouse */
        assert_int_equal(login("hentra_test_an", "mật khẩu an", &s), 200);
        struct asked a = request("GET", "/api/session", s.head, "");
        assert_int_equal(a.status, 200);
        assert_body(&a, "\"role\" : \"hentra_test_an\"");
        assert_body(&a, s.token);
        assert_body(&a, "\"open\" : false");
        asked_end(&a);
        /* The password is nowhere. */
        assert_null(strstr(child_err(&dashboard), "mật khẩu"));
}

static void a_logout_ends_the_session_and_needs_its_token(void **state)
{
        struct session s, other;
        char head[600];
        (void)state;
        assert_int_equal(login("hentra_test_an", "mật khẩu an", &s), 200);
        assert_int_equal(login("hentra_test_bo", "bo", &other), 200);
        assert_int_equal(status_of("POST", "/api/logout", s.head), 403);
        snprintf(head, sizeof(head), "%sX-CSRF-Token: %s\r\n", s.head, other.token);
        assert_int_equal(status_of("POST", "/api/logout", head), 403);
        assert_int_equal(status_of("GET", "/api/logout", s.head), 405);
        assert_int_equal(status_of("GET", "/api/session", s.head), 200);
        snprintf(head, sizeof(head), "%sX-CSRF-Token: %s\r\n", s.head, s.token);
        assert_int_equal(status_of("POST", "/api/logout", head), 204);
        assert_int_equal(status_of("GET", "/api/session", s.head), 401);
        assert_int_equal(status_of("GET", "/api/session", other.head), 200);
}

static void another_session_is_not_to_be_had(void **state)
{
        struct session s;
        char head[400];
        (void)state;
        assert_int_equal(login("hentra_test_an", "mật khẩu an", &s), 200);
        s.cookie[strlen(s.cookie) - 1] ^= 1;
        snprintf(head, sizeof(head), "Cookie: %s\r\n", s.cookie);
        assert_int_equal(status_of("GET", "/api/session", head), 401);
        assert_int_equal(status_of("GET", "/api/session", "Cookie: hentra_session=\r\n"), 401);
        /* No proxy is trusted here. */
        assert_int_equal(status_of("GET", "/api/session", "X-Remote-User: hentra_test_an\r\n"), 401);
        struct asked a = request("POST", "/api/login", "Content-Type: text/plain\r\n",
                                 "{\"role\":\"hentra_test_bo\",\"password\":\"bo\"}");
        assert_int_equal(a.status, 400);
        asked_end(&a);
}

static void a_role_that_is_locked_sees_nothing_more(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(login("hentra_test_gone", "gone", &s), 200);
        assert_int_equal(status_of("GET", "/api/periods", s.head), 200);
        sql_run(pg, "alter role hentra_test_gone nologin");
        assert_int_equal(status_of("GET", "/api/periods", s.head), 403);
        sql_run(pg, "alter role hentra_test_gone login; revoke hentra_analyst from hentra_test_gone");
        assert_int_equal(status_of("GET", "/api/periods", s.head), 403);
}

/* ---- answers ---- */

static void what_is_asked_wrongly_is_said(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(login("hentra_test_an", "mật khẩu an", &s), 200);
        static const struct {
                const char *path;
                int status;
        } some[] = {{"/api/report/form06?by=level", 200},
                    {"/api/report/late?limit=5&offset=2", 200},
                    {"/api/today", 200},
                    {"/api/alerts?state=all", 200},
                    {"/api/series?grain=day", 200},
                    {"/api/sources", 200},
                    {"/api/pipeline", 200},
                    {"/api/agencies", 200},
                    {"/api/reports", 200},
                    {"/api/download/form06.csv", 200},
                    {"/api/download/form06.xlsx", 200},
                    {"/api/download/form06.html", 404},
                    {"/api/report/form07", 400},
                    {"/api/report/--list", 400},
                    {"/api/report/form06?output=/tmp/x", 400},
                    {"/api/report/form06?by=level&by=field", 400},
                    {"/api/report/form06?by=--config=/etc/passwd", 400},
                    {"/api/report/index766?rules=/etc/passwd", 400},
                    {"/api/report/frozen", 400},
                    {"/api/series?grain=week", 400},
                    {"/api/series?from=x", 400},
                    {"/api/alerts?state=x", 400},
                    {"/api/alerts?limit=-1", 400},
                    {"/api/dossier/none", 404},
                    {"/api/dossier/'%20or%201=1", 404},
                    {"/api/nothing", 404}};
        for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
                struct asked a = request("GET", some[i].path, s.head, "");
                if (a.status != some[i].status)
                        fail_msg("%s: %d, and not %d: %s", some[i].path, a.status, some[i].status, a.body);
                if (!strstr(a.head, "Cache-Control: no-store\r\n"))
                        fail_msg("%s: %s", some[i].path, a.head);
                if (a.status != 200)
                        assert_body(&a, "\"error\":");
                asked_end(&a);
        }
}

static void figures_that_somebody_sends_are_audited(void **state)
{
        static const char figures[] = "source,place,level,period_from,period_to,indicator,value,unit\n";
        struct session s;
        char head[600];
        (void)state;
        assert_int_equal(login("hentra_test_an", "mật khẩu an", &s), 200);
        snprintf(head, sizeof(head), "%sX-CSRF-Token: %s\r\nContent-Type: text/csv\r\n", s.head, s.token);
        struct asked a = request("POST", "/api/audit", s.head, figures);
        assert_int_equal(a.status, 403);
        asked_end(&a);
        a = request("POST", "/api/audit", head, "what is this\n");
        assert_int_equal(a.status, 400);
        assert_null(strstr(a.body, "/proc"));
        asked_end(&a);
}

static void the_page_is_there_for_all_and_packed(void **state)
{
        char head[200], etag[64];
        (void)state;
        struct asked a = request("GET", "/", "", "");
        assert_int_equal(a.status, 200);
        assert_non_null(strstr(a.head, "Content-Type: text/html; charset=utf-8\r\n"));
        assert_non_null(strstr(a.head, "default-src 'self'"));
        assert_non_null(strstr(a.head, "frame-ancestors 'none'"));
        assert_null(strstr(a.head, "Content-Encoding"));
        assert_int_equal(sscanf(strstr(a.head, "ETag: "), "ETag: %60s", etag), 1);
        asked_end(&a);
        snprintf(head, sizeof(head), "If-None-Match: %s\r\n", etag);
        a = request("GET", "/late?agency=x", head, ""); /* a view of the page */
        assert_int_equal(a.status, 304);
        assert_string_equal(a.body, "");
        asked_end(&a);
        a = request("GET", "/", "Accept-Encoding: br, gzip;q=0.9\r\n", "");
        assert_non_null(strstr(a.head, "Content-Encoding: gzip\r\n"));
        asked_end(&a);
        a = request("GET", "/", "Accept-Encoding: gzip;q=0\r\n", "");
        assert_null(strstr(a.head, "Content-Encoding"));
        asked_end(&a);
        assert_int_equal(status_of("GET", "/nothing.js", ""), 404);
        assert_int_equal(status_of("GET", "/../etc/passwd.txt", ""), 404);
        assert_int_equal(status_of("POST", "/", ""), 405);
}

/* ---- live ---- */

static int listening(const struct session *s, const char *more)
{
        char line[800];
        const int fd = ask_connect(port);
        snprintf(line, sizeof(line), "GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s\r\n", s->head, more);
        ask_send(fd, line);
        return fd;
}

/* Adds what came; false: the connection has ended. */
static bool hear(int fd, struct bytes *all)
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

static bool heard(int fd, struct bytes *all, const char *part)
{
        (void)hear(fd, all);
        return strstr((const char *)all->at, part) != NULL;
}

static void raise_alert(const char *dossier)
{
        char sql[700];
        snprintf(sql, sizeof(sql),
                 "with a as (insert into hentra.alert (alert_id, dossier_id, rule_id, step, due_at, "
                 "transition) "
                 "select nextval('hentra.alert_number'), '%s', rule_id, 1, '2022-03-09 17:00+07', 1 from "
                 "hentra.alert_rule where kind = 2 returning alert_id) "
                 "insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, "
                 "recipient_id, "
                 "procedure_id, case_kind, stale) select alert_id, 1, '2022-03-09 17:00+07', 0, 1, 1, 0, 0, "
                 "false "
                 "from a",
                 dossier);
        sql_run(pg, sql);
}

static void an_alert_is_told_when_it_is_committed(void **state)
{
        struct session s;
        struct bytes all = {0}, late = {0};
        char id[80];
        (void)state;
        assert_int_equal(login("hentra_test_an", "mật khẩu an", &s), 200);
        raise_alert("before");
        const int fd = listening(&s, "");
        EVENTUALLY(heard(fd, &all, "event: begun"));
        assert_non_null(strstr((const char *)all.at, "Content-Type: text/event-stream"));
        sql_run(pg, "begin");
        raise_alert("H58-first");
        assert_int_equal(status_of("GET", "/api/alerts", s.head), 200);
        assert_false(heard(fd, &all, "H58-first"));
        sql_run(pg, "commit");
        EVENTUALLY(heard(fd, &all, "H58-first"));
        const char *event = strstr((const char *)all.at, "event: alert\ndata: ");
        assert_non_null(event);
        assert_null(strstr((const char *)all.at, "\"before\""));
        assert_non_null(strstr(event, "\"kind\":\"OVERDUE\""));
        assert_non_null(strstr(event, "\"due_at\":\"2022-03-09T17:00:00+07:00\""));
        EVENTUALLY(heard(fd, &all, "event: changed\ndata: {}"));
        /* A page that was cut off goes on behind what it has. */
        const char *number = event;
        while (strncmp(number, "id: ", 4) != 0)
                number--;
        snprintf(id, sizeof(id), "Last-Event-ID: %d\r\n", atoi(number + 4) - 1);
        const int again = listening(&s, id);
        EVENTUALLY(heard(again, &late, "H58-first"));
        assert_null(strstr((const char *)late.at, "\"before\""));
        close(fd);
        close(again);
        bytes_free(&all);
        bytes_free(&late);
}

static void a_page_whose_role_lost_its_right_is_told_nothing(void **state)
{
        struct session s;
        struct bytes all = {0};
        (void)state;
        assert_int_equal(login("hentra_test_bo", "bo", &s), 200);
        const int fd = listening(&s, "");
        EVENTUALLY(heard(fd, &all, "event: begun"));
        raise_alert("H58-seen");
        EVENTUALLY(heard(fd, &all, "H58-seen"));
        sql_run(pg, "revoke hentra_analyst from hentra_test_bo");
        raise_alert("H58-hidden");
        EVENTUALLY(!hear(fd, &all)); /* its stream ends */
        assert_null(strstr((const char *)all.at, "H58-hidden"));
        sql_run(pg, "grant hentra_analyst to hentra_test_bo");
        close(fd);
        bytes_free(&all);
}

/* It is dropped, and nobody else waits for it. */
static void a_page_that_never_reads_is_dropped(void **state)
{
        struct session s;
        char dossier[64];
        const int room = 1024;
        int n = 0;
        (void)state;
        assert_int_equal(login("hentra_test_an", "mật khẩu an", &s), 200);
        const int fd = listening(&s, "");
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
        const micros until = steady_now() + PATIENCE_S * MICROS_PER_SECOND;
        struct pollfd gone = {.fd = fd, .events = 0};
        /* Shut from the other side: POLLHUP or a reset, without a byte read. */
        while (poll(&gone, 1, 20) == 0 && steady_now() < until) {
                sql_run(pg, "begin");
                for (int i = 0; i < 50; i++) {
                        snprintf(dossier, sizeof(dossier), "H58-flood-%d", n++);
                        raise_alert(dossier);
                }
                sql_run(pg, "commit");
                assert_int_equal(status_of("GET", "/api/periods", s.head), 200);
                if (send(fd, "x", 1, MSG_NOSIGNAL) < 0)
                        break;
        }
        assert_true(steady_now() < until);
        close(fd);
}

/* ---- bounds ---- */

/* The last one: this address may not log in for a while behind it. */
static void logins_that_fail_are_slowed_down(void **state)
{
        struct session s;
        int status = 401, n = 0;
        (void)state;
        /* The test before has ended the connections: whoever meets the old one is told to try again. */
        EVENTUALLY(login("hentra_test_an", "mật khẩu an", &s) == 200);
        while (status == 401 && n++ < 50)
                status = login("hentra_test_bo", "wrong", NULL);
        assert_int_equal(status, 429);
        assert_true(n <= 11);
        struct asked a = request("POST", "/api/login", "Content-Type: application/json\r\n",
                                 "{\"role\":\"hentra_test_bo\",\"password\":\"bo\"}");
        assert_int_equal(a.status, 429);
        assert_non_null(strstr(a.head, "Retry-After: "));
        asked_end(&a);
        /* Who is in stays in. */
        assert_int_equal(status_of("GET", "/api/session", s.head), 200);
}

static void a_worker_that_dies_is_replaced(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(login("hentra_test_an", "mật khẩu an", &s), 200);
        sql_run(pg,
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
                "and application_name = 'hentra dashboard'");
        EVENTUALLY(status_of("GET", "/api/periods", s.head) == 200);
        kill(child_of(&dashboard), SIGKILL);
        EVENTUALLY(status_of("GET", "/api/periods", s.head) == 200);
        EVENTUALLY(strstr(child_err(&dashboard), "dashboard.worker_ended"));
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_database_judges_a_login),
                cmocka_unit_test(a_logout_ends_the_session_and_needs_its_token),
                cmocka_unit_test(another_session_is_not_to_be_had),
                cmocka_unit_test(a_role_that_is_locked_sees_nothing_more),
                cmocka_unit_test(what_is_asked_wrongly_is_said),
                cmocka_unit_test(figures_that_somebody_sends_are_audited),
                cmocka_unit_test(the_page_is_there_for_all_and_packed),
                cmocka_unit_test(an_alert_is_told_when_it_is_committed),
                cmocka_unit_test(a_page_whose_role_lost_its_right_is_told_nothing),
                cmocka_unit_test(a_page_that_never_reads_is_dropped),
                cmocka_unit_test(a_worker_that_dies_is_replaced),
                cmocka_unit_test(logins_that_fail_are_slowed_down),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
