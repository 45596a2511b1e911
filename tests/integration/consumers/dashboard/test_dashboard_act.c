/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_act.c - alerts acknowledged and snoozed through the dashboard: who did it, who may, and what a
 * request that changes something has to look like.
 */
#include "tests/support/visiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct session an, bo, nho, so;
static int64_t first, second; /* alerts at the first agency and at the second */

static int open_world(void **state)
{
        (void)state;
        /* Answers are kept, so that one that was asked before a change would show. */
        visiting_open_at("dashboard_act", "dashboard.fresh=60s\ndashboard.pool=2\ndashboard.timeout=2s\n",
                         "2022-03-10T08:00:00+07:00");
        visiting_role("hentra_act_an", "an", "in role hentra_analyst");
        visiting_role("hentra_act_bo", "bo", "in role hentra_analyst");
        visiting_role("hentra_act_nho", "nho", "in role hentra_viewer");
        visiting_role("hentra_act_so", "so", "in role hentra_owner");
        sql_run(visit.pg, "insert into hentra.access (role_name, agency_id) values ('hentra_act_nho', 2); "
                          "select nextval('hentra.alert_number')"); /* numbers are not 0 */
        visiting_start();
        assert_int_equal(visiting_login("hentra_act_an", "an", &an), 200);
        assert_int_equal(visiting_login("hentra_act_bo", "bo", &bo), 200);
        assert_int_equal(visiting_login("hentra_act_nho", "nho", &nho), 200);
        assert_int_equal(visiting_login("hentra_act_so", "so", &so), 200);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        return visiting_close();
}

static int64_t number_of(const char *dossier)
{
        char sql[200];
        snprintf(sql, sizeof(sql), "select alert_id from hentra.alert where dossier_id = '%s'", dossier);
        return sql_number(visit.pg, sql);
}

static int fresh(void **state)
{
        (void)state;
        sql_run(visit.pg, "delete from hentra.alert_ack; delete from hentra.alert_transition; delete from "
                          "hentra.alert");
        visiting_raise("H58-1");
        visiting_raise("H58-2");
        sql_run(visit.pg,
                "update hentra.alert_transition set agency_id = 2, recipient_id = 2 where alert_id in "
                "(select alert_id from hentra.alert where dossier_id = 'H58-2')");
        first = number_of("H58-1");
        second = number_of("H58-2");
        return 0;
}

/* `body` has a %lld for the alert. */
static struct asked act(const struct session *s, const char *body, int64_t alert)
{
        char text[1000];
        snprintf(text, sizeof(text), body, (long long)alert);
        return visiting_ask("POST", "/api/ack", s->changes, text);
}

static int act_status(const struct session *s, const char *body, int64_t alert)
{
        struct asked a = act(s, body, alert);
        const int status = a.status;
        asked_end(&a);
        return status;
}

#define ACKNOWLEDGE "{\"alerts\": [\"%lld\"], \"what\": \"acknowledge\", \"reason\": \"đã gọi điện\"}"
#define SNOOZE                                                                                         \
        "{\"alerts\": [\"%lld\"], \"what\": \"snooze\", \"until\": \"2022-03-20 07:30\", \"reason\": " \
        "\"moving\"}"
#define LIFT "{\"alerts\": [\"%lld\"], \"what\": \"lift\"}"

#define assert_shows(s, part)                                                            \
        do {                                                                             \
                struct asked shown_ = visiting_ask("GET", "/api/alerts", (s)->head, ""); \
                assert_body(&shown_, part);                                              \
                asked_end(&shown_);                                                      \
        } while (0)

/* ---- what is done ---- */

static void who_did_it_is_the_person_and_all_see_it(void **state)
{
        char expected[200];
        (void)state;
        assert_shows(&an, "\"acknowledged\":null");
        assert_shows(&bo, "\"acknowledged\":null");
        struct asked a = act(&an, ACKNOWLEDGE, first);
        assert_int_equal(a.status, 200);
        snprintf(expected, sizeof(expected),
                 "{\"done\": [{\"alert\":\"%lld\",\"dossier\":\"H58-1\",\"rule\":\"overdue\"}]}",
                 (long long)first);
        assert_string_equal(a.body, expected);
        asked_end(&a);
        assert_sql(visit.pg, "ACKNOWLEDGED|hentra_act_an|đã gọi điện",
                   "select what, made_by, reason from hentra.alert_acknowledged where lifted_at is null");
        /* Not the answers that were kept: neither of who did it, nor of others once they are told. */
        assert_shows(&an, "\"acknowledged\":{\"by\":\"hentra_act_an\"");
        EVENTUALLY(strstr(child_err(&visit.dashboard),
                          "dashboard.changed role=hentra_act_an what=\"acknowledge "));
        assert_null(strstr(child_err(&visit.dashboard), "điện"));
        assert_int_equal(act_status(&bo, SNOOZE, first), 200);
        assert_shows(&bo, "\"snoozed\":{\"by\":\"hentra_act_bo\"");
        assert_shows(&bo, "\"until\":\"2022-03-20T07:30:00+07:00\"");
        assert_int_equal(act_status(&an, LIFT, first), 200);
        assert_shows(&an, "\"snoozed\":null");
        assert_int_equal(act_status(&an, LIFT, first), 404);
        assert_sql(visit.pg, "hentra_act_an|hentra_act_an hentra_act_bo|hentra_act_an",
                   "select made_by, lifted_by from hentra.alert_ack order by ack_id");
        /* None of it clears anything. */
        assert_sql(visit.pg, "2", "select count(*) from hentra.alert_open");
}

