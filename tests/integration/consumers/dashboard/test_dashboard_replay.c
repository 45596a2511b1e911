/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_replay.c - the quarantine through the dashboard: who sees it, who sends it again, and what is marked when
 * Kafka is away or the dashboard is stopped in the middle.
 */
#include "tests/support/feed.h"
#include "tests/support/topic_end.h"
#include "tests/support/visiting.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

/* Whose answer is read later. */
static int post_replay(void)
{
        char line[900];
        const int fd = ask_connect(visit.port);
        snprintf(line, sizeof(line),
                 "POST /api/replay HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%sContent-Length: "
                 "2\r\n\r\n{}",
                 lan.changes);
        ask_send(fd, line);
        return fd;
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

static void more_of_it(int64_t behind, int n)
{
        char sql[600];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.quarantine (topic, partition, kafka_offset, checksum, reason, key, "
                 "value, cause, source_id) "
                 "select topic, partition, %" PRId64
                 " + n, checksum, reason, key, value, cause, source_id from "
                 "hentra.quarantine, "
                 "generate_series(1, %d) n where kafka_offset = 0",
                 behind, n);
        sql_run(visit.pg, sql);
}

static void while_kafka_is_away_nothing_is_marked(void **state)
{
        struct child second;
        const char *at;
        const int port = visit.port;
        (void)state;
        more_of_it(1000, MANY);
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

/* The server ends a transaction in which nothing happens for long, and what was sent would stay unmarked. */
static void no_transaction_waits_for_kafka(void **state)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof(at);
        char servers[80];
        struct child second;
        const int port = visit.port, silent = socket(AF_INET, SOCK_STREAM, 0);
        (void)state;
        assert_int_equal(bind(silent, (struct sockaddr *)&at, len), 0);
        assert_int_equal(listen(silent, 8), 0);
        assert_int_equal(getsockname(silent, (struct sockaddr *)&at, &len), 0);
        snprintf(servers, sizeof(servers), "kafka.bootstrap.servers=127.0.0.1:%d", ntohs(at.sin_port));
        child_start(&second, &visit.world, "dashboard", "--listen", "127.0.0.1:0", "--set", servers, NULL);
        EVENTUALLY(strstr(child_err(&second), "dashboard.ready"));
        visit.port = atoi(strstr(child_err(&second), "port=") + 5);
        log_in();
        const int fd = post_replay();
        const int kafka = accept(silent, NULL, NULL); /* and never answers */
        assert_true(kafka >= 0);
        assert_sql(visit.pg, "0",
                   "select count(*) from pg_stat_activity where state = 'idle in transaction' and "
                   "application_name = 'hentra dashboard' and datname = current_database()");
        struct asked a = ask_read(fd);
        assert_int_equal(a.status, 503);
        asked_end(&a);
        close(kafka);
        close(silent);
        child_signal(&second, SIGTERM);
        assert_int_equal(child_wait(&second), 0);
        child_close(&second);
        visit.port = port;
        log_in();
}

/* The one who asked is told how far it came; what is marked is in the topic, and once. */
static void a_stop_in_the_middle_marks_what_was_sent(void **state)
{
        (void)state;
        const int64_t before = topic_end(&visit.world), marked = sql_number(visit.pg, MARKED);
        const int fd = post_replay();
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

/* By whatever way the second one asks. What is set aside meanwhile, as what was refused again, is for the next. */
static void two_at_once_send_nothing_twice(void **state)
{
        struct child c;
        (void)state;
        sql_run(visit.pg, "update hentra.quarantine set replayed_at = null where kafka_offset > 1000");
        const int64_t before = topic_end(&visit.world), marked = sql_number(visit.pg, MARKED);
        const int fd = post_replay();
        EVENTUALLY(sql_number(visit.pg, MARKED) > marked + 5);
        more_of_it(100000, 1);
        assert_exit(1, &c, &visit.world, "quarantine", "replay");
        assert_says(child_err(&c), "sent again by somebody else");
        child_close(&c);
        assert_exit(0, &c, &visit.world, "quarantine", "replay", "--dry-run");
        child_close(&c);
        struct asked a = ask_read(fd);
        assert_int_equal(a.status, 200);
        assert_body(&a, "\"sent\": 3000, \"unreadable\": 1, \"waiting\": 0, \"too_large\": 0, \"left\": 0");
        asked_end(&a);
        assert_int_equal(topic_end(&visit.world) - before, MANY);
        assert_exit(0, &c, &visit.world, "quarantine", "replay");
        child_close(&c);
        assert_int_equal(topic_end(&visit.world) - before, MANY + 1);
}

/* Each message is sent under the rights that the role has then. */
static void who_loses_the_right_sends_no_more(void **state)
{
        (void)state;
        sql_run(visit.pg, "update hentra.quarantine set replayed_at = null where kafka_offset > 1000");
        const int64_t others = sql_number(visit.pg, MARKED);
        char line[120];
        const int fd = post_replay();
        EVENTUALLY(sql_number(visit.pg, MARKED) > others + 5);
        sql_run(visit.pg, "revoke hentra_loader from hentra_replay_lan");
        struct asked a = ask_read(fd);
        assert_int_equal(a.status, 403);
        assert_body(&a, "messages were sent and marked");
        asked_end(&a);
        const int64_t marked = sql_number(visit.pg, MARKED);
        assert_true(marked < MANY);
        /* Who it was stays known. */
        snprintf(line, sizeof(line), "role=hentra_replay_lan what=\"replay %" PRId64 "\"", marked - others);
        EVENTUALLY(strstr(child_err(&visit.dashboard), line));
}

int main(void)
{
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(analysts_see_it_and_loaders_send_it_again),
                cmocka_unit_test(while_kafka_is_away_nothing_is_marked),
                cmocka_unit_test(no_transaction_waits_for_kafka),
                cmocka_unit_test(a_stop_in_the_middle_marks_what_was_sent),
                cmocka_unit_test(two_at_once_send_nothing_twice),
                cmocka_unit_test(who_loses_the_right_sends_no_more),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
