/* SPDX-License-Identifier: Apache-2.0
 *
 * test_life.c - consumers/dossier/timeline.h sentence by sentence: end, pause and stop, agency.
 */
#include "tests/support/dossier_said.h"

static void a_life_from_reception_to_hand_over(void **state)
{
        (void)state;
        begin();
        SAY(REGISTERED, on(0));
        SAY(RECEIVED, on(1), .due_at = on(9));
        SAY(PROCESSING, on(2));
        SAY(SUPPLEMENT_REQUESTED, on(3));
        SAY(PROCESSING, on(5));
        SAY(RESOLVED, on(8));
        SAY(RETURNED, on(10));
        life();
        assert_string_equal(steps(), "receive 1 pause 3 resume 5 end 8");
        assert_int_equal(t.submitted_at, on(0));
        assert_int_equal(t.received_at, on(1));
        assert_int_equal(t.ended_at, on(8));
        assert_int_equal(t.ended_by, RESOLVED);
        assert_int_equal(t.returned_at, on(10));
        assert_int_equal(t.status, RETURNED);
        assert_int_equal(t.last_at, on(10));
        assert_int_equal(t.supplemented_at, on(3));
        assert_int_equal(t.marks, 0);
}

static void nothing_said_is_nothing_known(void **state)
{
        (void)state;
        begin();
        life();
        assert_string_equal(steps(), "");
        assert_int_equal(t.received_at, NO_TIME);
        assert_int_equal(t.first_observed_at, NO_TIME);
        assert_int_equal(t.status, STATUS_UNKNOWN);
        assert_int_equal(t.last_at, NO_TIME);
        assert_false(cut(on(0)).received);
}

/* ---- end ---- */

static void the_end_stated_last_stands(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(RESOLVED, on(4), .stated_at = on(9));
        SAY(RESOLVED, on(6), .stated_at = on(8), .agency = 2);
        life();
        assert_string_equal(steps(), "receive 1 end 4");
        assert_int_equal(t.last_at, on(4));
        assert_true(marked(END_REWRITTEN));
}

static void the_first_standing_end_wins(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(WITHDRAWN, on(5));
        SAY(RESOLVED, on(6));
        life();
        assert_string_equal(steps(), "receive 1 end 5");
        assert_int_equal(t.ended_by, WITHDRAWN);
        SAY(REFUSED, on(3));
        life();
        assert_string_equal(steps(), "receive 1 end 3");
        assert_int_equal(t.ended_by, REFUSED);
}

static void without_9_the_hand_over_is_the_resolution(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(RETURNED, on(5));
        life();
        assert_string_equal(steps(), "receive 1 end 5");
        assert_int_equal(t.ended_by, RETURNED);
        assert_true(marked(RESOLUTION_INFERRED));
        SAY(RESOLVED, on(7));
        life();
        assert_string_equal(steps(), "receive 1 end 7");
        assert_int_equal(t.ended_by, RESOLVED);
        assert_false(marked(RESOLUTION_INFERRED));
        assert_true(marked(RETURNED_BEFORE_END));
        assert_int_equal(t.returned_at, on(5));
        assert_int_equal(t.hand_over_at, on(7));
}

static void processing_after_resolution_never_reopens(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(RESOLVED, on(4));
        SAY(PROCESSING, on(6), .stated_at = on(20), .agency = 2);
        SAY(SUPPLEMENT_REQUESTED, on(7));
        life();
        assert_string_equal(steps(), "receive 1 end 4");
        assert_true(marked(STATUS_AFTER_END));
        assert_int_equal(t.agency, 1);
        assert_int_equal(t.status, RESOLVED);
        assert_int_equal(t.last_at, on(4));
        assert_int_equal(t.supplemented_at, NO_TIME);
}

static void an_end_before_reception_counts_at_the_reception(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(4), .due_at = on(2));
        SAY(PROCESSING, on(5));
        SAY(RESOLVED, on(1));
        SAY(RETURNED, on(3));
        life();
        assert_string_equal(steps(), "receive 4 end 4");
        assert_true(marked(END_BEFORE_RECEPTION | DUE_BEFORE_RECEPTION));
        assert_int_equal(t.ended_at, on(1));
        assert_int_equal(class_by_day(&t, zone), CLASS_EARLY);
        assert_int_equal(t.hand_over_at, on(4));
}

