/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dossier_row_backdated.c - a working day after the return date accuses nobody: view dossier_quality
 * lists what was known later than that.
 */
#include "consumers/dossier/timeline.h"
#include "tests/support/worker.h"
#include <stdio.h>

static struct world world;
static struct pg *pg;

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "backdated", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "backdated");
        return 0;
}

static int close_all(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

/* Times are local. Returns how often the dossier is listed. */
static int64_t listed(const char *due, const char *seen_open, const char *end_seen)
{
        char sql[1024];

        snprintf(sql, sizeof(sql),
                 "delete from hentra.dossier;"
                 "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, "
                 "service, "
                 "agency_id, procedure_id, due_at, day_class, instant_class, last_seen_open, end_first_seen) "
                 "values ('x', '{}', %d, 9, 0, 1, 0, 1, 0, '%s+07', 0, 0, '%s+07', '%s+07')",
                 (int)(BACKDATED | REOPENED), due, seen_open, end_seen);
        sql_run(pg, sql);
        assert_int_equal(
                sql_number(pg, "select count(*) from hentra.dossier_quality where mark = 'REOPENED'"), 1);
        return sql_number(pg, "select count(*) from hentra.dossier_quality where mark = 'BACKDATED'");
}

static void a_working_day_is_no_accusation(void **state)
{
        (void)state;
        /* 2022-06-03 is a Friday: what fell due then is entered on Monday. */
        assert_int_equal(listed("2022-06-03 17:00", "2022-06-06 08:00", "2022-06-06 16:00"), 0);
        assert_int_equal(listed("2022-06-03 17:00", "2022-06-06 23:00", "2022-06-07 08:00"), 1);
        assert_int_equal(listed("2022-06-03 17:00", "2022-06-04 08:00", "2022-06-09 08:00"), 0);
        assert_int_equal(listed("2022-06-03 17:00", "2022-06-09 08:00", "2022-06-06 08:00"), 0);
        /* Behind the calendar's end it is a day. */
        assert_int_equal(listed("2200-06-03 17:00", "2200-06-04 17:00", "2200-06-05 08:00"), 0);
        assert_int_equal(listed("2200-06-03 17:00", "2200-06-04 17:01", "2200-06-05 08:00"), 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(a_working_day_is_no_accusation)};
        return cmocka_run_group_tests(tests, open_all, close_all);
}
