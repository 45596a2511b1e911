/* SPDX-License-Identifier: Apache-2.0
 *
 * test_decimal.c - printed figures: what is one, and how shares round.
 */
#include "tests/support/unit.h"

#include "consumers/report/audit/decimal.h"
#include <stdio.h>

static bool reads(const char *text, int64_t units, int digits)
{
        struct decimal d;
        return decimal_parse(text_of(text), false, &d) && d.units == units && d.digits == digits;
}

static void a_number_is_plain(void **state)
{
        static const char *const wrong[] = {
                "",    ".",         "5.",  ".5",   "-1",      "+1",  "1e3",
                "1,5", "838.838.1", "1 0", "0x1f", "1.23456", "nan", "99999999999999999999"};
        struct decimal d;
        (void)state;
        assert_true(reads("0", 0, 0));
        assert_true(reads("838838", 838838, 0));
        assert_true(reads("98.32", 9832, 2));
        assert_true(reads("0.0001", 1, 4));
        assert_true(reads("007", 7, 0));
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
                assert_false(decimal_parse(text_of(wrong[i]), false, &d));
        assert_true(decimal_parse(TEXT("1,5"), true, &d) && d.units == 15 && d.digits == 1);
}

static void values_compare_whatever_their_digits(void **state)
{
        (void)state;
        assert_int_equal(decimal_compare((struct decimal){15, 1}, (struct decimal){150, 2}), 0);
        assert_true(decimal_compare((struct decimal){15, 1}, decimal_of(2)) < 0);
        assert_true(decimal_compare(decimal_of(999999999999999), (struct decimal){1, 4}) > 0);
}

/* Every printing of n / d that a person could mean, against a definition by whole numbers. */
static void a_share_fits_cut_raised_or_not(void **state)
{
        (void)state;
        for (int64_t d = 1; d <= 60; d++) {
                for (int64_t n = 0; n <= d; n++) {
                        for (int64_t p = 0; p <= 1001; p++) {
                                /* p tenths of a percent; the share is 1000 n / d tenths. */
                                const int64_t below = 1000 * n / d, twice = 2 * (1000 * n % d);
                                const enum share_fit expected = p == below + (twice >= d) ? SHARE_FITS
                                                                : p == below              ? SHARE_CUT
                                                                : p == below + 1 && 1000 * n % d != 0
                                                                        ? SHARE_RAISED
                                                                        : SHARE_DIFFERS;
                                assert_int_equal(decimal_share_fit((struct decimal){p, 1}, decimal_of(n),
                                                                   decimal_of(d)),
                                                 expected);
                        }
                }
        }
        assert_int_equal(decimal_share_fit((struct decimal){5000, 2}, decimal_of(499999999999999),
                                           decimal_of(999999999999998)),
                         SHARE_FITS);
}

static void numbers_are_written_in_both_languages(void **state)
{
        char out[DECIMAL_TEXT];
        (void)state;
        assert_string_equal(decimal_format(decimal_of(838838), ',', '.', out), "838,838");
        assert_string_equal(decimal_format((struct decimal){123456789, 2}, '.', ',', out), "1.234.567,89");
        assert_string_equal(decimal_format((struct decimal){5, 2}, 0, '.', out), "0.05");
        assert_string_equal(decimal_format(decimal_of(999), ',', '.', out), "999");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_number_is_plain),
                cmocka_unit_test(values_compare_whatever_their_digits),
                cmocka_unit_test(a_share_fits_cut_raised_or_not),
                cmocka_unit_test(numbers_are_written_in_both_languages),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
