/* SPDX-License-Identifier: Apache-2.0
 *
 * test_civil.c - the calendar, and reading dates by a format.
 */
#include "tests/support/unit.h"

#include "core/base/moment.h"
#include <stdio.h>
#include <string.h>

static void test_known_days(void **state)
{
        (void)state;
        assert_int_equal(day_of_civil(1970, 1, 1), 0);
        assert_int_equal(day_of_civil(1969, 12, 31), -1);
        assert_int_equal(day_of_civil(2000, 2, 29), 11016);
        assert_int_equal(day_of_civil(2022, 1, 1), 18993);
        assert_int_equal(day_of_civil(1900, 1, 1), MOMENT_FIRST / MICROS_PER_DAY);
        assert_int_equal(day_of_civil(2200, 1, 1), MOMENT_LIMIT / MICROS_PER_DAY);
        assert_int_equal(day_of_civil(1, 1, 1), -719162);
        assert_int_equal(day_of_civil(0, 1, 1), -719528);
}

/* Walks the calendar day by day, counting by hand, and asks both ways for every day. */
static void test_round_trip_of_every_day(void **state)
{
        (void)state;
        static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        int32_t day = day_of_civil(-1, 1, 1);
        assert_int_equal(day, -719528 - 365);
        for (int year = -1; year <= 3000; year++) {
                bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
                for (int month = 1; month <= 12; month++) {
                        int length = lengths[month - 1] + (month == 2 && leap);
                        for (int d = 1; d <= length; d++, day++) {
                                int y, m, dd;
                                civil_of_day(day, &y, &m, &dd);
                                if (day_of_civil(year, month, d) != day || y != year || m != month || dd != d)
                                        fail_msg("%d-%d-%d is not day %d", year, month, d, day);
                        }
                }
        }
}

static void test_legal_dates(void **state)
{
        (void)state;
        static const struct {
                struct civil c;
                bool legal;
        } samples[] = {
                {{2022, 1, 31, 23, 59, 59, 999999}, true}, {{2000, 2, 29, 0, 0, 0, 0}, true},
                {{1900, 2, 29, 0, 0, 0, 0}, false},        {{2023, 2, 29, 0, 0, 0, 0}, false},
                {{2024, 2, 30, 0, 0, 0, 0}, false},        {{2022, 0, 1, 0, 0, 0, 0}, false},
                {{2022, 13, 1, 0, 0, 0, 0}, false},        {{2022, 4, 31, 0, 0, 0, 0}, false},
                {{2022, 4, 0, 0, 0, 0, 0}, false},         {{2022, 1, 1, 24, 0, 0, 0}, false},
                {{2022, 1, 1, 0, 60, 0, 0}, false},        {{2022, 1, 1, 0, 0, 60, 0}, false},
                {{2022, 1, 1, -1, 0, 0, 0}, false},        {{2022, 1, 1, 0, 0, 0, 1000000}, false},
        };
        for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
                assert_int_equal(civil_legal(&samples[i].c), samples[i].legal);
}

/* The civil time as one text, with the offset when there is one; or what was expected instead. */
static const char *parsed(const char *text, const char *format)
{
        static char out[160];
        struct civil c;
        bool has_offset;
        int offset;
        const char *expected = civil_parse(text_of(text), format, &c, &has_offset, &offset);
        if (expected)
                return expected;
        int n = snprintf(out, sizeof(out), "%04d-%02d-%02d %02d:%02d:%02d.%06d", c.year, c.month, c.day,
                         c.hour, c.minute, c.second, c.micro);
        if (has_offset)
                snprintf(out + n, sizeof(out) - n, " %+d", offset);
        return out;
}

static void test_formats(void **state)
{
        (void)state;
        assert_string_equal(parsed("20220131170503", "%Y%m%d%H%M%S"), "2022-01-31 17:05:03.000000");
        assert_string_equal(parsed("31/01/2022 17:05", "%d/%m/%Y %H:%M"), "2022-01-31 17:05:00.000000");
        assert_string_equal(parsed("2022-01-31 00:00:05", "%Y-%m-%d %H:%M:%S%f"),
                            "2022-01-31 00:00:05.000000");
        assert_string_equal(parsed("2022-01-31 00:00:05.123", "%Y-%m-%d %H:%M:%S%f"),
                            "2022-01-31 00:00:05.123000");
        for (int digits = 1; digits <= 6; digits++) {
                char text[] = "2022-01-31 05.123456", expected[] = "2022-01-31 00:00:05.000000";
                text[sizeof("2022-01-31 05.") - 1 + digits] = '\0';
                memcpy(strchr(expected, '.'), strchr(text, '.'), (size_t)digits + 1);
                assert_string_equal(parsed(text, "%Y-%m-%d %S%f"), expected);
        }
        assert_string_equal(parsed("2022-01-31 00:00:05.000001", "%Y-%m-%d %H:%M:%S%f"),
                            "2022-01-31 00:00:05.000001");
        assert_string_equal(parsed("100% 2022-02-01", "100%% %Y-%m-%d"), "2022-02-01 00:00:00.000000");
}

