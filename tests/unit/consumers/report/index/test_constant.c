/* SPDX-License-Identifier: Apache-2.0
 *
 * test_constant.c - flags of one value: said of every dossier of their source they say nothing.
 */
#include "tests/support/dossier_said.h"

#include "consumers/report/index/constant.h"

static struct index_constants c;

static void two_candidates(void)
{
        c = (struct index_constants){0};
        index_constants_add(&c, 1, TEXT("one"), TEXT("citizen_data"), TEXT("YES"));
        index_constants_add(&c, 1, TEXT("one"), TEXT("reused_data"), TEXT("YES"));
        assert_int_equal(c.n, 2);
        assert_int_equal(c.flags[1], 1U << FACT_citizen_data | 1U << FACT_reused_data);
}

/* n dossiers that said the two flags, or left one or both out. */
static void see(int n, enum truth citizen, enum truth reused)
{
        begin();
        SAY(RECEIVED, on(1), .source = 1);
        SAY(RESOLVED, on(2), .source = 1, .citizen_data = citizen, .reused_data = reused);
        SAY(RETURNED, on(3), .source = 2);
        for (int i = 0; i < n; i++)
                index_constants_see(&c, &h);
}

static void what_is_said_of_all_says_nothing(void **state)
{
        (void)state;
        two_candidates();
        see(99, TRUTH_YES, TRUTH_YES);
        see(1, TRUTH_ABSENT, TRUTH_YES);
        assert_false(index_constants_decide(&c));
        assert_true(c.of[0].left_out && c.of[1].left_out);
        index_constants_free(&c);
        index_constants_free(&c);
}

static void a_dossier_is_counted_for_the_sources_that_said_it(void **state)
{
        (void)state;
        two_candidates();
        index_constants_add(&c, 2, TEXT("two"), TEXT("citizen_data"), TEXT("YES"));
        index_constants_add(&c, 3, TEXT("three"), TEXT("citizen_data"), TEXT("YES"));
        see(1, TRUTH_YES, TRUTH_YES);
        index_constants_leave_out(&c, &h, 1U << FACT_citizen_data | 1U << FACT_reused_data);
        assert_int_equal(c.of[0].dossiers, 1);
        assert_int_equal(c.of[1].dossiers, 1);
        assert_int_equal(c.of[2].dossiers, 0);
        assert_int_equal(c.of[3].dossiers, 0);
        SAY(RETURNED, on(4), .source = 2, .citizen_data = TRUTH_YES);
        SAY(RETURNED, on(5), .source = 2, .citizen_data = TRUTH_YES);
        index_constants_leave_out(&c, &h, 1U << FACT_citizen_data);
        assert_int_equal(c.of[0].dossiers, 2);
        assert_int_equal(c.of[1].dossiers, 1);
        assert_int_equal(c.of[2].dossiers, 1); /* once, however often it said so */
        assert_int_equal(c.of[3].dossiers, 0);
        index_constants_recount(&c);
        assert_int_equal(c.of[0].dossiers, 0);
        index_constants_free(&c);
}

static void what_is_said_of_some_tells_them_apart(void **state)
{
        (void)state;
        two_candidates();
        see(98, TRUTH_YES, TRUTH_YES);
        see(2, TRUTH_ABSENT, TRUTH_YES);
        assert_true(index_constants_decide(&c));
        assert_false(c.of[0].left_out);
        assert_true(c.of[1].left_out);
        assert_int_equal(c.flags[1], 1U << FACT_reused_data);
        /* Counted again, it is the same. */
        see(98, TRUTH_YES, TRUTH_YES);
        see(2, TRUTH_ABSENT, TRUTH_YES);
        assert_false(index_constants_decide(&c));
        assert_int_equal(c.flags[1], 1U << FACT_reused_data);
        index_constants_free(&c);
}

static void nobody_else_is_asked_and_steps_say_nothing(void **state)
{
        (void)state;
        two_candidates();
        see(10, TRUTH_YES, TRUTH_YES);
        begin();
        SAY(RECEIVED, on(1), .source = 2);
        SAY(PROCESSING, on(2), .source = 1, .kind = KIND_STEP);
        for (int i = 0; i < 100; i++)
                index_constants_see(&c, &h);
        assert_false(index_constants_decide(&c));
        assert_true(c.of[0].left_out);
        index_constants_free(&c);
}

static void without_dossiers_that_ended_it_stays_left_out(void **state)
{
        (void)state;
        two_candidates();
        index_constants_add(&c, 3, TEXT("three"), TEXT("colour"), TEXT("RED"));
        assert_int_equal(c.n, 2);
        assert_false(index_constants_decide(&c));
        assert_true(c.of[0].left_out && c.of[1].left_out);
        index_constants_free(&c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_said_of_all_says_nothing),
                cmocka_unit_test(a_dossier_is_counted_for_the_sources_that_said_it),
                cmocka_unit_test(what_is_said_of_some_tells_them_apart),
                cmocka_unit_test(nobody_else_is_asked_and_steps_say_nothing),
                cmocka_unit_test(without_dossiers_that_ended_it_stays_left_out),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
