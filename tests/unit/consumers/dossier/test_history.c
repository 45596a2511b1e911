/* SPDX-License-Identifier: Apache-2.0
 *
 * test_history.c - a set of statements: union, and its bound.
 */
#include "consumers/dossier/history.h"
#include "tests/support/unit.h"
#include <string.h>

static struct history a, b;

static struct statement at(micros occurred_at)
{
        return (struct statement){.occurred_at = occurred_at,
                                  .stated_at = 100,
                                  .observed_at = 100,
                                  .submitted_at = NO_TIME,
                                  .due_at = NO_TIME,
                                  .agency = 1,
                                  .status = PROCESSING};
}

static bool add(struct history *h, micros occurred_at)
{
        struct statement s = at(occurred_at);
        return history_add(h, &s);
}

static int empty(void **state)
{
        (void)state;
        a.n = b.n = 0;
        a.truncated = b.truncated = false;
        return 0;
}

static void keeps_canonical_order(void **state)
{
        (void)state;
        assert_true(add(&a, 2));
        assert_true(add(&a, 3));
        assert_true(add(&a, 1));
        assert_int_equal(a.n, 3);
        for (int i = 0; i < 3; i++)
                assert_int_equal(a.of[i].occurred_at, i + 1);
}

static void a_double_changes_nothing(void **state)
{
        (void)state;
        add(&a, 1);
        assert_false(add(&a, 1));
        assert_int_equal(a.n, 1);
}

static void the_greatest_stated_and_the_smallest_observed_time_remain(void **state)
{
        (void)state;
        struct statement s = at(1);

        history_add(&a, &s);
        s.stated_at = 99, s.observed_at = 101;
        assert_false(history_add(&a, &s));
        s.stated_at = 105, s.observed_at = 110;
        assert_true(history_add(&a, &s));
        s.stated_at = 90, s.observed_at = 95;
        assert_true(history_add(&a, &s));
        assert_int_equal(a.of[0].stated_at, 105);
        assert_int_equal(a.of[0].observed_at, 95);
}

static void of_too_many_the_first_and_the_last_remain(void **state)
{
        (void)state;
        for (int i = 0; i < HISTORY_MOST; i++)
                add(&a, i);
        assert_false(a.truncated);
        assert_true(add(&a, HISTORY_MOST));
        assert_true(a.truncated);
        assert_int_equal(a.n, HISTORY_MOST);
        assert_int_equal(a.of[0].occurred_at, 0);
        assert_int_equal(a.of[1].occurred_at, 2);
        assert_int_equal(a.of[HISTORY_MOST - 1].occurred_at, HISTORY_MOST);
        assert_false(add(&a, 1)); /* what was left out stays out, and is no news */
        assert_true(add(&a, -1)); /* a new first one pushes out the old */
        assert_int_equal(a.of[0].occurred_at, -1);
        assert_int_equal(a.of[1].occurred_at, 2);
}

static void union_inherits_truncation(void **state)
{
        (void)state;
        for (int i = 0; i <= HISTORY_MOST; i++)
                add(&b, i);
        add(&a, 5);
        assert_true(history_union(&a, &b));
        assert_true(a.truncated);
        assert_int_equal(a.n, HISTORY_MOST);
        assert_false(history_union(&a, &b));
        add(&a, HISTORY_MOST + 1);
        assert_false(history_union(&a, &b));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(keeps_canonical_order, empty),
                cmocka_unit_test_setup(a_double_changes_nothing, empty),
                cmocka_unit_test_setup(the_greatest_stated_and_the_smallest_observed_time_remain, empty),
                cmocka_unit_test_setup(of_too_many_the_first_and_the_last_remain, empty),
                cmocka_unit_test_setup(union_inherits_truncation, empty),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