static void test_offsets(void **state)
{
        (void)state;
        assert_string_equal(parsed("2022-01-31 10Z", "%Y-%m-%d %H%z"), "2022-01-31 10:00:00.000000 +0");
        assert_string_equal(parsed("2022-01-31 10+07", "%Y-%m-%d %H%z"), "2022-01-31 10:00:00.000000 +25200");
        assert_string_equal(parsed("2022-01-31 10-0330", "%Y-%m-%d %H%z"),
                            "2022-01-31 10:00:00.000000 -12600");
        assert_string_equal(parsed("2022-01-31 10+05:45", "%Y-%m-%d %H%z"),
                            "2022-01-31 10:00:00.000000 +20700");
        static const char *const wrong[] = {"",       "z",     "+7",     "+07:",  "+07:3",
                                            "+24:00", "07:00", "+07:60", "+07000"};
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                char text[32];
                snprintf(text, sizeof(text), "2022-01-31 10%s", wrong[i]);
                if (strncmp(parsed(text, "%Y-%m-%d %H%z"), "2022", 4) == 0)
                        fail_msg("%s was read", text);
        }
}

static void test_what_does_not_fit_is_refused(void **state)
{
        (void)state;
        assert_string_equal(parsed("22-01-31", "%Y-%m-%d"), "a year of four digits (%Y)");
        assert_string_equal(parsed("2022-1-31", "%Y-%m-%d"), "a month of two digits (%m)");
        assert_string_equal(parsed("2022/01/31", "%Y-%m-%d"),
                            "the characters that the format has between its parts");
        assert_string_equal(parsed("2022-01-31 ", "%Y-%m-%d"), "nothing behind the last part of the format");
        assert_string_equal(parsed("2022-02-30", "%Y-%m-%d"), "a date and time of day that exist");
        assert_string_equal(parsed("05.", "%S%f"), "one to six digits behind the dot (%f)");
        assert_string_equal(parsed("05.1234567", "%S%f"), "nothing behind the last part of the format");
        assert_string_equal(parsed("60", "%S"), "a date and time of day that exist");
        assert_string_equal(parsed("", "%d"), "a day of two digits (%d)");
        assert_non_null(strstr(parsed("1", "%q"), "a format of"));
        assert_non_null(strstr(parsed("1", "%"), "a format of"));
        assert_string_equal(parsed("+5", "%H"), "an hour of two digits (%H)");
        for (int byte = 1; byte < 256; byte++) {
                char first[] = {(char)byte, '5', 0}, second[] = {'0', (char)byte, 0};
                bool digit = byte >= '0' && byte <= '9';
                assert_int_equal(!strcmp(parsed(first, "%M"), "a minute of two digits (%M)"), !digit);
                assert_int_equal(!strcmp(parsed(second, "%M"), "a minute of two digits (%M)"), !digit);
        }
}

/* Half a day is told by %p, and only a twelve-hour clock has it: 12 AM is midnight, 12 PM noon. */
static void test_twelve_hours(void **state)
{
        (void)state;
        for (int hour = 0; hour < 24; hour++) {
                static const char *const halves[2][4] = {{"AM", "am", "Am", "aM"}, {"PM", "pm", "Pm", "pM"}};
                char text[48], expected[48];
                const int shown = hour % 12 == 0 ? 12 : hour % 12;
                snprintf(expected, sizeof(expected), "2022-01-31 %02d:05:00.000000", hour);
                snprintf(text, sizeof(text), "2022-01-31 %02d:05 %s", shown, halves[hour / 12][hour % 4]);
                assert_string_equal(parsed(text, "%Y-%m-%d %I:%M %p"), expected);
                snprintf(text, sizeof(text), "2022-01-31 %s %d:05", halves[hour / 12][hour % 4], shown);
                assert_string_equal(parsed(text, "%Y-%m-%d %p %-I:%M"), expected);
        }
        assert_string_equal(parsed("00 AM", "%I %p"), "a date and time of day that exist");
        assert_string_equal(parsed("13 PM", "%I %p"), "a date and time of day that exist");
        assert_string_equal(parsed("99 PM", "%I %p"), "a date and time of day that exist");
        assert_string_equal(parsed("0 AM", "%-I %p"), "an hour from 1 to 12 (%-I)");
        assert_string_equal(parsed("10 XM", "%I %p"), "AM or PM (%p)");
        assert_string_equal(parsed("10 A", "%I %p"), "AM or PM (%p)");
        assert_string_equal(parsed("10 A.M.", "%I %p"), "AM or PM (%p)");
}

