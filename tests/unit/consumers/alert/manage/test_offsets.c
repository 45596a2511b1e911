/* SPDX-License-Identifier: Apache-2.0
 *
 * test_offsets.c - the steps of a rule as people name them.
 */
#include "tests/support/unit.h"

#include "consumers/alert/manage/offsets.h"

static struct calendar *calendar;

static int begin(void **state)
{
        struct office_hours hours;
        struct zone *zone;
        struct err e;
        (void)state;
        assert_int_equal(zone_open(&zone, "Asia/Ho_Chi_Minh", &e), OK);
        assert_int_equal(office_hours_parse(TEXT("07:00-11:30,13:30-17:00"), &hours, &e), OK);
        assert_int_equal(calendar_open(&calendar, zone, &hours, NULL, 0, &e), OK);
        zone_close(zone);
        return 0;
}

static int end(void **state)
{
        (void)state;
        calendar_close(calendar);
        return 0;
}

static void is(const char *text, int sign, int n, const int32_t *minutes)
{
        struct offsets o;
        struct err e;
        assert_int_equal(offsets_parse(text_of(text), calendar, sign, &o, &e), OK);
        assert_int_equal(o.n, n);
        assert_memory_equal(o.minutes, minutes, (size_t)n * sizeof(*minutes));
}

static void durations_of_working_time(void **state)
{
        (void)state;
        is("1d", 1, 1, (int32_t[]){480});
        is("1d4h", 1, 1, (int32_t[]){720});
        is("90m", 1, 1, (int32_t[]){90});
        is("2d, 1d ,4h", -1, 3, (int32_t[]){-960, -480, -240});
        is("2d,1d", 1, 2, (int32_t[]){480, 960});
        is("1000000m", 1, 1, (int32_t[]){1000000});
}

static void nothing_else(void **state)
{
        static const char *const wrong[] = {"",
                                            ",",
                                            "1d,",
                                            "d",
                                            "1",
                                            "1x",
                                            "-1d",
                                            "0d",
                                            "1d,480m",
                                            "1 d",
                                            "1.5d",
                                            "2084d",
                                            "1000001m",
                                            "999999999999999999999d",
                                            "1d,2d,3d,4d,5d,6d,7d,8d,9d,10d,11d,12d,13d,14d,15d,16d,17d"};
        struct offsets o;
        struct err e;
        (void)state;
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                if (offsets_parse(text_of(wrong[i]), calendar, 1, &o, &e) != USAGE)
                        fail_msg("'%s' was taken", wrong[i]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(durations_of_working_time),
                                           cmocka_unit_test(nothing_else)};
        return cmocka_run_group_tests(tests, begin, end);
}