static void pages_of_others_are_told(void **state)
{
        struct bytes all = {0};
        (void)state;
        const int fd = visiting_listen(&bo, "");
        EVENTUALLY(visiting_heard(fd, &all, "event: begun"));
        /* The raisings of the set-up are changes, too: what comes behind is asked for. */
        EVENTUALLY(visiting_heard(fd, &all, "event: changed"));
        bytes_clear(&all);
        assert_shows(&bo, "\"acknowledged\":null");
        assert_int_equal(act_status(&an, ACKNOWLEDGE, first), 200);
        EVENTUALLY(visiting_heard(fd, &all, "event: changed"));
        assert_shows(&bo, "\"acknowledged\":{\"by\":\"hentra_act_an\"");
        close(fd);
        bytes_free(&all);
}

static void a_dry_run_leaves_nothing(void **state)
{
        (void)state;
        struct asked a = act(
                &an,
                "{\"alerts\": [\"%lld\"], \"what\": \"acknowledge\", \"reason\": \"x\", \"dry_run\": true}",
                first);
        assert_int_equal(a.status, 200);
        assert_body(&a, "\"dossier\":\"H58-1\"");
        asked_end(&a);
        assert_sql(visit.pg, "0", "select count(*) from hentra.alert_ack");
}

static void of_many_all_or_none(void **state)
{
        char body[200];
        (void)state;
        snprintf(body, sizeof(body),
                 "{\"alerts\": [\"%lld\", \"1\"], \"what\": \"acknowledge\", \"reason\": \"x\"}",
                 (long long)first);
        struct asked a = visiting_ask("POST", "/api/ack", an.changes, body);
        assert_int_equal(a.status, 404);
        assert_body(&a, "\"code\":\"not_found\"");
        asked_end(&a);
        assert_sql(visit.pg, "0", "select count(*) from hentra.alert_ack");
        snprintf(body, sizeof(body),
                 "{\"alerts\": [\"%lld\", \"%lld\"], \"what\": \"acknowledge\", \"reason\": \"x\"}",
                 (long long)first, (long long)second);
        a = visiting_ask("POST", "/api/ack", an.changes, body);
        assert_int_equal(a.status, 200);
        asked_end(&a);
        assert_sql(visit.pg, "2", "select count(*) from hentra.alert_ack");
}

/* ---- who may ---- */

static void a_viewer_takes_care_of_what_they_see_and_of_nothing_else(void **state)
{
        (void)state;
        assert_int_equal(act_status(&nho, ACKNOWLEDGE, first), 404);
        assert_int_equal(act_status(&nho, ACKNOWLEDGE, second), 200);
        assert_int_equal(act_status(&an, ACKNOWLEDGE, first), 200);
        assert_int_equal(act_status(&nho, LIFT, first), 404);
        assert_int_equal(act_status(&nho, SNOOZE, first), 404);
        /* By psql, too. */
        sql_run(visit.pg, "begin; set local role hentra_act_nho");
        assert_sql(visit.pg, "hentra_act_nho", "select made_by from hentra.alert_ack");
        sql_run(visit.pg, "update hentra.alert_ack set lifted_at = now()");
        sql_run(visit.pg, "commit");
        assert_sql(visit.pg, "hentra_act_an", "select made_by from hentra.alert_ack where lifted_at is null");
        struct err e;
        struct pg *pg = world_connect(&visit.world, "tests");
        sql_run(pg, "set role hentra_act_nho");
        char sql[200];
        snprintf(sql, sizeof(sql), "insert into hentra.alert_ack (alert_id, reason) values (%lld, 'x')",
                 (long long)first);
        assert_int_equal(pg_run(pg, sql, NULL, 0, NULL, &e), FATAL);
        assert_non_null(strstr(e.text, "row-level security"));
        pg_close(pg);
}

