/* SPDX-License-Identifier: Apache-2.0
 *
 * test_table_seen.c - rows are known for this look and the one before.
 */
#include "core/lib/hash.h"
#include "producers/outbox/table_seen.h"
#include "tests/support/unit.h"

static uint64_t nth(uint64_t i)
{
        return hash_bytes(&i, sizeof(i));
}

static void a_row_is_known_for_two_looks(void **state)
{
        (void)state;
        struct table_seen s = {0};
        assert_false(table_seen_take(&s, 0)); /* any hash is one */
        assert_true(table_seen_take(&s, 0));
        for (uint64_t i = 0; i < 5000; i++)
                assert_false(table_seen_take(&s, nth(i)));
        table_seen_turn(&s);
        for (uint64_t i = 0; i < 5000; i += 2)
                assert_true(table_seen_take(&s, nth(i)));
        table_seen_turn(&s);
        for (uint64_t i = 0; i < 5000; i++)
                assert_int_equal(table_seen_take(&s, nth(i)), i % 2 == 0);
        table_seen_free(&s);
        table_seen_free(&s);
}

static void of_very_many_the_later_ones_are_kept(void **state)
{
        (void)state;
        struct table_seen s = {.most = 1000};
        for (uint64_t i = 0; i < 1010; i++)
                assert_false(table_seen_take(&s, nth(i)));
        table_seen_turn(&s);
        assert_false(table_seen_take(&s, nth(1)));
        assert_true(table_seen_take(&s, nth(1009)));
        table_seen_free(&s);
}

static void without_a_limit_all_are_kept(void **state)
{
        (void)state;
        struct table_seen s = {0};
        for (int look = 0; look < 2; look++) {
                for (uint64_t i = 0; i < 2 * TABLE_SEEN_MOST; i++)
                        assert_int_equal(table_seen_take(&s, nth(i)), look == 1);
                table_seen_turn(&s);
        }
        table_seen_free(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_row_is_known_for_two_looks),
                cmocka_unit_test(of_very_many_the_later_ones_are_kept),
                cmocka_unit_test(without_a_limit_all_are_kept),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