static void an_end_before_reception_at_another_agency_is_a_transfer_too(void **state)
{
        (void)state;
        begin();
        SAY(RESOLVED, on(1), .agency = 2);
        SAY(RECEIVED, on(4));
        life();
        assert_string_equal(steps(), "receive 4 transfer 4 to 2 end 4");
}

static void at_one_instant_sequence_then_place_decide(void **state)
{
        (void)state;
        begin();
        SAY(RESOLVED, on(1), .sequence = 3);
        SAY(RECEIVED, on(1), .sequence = 1);
        SAY(PAYMENT_REQUESTED, on(1), .sequence = 2);
        life();
        assert_string_equal(steps(), "receive 1 pause 1 resume 1 end 1");
        begin();
        SAY(RESOLVED, on(1));
        SAY(STOPPED, on(1));
        SAY(PROCESSING, on(1));
        SAY(RECEIVED, on(1));
        life();
        assert_string_equal(steps(), "receive 1 stop 1 reopen 1 end 1");
}

/* ---- pause and stop ---- */

static void pauses_and_stops_leave_each_other(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(SUPPLEMENT_REQUESTED, on(2));
        SAY(PAYMENT_REQUESTED, on(3));
        SAY(STOPPED, on(4));
        SAY(STOPPED, on(5));
        SAY(PAYMENT_REQUESTED, on(6));
        SAY(RESOLVED, on(7));
        life();
        assert_string_equal(steps(), "receive 1 pause 2 resume 4 stop 4 reopen 6 pause 6 resume 7 end 7");
}

static void registered_and_unknown_change_neither_pause_nor_stop(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(SUPPLEMENT_REQUESTED, on(2));
        SAY(REGISTERED, on(3));
        SAY(STATUS_UNKNOWN, on(4));
        life();
        assert_string_equal(steps(), "receive 1 pause 2");
        assert_int_equal(t.status, REGISTERED);
}

static void index_766_ends_with_a_stop_that_is_not_left(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(STOPPED, on(2));
        SAY(PROCESSING, on(3));
        SAY(STOPPED, on(4));
        SAY(STOPPED, on(5), .agency = 2);
        SAY(RESOLVED, on(6));
        SAY(RETURNED, on(7));
        life_by(RULE_INDEX766);
        assert_string_equal(steps(), "receive 1 stop 2 reopen 3 stop 4");
        assert_int_equal(t.ended_by, STOPPED);
        assert_int_equal(t.ended_at, on(4));
        assert_int_equal(t.agency, 1);
        assert_int_equal(t.returned_at, on(7));
        assert_int_equal(t.status, RETURNED);
        assert_false(marked(END_REWRITTEN));
        assert_true(cut(on(2)).ended && cut(on(2)).stopped);
        assert_false(cut(on(3)).ended);
        life();
        assert_string_equal(
                steps(), "receive 1 stop 2 reopen 3 stop 4 transfer 5 to 2 transfer 6 to 1 reopen 6 end 6");
        assert_false(cut(on(2)).ended);
}

static void index_766_knows_an_open_stop_and_one_that_is_the_reception(void **state)
{
        (void)state;
        begin();
        SAY(STOPPED, on(2));
        SAY(REGISTERED, on(3), .agency = 2);
        life_by(RULE_INDEX766);
        assert_string_equal(steps(), "receive 2 stop 2");
        assert_int_equal(t.ended_by, STOPPED);
        assert_int_equal(t.agency, 1);
        SAY(PROCESSING, on(4));
        life_by(RULE_INDEX766);
        assert_int_equal(t.ended_by, STATUS_UNKNOWN);
}

/* ---- agency ---- */

