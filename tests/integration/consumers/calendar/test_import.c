/* SPDX-License-Identifier: Apache-2.0
 *
 * test_import.c - the calendar in the warehouse: versions, years without imported days off, and the right
 * to import. The first one is tested by test_setup_calendar.c.
 */
#include "consumers/alert/calendar_watch.h"
#include "consumers/calendar/calendar_command.h"
#include "consumers/setup/setup.h"
#include "consumers/warehouse/calendar_read.h"
#include "consumers/warehouse/calendars.h"
#include "consumers/warehouse/warehouse.h"
#include "tests/support/capture.h"
#include "tests/support/scratch.h"

static void set_up(struct scratch *s, const char *zone)
{
        char set[96];
        snprintf(set, sizeof(set), "setup.zone=%s", zone);
        assert_int_equal(scratch_run(s, setup_command, "setup", "--no-topics", "--set", set, NULL), 0);
}

/* ---- reading ---- */
static struct zone *zone_of(struct scratch *s)
{
        struct warehouse w;
        struct err e;
        if (warehouse_open(&w, s->pg, &e) != OK)
                fail_msg("%s", e.text);
        return w.zone;
}

static void test_reading(void **state)
{
        struct scratch s;
        struct calendar *c;
        struct calendar_table t;
        struct err e;
        int32_t version = 0;
        (void)state;
        scratch_open(&s);
        set_up(&s, "Asia/Ho_Chi_Minh");
        struct zone *zone = zone_of(&s);
        assert_int_equal(calendar_read(&c, s.pg, zone, &version, &e), OK);
        assert_int_equal(version, 1);
        assert_false(calendar_works_on(c, day_of_civil(2022, 2, 1)));
        calendar_close(c);
        /* A version without exceptions is one. */
        scratch_script(s.pg,
                       "insert into hentra.calendar_version (version, hours) values (2, '08:00-16:00')");
        assert_int_equal(calendar_read(&c, s.pg, zone, &version, &e), OK);
        assert_int_equal(version, 2);
        assert_true(calendar_works_on(c, day_of_civil(2022, 2, 1)));
        calendar_close(c);
        assert_int_equal(calendar_table_read(&t, s.pg, 1, &e), OK);
        assert_true(t.n > 90 && t.version == 1);
        calendar_table_close(&t);
        assert_int_equal(calendar_table_read(&t, s.pg, 3, &e), USAGE);
        assert_non_null(strstr(e.text, "1 to 2"));
        scratch_script(s.pg, "insert into hentra.calendar_version (version, hours) values (3, 'always')");
        assert_int_equal(calendar_read(&c, s.pg, zone, NULL, &e), FATAL);
        assert_non_null(strstr(e.text, "calendar_version 3"));
        scratch_script(s.pg, "delete from hentra.calendar_exception; delete from hentra.calendar_version");
        assert_int_equal(calendar_read(&c, s.pg, zone, NULL, &e), FATAL);
        assert_non_null(strstr(e.text, "hentra setup"));
        zone_close(zone);
        scratch_close(&s);
}

/* ---- years that it does not know ---- */

static void assert_gaps(struct scratch *s, const char *today, const char *years)
{
        char sql[160];
        snprintf(sql, sizeof(sql), "select string_agg(year::text, ' ') from hentra.calendar_gaps('%s')",
                 today);
        assert_sql(s->pg, sql, years);
}

/* Number of the watch's warnings; `said` gets the last one. */
static int warnings(struct scratch *s, struct calendar_watch *w, const struct zone *zone, int32_t version,
                    const char *local, char *said, size_t size)
{
        bool date_only;
        micros now;
        struct err e;
        int n = 0;
        struct capture c = capture_begin(STDERR_FILENO);
        const enum fault fault = moment_parse(zone, text_of(local), &now, &date_only, &e) != OK
                                         ? e.kind
                                         : calendar_watch_check(w, s->pg, zone, version, now, &e);
        char *text = capture_end(&c);
        assert_int_equal(fault, OK);
        for (const char *at = text; (at = strstr(at, "alert.calendar_gap")); at++)
                n++;
        snprintf(said, size, "%s", text);
        free(text);
        return n;
}

