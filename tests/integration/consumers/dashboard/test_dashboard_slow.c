/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_slow.c - questions that the warehouse does not answer for long: others are answered meanwhile, and each
 * ends when its time is over, however many queries it has.
 */
#include "tests/support/visiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { POOL = 3, TIMEOUT_S = 6 * TEST_PATIENCE, MANY = 6 };
static struct session an, bo, ca, so;

static int open_world(void **state)
{
        char more[120];
        (void)state;
        snprintf(more, sizeof(more), "dashboard.fresh=0s\ndashboard.pool=%d\ndashboard.timeout=%ds\n", POOL,
                 TIMEOUT_S);
        visiting_open("dashboard_slow", more);
        visiting_role("hentra_slow_an", "an", "in role hentra_analyst");
        visiting_role("hentra_slow_bo", "bo", "in role hentra_analyst");
        visiting_role("hentra_slow_ca", "ca", "in role hentra_analyst");
        visiting_role("hentra_slow_so", "so", "in role hentra_owner");
        sql_run(visit.pg,
                "insert into hentra.alert_webhook (name, url, kind) values ('desk', 'https://a.vn/', 1)");
        visiting_start();
        assert_int_equal(visiting_login("hentra_slow_an", "an", &an), 200);
        assert_int_equal(visiting_login("hentra_slow_bo", "bo", &bo), 200);
        assert_int_equal(visiting_login("hentra_slow_ca", "ca", &ca), 200);
        assert_int_equal(visiting_login("hentra_slow_so", "so", &so), 200);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        return visiting_close();
}

/* A table that nobody can read until it ends. */
static struct pg *lock(const char *table)
{
        char sql[100];
        struct pg *pg = world_connect(&visit.world, "a slow neighbour");
        snprintf(sql, sizeof(sql), "begin; lock table hentra.%s in access exclusive mode", table);
        sql_run(pg, sql);
        return pg;
}

static void unlock(struct pg *pg)
{
        sql_run(pg, "commit");
        pg_close(pg);
}

static int64_t stuck(void)
{
        return sql_number(visit.pg,
                          "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and "
                          "application_name = 'hentra dashboard' and datname = current_database()");
}

/* A question whose answer is read later. */
static int send_question(const struct session *s, const char *path)
{
        char line[800];
        const int fd = ask_connect(visit.port);
        snprintf(line, sizeof(line), "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n",
                 path, s->head);
        ask_send(fd, line);
        return fd;
}

static bool is_answered(int fd)
{
        char one;
        return recv(fd, &one, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* The first question of a process reads the settings of the warehouse, too: it has several queries. */
static void a_question_has_one_time_for_all_its_queries(void **state)
{
        struct pg *settings = lock("warehouse"), *rows = lock("quarantine");
        (void)state;
        const micros begin = steady_now();
        const int fd = send_question(&an, "/api/quarantine");
        EVENTUALLY(stuck() == 1);
        EVENTUALLY(steady_now() > begin + TIMEOUT_S * MICROS_PER_SECOND * 2 / 3);
        assert_false(is_answered(fd));
        unlock(settings);
        struct asked a = ask_read(fd);
        const micros took = steady_now() - begin;
        assert_int_equal(a.status, 503);
        assert_body(&a, "this took too long");
        asked_end(&a);
        /* With a time for each query it would be more than one and a half. */
        if (took > TIMEOUT_S * MICROS_PER_SECOND * 3 / 2)
                fail_msg("it took %lld ms", (long long)took / 1000);
        EVENTUALLY(stuck() == 0);
        unlock(rows);
        /* And the connection is as good as before. */
        assert_int_equal(visiting_status("GET", "/api/quarantine", an.head), 200);
}

/* Seconds of a processor that the process has used. */
static double used(int pid)
{
        char path[40];
        unsigned long user = 0, system = 0;
        snprintf(path, sizeof(path), "/proc/%d/stat", pid);
        FILE *f = fopen(path, "re");
        assert_non_null(f);
        assert_int_equal(
                fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system), 2);
        fclose(f);
        return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void one_role_does_not_hold_all_others_up(void **state)
{
        struct pg *rows = lock("quarantine");
        int fd[MANY];
        char path[60];
        (void)state;
        for (int i = 0; i < MANY; i++) {
                snprintf(path, sizeof(path), "/api/quarantine?limit=%d", i + 1);
                fd[i] = send_question(&an, path);
        }
        EVENTUALLY(stuck() == POOL - 1);
        assert_int_equal(visiting_status("GET", "/api/periods", bo.head), 200);
        assert_int_equal(visiting_status("GET", "/api/periods", ca.head), 200);
        assert_int_equal(visiting_status("GET", "/api/agencies", bo.head), 200);
        for (int i = 0; i < MANY; i++)
                assert_false(is_answered(fd[i])); /* nobody waited for the end of one of these */
        assert_int_equal(stuck(), POOL - 1);
        /* What is held back is no work. */
        const double before = used(child_of(&visit.dashboard));
        const micros begin = steady_now();
        EVENTUALLY(steady_now() > begin + MICROS_PER_SECOND);
        assert_true(used(child_of(&visit.dashboard)) - before < 0.5);
        unlock(rows);
        for (int i = 0; i < MANY; i++) {
                struct asked a = ask_read(fd[i]);
                assert_int_equal(a.status, 200);
                asked_end(&a);
        }
}

static void given_up_and_made(const char *sql, const char *path, const char *body)
{
        struct pg *other = world_connect(&visit.world, "somebody else");
        sql_run(other, "begin");
        sql_run(other, sql);
        struct asked a = visiting_ask("POST", path, so.changes, body);
        assert_int_equal(a.status, 409);
        assert_body(&a, "somebody else is changing the same");
        assert_body(&a, "\"code\":\"busy\"");
        assert_null(strstr(a.body, "SQLSTATE"));
        asked_end(&a);
        sql_run(other, "rollback");
        pg_close(other);
        a = visiting_ask("POST", path, so.changes, body);
        assert_int_equal(a.status, 200);
        asked_end(&a);
}

/* For a receiver that somebody else has changed and left open nobody waits as long as an errand may take. */
static void a_change_waits_shortly_for_another_one(void **state)
{
        (void)state;
        given_up_and_made("update hentra.alert_webhook set enabled = true", "/api/receiver",
                          "{\"kind\": \"webhook\", \"verb\": \"off\", \"name\": \"desk\"}");
        given_up_and_made("update hentra.alert_rule set start_mark = now()", "/api/rule",
                          "{\"verb\": \"off\", \"name\": \"overdue\"}");
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_question_has_one_time_for_all_its_queries),
                cmocka_unit_test(one_role_does_not_hold_all_others_up),
                cmocka_unit_test(a_change_waits_shortly_for_another_one),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
