/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_manage.c - alert rules and receivers listed, changed and tried through the dashboard, with the words of
 * the commands; what of this machine and of secrets stays out of reach.
 */
#include "tests/support/feed.h"
#include "tests/support/program.h"
#include "tests/support/receiver.h"
#include "tests/support/visiting.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct session an, so;
static struct receiver receiver;

static int open_world(void **state)
{
        (void)state;
        visiting_open(
                "dashboard_manage",
                "dashboard.fresh=60s\ndashboard.pool=2\nalert.webhook_secret=k\nalert.webhook_timeout=3s\n");
        setenv("HENTRA_CONFIG", visit.world.file, 1);
        receiver_start(&receiver, "k"); /* before the dashboard, which then asks no proxy either */
        visiting_role("hentra_manage_an", "an", "in role hentra_analyst");
        visiting_role("hentra_manage_so", "so", "in role hentra_owner");
        visiting_start();
        assert_int_equal(visiting_login("hentra_manage_an", "an", &an), 200);
        assert_int_equal(visiting_login("hentra_manage_so", "so", &so), 200);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        receiver_stop(&receiver);
        return visiting_close();
}

static struct asked post(const struct session *s, const char *path, const char *body)
{
        return visiting_ask("POST", path, s->changes, body);
}

#define assert_answer(expected, says, s, path, sent)                                                     \
        do {                                                                                             \
                struct asked answer_ = post(s, path, sent);                                              \
                if (answer_.status != (expected) || !strstr(answer_.body, says))                         \
                        fail_msg("%s: %d, and not %d, \"%s\": %s", sent, answer_.status, expected, says, \
                                 answer_.body);                                                          \
                asked_end(&answer_);                                                                     \
        } while (0)

#define assert_got(says, s, path)                                             \
        do {                                                                  \
                struct asked got_ = visiting_ask("GET", path, (s)->head, ""); \
                assert_int_equal(got_.status, 200);                           \
                assert_body(&got_, says);                                     \
                asked_end(&got_);                                             \
        } while (0)

/* ---- rules ---- */

#define RULES "select name, kind, offsets, enabled from hentra.alert_rule where name like 'xã%' order by 1"

static void rules_are_added_and_changed(void **state)
{
        (void)state;
        assert_got("{\"name\":\"overdue\",\"kind\":\"OVERDUE\"", &an, "/api/rules");
        assert_answer(200, "\"dry_run\": true", &so, "/api/rule",
                      "{\"verb\": \"add\", \"name\": \"xã\", \"options\": {\"before\": \"1d,4h\", \"level\": "
                      "\"commune\"}, "
                      "\"dry_run\": true}");
        assert_sql(visit.pg, "", RULES);
        assert_answer(200, "{\"rule\": {\"name\":\"xã\",\"kind\":\"DUE_SOON\",\"minutes\":\"480,240\"", &so,
                      "/api/rule",
                      "{\"verb\": \"add\", \"name\": \"xã\", \"options\": {\"before\": \"1d,4h\", \"level\": "
                      "\"commune\", "
                      "\"off\": true}}");
        assert_sql(visit.pg, "xã|1|{-480|-240}|f", RULES);
        assert_got("\"name\":\"xã\"", &an, "/api/rules"); /* and not what was kept */
        assert_answer(200, "\"enabled\":true", &so, "/api/rule", "{\"verb\": \"on\", \"name\": \"xã\"}");
        assert_answer(200, "\"name\":\"xã phường\"", &so, "/api/rule",
                      "{\"verb\": \"set\", \"name\": \"xã\", \"options\": {\"rename\": \"xã phường\", "
                      "\"before\": \"2h\", "
                      "\"level\": \"any\"}}");
        assert_answer(200, "\"enabled\":false", &so, "/api/rule",
                      "{\"verb\": \"off\", \"name\": \"xã phường\"}");
        assert_sql(visit.pg, "xã phường|1|{-120}|f", RULES);
        assert_answer(200, "\"factor\":2.5,", &so, "/api/rule",
                      "{\"verb\": \"add\", \"name\": \"xã lặng\", \"options\": {\"silent\": \"60m\", "
                      "\"factor\": 2.5}}");
        EVENTUALLY(strstr(child_err(&visit.dashboard),
                          "dashboard.changed role=hentra_manage_so what=\"rule add xã lặng\""));
        sql_run(visit.pg, "delete from hentra.alert_rule where name like 'xã%'");
}

