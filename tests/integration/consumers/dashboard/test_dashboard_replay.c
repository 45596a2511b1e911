/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_replay.c - the quarantine through the dashboard: who sees it, who sends it again, and what is marked when
 * Kafka is away or the dashboard is stopped in the middle.
 */
#include "tests/support/feed.h"
#include "tests/support/topic_end.h"
#include "tests/support/visiting.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 3000 };
static struct session an, lan;

static void log_in(void)
{
        assert_int_equal(visiting_login("hentra_replay_an", "an", &an), 200);
        assert_int_equal(visiting_login("hentra_replay_lan", "lan", &lan), 200);
}

static int open_world(void **state)
{
        (void)state;
        visiting_open("dashboard_replay", "dashboard.fresh=0s\ndashboard.pool=2\n");
        world_topic(&visit.world, 1);
        visiting_role("hentra_replay_an", "an", "in role hentra_analyst");
        visiting_role("hentra_replay_lan", "lan", "in role hentra_loader");
        visiting_start();
        log_in();
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        return visiting_close();
}

static void load(void)
{
        struct child c;
        assert_exit(0, &c, &visit.world, "load", "--until-end");
        child_close(&c);
}

/* X1 was refused by the database, which would take it by now; and there is what nobody will ever read. */
static void set_aside(void)
{
        struct feed f;
        const struct event x = event_on(3, "X1", RECEIVED), a = event_on(3, "A", RECEIVED);
        sql_run(visit.pg, "alter table hentra.dossier add constraint no_x check (dossier_id not like 'X%')");
        feed_open(&f, &visit.world);
        feed_event(&f, 0, &x);
        feed_event(&f, 0, &a);
        feed_bytes(&f, 0, TEXT("k"), "never an event", 14);
        feed_close(&f);
        load();
        assert_sql(visit.pg, "2", "select count(*) from hentra.quarantine");
        sql_run(visit.pg, "alter table hentra.dossier drop constraint no_x");
}

static struct asked replay(const struct session *s, const char *body)
{
        return visiting_ask("POST", "/api/replay", s->changes, body);
}

#define MARKED "select count(replayed_at) from hentra.quarantine"

static void analysts_see_it_and_loaders_send_it_again(void **state)
{
        (void)state;
        set_aside();
        struct asked a = visiting_ask("GET", "/api/quarantine", an.head, "");
        assert_int_equal(a.status, 200);
        assert_body(&a,
                    "\"partition\" : 0, \"offset\" : 0, \"source\" : \"mot-cua\", \"cause\" : \"REFUSED\"");
        assert_body(&a, "\"offset\" : 2, \"source\" : null, \"cause\" : \"UNREADABLE\"");
        assert_body(&a, "\"replayed_at\" : null");
        asked_end(&a);
        a = replay(&an, "{}");
        assert_int_equal(a.status, 403);
        asked_end(&a);
        a = replay(&lan, "{\"dry_run\": true}");
        assert_int_equal(a.status, 200);
        assert_string_equal(a.body,
                            "{\"sent\": 1, \"unreadable\": 1, \"waiting\": 0, \"too_large\": 0, \"left\": 0, "
                            "\"dry_run\": true}");
        asked_end(&a);
        assert_sql(visit.pg, "0", MARKED);
        assert_int_equal(topic_end(&visit.world), 3);
        a = replay(&lan, "{}");
        assert_int_equal(a.status, 200);
        assert_body(&a, "\"sent\": 1, \"unreadable\": 1");
        asked_end(&a);
        assert_sql(visit.pg, "1", MARKED);
        load();
        assert_sql(visit.pg, "A X1", "select dossier_id from hentra.dossier order by 1");
        a = visiting_ask("GET", "/api/quarantine?limit=1", an.head, "");
        assert_body(&a, "\"offset\" : 2"); /* what waits comes first */
        asked_end(&a);
        a = visiting_ask("GET", "/api/quarantine?limit=1&offset=1", an.head, "");
        assert_body(&a, "\"offset\" : 0");
        asked_end(&a);
        a = visiting_ask("GET", "/api/quarantine?limit=x", an.head, "");
        assert_int_equal(a.status, 400);
        asked_end(&a);
        a = replay(&lan, "{\"partition\": 0}");
        assert_int_equal(a.status, 400);
        asked_end(&a);
        EVENTUALLY(strstr(child_err(&visit.dashboard), "role=hentra_replay_lan what=\"replay 1\""));
}

