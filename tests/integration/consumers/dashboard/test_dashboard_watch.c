/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_watch.c - the dashboard as machines watch it: its numbers, and whether it is ready; and the end
 * of a session that nobody uses.
 */
#include "tests/support/program.h"
#include "tests/support/visiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int watch;

static int open_world(void **state)
{
        const char *at;
        (void)state;
        visiting_open("dashboard_watch",
                      "dashboard.fresh=0s\ndashboard.pool=2\ndashboard.request_timeout=2s\n"
                      "dashboard.idle=3s\nmetrics.listen=127.0.0.1:0\n");
        visiting_role("hentra_watch_an", "an", "in role hentra_analyst");
        visiting_start();
        assert_non_null(at = strstr(child_err(&visit.dashboard), "metrics.listening"));
        assert_non_null(at = strstr(at, "port="));
        watch = atoi(at + 5);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        return visiting_close();
}

static struct asked look(const char *path)
{
        char line[120];
        const int fd = ask_connect(watch);
        snprintf(line, sizeof(line), "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", path);
        ask_send(fd, line);
        return ask_read(fd);
}

/* The number behind a name with its labels, as a machine reads it; -1: it is not there. */
static double number(const char *name)
{
        struct asked a = look("/metrics");
        char line[200];
        snprintf(line, sizeof(line), "\n%s ", name);
        const char *at = strstr(a.body, line);
        const double value = at ? atof(at + strlen(line)) : -1;
        asked_end(&a);
        return value;
}

static int ready(void)
{
        struct asked a = look("/ready");
        const int status = a.status;
        asked_end(&a);
        return status;
}

static void machines_read_what_is_asked(void **state)
{
        struct session s;
        struct bytes all = {0};
        (void)state;
        assert_int_equal(visiting_login("hentra_watch_an", "an", &s), 200);
        const double wrong = number("hentra_dashboard_logins_failed_total"),
                     right = number("hentra_dashboard_logins_total"),
                     good = number("hentra_dashboard_answers_total{status=\"2xx\"}"),
                     bad = number("hentra_dashboard_answers_total{status=\"4xx\"}"),
                     today = number("hentra_dashboard_answer_seconds_count{ask=\"today\"}");
        assert_int_equal(visiting_login("hentra_watch_an", "wrong", NULL), 401);
        assert_int_equal(visiting_login("hentra_watch_an", "an", NULL), 200);
        for (int i = 0; i < 3; i++)
                assert_int_equal(visiting_status("GET", "/api/today", s.head), 200);
        assert_int_equal(visiting_status("GET", "/api/nothing", s.head), 404);
        assert_true(number("hentra_dashboard_logins_failed_total") == wrong + 1);
        assert_true(number("hentra_dashboard_logins_total") == right + 1);
        assert_true(number("hentra_dashboard_answers_total{status=\"2xx\"}") == good + 4);
        assert_true(number("hentra_dashboard_answers_total{status=\"4xx\"}") == (bad < 0 ? 0 : bad) + 2);
        assert_true(number("hentra_dashboard_answer_seconds_count{ask=\"today\"}") == today + 3);
        assert_true(number("hentra_dashboard_answer_seconds_bucket{ask=\"today\",le=\"+Inf\"}") == today + 3);
        assert_true(number("hentra_dashboard_sessions") == 2);
        assert_true(number("hentra_dashboard_questions_waiting") == 0);
        assert_true(number("hentra_dashboard_live_pages") == 0);
        const int fd = visiting_listen(&s, "");
        EVENTUALLY(visiting_heard(fd, &all, "event: begun"));
        assert_true(number("hentra_dashboard_live_pages") == 1);
        const double slow = number("hentra_dashboard_slow_pages_total");
        close(fd);
        visiting_raise("H58-gone");
        EVENTUALLY(number("hentra_dashboard_live_pages") == 0);
        assert_true(number("hentra_dashboard_slow_pages_total") == slow);
        bytes_free(&all);
}

static void a_page_that_is_cut_off_is_counted(void **state)
{
        struct session s;
        char dossier[64];
        int n = 0;
        const int room = 1024;
        (void)state;
        EVENTUALLY(visiting_login("hentra_watch_an", "an", &s) == 200);
        const int fd = visiting_listen(&s, "");
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
        EVENTUALLY(number("hentra_dashboard_live_pages") == 1);
        const double slow = number("hentra_dashboard_slow_pages_total");
        UNTIL(number("hentra_dashboard_live_pages") == 0, {
                sql_run(visit.pg, "begin");
                for (int i = 0; i < 100; i++) {
                        snprintf(dossier, sizeof(dossier), "H58-flood-%d", n++);
                        visiting_raise(dossier);
                }
                sql_run(visit.pg, "commit");
        });
        assert_true(number("hentra_dashboard_slow_pages_total") == slow + 1);
        close(fd);
}

/* A role whose pages look again by themselves, and nobody is there. */
static void a_page_that_asks_by_itself_keeps_nobody_logged_in(void **state)
{
        struct session gone, here;
        char head[500];
        (void)state;
        EVENTUALLY(visiting_login("hentra_watch_an", "an", &gone) == 200);
        assert_int_equal(visiting_login("hentra_watch_an", "an", &here), 200);
        snprintf(head, sizeof(head), "%sX-Unattended: 1\r\n", gone.head);
        assert_int_equal(visiting_status("GET", "/api/periods", head), 200);
        UNTIL(visiting_status("GET", "/api/periods", head) == 401,
              assert_int_equal(visiting_status("GET", "/api/periods", here.head), 200));
        assert_int_equal(visiting_status("GET", "/api/periods", here.head), 200);
}

static void allow(const char *word)
{
        char line[300];
        snprintf(line, sizeof(line),
                 "psql -X -q -d \"$HENTRA_TEST_PG dbname=postgres\" -c 'alter database %s allow_connections "
                 "%s'",
                 visit.world.database, word);
        assert_program(0, "", line);
}

static void it_is_ready_while_the_warehouse_is_there(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(ready(), 200);
        allow("false");
        sql_run(visit.pg, "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
                          "current_database() and application_name = 'hentra dashboard'");
        EVENTUALLY(ready() == 503);
        assert_true(number("hentra_need_met{need=\"warehouse\"}") == 0);
        allow("true");
        EVENTUALLY(ready() == 200);
        EVENTUALLY(visiting_login("hentra_watch_an", "an", &s) == 200);
        EVENTUALLY(visiting_status("GET", "/api/periods", s.head) == 200);
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(machines_read_what_is_asked),
                cmocka_unit_test(a_page_that_is_cut_off_is_counted),
                cmocka_unit_test(a_page_that_asks_by_itself_keeps_nobody_logged_in),
                cmocka_unit_test(it_is_ready_while_the_warehouse_is_there),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