static void the_commands_words_are_said(void **state)
{
        static const struct {
                const char *body, *says;
        } some[] = {
                {"{\"name\": \"x\"}", "add, set, on, off"},
                {"{\"verb\": \"list\", \"name\": \"x\"}", "add, set, on, off"},
                {"{\"verb\": \"add\", \"options\": {\"overdue\": true}}", "expected one name"},
                {"{\"verb\": \"add\", \"name\": \"x\"}", "which kind of rule?"},
                {"{\"verb\": \"add\", \"name\": \"x\", \"options\": {\"overdue\": true, \"after\": \"1d\"}}",
                 "a rule is of one kind"},
                {"{\"verb\": \"add\", \"name\": \"x\", \"options\": {\"overdue\": \"yes\"}}",
                 "overdue: true is expected"},
                {"{\"verb\": \"add\", \"name\": \"x\", \"options\": {\"before\": true}}", "before: a text"},
                {"{\"verb\": \"add\", \"name\": \"x\", \"options\": {\"before\": \"1d\", \"before\": "
                 "\"2d\"}}",
                 "each member once"},
                {"{\"verb\": \"add\", \"name\": \"x\", \"options\": {\"before\": \"soon\"}}", "--before"},
                {"{\"verb\": \"add\", \"name\": \"x\", \"options\": {\"config\": \"/etc/passwd\"}}",
                 "config is no option"},
                {"{\"verb\": \"add\", \"name\": \"x\", \"options\": {\"set\": "
                 "\"dashboard.open_as=postgres\"}}",
                 "set is no option"},
                {"{\"verb\": \"add\", \"name\": \"x\", \"options\": {\"wait\": 1}}", "wait is no option"},
                {"{\"verb\": \"set\", \"name\": \"overdu\", \"options\": {\"level\": \"commune\"}}",
                 "did you mean overdue?"},
                {"{\"verb\": \"set\", \"name\": \"overdue\", \"options\": {\"agency\": "
                 "\"--config=/etc/passwd\"}}",
                 "there is no agency"},
                {"{\"verb\": \"set\", \"name\": \"overdue\"}", "what is to be changed?"},
                {"{\"verb\": \"on\", \"name\": \"--help\"}", "there is no rule '--help'"},
                {"{\"verb\": \"on\", \"name\": \"'; drop table hentra.alert_rule; --\"}", "there is no rule"},
                {"{\"verb\": \"add\", \"name\": \"overdue\", \"options\": {\"overdue\": true}}",
                 "there is a rule 'overdue' already"},
                {"{\"verb\": \"add\", \"name\": \"a\\tb\", \"options\": {\"overdue\": true}}", "printable"},
        };
        (void)state;
        for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
                assert_answer(400, some[i].says, &so, "/api/rule", some[i].body);
        assert_answer(403, "\"code\":\"forbidden\"", &an, "/api/rule",
                      "{\"verb\": \"add\", \"name\": \"x\", \"options\": {\"overdue\": true}}");
        assert_answer(403, "\"code\":\"forbidden\"", &an, "/api/rule",
                      "{\"verb\": \"off\", \"name\": \"overdue\"}");
        assert_sql(
                visit.pg, "0|t",
                "select count(*) filter (where name like 'x%'), bool_or(enabled and name = 'overdue') from "
                "hentra.alert_rule");
}

static int post_line(const struct session *s, const char *path, const char *body)
{
        char text[1600];
        const int fd = ask_connect(visit.port);
        snprintf(text, sizeof(text),
                 "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%sContent-Length: "
                 "%zu\r\n\r\n%s",
                 path, s->changes, strlen(body), body);
        ask_send(fd, text);
        return fd;
}

#define OF_DASHBOARD "application_name = 'hentra dashboard' and datname = current_database()"

/* The alerter writes to a rule, too, and another owner. */
static void a_change_is_made_over_what_another_one_left(void **state)
{
        struct pg *other = world_connect(&visit.world, "another owner");
        (void)state;
        sql_run(other, "begin");
        sql_run(other, "update hentra.alert_rule set start_mark = now() where name = 'overdue'");
        const int fd = post_line(&so, "/api/rule", "{\"verb\": \"off\", \"name\": \"overdue\"}");
        EVENTUALLY(sql_number(visit.pg, "select count(*) from pg_stat_activity where wait_event_type = "
                                        "'Lock' and " OF_DASHBOARD) == 1);
        sql_run(other, "commit");
        struct asked a = ask_read(fd);
        assert_int_equal(a.status, 200);
        assert_body(&a, "\"enabled\":false");
        asked_end(&a);
        assert_sql(visit.pg, "f", "select enabled from hentra.alert_rule where name = 'overdue'");
        pg_close(other);
}

