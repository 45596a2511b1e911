/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_ask.c - what the dashboard answers: figures, files, and what is asked wrongly.
 */
#include "tests/support/visiting.h"

#include <stdio.h>
#include <string.h>

static int open_world(void **state)
{
        (void)state;
        visiting_open("dashboard_ask", "dashboard.fresh=0s\ndashboard.pool=2\ndashboard.request_timeout=2s\n"
                                       "dashboard.idle=1h\n");
        visiting_role("hentra_ask_an", "mật khẩu an", "in role hentra_analyst");
        visiting_start();
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        return visiting_close();
}

/* ---- answers ---- */

static void what_is_asked_wrongly_is_said(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(visiting_login("hentra_ask_an", "mật khẩu an", &s), 200);
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
                struct asked a = visiting_ask("GET", some[i].path, s.head, "");
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
        assert_int_equal(visiting_login("hentra_ask_an", "mật khẩu an", &s), 200);
        snprintf(head, sizeof(head), "%sX-CSRF-Token: %s\r\nContent-Type: text/csv\r\n", s.head, s.token);
        struct asked a = visiting_ask("POST", "/api/audit", s.head, figures);
        assert_int_equal(a.status, 403);
        asked_end(&a);
        a = visiting_ask("POST", "/api/audit", head, "what is this\n");
        assert_int_equal(a.status, 400);
        assert_null(strstr(a.body, "/proc"));
        asked_end(&a);
}

static void the_page_is_there_for_all_and_packed(void **state)
{
        char head[200], etag[64];
        (void)state;
        struct asked a = visiting_ask("GET", "/", "", "");
        assert_int_equal(a.status, 200);
        assert_non_null(strstr(a.head, "Content-Type: text/html; charset=utf-8\r\n"));
        assert_non_null(strstr(a.head, "default-src 'self'"));
        assert_non_null(strstr(a.head, "frame-ancestors 'none'"));
        assert_null(strstr(a.head, "Content-Encoding"));
        assert_int_equal(sscanf(strstr(a.head, "ETag: "), "ETag: %60s", etag), 1);
        asked_end(&a);
        snprintf(head, sizeof(head), "If-None-Match: %s\r\n", etag);
        a = visiting_ask("GET", "/late?agency=x", head, ""); /* a view of the page */
        assert_int_equal(a.status, 304);
        assert_string_equal(a.body, "");
        asked_end(&a);
        a = visiting_ask("GET", "/", "Accept-Encoding: br, gzip;q=0.9\r\n", "");
        assert_non_null(strstr(a.head, "Content-Encoding: gzip\r\n"));
        asked_end(&a);
        a = visiting_ask("GET", "/", "Accept-Encoding: gzip;q=0\r\n", "");
        assert_null(strstr(a.head, "Content-Encoding"));
        asked_end(&a);
        assert_int_equal(visiting_status("GET", "/nothing.js", ""), 404);
        assert_int_equal(visiting_status("GET", "/../etc/passwd.txt", ""), 404);
        assert_int_equal(visiting_status("POST", "/", ""), 405);
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_asked_wrongly_is_said),
                cmocka_unit_test(figures_that_somebody_sends_are_audited),
                cmocka_unit_test(the_page_is_there_for_all_and_packed),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
