/* SPDX-License-Identifier: Apache-2.0
 *
 * test_zone.c - local days and times where clocks change. The expected values were worked out by hand from
 * the offsets that the tz database documents, not by this code.
 */
#include "tests/support/unit.h"

#include "core/base/moment.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct zone *zone_of(const char *name)
{
        struct zone *z;
        struct err e = {0};
        if (zone_open(&z, name, &e) != OK)
                fail_msg("%s", e.text);
        return z;
}

static micros utc(int year, int month, int day, int hour, int minute, int second)
{
        return day_of_civil(year, month, day) * MICROS_PER_DAY +
               (hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND;
}

static enum local_time instant(const struct zone *z, int year, int month, int day, int hour, int minute,
                               micros *t)
{
        struct civil c = {.year = year, .month = month, .day = day, .hour = hour, .minute = minute};
        return zone_instant(z, &c, t);
}

static void test_ho_chi_minh(void **state)
{
        (void)state;
        struct zone *z = zone_of("Asia/Ho_Chi_Minh");
        assert_string_equal(zone_name(z), "Asia/Ho_Chi_Minh");
        assert_int_equal(zone_day(z, utc(2022, 1, 1, 16, 59, 59)), day_of_civil(2022, 1, 1));
        assert_int_equal(zone_day(z, utc(2022, 1, 1, 17, 0, 0)), day_of_civil(2022, 1, 2));
        assert_int_equal(zone_day(z, utc(2022, 1, 1, 17, 0, 0) - 1), day_of_civil(2022, 1, 1));
        assert_int_equal(zone_day_start(z, day_of_civil(2022, 1, 2)), utc(2022, 1, 1, 17, 0, 0));
        struct civil c;
        zone_civil(z, utc(2022, 12, 31, 18, 30, 15) + 20000, &c);
        assert_int_equal(c.year, 2023);
        assert_int_equal(c.month, 1);
        assert_int_equal(c.day, 1);
        assert_int_equal(c.hour, 1);
        assert_int_equal(c.minute, 30);
        assert_int_equal(c.second, 15);
        assert_int_equal(c.micro, 20000);
        zone_close(z);
}

/* The two changes of one zone that lie nearest to each other since 1900: an offset of four days. */
static void test_freetown_four_days(void **state)
{
        (void)state;
        struct zone *z = zone_of("Africa/Freetown");
        static const struct {
                int month, day, minute;
        } noon[] = {{8, 31, 0}, {9, 2, 20}, {9, 4, 20}, {9, 6, 0}};
        for (size_t i = 0; i < sizeof(noon) / sizeof(noon[0]); i++) {
                struct civil c;
                zone_civil(z, utc(1939, noon[i].month, noon[i].day, 12, 0, 0), &c);
                assert_int_equal(c.hour, 11);
                assert_int_equal(c.minute, noon[i].minute);
        }
        zone_close(z);
}

static void test_amsterdam_summer_time(void **state)
{
        (void)state;
        struct zone *z = zone_of("Europe/Amsterdam");
        micros t;
        assert_int_equal(zone_day_start(z, day_of_civil(2011, 1, 15)), utc(2011, 1, 14, 23, 0, 0));
        assert_int_equal(zone_day_start(z, day_of_civil(2011, 7, 15)), utc(2011, 7, 14, 22, 0, 0));
        assert_int_equal(instant(z, 2011, 3, 27, 1, 59, &t), LOCAL_ONCE);
        assert_int_equal(t, utc(2011, 3, 27, 0, 59, 0));
        assert_int_equal(instant(z, 2011, 3, 27, 2, 30, &t), LOCAL_GAP);
        assert_int_equal(t, utc(2011, 3, 27, 1, 30, 0));
        assert_int_equal(instant(z, 2011, 3, 27, 3, 0, &t), LOCAL_ONCE);
        assert_int_equal(t, utc(2011, 3, 27, 1, 0, 0));
        assert_int_equal(instant(z, 2011, 10, 30, 2, 30, &t), LOCAL_OVERLAP);
        assert_int_equal(t, utc(2011, 10, 30, 0, 30, 0));
        /* The rule goes on behind the last year that the database spells out. */
        assert_int_equal(zone_day_start(z, day_of_civil(2150, 7, 15)), utc(2150, 7, 14, 22, 0, 0));
        zone_close(z);
}

static void test_new_york(void **state)
{
        (void)state;
        struct zone *z = zone_of("America/New_York");
        micros t;
        assert_int_equal(instant(z, 2011, 11, 6, 0, 59, &t), LOCAL_ONCE);
        assert_int_equal(t, utc(2011, 11, 6, 4, 59, 0));
        assert_int_equal(instant(z, 2011, 11, 6, 1, 0, &t), LOCAL_OVERLAP);
        assert_int_equal(t, utc(2011, 11, 6, 5, 0, 0));
        assert_int_equal(instant(z, 2011, 11, 6, 1, 59, &t), LOCAL_OVERLAP);
        assert_int_equal(instant(z, 2011, 11, 6, 2, 0, &t), LOCAL_ONCE);
        assert_int_equal(t, utc(2011, 11, 6, 7, 0, 0));
        assert_int_equal(instant(z, 2011, 3, 13, 2, 0, &t), LOCAL_GAP);
        assert_int_equal(t, utc(2011, 3, 13, 7, 0, 0));
        assert_int_equal(instant(z, 2011, 3, 13, 3, 0, &t), LOCAL_ONCE);
        assert_int_equal(t, utc(2011, 3, 13, 7, 0, 0));
        zone_close(z);
}

static void test_days_without_a_midnight(void **state)
{
        (void)state;
        struct zone *z = zone_of("America/Sao_Paulo"); /* 00:00 became 01:00 */
        int32_t day = day_of_civil(2017, 10, 15);
        assert_int_equal(zone_day_start(z, day), utc(2017, 10, 15, 3, 0, 0));
        assert_int_equal(zone_day(z, utc(2017, 10, 15, 3, 0, 0)), day);
        assert_int_equal(zone_day(z, utc(2017, 10, 15, 3, 0, 0) - 1), day - 1);
        micros t;
        assert_int_equal(instant(z, 2017, 10, 15, 0, 30, &t), LOCAL_GAP);
        assert_int_equal(t, utc(2017, 10, 15, 3, 30, 0));
        zone_close(z);

        z = zone_of("Pacific/Apia"); /* 2011-12-30 was left out */
        assert_int_equal(zone_day_start(z, day_of_civil(2011, 12, 30)), utc(2011, 12, 30, 10, 0, 0));
        assert_int_equal(zone_day_start(z, day_of_civil(2011, 12, 31)), utc(2011, 12, 30, 10, 0, 0));
        assert_int_equal(zone_day(z, utc(2011, 12, 30, 10, 0, 0) - 1), day_of_civil(2011, 12, 29));
        assert_int_equal(zone_day(z, utc(2011, 12, 30, 10, 0, 0)), day_of_civil(2011, 12, 31));
        assert_int_equal(instant(z, 2011, 12, 30, 12, 0, &t), LOCAL_GAP);
        assert_int_equal(t, utc(2011, 12, 30, 22, 0, 0));
        zone_close(z);

        z = zone_of("America/St_Johns"); /* 00:01 became 23:01 of the day before */
        assert_int_equal(zone_day_start(z, day_of_civil(2010, 11, 7)), utc(2010, 11, 7, 2, 30, 0));
        assert_int_equal(zone_day(z, utc(2010, 11, 7, 2, 30, 0)), day_of_civil(2010, 11, 7));
        assert_int_equal(zone_day(z, utc(2010, 11, 7, 2, 31, 0)), day_of_civil(2010, 11, 6));
        zone_close(z);
}

static const char *const many[] = {"UTC",
                                   "Asia/Ho_Chi_Minh",
                                   "Europe/Amsterdam",
                                   "America/New_York",
                                   "Asia/Kathmandu",
                                   "Africa/Casablanca",
                                   "America/Sao_Paulo",
                                   "Australia/Lord_Howe"};

/* Every day of three centuries begins at an instant that lies on it, and the instant before does not. */
static void test_every_day_begins_on_itself(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(many) / sizeof(many[0]); i++) {
                struct zone *z = zone_of(many[i]);
                for (int32_t day = day_of_civil(1900, 1, 2); day < day_of_civil(2200, 1, 1); day++) {
                        micros start = zone_day_start(z, day);
                        if (zone_day(z, start) != day || zone_day(z, start - 1) >= day)
                                fail_msg("%s: day %d", many[i], day);
                }
                zone_close(z);
        }
}