static void a_change_is_made_after_a_lost_connection(void **state)
{
        (void)state;
        assert_true(sql_number(visit.pg, "select count(pg_terminate_backend(pid, 5000)) from "
                                         "pg_stat_activity where " OF_DASHBOARD) > 0);
        assert_answer(200, "\"enabled\":true", &so, "/api/rule", "{\"verb\": \"on\", \"name\": \"overdue\"}");
        assert_sql(visit.pg, "t", "select enabled from hentra.alert_rule where name = 'overdue'");
}

/* Rules are tried as the command tries them, also by who may not change them. */
static void a_rule_is_tried(void **state)
{
        struct child c;
        struct feed f;
        char id[16], *rows;
        (void)state;
        world_topic(&visit.world, 1);
        feed_open(&f, &visit.world);
        for (int i = 0; i < 40; i++) {
                snprintf(id, sizeof(id), "H58-%d", i);
                const struct event v = event_on(i % 10, id, RECEIVED);
                feed_event(&f, 0, &v);
        }
        feed_close(&f);
        assert_exit(0, &c, &visit.world, "load", "--until-end");
        child_close(&c);
        assert_int_equal(program("$HENTRA alert rule try --overdue --from 2022-01-01 --format json", &rows),
                         0);
        assert_non_null(strstr(rows, "\"alerts\":40}"));
        rows[strcspn(rows, "\n")] = 0;
        assert_answer(200, rows, &an, "/api/rule_try", "{\"name\": \"overdue\", \"from\": \"2022-01-01\"}");
        free(rows);
        assert_answer(200, "\"total\": 40, \"seen_later\": 0}", &an, "/api/rule_try",
                      "{\"options\": {\"overdue\": true}, \"from\": \"2022-01-01\", \"to\": \"2022-03-01\"}");
        assert_answer(
                200, "\n, \"total\": 0, \"seen_later\": 0}", &an, "/api/rule_try",
                "{\"name\": \"overdue\", \"options\": {\"level\": \"commune\"}, \"from\": \"2022-01-01\"}");
        assert_answer(400, "--from is missing", &an, "/api/rule_try", "{\"name\": \"overdue\"}");
        assert_answer(400, "does not lie before", &an, "/api/rule_try",
                      "{\"name\": \"overdue\", \"from\": \"2099-01-01\"}");
        assert_answer(400, "there is no rule", &an, "/api/rule_try",
                      "{\"name\": \"none\", \"from\": \"2022-01-01\"}");
        assert_answer(400, "rename is no option", &an, "/api/rule_try",
                      "{\"name\": \"overdue\", \"from\": \"2022-01-01\", \"options\": {\"rename\": \"y\"}}");
}

/* ---- receivers ---- */