static void test_a_year_without_days_off(void **state)
{
        struct scratch s;
        struct calendar_watch w = {0};
        struct calendar_table t;
        struct err e;
        char said[1000];
        (void)state;
        scratch_open(&s);
        set_up(&s, "Asia/Ho_Chi_Minh");
        struct zone *zone = zone_of(&s);
        assert_gaps(&s, "2026-11-01", "");
        assert_gaps(&s, "2026-11-02", "2027");
        assert_gaps(&s, "2027-06-01", "2027");
        assert_gaps(&s, "2027-12-01", "2027 2028");
        assert_gaps(&s, "2109-12-31", "2109");
        scratch_script(s.pg, "set role hentra_analyst");
        assert_sql(s.pg,
                   "select count(*) from ((table hentra.calendar_health except select * from"
                   " hentra.calendar_gaps(hentra.local_day(now())))) x",
                   "0");
        scratch_script(s.pg, "reset role; set role hentra_alerter");
        /* By the warehouse's day: 2 November begins at 17:00 UTC. */
        assert_int_equal(warnings(&s, &w, zone, 1, "2026-11-01 16:59Z", said, sizeof(said)), 0);
        assert_int_equal(warnings(&s, &w, zone, 1, "2026-11-01 17:00Z", said, sizeof(said)), 1);
        assert_non_null(strstr(said, "year=2027 begins=2027-01-01 version=1"));
        assert_non_null(strstr(said, "hentra calendar import"));
        assert_int_equal(warnings(&s, &w, zone, 1, "2026-11-02 00:01", said, sizeof(said)), 0);
        assert_int_equal(warnings(&s, &w, zone, 1, "2026-11-03 00:00", said, sizeof(said)), 0);
        assert_int_equal(warnings(&s, &w, zone, 1, "2027-11-03 00:00", said, sizeof(said)), 1);
        assert_non_null(strstr(said, "year=2028"));
        /* A make-up day is no day off; another version is told of anew, and one that knows them is not. */
        scratch_script(s.pg,
                       "reset role; insert into hentra.calendar_version (version, hours) values (2, "
                       "'08:00-16:00'); insert into hentra.calendar_exception values (2, '2027-05-01', true, "
                       "'x'), (2, '2028-05-01', false, 'x')");
        assert_int_equal(warnings(&s, &w, zone, 2, "2027-11-03 00:01", said, sizeof(said)), 1);
        assert_non_null(strstr(said, "year=2027 begins=2027-01-01 version=2"));
        assert_int_equal(calendar_table_read(&t, s.pg, 2, &e), OK);
        assert_false(calendar_table_knows(&t, 2027));
        assert_true(calendar_table_knows(&t, 2028));
        calendar_table_close(&t);
        scratch_script(s.pg,
                       "insert into hentra.calendar_version (version, hours) values (3, '08:00-16:00'); "
                       "insert into hentra.calendar_exception values (3, '2027-05-03', false, 'x'), (3, "
                       "'2028-05-01', false, 'x')");
        assert_int_equal(warnings(&s, &w, zone, 3, "2027-11-03 00:02", said, sizeof(said)), 0);
        zone_close(zone);
        scratch_close(&s);
}

/* ---- who may import ---- */

static int as_role(struct scratch *s, const char *role, const char *verb, const char *word, const char *value)
{
        char set[96];
        snprintf(set, sizeof(set), "warehouse.options=-c role=%s", role);
        return scratch_run(s, calendar_command, "calendar", "--set", set, verb, word, value, NULL);
}

static void test_who_may_import(void **state)
{
        static const char *const readers[] = {"hentra_loader", "hentra_analyst"};
        struct scratch s;
        (void)state;
        scratch_open(&s);
        set_up(&s, "Asia/Ho_Chi_Minh");
        for (int i = 0; i < 2; i++) {
                struct capture out = capture_begin(STDOUT_FILENO), err = capture_begin(STDERR_FILENO);
                const int shown = as_role(&s, readers[i], "show", "--year", "2022"),
                          imported = as_role(&s, readers[i], "import", "--hours", "08:00-16:00");
                char *said = capture_end(&err), *text = capture_end(&out);
                assert_int_equal(shown, 0);
                assert_non_null(strstr(text, "249 working days"));
                assert_int_equal(imported, 1);
                assert_non_null(strstr(said, "hentra_owner"));
                free(said);
                free(text);
                char sql[160];
                snprintf(sql, sizeof(sql), "set role %s", readers[i]);
                scratch_script(s.pg, sql);
                assert_sql(s.pg, "select hentra.working_minutes('2022-01-04 00:00+7', '2022-01-05 00:00+7')",
                           "480");
                scratch_script(s.pg, "reset role");
        }
        struct capture out = capture_begin(STDOUT_FILENO);
        const int imported = as_role(&s, "hentra_owner", "import", "--hours", "08:00-16:00");
        free(capture_end(&out));
        assert_int_equal(imported, 0);
        assert_sql(s.pg, "select max(version) from hentra.calendar_version", "2");
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_reading),
                cmocka_unit_test(test_a_year_without_days_off),
                cmocka_unit_test(test_who_may_import),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