/* libc itself, asked at instants that have nothing to do with the table's steps. */
static void test_agrees_with_libc(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(many) / sizeof(many[0]); i++) {
                struct zone *z = zone_of(many[i]);
                setenv("TZ", many[i], 1);
                tzset();
                for (micros t = MOMENT_FIRST; t < MOMENT_LIMIT; t += 98765432101LL * 3) {
                        time_t second = floor_div(t, MICROS_PER_SECOND);
                        struct tm expected;
                        struct civil c;
                        micros back;
                        assert_non_null(localtime_r(&second, &expected));
                        zone_civil(z, t, &c);
                        if (c.year != expected.tm_year + 1900 || c.month != expected.tm_mon + 1 ||
                            c.day != expected.tm_mday || c.hour != expected.tm_hour ||
                            c.minute != expected.tm_min || c.second != expected.tm_sec)
                                fail_msg("%s: %lld", many[i], (long long)second);
                        enum local_time kind = zone_instant(z, &c, &back);
                        if (kind == LOCAL_GAP || (kind == LOCAL_ONCE ? back != t : back > t))
                                fail_msg("%s: %lld does not come back", many[i], (long long)second);
                }
                zone_close(z);
        }
        unsetenv("TZ");
        tzset();
}

static void test_far_away_is_no_trouble(void **state)
{
        (void)state;
        struct zone *z = zone_of("Europe/Amsterdam");
        struct civil c;
        assert_true(zone_day(z, END_OF_TIME) > day_of_civil(200000, 1, 1));
        assert_true(zone_day(z, NO_TIME) < day_of_civil(-200000, 1, 1));
        assert_true(zone_day_start(z, INT32_MAX) == INT64_MAX);
        assert_true(zone_day_start(z, INT32_MIN) == INT64_MIN);
        zone_civil(z, NO_TIME, &c);
        assert_true(c.micro >= 0 && c.micro < 1000000);
        zone_close(z);
}

