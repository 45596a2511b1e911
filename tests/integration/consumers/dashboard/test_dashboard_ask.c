/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_ask.c - what the dashboard answers: figures, files, and what is asked wrongly.
 */
#include "core/lib/json.h"
#include "tests/support/visiting.h"

#include <stdio.h>
#include <string.h>

static int open_world(void **state)
{
        (void)state;
        visiting_open("dashboard_ask", "dashboard.fresh=0s\ndashboard.pool=2\ndashboard.request_timeout=2s\n"
                                       "dashboard.idle=1h\n");
        visiting_role("hentra_ask_an", "mật khẩu an", "in role hentra_analyst");
        visiting_role("hentra_ask_bo", "bo", "in role hentra_viewer");
        sql_run(visit.pg, "insert into hentra.access (role_name, agency_id) values ('hentra_ask_bo', 1)");
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
                    {"/api/report/late?state=OVERDUE&min_days=3&field=UNKNOWN", 200},
                    {"/api/report/late?field=none", 400},
                    {"/api/report/late?mark=TIES", 400},
                    {"/api/report/form06?field=UNKNOWN", 400},
                    {"/api/report/foresight?due_from=2022-01-01&due_to=2022-01-31&limit=101", 200},
                    {"/api/report/foresight?due_from=x", 400},
                    {"/api/report/quality?mark=TIES", 200},
                    {"/api/download/late.csv?state=RESOLVED_LATE&procedure=1.004873", 400},
                    {"/api/download/quality.xlsx?mark=TIES&field=UNKNOWN", 200},
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

/* Names by the catalogue, and what the rules want: nobody raises anything here. */
static void a_dossier_is_explained(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(visiting_login("hentra_ask_an", "mật khẩu an", &s), 200);
        sql_run(visit.pg,
                "insert into hentra.field (code, name) values ('DD', 'Đất đai'); "
                "insert into hentra.procedure (code) values ('1.003.000.00.00.H58'), ('1.003'); "
                "insert into hentra.procedure_version (procedure_id, valid_from, valid_to, name, field_id) "
                "select procedure_id, '2022-01-01', 'infinity', 'Đăng ký', (select field_id from "
                "hentra.field) from hentra.procedure where code = '1.003'; "
                "insert into hentra.agency_version (agency_id, valid_from, valid_to, name, level) values (1, "
                "'2022-01-01', 'infinity', 'Sở Một', 1); "
                "update hentra.alert_rule set start_mark = '2022-03-07 07:00+07'; "
                "update hentra.alert_rule set enabled = false where kind = 3; "
                "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, "
                "service, agency_id, procedure_id, first_observed_at, last_at, submitted_at, received_at, "
                "due_at, first_due_at, ended_at, ended_by, returned_at, paused_at, day_class, instant_class) "
                "select 'D', '\\x01', 0, 2, 0, 1, 0, 1, (select procedure_id from hentra.procedure where "
                "code "
                "like '%H58'), '2022-03-01 08:00+07', "
                "'2022-03-01 08:00+07', null, '2022-03-01 08:00+07', '2022-03-09 17:00+07', '2022-03-09 "
                "17:00+07', null, null, null, null, 0, 0");
        struct asked a = visiting_ask("GET", "/api/dossier/D", s.head, "");
        if (a.status != 200)
                fail_msg("%s\n%s", a.body, child_err(&visit.dashboard));
        assert_body(&a, "\"agency_name\": \"Sở Một\"");
        assert_body(&a, "\"procedure_name\": \"Đăng ký\"");
        assert_body(&a, "\"field\": \"DD\"");
        assert_body(&a, "\"field_name\": \"Đất đai\"");
        assert_body(&a, "\"vi\":\"Hồ sơ đang được xử lý và đã quá hẹn trả 17:00 ngày 09/03/2022.\"");
        assert_body(&a, "\"en\":\"Rule overdue, once the return date has passed: an alert is due since "
                        "2022-03-09 17:00, ");
        assert_null(strstr(a.body, "escalation"));
        struct json_node *root;
        struct err e;
        DONE(json_read(&root, text_of(a.body), &e));
        assert_true(json_items(json_member(root, "explain")) >= 3);
        assert_body(&a, "Rule likely-late: being overdue has taken its place.");
        json_close(root);
        asked_end(&a);
        /* Who sees this agency alone may not read what chances are made of, and gets the rest. */
        assert_int_equal(visiting_login("hentra_ask_bo", "bo", &s), 200);
        a = visiting_ask("GET", "/api/dossier/D", s.head, "");
        if (a.status != 200)
                fail_msg("%s\n%s", a.body, child_err(&visit.dashboard));
        assert_body(&a, "Rule overdue, once the return date has passed: an alert is due since ");
        asked_end(&a);
        visiting_raise("D");
        sql_run(visit.pg, "update hentra.dossier set ended_by = 9, ended_at = '2022-03-10 10:00+07'");
        a = visiting_ask("GET", "/api/dossier/D", s.head, "");
        assert_body(&a, "The dossier ended at 2022-03-10 10:00: ");
        assert_body(&a, "its alert of 2022-03-09 17:00 is to be cleared");
        asked_end(&a);
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
                cmocka_unit_test(a_dossier_is_explained),
                cmocka_unit_test(figures_that_somebody_sends_are_audited),
                cmocka_unit_test(the_page_is_there_for_all_and_packed),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
