/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_guard.c - what one person or a stranger cannot take from the others: the room for what is sent, the
 * places of live pages; and what is not given again once a right was taken away.
 */
#include "tests/support/visiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STRANGERS = 12, SENT = 990000, CONNECTIONS = 32, LIVE = CONNECTIONS - CONNECTIONS / 8 };
static struct session an, bo;

static int open_world(void **state)
{
        (void)state;
        /* Answers are kept for longer than the test has patience; what has gone away holds its place for less. */
        visiting_open("dashboard_guard", "dashboard.fresh=10m\ndashboard.pool=2\ndashboard.connections=32\n"
                                         "dashboard.request_timeout=5s\n");
        visiting_role("hentra_guard_an", "an", "in role hentra_analyst");
        visiting_role("hentra_guard_bo", "bo", "in role hentra_viewer");
        sql_run(visit.pg, "insert into hentra.access (role_name, agency_id) values ('hentra_guard_bo', 1)");
        visiting_start();
        assert_int_equal(visiting_login("hentra_guard_an", "an", &an), 200);
        assert_int_equal(visiting_login("hentra_guard_bo", "bo", &bo), 200);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        return visiting_close();
}

/* Most of a large file, of which the rest never comes. `head`: whose it is. */
static int send_most(const char *head)
{
        char line[900], *body = malloc(SENT + 1);
        const int fd = ask_connect(visit.port);
        assert_non_null(body);
        memset(body, 'x', SENT);
        body[SENT] = 0;
        snprintf(line, sizeof(line),
                 "POST /api/audit HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/csv\r\n%sContent-Length: "
                 "%d\r\n\r\n",
                 head, SENT + 10);
        ask_send(fd, line);
        ask_send(fd, body);
        free(body);
        return fd;
}

static void strangers_take_no_room_of_people(void **state)
{
        int fd[STRANGERS];
        (void)state;
        for (int i = 0; i < STRANGERS; i++)
                fd[i] = send_most("");
        assert_int_equal(visiting_login("hentra_guard_an", "an", NULL), 200);
        struct asked a = visiting_ask("POST", "/api/audit", an.changes, "what is this\n");
        assert_int_equal(a.status, 400); /* it was read */
        asked_end(&a);
        for (int i = 0; i < STRANGERS; i++)
                close(fd[i]);
        /* Nor does one who is logged in, with all he may send. */
        for (int i = 0; i < STRANGERS; i++)
                fd[i] = send_most(an.changes);
        a = visiting_ask("POST", "/api/audit", bo.changes, "what is this\n");
        assert_int_equal(a.status, 400);
        asked_end(&a);
        assert_int_equal(visiting_login("hentra_guard_bo", "bo", NULL), 200);
        for (int i = 0; i < STRANGERS; i++)
                close(fd[i]);
        /* What is no login's size is none, and is not kept. */
        char *large = malloc(6000);
        assert_non_null(large);
        memset(large, ' ', 5999);
        large[5999] = 0;
        a = visiting_ask("POST", "/api/login", "Content-Type: application/json\r\n", large);
        assert_int_equal(a.status, 413);
        asked_end(&a);
        free(large);
}

/* Of the dossier that is raised; a kept answer, if there is one. */
static bool bo_sees_it(void)
{
        struct asked a = visiting_ask("GET", "/api/alerts?state=all", bo.head, "");
        assert_int_equal(a.status, 200);
        const bool sees = strstr(a.body, "H58-1") != NULL;
        asked_end(&a);
        return sees;
}

static void what_was_taken_away_is_not_given_again(void **state)
{
        (void)state;
        visiting_raise("H58-1");
        assert_true(bo_sees_it());
        sql_run(visit.pg, "delete from hentra.access where role_name = 'hentra_guard_bo'");
        EVENTUALLY(!bo_sees_it());
        sql_run(visit.pg, "insert into hentra.access (role_name, agency_id) values ('hentra_guard_bo', 1)");
        EVENTUALLY(bo_sees_it());
        /* Nor when nobody heard of it. */
        sql_run(visit.pg, "begin; set local session_replication_role = replica; delete from hentra.access "
                          "where role_name = 'hentra_guard_bo'; commit");
        assert_true(bo_sees_it());
        assert_int_equal(sql_number(visit.pg, "select count(pg_terminate_backend(pid, 5000)) from "
                                              "pg_stat_activity where query like 'listen %' and "
                                              "datname = current_database()"),
                         1);
        EVENTUALLY(!bo_sees_it());
        sql_run(visit.pg, "insert into hentra.access (role_name, agency_id) values ('hentra_guard_bo', 1)");
        EVENTUALLY(bo_sees_it());
}

/* The head of the answer of a live page. */
static bool is_taken(int fd)
{
        struct bytes all = {0};
        UNTIL(visiting_heard(fd, &all, "\r\n\r\n"), usleep(1000));
        const bool taken = strstr((const char *)all.at, " 200 ") != NULL;
        bytes_free(&all);
        return taken;
}

static void one_role_does_not_take_all_live_pages(void **state)
{
        int fd[LIVE - 1], refused = 0;
        (void)state;
        for (int i = 0; i < LIVE - 1; i++) {
                fd[i] = visiting_listen(&an, "");
                refused += !is_taken(fd[i]);
        }
        assert_int_equal(refused, LIVE - 1 - LIVE * 3 / 4);
        const int other = visiting_listen(&bo, "");
        assert_true(is_taken(other));
        close(other);
        for (int i = 0; i < LIVE - 1; i++)
                close(fd[i]);
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(strangers_take_no_room_of_people),
                cmocka_unit_test(what_was_taken_away_is_not_given_again),
                cmocka_unit_test(one_role_does_not_take_all_live_pages),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
