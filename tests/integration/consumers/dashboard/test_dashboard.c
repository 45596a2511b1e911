/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard.c - the dashboard as a process, asked over HTTP: logging in by the database's own judgement,
 * and what each session may.
 */
#include "tests/support/visiting.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static int open_world(void **state)
{
        (void)state;
        visiting_open("dashboard", "dashboard.fresh=0s\ndashboard.pool=2\ndashboard.request_timeout=2s\n"
                                   "dashboard.idle=1h\n");
        visiting_role("hentra_test_an", "mật khẩu an", "in role hentra_analyst");
        visiting_role("hentra_test_bo", "bo", "in role hentra_analyst");
        visiting_role("hentra_test_no", "no", "");
        visiting_role("hentra_test_gone", "gone", "in role hentra_analyst");
        visiting_start();
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        return visiting_close();
}

/* ---- logging in ---- */

static void the_database_judges_a_login(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(visiting_status("GET", "/api/session", ""), 401);
        assert_int_equal(visiting_login("hentra_test_an", "wrong", NULL), 401);
        assert_int_equal(visiting_login("hentra_test_an", "", NULL), 401);
        assert_int_equal(visiting_login("hentra_test_nobody", "x", NULL), 401);
        assert_int_equal(visiting_login("hentra_test_no", "no", NULL), 403); /* may not read the warehouse */
        assert_int_equal(visiting_login("hentra_test_an", "mật khẩu an", &s), 200);
        struct asked a = visiting_ask("GET", "/api/session", s.head, "");
        assert_int_equal(a.status, 200);
        assert_body(&a, "\"role\" : \"hentra_test_an\"");
        assert_body(&a, s.token);
        assert_body(&a, "\"open\" : false");
        asked_end(&a);
        /* The password is nowhere. */
        assert_null(strstr(child_err(&visit.dashboard), "mật khẩu"));
}

static void a_logout_ends_the_session_and_needs_its_token(void **state)
{
        struct session s, other;
        char head[600];
        (void)state;
        assert_int_equal(visiting_login("hentra_test_an", "mật khẩu an", &s), 200);
        assert_int_equal(visiting_login("hentra_test_bo", "bo", &other), 200);
        assert_int_equal(visiting_status("POST", "/api/logout", s.head), 403);
        snprintf(head, sizeof(head), "%sX-CSRF-Token: %s\r\n", s.head, other.token);
        assert_int_equal(visiting_status("POST", "/api/logout", head), 403);
        assert_int_equal(visiting_status("GET", "/api/logout", s.head), 405);
        assert_int_equal(visiting_status("GET", "/api/session", s.head), 200);
        snprintf(head, sizeof(head), "%sX-CSRF-Token: %s\r\n", s.head, s.token);
        assert_int_equal(visiting_status("POST", "/api/logout", head), 204);
        assert_int_equal(visiting_status("GET", "/api/session", s.head), 401);
        assert_int_equal(visiting_status("GET", "/api/session", other.head), 200);
}

static void another_session_is_not_to_be_had(void **state)
{
        struct session s;
        char head[400];
        (void)state;
        assert_int_equal(visiting_login("hentra_test_an", "mật khẩu an", &s), 200);
        s.cookie[strlen(s.cookie) - 1] ^= 1;
        snprintf(head, sizeof(head), "Cookie: %s\r\n", s.cookie);
        assert_int_equal(visiting_status("GET", "/api/session", head), 401);
        assert_int_equal(visiting_status("GET", "/api/session", "Cookie: hentra_session=\r\n"), 401);
        /* No proxy is trusted here. */
        assert_int_equal(visiting_status("GET", "/api/session", "X-Remote-User: hentra_test_an\r\n"), 401);
        struct asked a = visiting_ask("POST", "/api/login", "Content-Type: text/plain\r\n",
                                      "{\"role\":\"hentra_test_bo\",\"password\":\"bo\"}");
        assert_int_equal(a.status, 400);
        asked_end(&a);
}

static void a_role_that_is_locked_sees_nothing_more(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(visiting_login("hentra_test_gone", "gone", &s), 200);
        assert_int_equal(visiting_status("GET", "/api/periods", s.head), 200);
        sql_run(visit.pg, "alter role hentra_test_gone nologin");
        assert_int_equal(visiting_status("GET", "/api/periods", s.head), 403);
        sql_run(visit.pg, "alter role hentra_test_gone login; revoke hentra_analyst from hentra_test_gone");
        assert_int_equal(visiting_status("GET", "/api/periods", s.head), 403);
}

/* ---- bounds ---- */

/* The last one: this address may not log in for a while behind it. */
static void logins_that_fail_are_slowed_down(void **state)
{
        struct session s;
        int status = 401, n = 0;
        (void)state;
        /* The test before has ended the connections: whoever meets the old one is told to try again. */
        EVENTUALLY(visiting_login("hentra_test_an", "mật khẩu an", &s) == 200);
        while (status == 401 && n++ < 50)
                status = visiting_login("hentra_test_bo", "wrong", NULL);
        assert_int_equal(status, 429);
        assert_true(n <= 11);
        struct asked a = visiting_ask("POST", "/api/login", "Content-Type: application/json\r\n",
                                      "{\"role\":\"hentra_test_bo\",\"password\":\"bo\"}");
        assert_int_equal(a.status, 429);
        assert_non_null(strstr(a.head, "Retry-After: "));
        asked_end(&a);
        /* Who is in stays in. */
        assert_int_equal(visiting_status("GET", "/api/session", s.head), 200);
}

static void a_worker_that_dies_is_replaced(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(visiting_login("hentra_test_an", "mật khẩu an", &s), 200);
        sql_run(visit.pg,
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
                "and application_name = 'hentra dashboard'");
        EVENTUALLY(visiting_status("GET", "/api/periods", s.head) == 200);
        kill(child_of(&visit.dashboard), SIGKILL);
        EVENTUALLY(visiting_status("GET", "/api/periods", s.head) == 200);
        EVENTUALLY(strstr(child_err(&visit.dashboard), "dashboard.worker_ended"));
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
                cmocka_unit_test(a_worker_that_dies_is_replaced),
                cmocka_unit_test(logins_that_fail_are_slowed_down),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
