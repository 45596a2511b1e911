/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dashboard_kept.c - what is kept: answers, which are asked anew behind the one that is given again and are never
 * given for too long; and plans, which end with the views and the types that they read.
 */
#include "tests/support/visiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRESH_REPORTS_MS = 400 };
static struct session an;

static int open_dashboard(void **state)
{
        (void)state;
        visiting_open("dashboard_kept",
                      "dashboard.fresh=50ms\ndashboard.fresh_reports=400ms\ndashboard.pool=3\n");
        visiting_role("hentra_test_kept_an", "an", "in role hentra_analyst");
        visiting_role("hentra_test_kept_bo", "bo", "in role hentra_analyst");
        visiting_start();
        return visiting_login("hentra_test_kept_an", "an", &an) == 200 ? 0 : -1;
}

static int close_dashboard(void **state)
{
        (void)state;
        return visiting_close();
}

static bool says(const char *path, const char *part)
{
        struct asked a = visiting_ask("GET", path, an.head, "");
        assert_int_equal(a.status, 200);
        const bool is = strstr(a.body, part) != NULL;
        asked_end(&a);
        return is;
}

static void add_agency(int n)
{
        char sql[100];
        snprintf(sql, sizeof(sql), "insert into hentra.agency (code) values ('000.00.%02d.H58')", n);
        sql_run(visit.pg, sql);
}

/* Time from a change until somebody who asks all the time is told of it. */
static micros told_after(int n)
{
        char code[32];
        snprintf(code, sizeof(code), "000.00.%02d.H58", n);
        const micros begin = steady_now();
        add_agency(n);
        while (!says("/api/agencies", code))
                if (steady_now() > begin + PATIENCE_S * MICROS_PER_SECOND)
                        fail_msg("%s is never told", code);
        return steady_now() - begin;
}

static void what_is_stale_is_asked_anew_and_given_no_longer_than_twice_its_time(void **state)
{
        (void)state;
        bool kept = false;
        for (int n = 10; n < 20; n++) {
                says("/api/agencies", "H58");
                const micros after = told_after(n);
                kept |= after > FRESH_REPORTS_MS * 1000 / 2;
                /* Twice, and the time in which a busy machine answers. */
                assert_true(after < (2 * FRESH_REPORTS_MS + 2000 * TEST_PATIENCE) * 1000LL);
        }
        assert_true(kept);
}

static void what_nobody_asked_for_a_while_is_not_given_again(void **state)
{
        (void)state;
        says("/api/agencies", "H58");
        add_agency(30);
        const micros begin = steady_now();
        UNTIL(steady_now() > begin + (2 * FRESH_REPORTS_MS + 100) * 1000LL, says("/api/today", "open"));
        assert_true(says("/api/agencies", "000.00.30.H58"));
}

/* Setup of another release drops them; the first query behind it plans anew. */
static void plans_end_with_the_views_and_types_that_they_read(void **state)
{
        char each[200];
        (void)state;
        for (int i = 0; i < 12; i++) { /* not the same question twice */
                snprintf(each, sizeof(each), "/api/report/form06?from=2022-01-%02d&to=2022-01-31", i + 1);
                assert_int_equal(visiting_status("GET", each, an.head), 200);
        }
        sql_run(visit.pg, "update hentra.script set fingerprint = 0 where name = 'views'");
        world_setup(&visit.world, RULE_FORM06);
        for (int i = 12; i < 24; i++) {
                snprintf(each, sizeof(each), "/api/report/form06?from=2022-01-%02d&to=2022-01-31", i + 1);
                assert_int_equal(visiting_status("GET", each, an.head), 200);
        }
}

/* More than five times, behind which the server keeps a plan for all parameters. */
static void plans_of_one_role_are_none_of_another(void **state)
{
        struct session bo;
        char each[200];
        (void)state;
        assert_int_equal(visiting_login("hentra_test_kept_bo", "bo", &bo), 200);
        for (int i = 0; i < 16; i++) {
                snprintf(each, sizeof(each), "/api/report/form06?from=2022-02-%02d&to=2022-02-28", i + 1);
                assert_int_equal(visiting_status("GET", each, an.head), 200);
                assert_int_equal(visiting_status("GET", each, bo.head), 200);
        }
        sql_run(visit.pg, "revoke hentra_analyst from hentra_test_kept_bo");
        for (int i = 16; i < 24; i++) {
                snprintf(each, sizeof(each), "/api/report/form06?from=2022-02-%02d&to=2022-02-28", i + 1);
                assert_int_equal(visiting_status("GET", each, bo.head), 403);
                assert_int_equal(visiting_status("GET", each, an.head), 200);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_stale_is_asked_anew_and_given_no_longer_than_twice_its_time),
                cmocka_unit_test(what_nobody_asked_for_a_while_is_not_given_again),
                cmocka_unit_test(plans_end_with_the_views_and_types_that_they_read),
                cmocka_unit_test(plans_of_one_role_are_none_of_another),
        };
        return world_lacks(SERVER_PG | PROGRAM)
                       ? SKIPPED
                       : cmocka_run_group_tests(tests, open_dashboard, close_dashboard);
}
