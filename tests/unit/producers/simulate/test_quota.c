/* SPDX-License-Identifier: Apache-2.0
 *
 * test_quota.c - dividing whole numbers, and the shuffle that deals them out.
 */
#include "tests/support/unit.h"

#include "producers/simulate/quota.h"
#include "producers/simulate/rng.h"
#include <string.h>

static void test_largest_remainders(void **state)
{
        (void)state;
        int64_t part[4];
        quota_divide(10, (int64_t[]){1, 1, 1}, 3, part);
        assert_memory_equal(part, ((int64_t[]){4, 3, 3}), 3 * sizeof(*part));
        quota_divide(7, (int64_t[]){50, 30, 20, 0}, 4, part);
        assert_memory_equal(part, ((int64_t[]){4, 2, 1, 0}), 4 * sizeof(*part));
        quota_divide(5, (int64_t[]){0, 0}, 2, part);
        assert_memory_equal(part, ((int64_t[]){5, 0}), 2 * sizeof(*part));
        quota_divide(0, (int64_t[]){3, 4}, 2, part);
        assert_memory_equal(part, ((int64_t[]){0, 0}), 2 * sizeof(*part));
}

static void test_upper_bounds(void **state)
{
        (void)state;
        int64_t part[4];
        quota_divide_capped(10, (int64_t[]){8, 1, 1}, (int64_t[]){4, 9, 9}, 3, part);
        assert_memory_equal(part, ((int64_t[]){4, 3, 3}), 3 * sizeof(*part));
        quota_divide_capped(9, (int64_t[]){0, 1, 0}, (int64_t[]){5, 2, 5}, 3, part);
        assert_int_equal(part[0] + part[1] + part[2], 9);
        assert_int_equal(part[1], 2);
        quota_divide_capped(6, (int64_t[]){1, 2, 3}, (int64_t[]){1, 2, 3}, 3, part);
        assert_memory_equal(part, ((int64_t[]){1, 2, 3}), 3 * sizeof(*part));
}

static void test_random_divisions_sum(void **state)
{
        (void)state;
        struct rng rng = rng_of(7, 0);
        for (int round = 0; round < 2000; round++) {
                int64_t weight[12], most[12], part[12], room = 0, sum = 0;
                int n = (int)rng_between(&rng, 1, 12);
                for (int i = 0; i < n; i++) {
                        weight[i] = rng_below(&rng, 3) ? rng_below(&rng, 1000000) : 0;
                        most[i] = rng_below(&rng, 5000);
                        room += most[i];
                }
                int64_t total = rng_between(&rng, 0, room);
                quota_divide_capped(total, weight, most, n, part);
                for (int i = 0; i < n; i++) {
                        assert_in_range(part[i], 0, most[i]);
                        sum += part[i];
                }
                assert_int_equal(sum, total);
        }
}

static void test_shuffle_is_a_bijection(void **state)
{
        (void)state;
        static const uint64_t sizes[] = {1, 2, 3, 4, 5, 16, 17, 1000, 4097};
        for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
                uint64_t n = sizes[s], moved = 0;
                for (uint64_t key = 0; key < 5; key++) {
                        char seen[5000] = {0};
                        for (uint64_t x = 0; x < n; x++) {
                                uint64_t y = rng_permute(key, n, x);
                                assert_true(y < n);
                                assert_int_equal(seen[y], 0);
                                seen[y] = 1;
                                moved += y != x;
                        }
                }
                assert_true(n < 16 || moved > 4 * n);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_largest_remainders),
                cmocka_unit_test(test_upper_bounds),
                cmocka_unit_test(test_random_divisions_sum),
                cmocka_unit_test(test_shuffle_is_a_bijection),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