/* Numbers as a spreadsheet shows them: as long as they are, and no zero in front. */
static void test_without_leading_zeros(void **state)
{
        (void)state;
        assert_string_equal(parsed("1/5/2022 9:05", "%-m/%-d/%Y %-H:%M"), "2022-01-05 09:05:00.000000");
        assert_string_equal(parsed("12/31/2022 0:05", "%-m/%-d/%Y %-H:%M"), "2022-12-31 00:05:00.000000");
        assert_string_equal(parsed("12/31/2022 23:05", "%-m/%-d/%Y %-H:%M"), "2022-12-31 23:05:00.000000");
        assert_string_equal(parsed("01/5/2022", "%-m/%-d/%Y"), "a month without a leading zero (%-m)");
        assert_string_equal(parsed("1/05/2022", "%-m/%-d/%Y"), "a day without a leading zero (%-d)");
        assert_string_equal(parsed("0/5/2022", "%-m/%-d/%Y"), "a month without a leading zero (%-m)");
        assert_string_equal(parsed("1/5/2022 00:05", "%-m/%-d/%Y %-H:%M"),
                            "an hour without a leading zero (%-H)");
        assert_string_equal(parsed("x/5/2022", "%-m/%-d/%Y"), "a month without a leading zero (%-m)");
        assert_string_equal(parsed("", "%-d"), "a day without a leading zero (%-d)");
        assert_string_equal(parsed("13/5/2022", "%-m/%-d/%Y"), "a date and time of day that exist");
        assert_string_equal(parsed("1/123/2022", "%-m/%-d/%Y"),
                            "the characters that the format has between its parts");
        assert_non_null(strstr(parsed("5", "%-Y"), "a format of"));
        assert_non_null(strstr(parsed("5", "%-"), "a format of"));
}

static void test_names_of_months(void **state)
{
        (void)state;
        static const char *const names[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
        for (int month = 1; month <= 12; month++) {
                for (int how = 0; how < 3; how++) {
                        char name[16], text[48], expected[48];
                        snprintf(name, sizeof(name), "%s", names[month - 1]);
                        for (char *c = name; *c && how > 0; c++)
                                *c = (char)(how == 1 ? *c | 0x20 : *c & ~0x20);
                        snprintf(expected, sizeof(expected), "2022-%02d-05 00:00:00.000000", month);
                        snprintf(text, sizeof(text), "5 %s 2022", name);
                        assert_string_equal(parsed(text, "%-d %B %Y"), expected);
                        snprintf(text, sizeof(text), "5-%.3s-2022", name);
                        assert_string_equal(parsed(text, "%-d-%b-%Y"), expected);
                }
        }
        assert_string_equal(parsed("5-Mai-2022", "%-d-%b-%Y"), "a month as Jan, Feb, … Dec (%b)");
        assert_string_equal(parsed("5-Ja", "%-d-%b"), "a month as Jan, Feb, … Dec (%b)");
        assert_string_equal(parsed("5-January-2022", "%-d-%b-%Y"),
                            "the characters that the format has between its parts");
        assert_string_equal(parsed("5 Sept 2022", "%-d %B %Y"), "a month as January, February, … (%B)");
        assert_string_equal(parsed("5-\x4a\x61\x2e-2022", "%-d-%b-%Y"), "a month as Jan, Feb, … Dec (%b)");
        assert_string_equal(parsed("5-\x2a\x21\x2e-2022", "%-d-%b-%Y"), "a month as Jan, Feb, … Dec (%b)");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_known_days),      cmocka_unit_test(test_round_trip_of_every_day),
                cmocka_unit_test(test_legal_dates),     cmocka_unit_test(test_formats),
                cmocka_unit_test(test_offsets),         cmocka_unit_test(test_what_does_not_fit_is_refused),
                cmocka_unit_test(test_twelve_hours),    cmocka_unit_test(test_without_leading_zeros),
                cmocka_unit_test(test_names_of_months),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
