/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_live.c - what live pages of the dashboard are told, and when they are cut off.
 */
#include "tests/support/visiting.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int open_world(void **state)
{
        (void)state;
        visiting_open_at(
                "dashboard_live",
                "dashboard.fresh=0s\ndashboard.pool=2\ndashboard.request_timeout=2s\ndashboard.idle=1h\n",
                "2022-03-10T08:00:00+07:00");
        visiting_role("hentra_live_an", "mật khẩu an", "in role hentra_analyst");
        visiting_role("hentra_live_bo", "bo", "in role hentra_analyst");
        visiting_start();
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        return visiting_close();
}

static void an_alert_is_told_when_it_is_committed(void **state)
{
        struct session s;
        struct bytes all = {0}, late = {0};
        char id[80];
        (void)state;
        assert_int_equal(visiting_login("hentra_live_an", "mật khẩu an", &s), 200);
        visiting_raise("before");
        const int fd = visiting_listen(&s, "");
        EVENTUALLY(visiting_heard(fd, &all, "event: begun"));
        assert_non_null(strstr((const char *)all.at, "Content-Type: text/event-stream"));
        sql_run(visit.pg, "begin");
        visiting_raise("H58-first");
        assert_int_equal(visiting_status("GET", "/api/alerts", s.head), 200);
        assert_false(visiting_heard(fd, &all, "H58-first"));
        sql_run(visit.pg, "commit");
        EVENTUALLY(visiting_heard(fd, &all, "H58-first"));
        const char *event = strstr((const char *)all.at, "event: alert\ndata: ");
        assert_non_null(event);
        assert_null(strstr((const char *)all.at, "\"before\""));
        assert_non_null(strstr(event, "\"kind\":\"OVERDUE\""));
        assert_non_null(strstr(event, "\"due_at\":\"2022-03-09T17:00:00+07:00\""));
        EVENTUALLY(visiting_heard(fd, &all, "event: changed\ndata: {}"));
        /* A page that was cut off goes on behind what it has. */
        const char *number = event;
        while (strncmp(number, "id: ", 4) != 0)
                number--;
        snprintf(id, sizeof(id), "Last-Event-ID: %d\r\n", atoi(number + 4) - 1);
        const int again = visiting_listen(&s, id);
        EVENTUALLY(visiting_heard(again, &late, "H58-first"));
        assert_null(strstr((const char *)late.at, "\"before\""));
        close(fd);
        close(again);
        bytes_free(&all);
        bytes_free(&late);
}

static void a_page_whose_role_lost_its_right_is_told_nothing(void **state)
{
        struct session s;
        struct bytes all = {0};
        (void)state;
        assert_int_equal(visiting_login("hentra_live_bo", "bo", &s), 200);
        const int fd = visiting_listen(&s, "");
        EVENTUALLY(visiting_heard(fd, &all, "event: begun"));
        visiting_raise("H58-seen");
        EVENTUALLY(visiting_heard(fd, &all, "H58-seen"));
        sql_run(visit.pg, "revoke hentra_analyst from hentra_live_bo");
        visiting_raise("H58-hidden");
        EVENTUALLY(!visiting_hear(fd, &all)); /* its stream ends */
        assert_null(strstr((const char *)all.at, "H58-hidden"));
        sql_run(visit.pg, "grant hentra_analyst to hentra_live_bo");
        close(fd);
        bytes_free(&all);
}

/* It is dropped, and nobody else waits for it. */
static void a_page_that_never_reads_is_dropped(void **state)
{
        struct session s;
        char dossier[64];
        const int room = 1024;
        int n = 0;
        (void)state;
        assert_int_equal(visiting_login("hentra_live_an", "mật khẩu an", &s), 200);
        const int fd = visiting_listen(&s, "");
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
        const micros until = steady_now() + PATIENCE_S * MICROS_PER_SECOND;
        struct pollfd gone = {.fd = fd, .events = 0};
        /* Shut from the other side: POLLHUP or a reset, without a byte read. */
        while (poll(&gone, 1, 20) == 0 && steady_now() < until) {
                sql_run(visit.pg, "begin");
                for (int i = 0; i < 50; i++) {
                        snprintf(dossier, sizeof(dossier), "H58-flood-%d", n++);
                        visiting_raise(dossier);
                }
                sql_run(visit.pg, "commit");
                assert_int_equal(visiting_status("GET", "/api/periods", s.head), 200);
                if (send(fd, "x", 1, MSG_NOSIGNAL) < 0)
                        break;
        }
        assert_true(steady_now() < until);
        close(fd);
}

/* Each as long as it holds: a snooze until its end, by the dashboard's clock. */
static void who_took_care_of_an_alert_is_shown(void **state)
{
        struct session s;
        (void)state;
        assert_int_equal(visiting_login("hentra_live_an", "mật khẩu an", &s), 200);
        visiting_raise("H58-care");
        struct asked a = visiting_ask("GET", "/api/alerts?limit=1", s.head, "");
        assert_body(&a, "\"dossier\":\"H58-care\"");
        assert_body(&a, "\"acknowledged\":null,\"snoozed\":null");
        asked_end(&a);
        sql_run(visit.pg,
                "insert into hentra.alert_ack (alert_id, until, reason, made_at, made_by) select alert_id, "
                "u.until, u.why, "
                "'2022-03-10 08:00+07', 'an' from hentra.alert cross join (values (null::timestamptz, "
                "'called them'), "
                "('2022-03-20 07:30+07', 'moving')) as u (until, why) where dossier_id = 'H58-care'");
        a = visiting_ask("GET", "/api/alerts?limit=1", s.head, "");
        assert_body(&a, "\"acknowledged\":{\"by\":\"an\",\"at\":\"2022-03-10T08:00:00+07:00\",\"reason\":"
                        "\"called them\"}");
        assert_body(&a, "\"snoozed\":{\"by\":\"an\",\"at\":\"2022-03-10T08:00:00+07:00\",\"until\":\"2022-03-"
                        "20T07:30:00+07:00\",\"reason\":\"moving\"}");
        asked_end(&a);
        sql_run(visit.pg,
                "update hentra.alert_ack set until = '2022-03-10 00:00+07' where until is not null");
        a = visiting_ask("GET", "/api/alerts?limit=1", s.head, "");
        assert_body(&a, "\"reason\":\"called them\"},\"snoozed\":null");
        asked_end(&a);
        sql_run(visit.pg, "update hentra.alert_ack set lifted_at = now()");
        a = visiting_ask("GET", "/api/alerts?limit=1", s.head, "");
        assert_body(&a, "\"acknowledged\":null,\"snoozed\":null");
        asked_end(&a);
}

int main(void)
{
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_alert_is_told_when_it_is_committed),
                cmocka_unit_test(a_page_whose_role_lost_its_right_is_told_nothing),
                cmocka_unit_test(who_took_care_of_an_alert_is_shown),
                cmocka_unit_test(a_page_that_never_reads_is_dropped),
        };
        return cmocka_run_group_tests(tests, open_world, close_world);
}