static void test_unknown_names(void **state)
{
        (void)state;
        static const char *const wrong[] = {
                "",          "Nowhere",    "Europe",       "/usr/share/zoneinfo/UTC",
                "../passwd", "zone.tab",   "Asia/../UTC",  "right/Europe/Paris",
                "UTC+7",     "asia/Hanoi", "Europe/Paris "};
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                struct zone *z;
                struct err e = {0};
                if (zone_open(&z, wrong[i], &e) != USAGE)
                        fail_msg("\"%s\" was taken for a zone", wrong[i]);
                assert_null(z);
                assert_non_null(strstr(e.text, wrong[i]));
                zone_close(z);
        }
}

/* A library's thread, which asks for the local time while zones are opened. */
static atomic_bool enough;

static void *look(void *others)
{
        while (!atomic_load(&enough)) {
                const char *set = getenv("TZ"); // NOLINT(concurrency-mt-unsafe)
                if (!set || strcmp(set, "Asia/Tokyo") != 0)
                        atomic_fetch_add((atomic_int *)others, 1);
        }
        return NULL;
}

static void test_tz_is_left_alone(void **state)
{
        (void)state;
        pthread_t thread;
        atomic_int others = 0;
        setenv("TZ", "Asia/Tokyo", 1);
        assert_int_equal(pthread_create(&thread, NULL, look, &others), 0);
        for (int i = 0; i < 20; i++)
                zone_close(zone_of(many[i % (sizeof(many) / sizeof(many[0]))]));
        atomic_store(&enough, true);
        pthread_join(thread, NULL);
        unsetenv("TZ");
        assert_int_equal(atomic_load(&others), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_ho_chi_minh),
                cmocka_unit_test(test_freetown_four_days),
                cmocka_unit_test(test_amsterdam_summer_time),
                cmocka_unit_test(test_new_york),
                cmocka_unit_test(test_days_without_a_midnight),
                cmocka_unit_test(test_every_day_begins_on_itself),
                cmocka_unit_test(test_agrees_with_libc),
                cmocka_unit_test(test_far_away_is_no_trouble),
                cmocka_unit_test(test_unknown_names),
                cmocka_unit_test(test_tz_is_left_alone),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
