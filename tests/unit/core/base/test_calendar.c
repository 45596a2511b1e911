/* SPDX-License-Identifier: Apache-2.0
 *
 * test_import.c - working time: the days of each year, the edges of a day, and changes of the clocks.
 */
#include "tests/support/calendar_world.h"

static const char usual[] = "07:00-11:30,13:30-17:00";
enum { HOURS_4 = 4 * 60, DAY_8 = 8 * 60 };

/* "2022-01-31 17:00", local time of the world's zone, or with Z. */
static micros at(const struct world *w, const char *text)
{
        struct err e;
        micros t;
        bool date_only;
        if (moment_parse(w->zone, text_of(text), &t, &date_only, &e) != OK)
                fail_msg("%s", e.text);
        return t;
}

static void assert_instant(const char *what, micros expected, micros found)
{
        char a[32], b[32];
        if (expected != found)
                fail_msg("%s: %s instead of %s", what, moment_format(found, b), moment_format(expected, a));
}

/* ---- days ---- */

static void test_days_of_each_year(void **state)
{
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WITH_DAYS_OFF);
        for (size_t i = 0; i < w.n; i++)
                assert_int_equal(calendar_works_on(w.calendar, w.exception[i].day), w.exception[i].working);
        for (int i = 0; i < DAYS_OFF_YEARS; i++) {
                const int year = days_off_years[i].year;
                const int32_t first = day_of_civil(year, 1, 1), end = day_of_civil(year + 1, 1, 1);
                int working = 0;
                for (int32_t day = first; day < end; day++)
                        working += calendar_works_on(w.calendar, day);
                if (working != days_off_years[i].working_days)
                        fail_msg("%d has %d working days instead of %d", year, working,
                                 days_off_years[i].working_days);
                assert_int_equal(calendar_between(w.calendar, zone_day_start(w.zone, first),
                                                  zone_day_start(w.zone, end)) /
                                         MICROS_PER_MINUTE,
                                 working * DAY_8);
        }
        world_close(&w);
}

static void test_weekdays_and_the_years_known(void **state)
{
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WEEKDAYS);
        assert_true(calendar_works_on(w.calendar, day_of_civil(2022, 1, 3))); /* a Monday */
        assert_true(calendar_works_on(w.calendar, day_of_civil(2022, 1, 7)));
        assert_false(calendar_works_on(w.calendar, day_of_civil(2022, 1, 8)));
        assert_false(calendar_works_on(w.calendar, day_of_civil(2022, 1, 9)));
        assert_true(calendar_works_on(w.calendar, day_of_civil(1990, 1, 1)));
        assert_false(calendar_works_on(w.calendar, day_of_civil(1989, 12, 29)));
        assert_true(calendar_works_on(w.calendar, day_of_civil(2109, 12, 31)));
        assert_false(calendar_works_on(w.calendar, day_of_civil(2110, 1, 1)));
        assert_false(calendar_works_on(w.calendar, INT32_MIN));
        assert_false(calendar_works_on(w.calendar, INT32_MAX));
        assert_int_equal(calendar_day_length(w.calendar), DAY_8 * MICROS_PER_MINUTE);
        world_close(&w);
}

static void test_exceptions_refused(void **state)
{
        const struct calendar_exception twice[] = {{day_of_civil(2022, 1, 3), false},
                                                   {day_of_civil(2022, 1, 4), false},
                                                   {day_of_civil(2022, 1, 3), true}};
        const struct calendar_exception outside[][1] = {{{day_of_civil(1989, 12, 31), false}},
                                                        {{day_of_civil(2110, 1, 1), true}},
                                                        {{INT32_MIN, true}},
                                                        {{INT32_MAX, true}}};
        struct world w;
        struct calendar *c;
        struct err e;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WEEKDAYS);
        assert_int_equal(calendar_open(&c, w.zone, &w.hours, twice, 3, &e), USAGE);
        assert_null(c);
        assert_non_null(strstr(e.text, "2022-01-03"));
        assert_int_equal(calendar_open(&c, w.zone, &w.hours, twice, 2, &e), OK);
        calendar_close(c);
        for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
                assert_int_equal(calendar_open(&c, w.zone, &w.hours, outside[i], 1, &e), USAGE);
        calendar_close(NULL);
        world_close(&w);
}

/* ---- the edges of a day ---- */

