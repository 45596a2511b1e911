/* SPDX-License-Identifier: Apache-2.0
 *
 * test_setup_calendar.c - the calendar that `hentra setup` makes: by the zone, as asked, after an older
 * version.
 */
#include "consumers/setup/setup.h"
#include "consumers/warehouse/calendar_read.h"
#include "generated/embedded.h"
#include "tests/support/capture.h"
#include "tests/support/days_off.h"
#include "tests/support/scratch.h"

/* `hentra setup`, and what it wrote to standard error; the caller frees. */
static char *set_up_as(struct scratch *s, const char *zone, const char *option, const char *value)
{
        char set[96];
        snprintf(set, sizeof(set), "setup.zone=%s", zone);
        struct capture c = capture_begin(STDERR_FILENO);
        const int rc =
                scratch_run(s, setup_command, "setup", "--no-topics", "--set", set, option, value, NULL);
        char *said = capture_end(&c);
        if (rc != 0)
                fail_msg("setup: %d, %s", rc, said);
        return said;
}

static void set_up(struct scratch *s, const char *zone)
{
        free(set_up_as(s, zone, NULL, NULL));
}

/* ---- what a warehouse comes with ---- */

static void assert_days_of_each_year(struct scratch *s)
{
        struct calendar_exception expected[DAYS_OFF_MOST];
        const size_t n = days_off(expected);
        struct calendar_table t;
        struct err e;
        if (calendar_table_read(&t, s->pg, CALENDAR_CURRENT, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(t.n, n);
        for (size_t i = 0; i < n; i++) {
                size_t at = 0;
                while (at < t.n && t.day[at].exception.day != expected[i].day)
                        at++;
                assert_true(at < t.n && t.day[at].exception.working == expected[i].working);
        }
        calendar_table_close(&t);
        for (int i = 0; i < DAYS_OFF_YEARS; i++) {
                char sql[160], days[16];
                snprintf(sql, sizeof(sql),
                         "select count(*) from hentra.calendar_day where working and extract(year from day) "
                         "= %d",
                         days_off_years[i].year);
                snprintf(days, sizeof(days), "%d", days_off_years[i].working_days);
                assert_sql(s->pg, sql, days);
        }
}

static void test_a_new_warehouse(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        set_up(&s, "Asia/Ho_Chi_Minh");
        assert_days_of_each_year(&s);
        assert_sql(s.pg, "select count(*) || ' ' || min(day) || ' ' || max(day) from hentra.calendar_day",
                   "43829 1990-01-01 2109-12-31");
        assert_sql(s.pg,
                   "select string_agg(to_char(opens_at at time zone 'UTC', 'HH24:MI') || '-'"
                   " || to_char(closes_at at time zone 'UTC', 'HH24:MI'), ' ' order by opens_at)"
                   " from hentra.calendar_span"
                   " where opens_at between '2022-01-28 00:00+7' and '2022-02-07 12:00+7'",
                   "00:00-04:30 06:30-10:00 00:00-04:30");
        assert_sql(s.pg,
                   "select string_agg(day::text, ' ' order by day) from hentra.calendar_exception"
                   " where name like '%to be confirmed%'",
                   "2026-08-22 2026-08-31 2026-11-24");
        assert_sql(s.pg, "select count(*) || ' ' || max(version) from hentra.calendar_version", "1 1");
        /* One day of 2018 is known, which was exchanged for one of 2019: the year itself is unknown. */
        assert_sql(s.pg, "select hentra.working_time_known('2018-12-03+7', '2018-12-28+7')", "false");
        assert_sql(s.pg, "select hentra.working_time_known('2019-01-02+7', '2019-01-08+7')", "true");
        scratch_close(&s);
}

/* A warehouse as a setup of the first schema left it. */
static void first_schema(struct scratch *s)
{
        scratch_script(s->pg, SQL_roles);
        scratch_script(s->pg, "set role hentra_owner");
        scratch_script(s->pg, embedded_migrations[0].text);
        scratch_script(s->pg,
                       "insert into hentra.migration (version, name) values (1, '0001_warehouse');"
                       "insert into hentra.warehouse (zone, rule_version) values ('Asia/Ho_Chi_Minh', 1);"
                       "reset role");
}

static void test_a_warehouse_of_the_first_schema(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        first_schema(&s);
        struct capture c = capture_begin(STDOUT_FILENO);
        assert_int_equal(scratch_run(&s, setup_command, "setup", "--no-topics", "--dry-run", NULL), 0);
        char *said = capture_end(&c);
        assert_non_null(strstr(said, "would apply migration: 0002_calendar"));
        assert_non_null(strstr(said, "would make: days and hours of the working calendar"));
        free(said);
        assert_sql(s.pg, "select to_regclass('hentra.calendar_day')", "");
        set_up(&s, "Asia/Ho_Chi_Minh");
        assert_days_of_each_year(&s);
        assert_sql(s.pg, "select hentra.working_minutes('2022-01-28 17:00+7', '2022-02-07 08:00+7')", "60");
        scratch_close(&s);
}

/* ---- a warehouse in another zone ---- */

static const char chicago[] = "America/Chicago";
static const char tet[] = "select hentra.working_minutes('2019-02-04 00:00-6', '2019-02-08 00:00-6')";
static const char days_of_versions[] = "select string_agg(version || ':' || days, ' ' order by version) from "
                                       "(select version, count(day) as days"
                                       " from hentra.calendar_version left join hentra.calendar_exception "
                                       "using (version) group by version) v";

static void assert_said(char *said, const char *part)
{
        if (!strstr(said, part))
                fail_msg("\"%s\" does not say \"%s\"", said, part);
        free(said);
}

static void test_no_holidays_of_another_country(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        assert_said(set_up_as(&s, chicago, NULL, NULL), "setup.calendar version=1 days=0");
        assert_sql(s.pg, days_of_versions, "1:0");
        assert_sql(s.pg, tet, "1920");
        assert_sql(s.pg, "select hentra.working_time_known('2019-07-01 00:00-5', '2019-07-05 00:00-5')",
                   "false");
        assert_sql(s.pg, "select hours from hentra.calendar_version", "07:00-11:30,13:30-17:00");
        assert_said(set_up_as(&s, chicago, NULL, NULL), "setup.done changes=0");
        assert_sql(s.pg, days_of_versions, "1:0");
        scratch_close(&s);
}

/* An alerter that runs listens for it. */
static void assert_told(struct scratch *s, const char *version)
{
        struct pg_notification n;
        struct err e;
        bool any = false;
        if (pg_script(s->pg, "select", &e) != OK || pg_next_notification(s->pg, &n, &any, &e) != OK)
                fail_msg("%s", e.text);
        assert_true(any);
        assert_string_equal(n.payload, version);
}

static void test_holidays_that_were_asked_for(void **state)
{
        struct scratch s;
        struct err e;
        (void)state;
        scratch_open(&s);
        assert_said(set_up_as(&s, chicago, "--calendar", "vietnam"), "setup.calendar version=1 days=99");
        assert_days_of_each_year(&s);
        assert_sql(s.pg, tet, "0");
        assert_said(set_up_as(&s, chicago, "--calendar", "vietnam"), "setup.done changes=0");
        assert_int_equal(pg_listen(s.pg, "hentra_calendar", &e), OK);
        assert_said(set_up_as(&s, chicago, "--calendar", "none"), "setup.calendar version=2 days=0");
        assert_told(&s, "2");
        assert_sql(s.pg, tet, "1920");
        /* Days of other years stay, those of Viet Nam's years give way. */
        scratch_script(s.pg,
                       "insert into hentra.calendar_version (version, hours) values (3, '08:00-16:00'); "
                       "insert into hentra.calendar_exception values (3, '2019-07-04', false, 'x'), (3, "
                       "'2018-07-04', false, 'x'), (3, '2027-07-05', false, 'x')");
        assert_said(set_up_as(&s, chicago, "--calendar", "vietnam"), "setup.calendar version=4 days=101");
        assert_sql(s.pg, days_of_versions, "1:99 2:0 3:3 4:101");
        assert_sql(s.pg, tet, "0");
        assert_sql(s.pg, "select hours from hentra.calendar_version where version = 4", "08:00-16:00");
        scratch_close(&s);
}

/* ---- a warehouse of the schema before the one that corrected the shipped days ---- */

static void schema_before(struct scratch *s, const char *zone)
{
        char sql[256];
        scratch_script(s->pg, SQL_roles);
        scratch_script(s->pg, "set role hentra_owner");
        for (int i = 0;
             embedded_migrations[i].name && !strstr(embedded_migrations[i].name, "calendar_viet_nam"); i++) {
                scratch_script(s->pg, embedded_migrations[i].text);
                snprintf(sql, sizeof(sql), "insert into hentra.migration (version, name) values (%d, '%s')",
                         i + 1, embedded_migrations[i].name);
                scratch_script(s->pg, sql);
        }
        snprintf(sql, sizeof(sql),
                 "insert into hentra.warehouse (zone, rule_version) values ('%s', 1);"
                 "insert into hentra.script (name, fingerprint) values ('calendar', 0); reset role",
                 zone);
        scratch_script(s->pg, sql);
}

static void test_the_shipped_days_are_corrected(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        schema_before(&s, "Asia/Ho_Chi_Minh");
        assert_said(set_up_as(&s, "Asia/Ho_Chi_Minh", NULL, NULL), "setup.calendar version=2 days=99");
        assert_sql(s.pg, days_of_versions, "1:97 2:99");
        assert_days_of_each_year(&s);
        assert_sql(s.pg, "select hentra.working_minutes('2018-12-28 17:00+7', '2019-01-07 07:00+7')", "1920");
        assert_said(set_up_as(&s, "Asia/Ho_Chi_Minh", NULL, NULL), "setup.done changes=0");
        scratch_close(&s);
}

static void test_an_imported_calendar_is_left_alone(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        schema_before(&s, "Asia/Ho_Chi_Minh");
        scratch_script(s.pg,
                       "insert into hentra.calendar_version (version, hours) values (2, '08:00-16:00'); "
                       "insert into hentra.calendar_exception select 2, day, working, name from "
                       "hentra.calendar_exception where version = 1");
        assert_said(set_up_as(&s, "Asia/Ho_Chi_Minh", NULL, NULL), "setup.calendar_differs version=2 days=2");
        assert_sql(s.pg, days_of_versions, "1:97 2:97");
        assert_sql(s.pg,
                   "select string_agg(day || ' ' || working || ' ' || viet_nam, ', ' order by day) from "
                   "hentra.calendar_unlike_viet_nam",
                   "2018-12-31 true false, 2019-01-05 false true");
        scratch_close(&s);
}

/* Nothing that it answers changes unless somebody asks for it. */
static void test_a_calendar_of_another_zone_is_left_alone(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        schema_before(&s, chicago);
        assert_said(set_up_as(&s, chicago, NULL, NULL), "setup.calendar_differs version=1 days=2");
        assert_sql(s.pg, days_of_versions, "1:97");
        assert_sql(s.pg, tet, "0");
        assert_said(set_up_as(&s, chicago, "--calendar", "none"), "setup.calendar version=2 days=0");
        assert_sql(s.pg, tet, "1920");
        assert_sql(s.pg, "select hentra.working_time_known('2019-07-01 00:00-5', '2019-07-05 00:00-5')",
                   "false");
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_a_new_warehouse),
                cmocka_unit_test(test_a_warehouse_of_the_first_schema),
                cmocka_unit_test(test_no_holidays_of_another_country),
                cmocka_unit_test(test_holidays_that_were_asked_for),
                cmocka_unit_test(test_the_shipped_days_are_corrected),
                cmocka_unit_test(test_an_imported_calendar_is_left_alone),
                cmocka_unit_test(test_a_calendar_of_another_zone_is_left_alone),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
