/* SPDX-License-Identifier: Apache-2.0
 *
 * test_moment.c - instants and their text.
 */
#include "tests/support/unit.h"

#include "core/base/moment.h"
#include <stdlib.h>
#include <string.h>

static int open_zone(void **state)
{
        struct zone *z;
        struct err e;
        if (zone_open(&z, "Asia/Ho_Chi_Minh", &e) != OK)
                return -1;
        *state = z;
        return 0;
}

static int close_zone(void **state)
{
        zone_close(*state);
        return 0;
}

static void test_legal_range(void **state)
{
        (void)state;
        assert_false(moment_legal(NO_TIME));
        assert_false(moment_legal(END_OF_TIME));
        assert_false(moment_legal(MOMENT_FIRST - 1));
        assert_true(moment_legal(MOMENT_FIRST));
        assert_true(moment_legal(MOMENT_LIMIT - 1));
        assert_false(moment_legal(MOMENT_LIMIT));
        assert_true(moment_legal(moment_now()));
        assert_true(moment_legal(day_of_civil(2059, 6, 1) * MICROS_PER_DAY));
        assert_false(moment_legal(day_of_civil(1, 1, 1) * MICROS_PER_DAY));
}

static void test_division_rounds_down(void **state)
{
        (void)state;
        assert_int_equal(floor_div(7, 3), 2);
        assert_int_equal(floor_div(-7, 3), -3);
        assert_int_equal(floor_div(-6, 3), -2);
        assert_int_equal(floor_div(0, 3), 0);
        assert_int_equal(floor_rest(-7, 3), 2);
        assert_int_equal(floor_rest(-6, 3), 0);
        assert_int_equal(floor_rest(8, 3), 2);
        assert_true(floor_rest(INT64_MIN, 1000) == 192);
}

static void test_format(void **state)
{
        (void)state;
        char out[32], day[16];
        assert_string_equal(moment_format(0, out), "1970-01-01T00:00:00Z");
        assert_string_equal(moment_format(-1, out), "1969-12-31T23:59:59.999999Z");
        assert_string_equal(moment_format(MOMENT_FIRST, out), "1900-01-01T00:00:00Z");
        assert_string_equal(moment_format(1643623200123456, out), "2022-01-31T10:00:00.123456Z");
        assert_string_equal(moment_format(1643623200020000, out), "2022-01-31T10:00:00.020000Z");
        assert_true(strlen(moment_format(NO_TIME, out)) < sizeof(out)); /* never written behind the end */
        assert_true(strlen(moment_format(END_OF_TIME, out)) < sizeof(out));
        assert_string_equal(day_format(18993, day), "2022-01-01");
        assert_string_equal(day_format(-1, day), "1969-12-31");
        assert_true(strlen(day_format(INT32_MIN, day)) < sizeof(day));
        assert_true(strlen(day_format(INT32_MAX, day)) < sizeof(day));
}

static void test_parse(void **state)
{
        static const struct {
                const char *text, *instant;
                bool date_only;
        } samples[] = {
                {"2022-01-31", "2022-01-30T17:00:00Z", true},
                {"2022-01-31 17:00", "2022-01-31T10:00:00Z", false},
                {"2022-01-31T17:00", "2022-01-31T10:00:00Z", false},
                {"2022-01-31 17:00:01", "2022-01-31T10:00:01Z", false},
                {"2022-01-31T17:00:01.02", "2022-01-31T10:00:01.020000Z", false},
                {"2022-01-31T17:00:00Z", "2022-01-31T17:00:00Z", false},
                {"2022-01-31 17:00+01:00", "2022-01-31T16:00:00Z", false},
                {"2022-01-31T17:00:00.5-0330", "2022-01-31T20:30:00.500000Z", false},
                {"1900-01-02", "1900-01-01T16:53:30Z", true}, /* local mean time in Saigon: +07:06:30 */
        };
        for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
                struct err e = {0};
                char out[32];
                micros t;
                bool date_only;
                if (moment_parse(*state, text_of(samples[i].text), &t, &date_only, &e) != OK)
                        fail_msg("%s", e.text);
                assert_string_equal(moment_format(t, out), samples[i].instant);
                assert_int_equal(date_only, samples[i].date_only);
        }
}

static void test_parse_is_the_inverse_of_format(void **state)
{
        micros t = MOMENT_FIRST;
        for (int i = 0; i < 20000; i++) {
                char out[32];
                struct err e = {0};
                micros back = 0;
                bool date_only;
                assert_int_equal(moment_parse(*state, text_of(moment_format(t, out)), &back, &date_only, &e),
                                 OK);
                assert_true(back == t);
                t += (MOMENT_LIMIT - MOMENT_FIRST) / 20011;
        }
}

static void test_parse_refuses(void **state)
{
        static const char *const wrong[] = {
                "",
                "2022",
                "2022-13-01",
                "2022-02-29",
                "2022-01-31 ",
                "2022-01-31Z",
                "2022-01-31 24:00",
                "2022-01-31 17",
                "2022-01-31 17:00:60",
                "31/01/2022",
                "0001-01-01",
                "2200-01-02",
                "1899-12-31",
                "2022-01-31  17:00",
                "now",
        };
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                struct err e = {0};
                micros t;
                bool date_only;
                if (moment_parse(*state, text_of(wrong[i]), &t, &date_only, &e) != USAGE)
                        fail_msg("%s was read", wrong[i]);
                assert_non_null(strstr(e.text, wrong[i]));
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_legal_range),
                cmocka_unit_test(test_division_rounds_down),
                cmocka_unit_test(test_format),
                cmocka_unit_test(test_parse),
                cmocka_unit_test(test_parse_is_the_inverse_of_format),
                cmocka_unit_test(test_parse_refuses),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