static void receivers_are_added_and_no_address_is_shown(void **state)
{
        (void)state;
        assert_answer(200, "\"address\":\"https://a.vn/…\"", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"add\", \"name\": \"desk\", \"options\": {\"url\": "
                      "\"https://a.vn/x?token=s3cret\", \"digest\": \"07:30\"}}");
        assert_sql(visit.pg, "desk|https://a.vn/x?token=s3cret|450",
                   "select name, url, digest_minute from hentra.alert_webhook");
        assert_answer(200, "\"address\":\"mailto:…@a.vn\"", &so, "/api/receiver",
                      "{\"kind\": \"mail\", \"verb\": \"add\", \"name\": \"văn thư\", \"options\": {\"to\": "
                      "\"vanthu@a.vn\"}}");
        assert_got("\"name\":\"desk\",\"address\":\"https://a.vn/…\",\"digest\":\"07:30\"", &an,
                   "/api/receivers");
        assert_got("\"kind\":\"mail\"", &an, "/api/receivers");
        struct asked a = visiting_ask("GET", "/api/receivers", so.head, "");
        assert_null(strstr(a.body, "s3cret"));
        assert_null(strstr(a.body, "vanthu"));
        asked_end(&a);
        assert_answer(200, "\"digest\":null", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"set\", \"name\": \"desk\", \"options\": "
                      "{\"digest\": \"off\"}}");
        assert_answer(200, "\"enabled\":false", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"off\", \"name\": \"desk\"}");
        assert_answer(200, "\"dry_run\": true", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"on\", \"name\": \"desk\", \"dry_run\": true}");
        assert_sql(visit.pg, "desk|f", "select name, enabled from hentra.alert_webhook where url ~ '^http'");
        assert_answer(400, "this is no address of a webhook", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"set\", \"name\": \"desk\", \"options\": {\"url\": "
                      "\"file:///s3cret\"}}");
        assert_answer(400, "url_file is no option", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"add\", \"name\": \"x\", \"options\": "
                      "{\"url_file\": \"/etc/passwd\"}}");
        assert_answer(400, "url-file is no option", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"add\", \"name\": \"x\", \"options\": "
                      "{\"url-file\": \"-\"}}");
        assert_answer(400, "there is no webhook 'văn thư'", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"off\", \"name\": \"văn thư\"}");
        assert_answer(400, "name: which receiver?", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"off\"}");
        EVENTUALLY(strstr(child_err(&visit.dashboard), "what=\"webhook add desk\""));
        assert_null(strstr(child_err(&visit.dashboard), "s3cret"));
}

/* Nobody makes this server post anywhere who could not also add a receiver: not who reads the addresses, as an
 * alerter's login does. */
static void a_test_message_is_sent_for_owners_alone(void **state)
{
        char body[300];
        struct session alerter;
        (void)state;
        snprintf(body, sizeof(body),
                 "{\"kind\": \"webhook\", \"verb\": \"add\", \"name\": \"good\", \"options\": {\"url\": "
                 "\"http://127.0.0.1:%d/size/10\"}}",
                 receiver.port);
        assert_answer(403, "forbidden", &an, "/api/receiver", body);
        assert_answer(200, "\"receiver\"", &so, "/api/receiver", body);
        snprintf(body, sizeof(body),
                 "{\"kind\": \"webhook\", \"verb\": \"add\", \"name\": \"bad\", \"options\": {\"url\": "
                 "\"http://127.0.0.1:%d/status/403\"}}",
                 receiver.port);
        assert_answer(200, "\"receiver\"", &so, "/api/receiver", body);
        visiting_role("hentra_manage_chuong", "chuong", "in role hentra_alerter");
        assert_int_equal(visiting_login("hentra_manage_chuong", "chuong", &alerter), 200);
        static const char try_good[] = "{\"kind\": \"webhook\", \"verb\": \"try\", \"name\": \"good\"}";
        assert_answer(403, "forbidden", &an, "/api/receiver", try_good);
        assert_answer(403, "forbidden", &alerter, "/api/receiver", try_good);
        assert_int_equal(receiver_count(&receiver, "/size/10", NULL), 0);
        assert_answer(200, "\"taken\":true", &so, "/api/receiver", try_good);
        assert_answer(200, "0123456789\"", &so, "/api/receiver", try_good);
        assert_int_equal(receiver_count(&receiver, "/size/10", NULL), 2);
        assert_answer(200, "\"taken\":false,\"why\":\"bad does not take it: HTTP status 403\"", &so,
                      "/api/receiver", "{\"kind\": \"webhook\", \"verb\": \"try\", \"name\": \"bad\"}");
        assert_answer(400, "are for add and set", &so, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"try\", \"name\": \"good\", \"options\": {\"url\": "
                      "\"http://127.0.0.1:1/\"}}");
        assert_answer(400, "alert.mail.server is not set", &so, "/api/receiver",
                      "{\"kind\": \"mail\", \"verb\": \"try\", \"name\": \"văn thư\"}");
        EVENTUALLY(strstr(child_err(&visit.dashboard), "what=\"webhook try good\""));
}

