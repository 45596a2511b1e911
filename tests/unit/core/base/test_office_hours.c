/* SPDX-License-Identifier: Apache-2.0
 *
 * test_office_hours.c - office hours as text: what is read, what is refused, and the same text again.
 */
#include "tests/support/unit.h"

#include "core/base/calendar.h"
#include <string.h>

static const char usual[] = "07:00-11:30,13:30-17:00";

static void test_office_hours(void **state)
{
        static const char *const right[] = {"07:00-11:30,13:30-17:00", "00:00-24:00", "08:00-17:00",
                                            "23:59-24:00",
                                            "00:00-01:00,02:00-03:00,04:00-05:00,06:00-07:00,08:00-09:00,10:"
                                            "00-11:00,12:00-13:00,14:00-15:"
                                            "00"};
        static const char *const wrong[] = {"",
                                            ",",
                                            "07:00",
                                            "07:00-",
                                            "7:00-11:30",
                                            "07:00-11:30,",
                                            "07:00-11:30,,13:30-17:00",
                                            "07:00-11:30 ,13:30-17:00",
                                            "07:00-11:30;13:30-17:00",
                                            "07:00/11:30",
                                            "11:30-07:00",
                                            "07:00-07:00",
                                            "07:00-11:60",
                                            "07:00-24:01",
                                            "07:00-25:00",
                                            "24:00-24:00",
                                            "13:30-17:00,07:00-11:30",
                                            "07:00-11:30,11:30-17:00",
                                            "07:00-12:00,11:30-17:00",
                                            "-7:00-11:30",
                                            "07.00-11.30",
                                            "00:00-00:01,00:02-00:03,00:04-00:05,00:06-00:07,00:08-00:09,"
                                            "00:10-00:11,00:12-00:13,00:14-00:15,00:16-00:17"};
        struct office_hours h;
        struct err e;
        char again[128];
        (void)state;
        for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
                if (office_hours_parse(text_of(right[i]), &h, &e) != OK)
                        fail_msg("%s", e.text);
                assert_string_equal(office_hours_format(&h, again), right[i]);
        }
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                if (office_hours_parse(text_of(wrong[i]), &h, &e) != USAGE)
                        fail_msg("'%s' was taken for office hours", wrong[i]);
                assert_non_null(strstr(e.text, "07:00-11:30,13:30-17:00"));
        }
        assert_int_equal(office_hours_parse((struct text){0}, &h, &e), USAGE);
        assert_int_equal(office_hours_parse(TEXT(usual), &h, &e), OK);
        assert_int_equal(h.n, 2);
        assert_int_equal(h.span[1].opens, 13 * 60 + 30);
        assert_int_equal(h.span[1].closes, 17 * 60);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_office_hours),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
