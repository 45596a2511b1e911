/* SPDX-License-Identifier: Apache-2.0
 *
 * Pauses double up to their bound, and a spread one lies in the upper half of it.
 */
#include "core/base/retry.h"
#include "tests/support/unit.h"
#include <limits.h>

static void test_doubling(void **state)
{
        (void)state;
        const struct retry_policy p = {100, 5000};
        static const int64_t expected[] = {100, 100, 200, 400, 800, 1600, 3200, 5000, 5000};
        for (int i = 0; i < 9; i++)
                assert_int_equal(retry_pause_ms(&p, i), expected[i]);
        assert_int_equal(retry_pause_ms(&p, INT_MAX), 5000);
        assert_int_equal(retry_pause_ms(&(struct retry_policy){1000, 1000}, 9), 1000);
        assert_int_equal(retry_pause_ms(&(struct retry_policy){1, INT64_MAX / 2}, INT_MAX), INT64_MAX / 2);
}

static void test_spread(void **state)
{
        (void)state;
        const struct retry_policy p = {1000, 60000};
        int64_t least = INT64_MAX, most = 0;
        for (uint64_t seed = 0; seed < 10000; seed++) {
                const int64_t ms = retry_spread_ms(&p, 3, seed * 0x9e3779b97f4a7c15);
                least = ms < least ? ms : least;
                most = ms > most ? ms : most;
        }
        assert_in_range(least, 2000, 2010);
        assert_in_range(most, 3990, 4000);
        assert_int_equal(retry_spread_ms(&p, 3, 77), retry_spread_ms(&p, 3, 77));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_doubling),
                cmocka_unit_test(test_spread),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
