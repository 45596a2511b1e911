/* SPDX-License-Identifier: Apache-2.0
 *
 * test_facts.c - what was said of a dossier beside its life: the value said last of what stands.
 */
#include "tests/support/dossier_said.h"

#include "consumers/dossier/facts.h"

static struct facts f;

static void decide(void)
{
        facts_decide(&h, NULL, 0, &f);
}

static void nothing_said_is_nothing_known(void **state)
{
        (void)state;
        begin();
        decide();
        SAY(RECEIVED, on(1));
        decide();
        for (int i = 0; i < FACT_FLAG_COUNT; i++)
                assert_int_equal(f.flag[i], 0);
        assert_int_equal(f.rating, RATING_UNKNOWN);
        assert_int_equal(f.about.len, 0);
}

static void the_value_said_last_counts_and_silence_changes_nothing(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .digitised = TRUTH_NO, .fee = FEE_PAYABLE, .rating = RATING_DISLIKE);
        SAY(PROCESSING, on(2), .digitised = TRUTH_YES, .payment = PAYMENT_PORTAL);
        SAY(RESOLVED, on(3), .rating = RATING_LIKE, .about = "H21-1", .about_len = 5);
        decide();
        assert_int_equal(f.flag[FACT_digitised], TRUTH_YES);
        assert_int_equal(f.flag[FACT_fee], FEE_PAYABLE);
        assert_int_equal(f.flag[FACT_payment], PAYMENT_PORTAL);
        assert_int_equal(f.rating, RATING_LIKE);
        assert_true(text_equal(f.about, TEXT("H21-1")));
        SAY(RETURNED, on(4), .stated_at = on(0), .digitised = TRUTH_NO); /* stated before all the others */
        decide();
        assert_int_equal(f.flag[FACT_digitised], TRUTH_YES);
}

static void a_document_takes_the_place_of_the_one_before(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(5), .electronic_result = TRUTH_YES), IS(RECEIVED, on(1)));
        TELL(AT(on(6)), IS(RECEIVED, on(1)));
        decide();
        assert_int_equal(f.flag[FACT_electronic_result], TRUTH_ABSENT);
}

static void a_flag_that_says_nothing_is_left_out_of_its_source_alone(void **state)
{
        const uint8_t constant[] = {0, 1U << FACT_citizen_data};
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .source = 1, .citizen_data = TRUTH_YES, .reused_data = TRUTH_YES);
        facts_decide(&h, constant, 2, &f);
        assert_int_equal(f.flag[FACT_citizen_data], TRUTH_ABSENT);
        assert_int_equal(f.flag[FACT_reused_data], TRUTH_YES);
        assert_int_equal(f.left_out, 1U << FACT_citizen_data);
        SAY(PROCESSING, on(2), .source = 2, .citizen_data = TRUTH_NO);
        facts_decide(&h, constant, 2, &f);
        assert_int_equal(f.flag[FACT_citizen_data], TRUTH_NO);
        decide();
        assert_int_equal(f.flag[FACT_citizen_data], TRUTH_NO);
        assert_int_equal(f.left_out, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(nothing_said_is_nothing_known),
                cmocka_unit_test(the_value_said_last_counts_and_silence_changes_nothing),
                cmocka_unit_test(a_document_takes_the_place_of_the_one_before),
                cmocka_unit_test(a_flag_that_says_nothing_is_left_out_of_its_source_alone),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