static void test_minutes_between(void **state)
{
        static const struct {
                const char *from, *to;
                int minutes;
        } expected[] = {
                {"2022-01-04 07:00", "2022-01-04 17:00", DAY_8},
                {"2022-01-04 00:00", "2022-01-05 00:00", DAY_8},
                {"2022-01-04 06:59", "2022-01-04 07:01", 1},
                {"2022-01-04 11:29", "2022-01-04 13:31", 2},
                {"2022-01-04 11:30", "2022-01-04 13:30", 0},
                {"2022-01-04 16:59", "2022-01-05 07:01", 2},
                {"2022-01-04 17:00", "2022-01-05 07:00", 0},
                {"2022-01-07 16:00", "2022-01-10 08:00", 120},    /* over a weekend */
                {"2022-01-28 17:00", "2022-02-07 07:00", 0},      /* Tet: 31/1 to 4/2 */
                {"2022-01-28 17:00", "2022-02-08 07:00", DAY_8},  /* the first day after it */
                {"2019-04-26 17:00", "2019-05-02 07:00", 0},      /* 29/4 to 1/5 */
                {"2019-05-03 17:00", "2019-05-06 07:00", DAY_8},  /* the make-up Saturday for 29/4 */
                {"2025-04-25 17:00", "2025-04-28 07:00", DAY_8},  /* 26/4 */
                {"2021-12-31 16:00", "2022-01-04 08:00", 120},    /* a year's end, with 3/1 off */
                {"2024-12-31 16:30", "2025-01-02 07:15", 45},     /* 1/1 */
                {"2022-01-05 08:00", "2022-01-04 08:00", -DAY_8}, /* backwards */
                {"2022-01-04 09:00", "2022-01-04 09:00", 0},      /* nowhere */
                {"1980-01-01 00:00", "1990-01-02 00:00", DAY_8},  /* before the first year there is none */
                {"2109-12-31 16:00", "2150-01-01 00:00", 60},     /* nor behind the last */
        };
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WITH_DAYS_OFF);
        for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
                const micros a = at(&w, expected[i].from), b = at(&w, expected[i].to);
                const micros found = calendar_between(w.calendar, a, b);
                if (found != expected[i].minutes * MICROS_PER_MINUTE)
                        fail_msg("%s to %s: %lld us", expected[i].from, expected[i].to, (long long)found);
                assert_int_equal(calendar_between(w.calendar, b, a), -found);
        }
        /* To the microsecond. */
        const micros close = at(&w, "2022-01-04 17:00");
        assert_int_equal(calendar_between(w.calendar, close - 1, close), 1);
        assert_int_equal(calendar_between(w.calendar, close, close + 1), 0);
        assert_int_equal(calendar_between(w.calendar, close - 2, close + 1), 2);
        const micros opens = at(&w, "2022-01-05 07:00");
        assert_int_equal(calendar_between(w.calendar, opens - 1, opens), 0);
        assert_int_equal(calendar_between(w.calendar, opens - 1, opens + 1), 1);
        world_close(&w);
}

static void test_where_a_duration_ends(void **state)
{
        static const struct {
                const char *from;
                int minutes;
                const char *earliest, *latest;
        } expected[] = {
                {"2022-01-04 08:00", DAY_8, "2022-01-05 08:00", "2022-01-05 08:00"},
                {"2022-01-04 07:00", DAY_8, "2022-01-04 17:00", "2022-01-05 07:00"},
                {"2022-01-04 17:00", DAY_8, "2022-01-05 17:00", "2022-01-06 07:00"},
                {"2022-01-04 20:00", DAY_8, "2022-01-05 17:00", "2022-01-06 07:00"},
                {"2022-01-04 07:00", 270, "2022-01-04 11:30", "2022-01-04 13:30"},
                {"2022-01-07 17:30", 1, "2022-01-10 07:01", "2022-01-10 07:01"},
                {"2022-01-28 16:00", 5 * DAY_8, "2022-02-11 16:00", "2022-02-11 16:00"}, /* over Tet */
                {"2019-05-03 16:00", DAY_8, "2019-05-04 16:00", "2019-05-04 16:00"}, /* into a make-up day */
                {"2022-01-10 11:00", -HOURS_4, "2022-01-07 17:00", "2022-01-10 07:00"},
                {"2022-01-10 11:00", -HOURS_4 - 1, "2022-01-07 16:59", "2022-01-07 16:59"},
                {"2022-01-09 12:00", 0, "2022-01-07 17:00", "2022-01-10 07:00"},
                {"2022-01-10 12:00", 0, "2022-01-10 11:30", "2022-01-10 13:30"},
                {"2022-01-10 09:00", 0, "2022-01-10 09:00", "2022-01-10 09:00"},
        };
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WITH_DAYS_OFF);
        for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
                const micros t = at(&w, expected[i].from);
                const micros duration = expected[i].minutes * MICROS_PER_MINUTE;
                assert_instant(expected[i].from, at(&w, expected[i].earliest),
                               calendar_earliest(w.calendar, t, duration));
                assert_instant(expected[i].from, at(&w, expected[i].latest),
                               calendar_latest(w.calendar, t, duration));
        }
        world_close(&w);
}

