/* SPDX-License-Identifier: Apache-2.0
 *
 * test_timeline_reception.c - consumers/dossier/timeline.h sentence by sentence: whether and when a dossier was received.
 */
#include "tests/support/dossier_said.h"

static void the_reception_stated_last_stands(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(3), .stated_at = on(5));
        SAY(RECEIVED, on(1), .stated_at = on(9));
        SAY(RECEIVED, on(2), .stated_at = on(4), .agency = 2);
        life();
        assert_string_equal(steps(), "receive 1");
        assert_int_equal(t.last_at, on(1));
        assert_true(marked(RECEPTION_REWRITTEN));
}

static void of_receptions_stated_at_once_the_later_stands(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .stated_at = on(5));
        SAY(RECEIVED, on(3), .stated_at = on(5));
        life();
        assert_string_equal(steps(), "receive 3");
}

static void a_reception_after_a_pause_or_stop_resumes_or_reopens(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(SUPPLEMENT_REQUESTED, on(2));
        SAY(RECEIVED, on(4));
        SAY(STOPPED, on(5));
        SAY(RECEIVED, on(6));
        life();
        assert_string_equal(steps(), "receive 1 pause 2 resume 4 stop 5 reopen 6");
        assert_false(marked(RECEPTION_REWRITTEN));
}

static void a_pause_before_the_first_reception_bounds_nothing(void **state)
{
        (void)state;
        begin();
        SAY(SUPPLEMENT_REQUESTED, on(1));
        SAY(RECEIVED, on(2));
        SAY(RECEIVED, on(3));
        life();
        assert_string_equal(steps(), "receive 3");
        assert_int_equal(t.supplemented_at, NO_TIME);
}

static void a_reception_after_the_end_is_no_claim(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(RESOLVED, on(3));
        SAY(RECEIVED, on(5));
        life();
        assert_string_equal(steps(), "receive 1 end 3");
        assert_true(marked(STATUS_AFTER_END));
        assert_false(marked(RECEPTION_REWRITTEN));
}

static void a_void_end_bounds_no_reception(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(RESOLVED, on(2), .stated_at = on(4));
        SAY(RECEIVED, on(3), .stated_at = on(9));
        SAY(RESOLVED, on(5), .stated_at = on(9));
        life();
        assert_string_equal(steps(), "receive 3 end 5");
        assert_true(marked(RECEPTION_REWRITTEN | END_REWRITTEN));
        assert_false(marked(STATUS_AFTER_END));
}

static void without_status_2_the_earliest_open_or_final_status_stands_for_it(void **state)
{
        static const struct {
                enum status status;
                const char *steps;
        } cases[] = {{PROCESSING, "receive 2"},
                     {SUPPLEMENT_REQUESTED, "receive 2 pause 2"},
                     {PAYMENT_REQUESTED, "receive 2 pause 2"},
                     {STOPPED, "receive 2 stop 2"},
                     {RESOLVED, "receive 2 end 2"},
                     {RETURNED, "receive 2 end 2"}};

        (void)state;
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                begin();
                SAY(REGISTERED, on(1));
                SAY(cases[i].status, on(2));
                life();
                assert_string_equal(steps(), cases[i].steps);
                assert_true(marked(RECEPTION_INFERRED));
        }
}

static void a_void_end_stands_for_no_reception(void **state)
{
        (void)state;
        begin();
        SAY(RESOLVED, on(1));
        SAY(RESOLVED, on(4));
        life();
        assert_string_equal(steps(), "receive 4 end 4");
}

static void a_hand_over_before_the_end_may_stand_for_the_reception(void **state)
{
        (void)state;
        begin();
        SAY(RETURNED, on(1));
        SAY(RESOLVED, on(4));
        life();
        assert_string_equal(steps(), "receive 1 end 4");
        assert_true(marked(RECEPTION_INFERRED | RETURNED_BEFORE_END));
}

static void a_withdrawal_alone_was_a_reception_but_not_beside_a_registration(void **state)
{
        (void)state;
        begin();
        SAY(WITHDRAWN, on(2));
        life();
        assert_string_equal(steps(), "receive 2 end 2");
        assert_int_equal(t.ended_by, WITHDRAWN);
        SAY(REGISTERED, on(3));
        life();
        assert_string_equal(steps(), "");
        assert_int_equal(t.ended_before, WITHDRAWN);
        assert_int_equal(t.ended_before_at, on(2));
}

static void refused_or_withdrawn_at_once_was_never_received(void **state)
{
        (void)state;
        begin();
        SAY(REGISTERED, on(1));
        SAY(WITHDRAWN, on(3), .agency = 3);
        SAY(REFUSED, on(2), .agency = 2);
        life();
        assert_string_equal(steps(), "");
        assert_int_equal(t.received_at, NO_TIME);
        assert_int_equal(t.ended_by, STATUS_UNKNOWN);
        assert_int_equal(t.ended_at, NO_TIME);
        assert_int_equal(t.ended_before, REFUSED);
        assert_int_equal(t.ended_before_at, on(2));
        assert_int_equal(t.agency, 2);
        assert_int_equal(t.first_agency, 1);
        assert_int_equal(t.status, REFUSED);
        assert_int_equal(t.marks & ~(uint32_t)IMPLAUSIBLE_STEP, 0);
}

static void an_unknown_status_is_no_reception(void **state)
{
        (void)state;
        begin();
        SAY(STATUS_UNKNOWN, on(1), .agency = 4);
        life();
        assert_string_equal(steps(), "");
        assert_int_equal(t.agency, 4);
        assert_int_equal(t.status, STATUS_UNKNOWN);
        assert_int_equal(t.last_at, NO_TIME);
        assert_true(marked(STATUS_WAS_UNKNOWN));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_reception_stated_last_stands),
                cmocka_unit_test(of_receptions_stated_at_once_the_later_stands),
                cmocka_unit_test(a_reception_after_a_pause_or_stop_resumes_or_reopens),
                cmocka_unit_test(a_pause_before_the_first_reception_bounds_nothing),
                cmocka_unit_test(a_reception_after_the_end_is_no_claim),
                cmocka_unit_test(a_void_end_bounds_no_reception),
                cmocka_unit_test(without_status_2_the_earliest_open_or_final_status_stands_for_it),
                cmocka_unit_test(a_void_end_stands_for_no_reception),
                cmocka_unit_test(a_hand_over_before_the_end_may_stand_for_the_reception),
                cmocka_unit_test(a_withdrawal_alone_was_a_reception_but_not_beside_a_registration),
                cmocka_unit_test(refused_or_withdrawn_at_once_was_never_received),
                cmocka_unit_test(an_unknown_status_is_no_reception),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
