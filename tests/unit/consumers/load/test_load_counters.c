/* SPDX-License-Identifier: Apache-2.0
 *
 * test_load_counters.c - every counter of the loader has a name that the registry takes, and can be added to.
 */
#include "consumers/load/load_counters.h"
#include "tests/support/unit.h"

static void all_are_registered(void **state)
{
        (void)state;
        for (int i = 0; i < LOAD_COUNTERS; i++) {
                assert_non_null(load_counters[i].name);
                assert_non_null(load_counters[i].help);
        }
        counters_register(load_counters, LOAD_COUNTERS); /* aborts if a name is none */
}

static void counts(void **state)
{
        (void)state;
        load_count(LOAD_MESSAGES, 3);
        load_count(LOAD_MESSAGES, 4);
        assert_int_equal((int)load_counters[LOAD_MESSAGES].value, 7);
        assert_int_equal((int)load_counters[LOAD_BATCHES].value, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(all_are_registered),
                cmocka_unit_test(counts),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