/* The alert was raised anew where its dossier is now: whoever had it before sees what was, and leaves it alone. */
static void what_was_handed_on_is_the_next_ones(void **state)
{
        char sql[500];
        (void)state;
        snprintf(sql, sizeof(sql),
                 "insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, "
                 "recipient_id, procedure_id, "
                 "case_kind, stale) select %lld, n, '2022-03-10 08:00+07', case n when 2 then 9 else 0 end, "
                 "1, 1, 0, 0, false "
                 "from generate_series(2, 3) n; update hentra.alert set transition = 3 where alert_id = %lld",
                 (long long)second, (long long)second);
        sql_run(visit.pg, sql);
        assert_int_equal(act_status(&nho, ACKNOWLEDGE, second), 404);
        assert_int_equal(act_status(&an, ACKNOWLEDGE, second), 200);
}

static void a_right_that_is_lost_is_lost_at_once(void **state)
{
        (void)state;
        struct asked a = visiting_ask("GET", "/api/session", bo.head, "");
        assert_body(
                &a,
                "\"may\" : {\"ack\" : true, \"rules\" : false, \"receivers\" : false, \"replay\" : false}");
        asked_end(&a);
        a = visiting_ask("GET", "/api/session", so.head, "");
        assert_body(&a,
                    "\"may\" : {\"ack\" : true, \"rules\" : true, \"receivers\" : true, \"replay\" : true}");
        asked_end(&a);
        sql_run(visit.pg, "revoke insert on hentra.alert_ack from hentra_analyst; "
                          "revoke insert (alert_id, until, reason) on hentra.alert_ack from hentra_analyst");
        a = act(&bo, ACKNOWLEDGE, first);
        assert_int_equal(a.status, 403);
        asked_end(&a);
        a = visiting_ask("GET", "/api/session", bo.head, "");
        assert_body(&a, "\"ack\" : false");
        asked_end(&a);
        sql_run(visit.pg, "grant insert (alert_id, until, reason) on hentra.alert_ack to hentra_analyst; "
                          "alter role hentra_act_bo nologin");
        assert_int_equal(act_status(&bo, ACKNOWLEDGE, first), 403);
        sql_run(visit.pg, "alter role hentra_act_bo login");
        assert_int_equal(act_status(&bo, ACKNOWLEDGE, first), 200);
}

/* ---- two at once ---- */

static void two_at_once_leave_one(void **state)
{
        enum { MANY = 16 };
        int fd[MANY], done = 0;
        char body[200], text[1200];
        (void)state;
        snprintf(body, sizeof(body), ACKNOWLEDGE, (long long)first);
        for (int i = 0; i < MANY; i++) {
                snprintf(text, sizeof(text),
                         "POST /api/ack HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: "
                         "close\r\n%sContent-Length: %zu\r\n\r\n%s",
                         i % 2 ? an.changes : bo.changes, strlen(body), body);
                fd[i] = ask_connect(visit.port);
                ask_send(fd[i], text);
        }
        for (int i = 0; i < MANY; i++) {
                struct asked a = ask_read(fd[i]);
                done += a.status == 200;
                asked_end(&a);
        }
        assert_int_equal(done, MANY);
        assert_sql(visit.pg, "16|1",
                   "select count(*), count(*) filter (where lifted_at is null) from hentra.alert_ack");
}

static void who_waits_for_another_is_told_in_time(void **state)
{
        struct pg *other = world_connect(&visit.world, "tests");
        (void)state;
        assert_int_equal(act_status(&an, ACKNOWLEDGE, first), 200);
        sql_run(other, "begin; update hentra.alert_ack set lifted_at = now()");
        struct asked a = act(&bo, ACKNOWLEDGE, first);
        assert_int_equal(a.status, 503);
        assert_body(&a, "too long");
        asked_end(&a);
        /* Somebody else is not held up. */
        assert_int_equal(act_status(&bo, ACKNOWLEDGE, second), 200);
        sql_run(other, "rollback");
        pg_close(other);
        assert_int_equal(act_status(&bo, ACKNOWLEDGE, first), 200);
}

/* ---- what a request has to look like ---- */

