/* SPDX-License-Identifier: Apache-2.0
 *
 * test_look_calendar.c - looks at deadlines of agencies that do not go by the general calendar.
 */
#include "consumers/warehouse/calendar_derive.h"
#include "tests/support/looking.h"

/* A commune that works on Saturday mornings, an agency above it that does not. */
static void saturdays(const char *version, bool worked)
{
        char sql[400];
        struct err e;
        bool stale;
        snprintf(sql, sizeof(sql),
                 "insert into hentra.agency_calendar_version (agency_id, version) values (1, %s);"
                 "insert into hentra.agency_calendar_week (agency_id, version, valid_from, weekdays, hours, "
                 "name)"
                 " select 1, %s, '2022-01-01', 32, '07:00-11:30', 'Saturday' where %s",
                 version, version, worked ? "true" : "false");
        sql_run(one.pg, sql);
        DONE(calendar_derive(one.pg, zone, false, &stale, &e));
        assert_true(stale);
}

static void read_calendar(void)
{
        struct err e;
        calendar_close(one.calendar);
        DONE(calendar_read(&one.calendar, one.pg, zone, NULL, &e));
}

/* Due on Monday at 11:30: 480 minutes before it are 13:30 on Friday, and at the commune 08:00 on Saturday. */
static void each_agency_by_its_own(void **state)
{
        (void)state;
        saturdays("1", true);
        read_calendar();
        put("S", "2022-03-14 11:30");
        put("T", "2022-03-14 11:30");
        change("T", "agency_id = 3");
        look_at_ids(&one, "2022-03-11 13:29:59", "S\nT", true);
        assert_history("T", "");
        look_now("2022-03-11 13:30");
        assert_history("T", "DUE_SOON.1 1");
        assert_history("S", "");
        assert_int_equal(one.last.next, at("2022-03-12 08:00"));
        look_now("2022-03-12 07:59:59");
        assert_history("S", "");
        look_now("2022-03-12 08:00");
        assert_history("S", "DUE_SOON.1 1");
        /* A sweep finds nothing to do. */
        look_at_ids(&one, "2022-03-12 08:01", "", true);
        assert_int_equal(one.last.raised + one.last.cleared, 0);
        /* Three working days after it one step up: Thursday 11:30 everywhere, as no Saturday is between. */
        look_now("2022-03-14 11:30:01");
        look_now("2022-03-17 11:30");
        assert_sql(one.pg, "S T",
                   "select string_agg(dossier_id, ' ' order by dossier_id) from hentra.alert_open "
                   "where kind = 'ESCALATION'");
}

/* Taken away, and moved: the alert goes by the calendar of who has it now. */
static void a_calendar_that_changes(void **state)
{
        (void)state;
        saturdays("1", true);
        read_calendar();
        put("S", "2022-03-14 11:30");
        look_now("2022-03-11 14:00");
        assert_history("S", "");
        changed("2022-03-11 14:10", "S", "agency_id = 2");
        assert_history("S", "DUE_SOON.1 1");
        changed("2022-03-11 14:20", "S", "agency_id = 1");
        assert_history("S", "DUE_SOON.1 1 DUE_SOON.1 2 NOT_COVERED");
        /* An alerter that has not read the calendars again goes by the general one where it knows none. */
        saturdays("2", false);
        look_at_ids(&one, "2022-03-11 14:30", "", true);
        assert_history("S", "DUE_SOON.1 1 DUE_SOON.1 2 NOT_COVERED DUE_SOON.1 1");
        read_calendar();
        look_at_ids(&one, "2022-03-11 14:40", "", true);
        assert_int_equal(one.last.raised + one.last.cleared, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(each_agency_by_its_own),
                EACH(a_calendar_that_changes),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
