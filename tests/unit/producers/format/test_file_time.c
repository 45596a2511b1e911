/* SPDX-License-Identifier: Apache-2.0
 *
 * test_file_time.c - what a file's name says of its time, and which names and patterns say nothing.
 */
#include "producers/format/file_time.h"
#include "tests/support/unit.h"
#include <string.h>

static struct zone *zone;

static int open_zone(void **state)
{
        struct err e;
        (void)state;
        return zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK ? 0 : -1;
}

static int close_zone(void **state)
{
        (void)state;
        zone_close(zone);
        return 0;
}

static bool ahead;

/* `time` as RFC 3339; NULL: the name does not fit. */
static void expect(const char *pattern, const char *name, const char *time)
{
        struct err e;
        micros t;
        char text[32];
        const micros now = day_of_civil(2030, 1, 1) * MICROS_PER_DAY;
        assert_null(file_time_check(pattern));
        struct mapping m = {.stated_at = (char *)pattern, .dates.zone = zone};
        enum fault fault = file_time(&m, name, 0, now, &t, &ahead, &e);
        if (!time) {
                assert_int_equal(fault, POISON);
                assert_non_null(strstr(e.text, "put it in again"));
                return;
        }
        if (fault != OK)
                fail_msg("%s: %s", name, e.text);
        assert_string_equal(moment_format(t, text), time);
}

static void names_say_a_time(void **state)
{
        (void)state;
        expect("export-%Y-%m-%d.csv", "export-2024-01-31.csv", "2024-01-31T16:59:59.999999Z");
        expect("%d%m%Y_%H%M%S.csv", "31012024_081502.csv", "2024-01-31T01:15:02Z");
        expect("export %Y-%m.csv", "export 2023-12.csv", "2023-12-31T16:59:59.999999Z");
        expect("export %Y-%m.csv", "export 2024-02.csv", "2024-02-29T16:59:59.999999Z");
        expect("100%%-%Y%m%d", "100%-20240131", "2024-01-31T16:59:59.999999Z");
        expect("*%Y%m%d*", "ho-so 20240131 (1).csv", "2024-01-31T16:59:59.999999Z");
        expect("*-%Y%m%d.csv", "a-b-1-20240131.csv", "2024-01-31T16:59:59.999999Z");
        expect("*-%Y-*-%m%d.*", "x-2024-y-0131.csv", "2024-01-31T16:59:59.999999Z");
        expect("%Y%m%d*", "20240131", "2024-01-31T16:59:59.999999Z");
        /* Composed or not, as a Mac writes names. */
        expect("sở-%Y%m%d.csv", "so\xcc\x9b\xcc\x89-20240131.csv", "2024-01-31T16:59:59.999999Z");
        /* Not what has not come yet. */
        expect("%Y%m%d", "20300101", "2030-01-01T00:00:00Z");
        expect("%Y-%m", "2030-01", "2030-01-01T00:00:00Z");
        assert_false(ahead);
        expect("%Y%m%d", "20991231", "2030-01-01T00:00:00Z");
        assert_true(ahead);
        expect("%Y-%m", "2030-02", "2030-01-01T00:00:00Z");
        assert_true(ahead);
}

static void names_that_do_not_fit(void **state)
{
        (void)state;
        expect("export-%Y-%m-%d.csv", "export-2024-1-31.csv", NULL);
        expect("export-%Y-%m-%d.csv", "export-2024-01-31.csv.csv", NULL);
        expect("export-%Y-%m-%d.csv", "export-2024-01-31", NULL);
        expect("export-%Y-%m-%d.csv", "xexport-2024-01-31.csv", NULL);
        expect("export-%Y-%m-%d.csv", "export-2024-02-30.csv", NULL);
        expect("export-%Y-%m-%d.csv", "export-2024-02-xx.csv", NULL);
        expect("export-%Y-%m-%d.csv", "", NULL);
        expect("*-%Y%m%d.csv", "2024.csv", NULL);
        expect("*%Y%m%d*", "none", NULL);
        expect("%Y%m%d", "18991231", NULL);
        expect("%Y%m%d", "00010101", NULL);
}

static void without_a_pattern(void **state)
{
        (void)state;
        const struct mapping m = {0};
        struct err e;
        micros t;
        assert_int_equal(file_time(&m, "x", 17, 50, &t, &ahead, &e), OK);
        assert_int_equal(t, 17);
        assert_int_equal(file_time(&m, "x", MICROS_PER_DAY + 50, 50, &t, &ahead, &e), OK);
        assert_false(ahead); /* clocks differ */
        assert_int_equal(t, 50);
        assert_int_equal(file_time(&m, "x", MICROS_PER_DAY + 51, 50, &t, &ahead, &e), OK);
        assert_true(ahead);
        assert_int_equal(t, 50);
        assert_int_equal(file_time(&m, "x", MOMENT_LIMIT, 5, &t, &ahead, &e), POISON);
        assert_non_null(strstr(e.text, "set its time (touch)"));
}

static void patterns(void **state)
{
        (void)state;
        static const char *const bad[] = {"",          "export.csv", "%Y.csv",     "%y-%m-%d", "%Y-%m-%",
                                          "in/%Y%m%d", "%Y%m%H",     "%Y-%m-%d%z", "%d-%m",    "%%Y%%m"};
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                if (!file_time_check(bad[i]))
                        fail_msg("%s", bad[i]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(names_say_a_time),
                cmocka_unit_test(names_that_do_not_fit),
                cmocka_unit_test(without_a_pattern),
                cmocka_unit_test(patterns),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
