/* SPDX-License-Identifier: Apache-2.0
 *
 * test_heard.c - moves that join on to each other, and those before which some are missing.
 */
#include "consumers/alert/heard.h"
#include "tests/support/unit.h"

#include <stdlib.h>

/* Positions 1 and 2 are at 10 and at 20. */
static struct heard begun(void)
{
        struct heard h = {.at = calloc(2, sizeof(*h.at)), .n = 2};
        assert_non_null(h.at);
        h.at[0] = (struct heard_position){1, 10, 10};
        h.at[1] = (struct heard_position){2, 20, 20};
        return h;
}

static void moves_join(void **state)
{
        (void)state;
        struct heard h = begun();
        assert_true(heard_add(&h, TEXT("1 10 12\n2 20 25\n")));
        assert_true(heard_add(&h, TEXT("1 12 13")));
        assert_int_equal(h.at[0].offset, 13);
        assert_int_equal(h.at[1].offset, 25);
        /* Committed before the positions were read, and told of after it. */
        assert_true(heard_add(&h, TEXT("1 5 13")));
        assert_true(heard_add(&h, TEXT("1 5 14\n")));
        assert_int_equal(h.at[0].offset, 14);
        heard_free(&h);
}

static void a_gap_is_seen(void **state)
{
        (void)state;
        struct heard h = begun();
        assert_false(heard_add(&h, TEXT("2 20 21\n1 11 12\n")));
        assert_int_equal(h.at[0].offset, 12);
        assert_true(heard_add(&h, TEXT("1 12 13\n"))); /* once */
        assert_false(heard_add(&h, TEXT("3 0 5\n")));  /* of a position that was not there */
        assert_true(heard_add(&h, TEXT("3 5 6\n")));
        heard_free(&h);
}

static void a_position_ahead_of_what_was_heard(void **state)
{
        (void)state;
        struct heard h = begun();
        h.at[0].wanted = 12;
        assert_true(heard_add(&h, TEXT("1 10 14\n"))); /* it was under way */
        assert_true(heard_judge(&h));
        h.at[1].wanted = 21;
        assert_false(heard_judge(&h));
        assert_true(heard_judge(&h));
        assert_true(heard_add(&h, TEXT("2 21 22\n")));
        heard_free(&h);
}

static void what_makes_no_sense_is_a_gap_at_most(void **state)
{
        (void)state;
        struct heard h = {0};
        (void)heard_add(&h, TEXT(""));
        (void)heard_add(&h, TEXT("\n\n"));
        (void)heard_add(&h, TEXT("x y z\n1"));
        (void)heard_add(
                &h,
                TEXT("111111111111111111111111111111111111111111111111111111111111111111111111111111111"));
        heard_free(&h);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(moves_join),
                cmocka_unit_test(a_gap_is_seen),
                cmocka_unit_test(a_position_ahead_of_what_was_heard),
                cmocka_unit_test(what_makes_no_sense_is_a_gap_at_most),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