static void many_more(void)
{
        char sql[600];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.quarantine (topic, partition, kafka_offset, checksum, reason, key, "
                 "value, cause, source_id) "
                 "select topic, partition, 1000 + n, checksum, reason, key, value, cause, source_id from "
                 "hentra.quarantine, "
                 "generate_series(1, %d) n where kafka_offset = 0",
                 MANY);
        sql_run(visit.pg, sql);
}

static void while_kafka_is_away_nothing_is_marked(void **state)
{
        struct child second;
        const char *at;
        const int port = visit.port;
        (void)state;
        many_more();
        child_start(&second, &visit.world, "dashboard", "--listen", "127.0.0.1:0", "--set",
                    "kafka.bootstrap.servers=127.0.0.1:1", NULL);
        EVENTUALLY(strstr(child_err(&second), "dashboard.ready"));
        at = strstr(child_err(&second), "port=");
        assert_non_null(at);
        visit.port = atoi(at + 5);
        log_in();
        struct asked a = replay(&lan, "{}");
        assert_int_equal(a.status, 503);
        assert_body(&a, "0 messages were sent and marked");
        asked_end(&a);
        assert_int_equal(visiting_status("GET", "/api/quarantine", an.head), 200);
        assert_sql(visit.pg, "1", MARKED);
        child_signal(&second, SIGTERM);
        assert_int_equal(child_wait(&second), 0);
        child_close(&second);
        visit.port = port;
        log_in();
}

/* The one who asked is told how far it came; what is marked is in the topic, and once. */
static void a_stop_in_the_middle_marks_what_was_sent(void **state)
{
        char line[900];
        (void)state;
        const int64_t before = topic_end(&visit.world), marked = sql_number(visit.pg, MARKED);
        const int fd = ask_connect(visit.port);
        snprintf(line, sizeof(line),
                 "POST /api/replay HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%sContent-Length: "
                 "2\r\n\r\n{}",
                 lan.changes);
        ask_send(fd, line);
        /* It is visible as it goes, so no loader waits for a row; and it holds up nobody. */
        EVENTUALLY(sql_number(visit.pg, MARKED) > marked + 5);
        assert_int_equal(visiting_status("GET", "/api/quarantine", an.head), 200);
        assert_true(sql_number(visit.pg, MARKED) < MANY);
        child_signal(&visit.dashboard, SIGTERM);
        struct asked a = ask_read(fd);
        assert_int_equal(a.status, 200);
        assert_null(strstr(a.body, "\"left\": 0"));
        asked_end(&a);
        assert_int_equal(child_wait(&visit.dashboard), 0);
        child_close(&visit.dashboard);
        assert_int_equal(sql_number(visit.pg, MARKED) - marked, topic_end(&visit.world) - before);
        visiting_start();
        log_in();
        a = replay(&lan, "{}");
        assert_int_equal(a.status, 200);
        assert_body(&a, "\"left\": 0");
        asked_end(&a);
        assert_int_equal(topic_end(&visit.world) - before, MANY);
        load();
        assert_sql(visit.pg, "A X1", "select dossier_id from hentra.dossier order by 1");
        assert_sql(visit.pg, "2", "select sum(received)::bigint from hentra.flow_day");
}

/* Each message is sent under the rights that the role has then. */
static void who_loses_the_right_sends_no_more(void **state)
{
        char line[900];
        (void)state;
        sql_run(visit.pg, "update hentra.quarantine set replayed_at = null where kafka_offset > 1000");
        const int fd = ask_connect(visit.port);
        snprintf(line, sizeof(line),
                 "POST /api/replay HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%sContent-Length: "
                 "2\r\n\r\n{}",
                 lan.changes);
        ask_send(fd, line);
        EVENTUALLY(sql_number(visit.pg, MARKED) > 5);
        sql_run(visit.pg, "revoke hentra_loader from hentra_replay_lan");
        struct asked a = ask_read(fd);
        assert_int_equal(a.status, 403);
        asked_end(&a);
        assert_true(sql_number(visit.pg, MARKED) < MANY);
}

int main(void)
{
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(analysts_see_it_and_loaders_send_it_again),
                cmocka_unit_test(while_kafka_is_away_nothing_is_marked),
                cmocka_unit_test(a_stop_in_the_middle_marks_what_was_sent),
                cmocka_unit_test(who_loses_the_right_sends_no_more),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