static void test_the_ends_of_the_calendar(void **state)
{
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WITH_DAYS_OFF);
        const micros first = at(&w, "1990-01-01 07:00"), last = at(&w, "2109-12-31 17:00");
        const micros all = calendar_between(w.calendar, NO_TIME, END_OF_TIME);
        assert_int_equal(all, calendar_between(w.calendar, first, last));
        assert_int_equal(calendar_earliest(w.calendar, first, all), last);
        assert_int_equal(calendar_latest(w.calendar, last, -all), first);
        assert_true(calendar_earliest(w.calendar, first, all + 1) == END_OF_TIME);
        assert_true(calendar_latest(w.calendar, first, all) == END_OF_TIME);
        assert_true(calendar_earliest(w.calendar, first, 0) == NO_TIME);
        assert_true(calendar_latest(w.calendar, first, -1) == NO_TIME);
        assert_int_equal(calendar_latest(w.calendar, NO_TIME, 0), first);
        assert_int_equal(calendar_earliest(w.calendar, END_OF_TIME, 0), last);
        assert_true(calendar_earliest(w.calendar, last, INT64_MAX) == END_OF_TIME);
        assert_true(calendar_latest(w.calendar, first + 1, INT64_MAX) == END_OF_TIME);
        assert_true(calendar_earliest(w.calendar, last, INT64_MIN) == NO_TIME);
        assert_true(calendar_latest(w.calendar, last, INT64_MIN) == NO_TIME);
        world_close(&w);
}

/* ---- clocks that change ---- */

static void test_clocks_change(void **state)
{
        static const struct {
                const char *zone, *hours, *from, *to;
                int minutes;
        } expected[] = {
                /* Forward from 2:00 to 3:00 on Sunday 2022-03-27; back from 3:00 to 2:00 on 2022-10-30. */
                {"Europe/Amsterdam", "00:00-06:00", "2022-03-27 00:00", "2022-03-28 00:00", 5 * 60},
                {"Europe/Amsterdam", "02:00-03:00", "2022-03-27 00:00", "2022-03-28 00:00", 0},
                {"Europe/Amsterdam", "01:30-02:30", "2022-03-27 00:00", "2022-03-28 00:00", 30},
                {"Europe/Amsterdam", "02:30-03:30", "2022-03-27 00:00", "2022-03-28 00:00", 30},
                {"Europe/Amsterdam", "00:00-06:00", "2022-10-30 00:00", "2022-10-31 00:00", 7 * 60},
                {"Europe/Amsterdam", "02:00-03:00", "2022-10-30 00:00", "2022-10-31 00:00", 2 * 60},
                {"Europe/Amsterdam", "01:30-02:30", "2022-10-30 00:00", "2022-10-31 00:00", 90},
                {"Europe/Amsterdam", "02:15-02:45", "2022-10-30 00:00", "2022-10-31 00:00", 60},
                {"Europe/Amsterdam", "00:00-24:00", "2022-10-30 00:00", "2022-10-31 00:00", 25 * 60},
                {"Europe/Amsterdam", "00:00-24:00", "2022-03-27 00:00", "2022-03-28 00:00", 23 * 60},
                {"Europe/Amsterdam", "09:00-17:00", "2022-03-27 00:00", "2022-03-28 00:00", 8 * 60},
                /* Forward at 2:00 on 2022-03-13; back at 2:00 to 1:00 on 2022-11-06. */
                {"America/New_York", "00:00-08:00", "2022-03-13 00:00", "2022-03-14 00:00", 7 * 60},
                {"America/New_York", "00:00-08:00", "2022-11-06 00:00", "2022-11-07 00:00", 9 * 60},
                {"America/New_York", "00:00-08:00", "2022-11-06T05:30:00Z", "2022-11-06T06:30:00Z", 60},
        };
        (void)state;
        for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
                const struct calendar_exception sundays[] = {{day_of_civil(2022, 3, 13), true},
                                                             {day_of_civil(2022, 3, 27), true},
                                                             {day_of_civil(2022, 10, 30), true},
                                                             {day_of_civil(2022, 11, 6), true}};
                struct world w;
                struct calendar *c;
                struct err e;
                world_open(&w, expected[i].zone, expected[i].hours, WEEKDAYS);
                assert_int_equal(calendar_open(&c, w.zone, &w.hours, sundays, 4, &e), OK);
                const micros found = calendar_between(c, at(&w, expected[i].from), at(&w, expected[i].to));
                if (found != expected[i].minutes * MICROS_PER_MINUTE)
                        fail_msg("%s %s from %s: %lld us", expected[i].zone, expected[i].hours,
                                 expected[i].from, (long long)found);
                calendar_close(c);
                world_close(&w);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_days_of_each_year),
                cmocka_unit_test(test_weekdays_and_the_years_known),
                cmocka_unit_test(test_exceptions_refused),
                cmocka_unit_test(test_minutes_between),
                cmocka_unit_test(test_where_a_duration_ends),
                cmocka_unit_test(test_the_ends_of_the_calendar),
                cmocka_unit_test(test_clocks_change),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