/* They wait for each other, three of one login; another login's come in between, and questions at once. */
static void what_takes_long_holds_up_nobody(void **state)
{
        enum { MANY = 8, ROOM = 3 };
        static const char try_hung[] = "{\"kind\": \"webhook\", \"verb\": \"try\", \"name\": \"hung\"}";
        struct session other;
        char text[300];
        int fd[MANY];
        (void)state;
        visiting_role("hentra_manage_tu", "tu", "in role hentra_owner");
        assert_int_equal(visiting_login("hentra_manage_tu", "tu", &other), 200);
        snprintf(text, sizeof(text),
                 "{\"kind\": \"webhook\", \"verb\": \"add\", \"name\": \"hung\", \"options\": {\"url\": "
                 "\"http://127.0.0.1:%d/hang\"}}",
                 receiver.port);
        assert_answer(200, "\"receiver\"", &so, "/api/receiver", text);
        for (int i = 0; i < MANY; i++)
                fd[i] = post_line(&so, "/api/receiver", try_hung);
        EVENTUALLY(receiver_count(&receiver, "/hang", NULL) == 1);
        /* The server ends a transaction in which nothing happens for long, and its connection. */
        assert_sql(visit.pg, "0",
                   "select count(*) from pg_stat_activity where state = 'idle in transaction' "
                   "and " OF_DASHBOARD);
        assert_int_equal(visiting_status("GET", "/api/periods", so.head), 200);
        assert_answer(200, "\"rule\"", &so, "/api/rule", "{\"verb\": \"on\", \"name\": \"overdue\"}");
        for (int i = ROOM; i < MANY; i++) { /* these came last */
                struct asked a = ask_read(fd[i]);
                assert_int_equal(a.status, 503);
                asked_end(&a);
        }
        assert_int_equal(receiver_count(&receiver, "/hang", NULL), 1);
        assert_answer(200, "\"taken\":true", &other, "/api/receiver",
                      "{\"kind\": \"webhook\", \"verb\": \"try\", \"name\": \"good\"}");
        assert_true(receiver_count(&receiver, "/hang", NULL) < ROOM);
        for (int i = 0; i < ROOM; i++)
                close(fd[i]);
}

static void whoever_has_not_logged_in_changes_nothing(void **state)
{
        struct child open;
        struct session all = {.cookie = ""};
        const int port = visit.port;
        char *token;
        (void)state;
        child_start(&open, &visit.world, "dashboard", "--listen", "127.0.0.1:0", "--set",
                    "dashboard.open_as=hentra_manage_so", NULL);
        EVENTUALLY(strstr(child_err(&open), "dashboard.ready"));
        visit.port = atoi(strstr(child_err(&open), "port=") + 5);
        struct asked a = visiting_ask("GET", "/api/session", "", "");
        assert_body(
                &a,
                "\"may\" : {\"ack\" : false, \"rules\" : false, \"receivers\" : false, \"replay\" : false}");
        token = strstr(a.body, "\"csrf\" : \"");
        assert_non_null(token);
        snprintf(all.changes, sizeof(all.changes),
                 "X-CSRF-Token: %.64s\r\nContent-Type: application/json\r\n",
                 token + strlen("\"csrf\" : \""));
        asked_end(&a);
        assert_answer(403, "log in", &all, "/api/rule", "{\"verb\": \"off\", \"name\": \"overdue\"}");
        assert_answer(403, "log in", &all, "/api/ack", "{}");
        assert_answer(403, "log in", &all, "/api/receiver", "{}");
        assert_answer(403, "log in", &all, "/api/replay", "{}");
        /* It changes nothing, but reads all dossiers, as often as somebody asks for it. */
        assert_answer(403, "log in", &all, "/api/rule_try",
                      "{\"name\": \"overdue\", \"from\": \"2022-01-01\"}");
        assert_int_equal(visiting_login("hentra_manage_so", "so", &all), 200);
        assert_answer(200, "\"rule\"", &all, "/api/rule", "{\"verb\": \"on\", \"name\": \"overdue\"}");
        child_signal(&open, SIGTERM);
        assert_int_equal(child_wait(&open), 0);
        child_close(&open);
        visit.port = port;
}

int main(void)
{
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(rules_are_added_and_changed),
                cmocka_unit_test(the_commands_words_are_said),
                cmocka_unit_test(a_change_is_made_over_what_another_one_left),
                cmocka_unit_test(a_change_is_made_after_a_lost_connection),
                cmocka_unit_test(a_rule_is_tried),
                cmocka_unit_test(receivers_are_added_and_no_address_is_shown),
                cmocka_unit_test(a_test_message_is_sent_for_owners_alone),
                cmocka_unit_test(whoever_has_not_logged_in_changes_nothing),
                cmocka_unit_test(what_takes_long_holds_up_nobody), /* the last: the errands go on */
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