static void what_another_site_could_send_does_nothing(void **state)
{
        char body[200], head[700];
        (void)state;
        snprintf(body, sizeof(body), ACKNOWLEDGE, (long long)first);
        snprintf(head, sizeof(head), "%sContent-Type: application/json\r\n", an.head);
        const struct {
                const char *method, *head;
                int status;
        } some[] = {{"POST", head, 403},
                    {"POST", "Content-Type: application/json\r\n", 401},
                    {"GET", an.changes, 405},
                    {"PUT", an.changes, 405}};
        for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
                struct asked a = visiting_ask(some[i].method, "/api/ack", some[i].head, body);
                assert_int_equal(a.status, some[i].status);
                asked_end(&a);
        }
        snprintf(head, sizeof(head), "%sX-CSRF-Token: %s\r\nContent-Type: application/json\r\n", an.head,
                 bo.token);
        struct asked a = visiting_ask("POST", "/api/ack", head, body);
        assert_int_equal(a.status, 403);
        asked_end(&a);
        snprintf(head, sizeof(head), "%sX-CSRF-Token: %s\r\nContent-Type: text/plain\r\n", an.head, an.token);
        a = visiting_ask("POST", "/api/ack", head, body);
        assert_int_equal(a.status, 400);
        asked_end(&a);
        assert_sql(visit.pg, "0", "select count(*) from hentra.alert_ack");
}

static void what_makes_no_sense_is_said(void **state)
{
        static const struct {
                const char *body, *says;
        } some[] = {
                {"", "object"},
                {"[]", "object"},
                {"{\"alerts\": [\"1\"], \"alerts\": [\"2\"], \"what\": \"lift\"}", "each member once"},
                {"{\"what\": \"lift\"}", "alerts: a list"},
                {"{\"alerts\": [], \"what\": \"lift\"}", "alerts: a list"},
                {"{\"alerts\": [1], \"what\": \"lift\"}", "is a text here"},
                {"{\"alerts\": \"1\", \"what\": \"lift\"}", "alerts: a list"},
                {"{\"alerts\": [\"%lld\"]}", "what"},
                {"{\"alerts\": [\"%lld\"], \"what\": \"clear\"}", "acknowledge"},
                {"{\"alerts\": [\"%lld\"], \"what\": \"acknowledge\"}", "--reason"},
                {"{\"alerts\": [\"%lld\"], \"what\": \"acknowledge\", \"reason\": \"a\\nb\"}", "printable"},
                {"{\"alerts\": [\"%lld\"], \"what\": \"snooze\", \"reason\": \"x\"}", "until"},
                {"{\"alerts\": [\"%lld\"], \"what\": \"snooze\", \"reason\": \"x\", \"until\": "
                 "\"1999-01-01\"}",
                 "over already"},
                {"{\"alerts\": [\"1\"], \"what\": \"snooze\", \"until\": \"2199-01-01\"}", "31 days at most"},
                {"{\"alerts\": [\"%lld\"], \"what\": \"snooze\", \"reason\": \"x\", \"until\": \"tomorrow\"}",
                 "--until"},
                {"{\"alerts\": [\"%lld\"], \"what\": \"lift\", \"until\": \"2035-01-01\"}", "until"},
                {"{\"alerts\": [\"%lld\"], \"what\": \"lift\", \"who\": \"me\"}", "who is no member"},
                {"{\"alerts\": [\"%lld\"], \"what\": \"lift\", \"dry_run\": \"yes\"}", "dry_run"},
                {"{\"alerts\": [\"%lld\"], \"what\": [[[[]]]]}", "nested"},
        };
        (void)state;
        for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
                struct asked a = act(&an, some[i].body, first);
                if (a.status != 400)
                        fail_msg("%s: %d: %s", some[i].body, a.status, a.body);
                assert_body(&a, some[i].says);
                asked_end(&a);
        }
        assert_int_equal(act_status(&an,
                                    "{\"alerts\": [\"H58-1'; drop table hentra.alert_ack; --\"], \"what\": "
                                    "\"acknowledge\", "
                                    "\"reason\": \"x\"}",
                                    0),
                         404);
        assert_sql(visit.pg, "0", "select count(*) from hentra.alert_ack");
}

static void what_is_too_large_is_refused(void **state)
{
        static char body[100 << 10];
        (void)state;
        memset(body, ' ', sizeof(body) - 1);
        struct asked a = visiting_ask("POST", "/api/ack", an.changes, body);
        assert_int_equal(a.status, 413);
        asked_end(&a);
}

#define EACH(test) cmocka_unit_test_setup(test, fresh)

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                EACH(who_did_it_is_the_person_and_all_see_it),
                EACH(pages_of_others_are_told),
                EACH(a_dry_run_leaves_nothing),
                EACH(of_many_all_or_none),
                EACH(a_viewer_takes_care_of_what_they_see_and_of_nothing_else),
                EACH(what_was_handed_on_is_the_next_ones),
                EACH(a_right_that_is_lost_is_lost_at_once),
                EACH(two_at_once_leave_one),
                EACH(who_waits_for_another_is_told_in_time),
                EACH(what_another_site_could_send_does_nothing),
                EACH(what_makes_no_sense_is_said),
                EACH(what_is_too_large_is_refused),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