static void another_agency_between_reception_and_end_is_a_transfer(void **state)
{
        (void)state;
        begin();
        SAY(REGISTERED, on(0), .agency = 9);
        SAY(RECEIVED, on(1));
        SAY(SUPPLEMENT_REQUESTED, on(2), .agency = 2);
        SAY(STATUS_UNKNOWN, on(3), .agency = 3);
        SAY(RESOLVED, on(4), .agency = 4);
        SAY(RETURNED, on(5), .agency = 5);
        life();
        assert_string_equal(
                steps(), "receive 1 transfer 2 to 2 pause 2 transfer 3 to 3 transfer 4 to 4 resume 4 end 4");
        assert_int_equal(t.first_agency, 9);
        assert_int_equal(t.agency, 4);
        assert_int_equal(t.supplemented_agency, 2);
}

static void two_agencies_of_one_occurrence_are_a_correction(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(PROCESSING, on(2), .agency = 2, .stated_at = on(3));
        SAY(PROCESSING, on(2), .agency = 3, .stated_at = on(2), .sequence = 7);
        life();
        assert_string_equal(steps(), "receive 1 transfer 2 to 2");
}

static void of_agencies_stated_at_once_the_later_in_order_stands(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(PROCESSING, on(2), .agency = 3, .stated_at = on(4), .sequence = 2);
        SAY(PROCESSING, on(2), .agency = 2, .stated_at = on(4), .sequence = 1);
        life();
        assert_string_equal(steps(), "receive 1 transfer 2 to 3");
}

/* Two sources with sequences of their own: 8 lies between the two statements of the one 4 at that instant. */
static void statements_of_one_occurrence_may_lie_apart(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(PROCESSING, on(2), .sequence = 1);
        SAY(STOPPED, on(2), .sequence = 2);
        SAY(PROCESSING, on(2), .sequence = 3, .agency = 2);
        life();
        assert_string_equal(steps(), "receive 1 transfer 2 to 2 transfer 2 to 1 stop 2");
}

static void an_occurrence_without_agency_keeps_the_one_before(void **state)
{
        (void)state;
        struct statement s = {
                .status = PROCESSING, .occurred_at = on(2), .stated_at = on(9), .due_at = NO_TIME};

        begin();
        SAY(RECEIVED, on(1), .agency = 2);
        history_add(&h, &s);
        life();
        assert_string_equal(steps(), "receive 1");
        SAY(PROCESSING, on(2), .agency = 3, .stated_at = on(2));
        life();
        assert_string_equal(steps(), "receive 1 transfer 2 to 3");
}

static void void_occurrences_and_early_hand_overs_move_nothing(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .stated_at = on(9));
        SAY(RECEIVED, on(2), .stated_at = on(2), .agency = 2);
        SAY(RETURNED, on(3), .agency = 3);
        SAY(RESOLVED, on(4), .stated_at = on(4), .agency = 4);
        SAY(RESOLVED, on(5), .stated_at = on(9));
        life();
        assert_string_equal(steps(), "receive 1 end 5");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_life_from_reception_to_hand_over),
                cmocka_unit_test(nothing_said_is_nothing_known),
                cmocka_unit_test(the_end_stated_last_stands),
                cmocka_unit_test(the_first_standing_end_wins),
                cmocka_unit_test(without_9_the_hand_over_is_the_resolution),
                cmocka_unit_test(processing_after_resolution_never_reopens),
                cmocka_unit_test(an_end_before_reception_counts_at_the_reception),
                cmocka_unit_test(an_end_before_reception_at_another_agency_is_a_transfer_too),
                cmocka_unit_test(at_one_instant_sequence_then_place_decide),
                cmocka_unit_test(pauses_and_stops_leave_each_other),
                cmocka_unit_test(registered_and_unknown_change_neither_pause_nor_stop),
                cmocka_unit_test(index_766_ends_with_a_stop_that_is_not_left),
                cmocka_unit_test(index_766_knows_an_open_stop_and_one_that_is_the_reception),
                cmocka_unit_test(another_agency_between_reception_and_end_is_a_transfer),
                cmocka_unit_test(two_agencies_of_one_occurrence_are_a_correction),
                cmocka_unit_test(of_agencies_stated_at_once_the_later_in_order_stands),
                cmocka_unit_test(statements_of_one_occurrence_may_lie_apart),
                cmocka_unit_test(an_occurrence_without_agency_keeps_the_one_before),
                cmocka_unit_test(void_occurrences_and_early_hand_overs_move_nothing),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
