/* SPDX-License-Identifier: Apache-2.0
 *
 * test_supplements.c - requests for papers, and what answers them.
 */
#include "tests/support/dossier_said.h"

#include "consumers/dossier/supplements.h"

static struct supplement found[SUPPLEMENTS_MOST];

static int list(void)
{
        return supplements_list(&h, rule_of(RULE_INDEX766), found);
}

static void there_are_none_before_the_reception(void **state)
{
        (void)state;
        begin();
        assert_int_equal(list(), 0);
        SAY(REGISTERED, on(0));
        assert_int_equal(list(), 0);
        SAY(RECEIVED, on(1));
        assert_int_equal(list(), 0);
}

static void one_is_open_until_it_is_answered(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(SUPPLEMENT_REQUESTED, on(3));
        assert_int_equal(list(), 1);
        assert_int_equal(found[0].requested_at, on(3));
        assert_int_equal(found[0].answered_at, END_OF_TIME);
        SAY(PROCESSING, on(6));
        assert_int_equal(list(), 1);
        assert_int_equal(found[0].answered_at, on(6));
}

/* One-stop systems write a second 5 when the supplement is complete. */
static void statements_of_5_one_after_another_are_one(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(SUPPLEMENT_REQUESTED, on(3));
        SAY(SUPPLEMENT_REQUESTED, on(5));
        SAY(RECEIVED, on(5) + 1);
        assert_int_equal(list(), 1);
        assert_int_equal(found[0].requested_at, on(3));
        assert_int_equal(found[0].answered_at, on(5) + 1);
}

static void a_second_one_is_another_transition(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(SUPPLEMENT_REQUESTED, on(3));
        SAY(PAYMENT_REQUESTED, on(4));
        SAY(SUPPLEMENT_REQUESTED, on(6));
        SAY(RESOLVED, on(8));
        assert_int_equal(list(), 2);
        assert_int_equal(found[0].answered_at, on(4));
        assert_int_equal(found[1].requested_at, on(6));
        assert_int_equal(found[1].answered_at, on(8));
}

static void nothing_counts_behind_an_end_but_a_reopening(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(RESOLVED, on(4));
        SAY(SUPPLEMENT_REQUESTED, on(6));
        assert_int_equal(list(), 0);
        begin();
        TELL(AT(on(30)), IS(RECEIVED, on(1)), IS(RESOLVED, on(4)), IS(PROCESSING, on(6), .reopens = true),
             IS(SUPPLEMENT_REQUESTED, on(8)));
        assert_int_equal(list(), 1);
        assert_int_equal(found[0].requested_at, on(8));
}

static void more_than_fit_are_counted_all_the_same(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        for (int i = 0; i < SUPPLEMENTS_MOST + 5; i++) {
                SAY(SUPPLEMENT_REQUESTED, on(2 + 2 * i));
                SAY(PROCESSING, on(3 + 2 * i));
        }
        assert_int_equal(list(), SUPPLEMENTS_MOST + 5);
        assert_int_equal(found[SUPPLEMENTS_MOST - 1].answered_at, on(3 + 2 * (SUPPLEMENTS_MOST - 1)));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(there_are_none_before_the_reception),
                cmocka_unit_test(one_is_open_until_it_is_answered),
                cmocka_unit_test(statements_of_5_one_after_another_are_one),
                cmocka_unit_test(a_second_one_is_another_transition),
                cmocka_unit_test(nothing_counts_behind_an_end_but_a_reopening),
                cmocka_unit_test(more_than_fit_are_counted_all_the_same),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
