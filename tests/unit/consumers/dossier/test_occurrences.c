/* SPDX-License-Identifier: Apache-2.0
 *
 * test_occurrences.c - consumers/dossier/timeline.h sentence by sentence: what documents and steps claim of
 * occurrences; days, agencies that nobody names, what lies ahead.
 */
#include "tests/support/dossier_said.h"

/* ---- steps ---- */

static void a_step_decides_neither_reception_nor_due_date_nor_end(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0), .kind = KIND_STEP, .due_at = on(4));
        TELL(AT(on(8), .due_at = on(9)), IS(RECEIVED, on(1)));
        SAY(RESOLVED, on(3), .kind = KIND_STEP);
        SAY(RETURNED, on(4), .kind = KIND_STEP);
        life();
        assert_string_equal(steps(), "receive 1");
        assert_int_equal(t.due_at, on(9));
        assert_int_equal(t.first_due_at, on(9));
        assert_int_equal(t.marks, 0);
}

static void a_step_may_pause_resume_stop_and_move(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), IS(RESOLVED, on(8)));
        SAY(SUPPLEMENT_REQUESTED, on(1), .kind = KIND_STEP);
        SAY(RECEIVED, on(2), .kind = KIND_STEP); /* taken for work that goes on */
        SAY(STOPPED, on(3), .kind = KIND_STEP);
        SAY(PROCESSING, on(4), .kind = KIND_STEP, .agency = 2);
        SAY(RESOLVED, on(5), .kind = KIND_STEP, .agency = 3);
        life();
        assert_string_equal(steps(), "receive 0 pause 1 resume 2 stop 3 transfer 4 to 2 reopen 4 "
                                     "transfer 5 to 3 transfer 8 to 1 end 8");
        assert_int_equal(t.marks, 0);
}

static void the_steps_of_a_source_stay_whatever_it_says_later(void **state)
{
        (void)state;
        begin();
        SAY(SUPPLEMENT_REQUESTED, on(2), .kind = KIND_STEP);
        TELL(AT(on(5)), IS(RECEIVED, on(1)));
        TELL(AT(on(6)), IS(RECEIVED, on(0)));
        life();
        assert_string_equal(steps(), "receive 0 pause 2");
}

static void where_only_steps_are_known_the_first_one_is_the_reception(void **state)
{
        (void)state;
        begin();
        SAY(REGISTERED, on(0), .kind = KIND_STEP);
        life();
        assert_int_equal(t.received_at, NO_TIME);
        SAY(RESOLVED, on(3), .kind = KIND_STEP);
        life();
        assert_string_equal(steps(), "receive 3");
        SAY(SUPPLEMENT_REQUESTED, on(1), .kind = KIND_STEP);
        life();
        assert_string_equal(steps(), "receive 1 pause 1");
        assert_true(marked(RECEPTION_INFERRED));
        assert_false(timeline_runs(&t));
        TELL(AT(on(9)), IS(REGISTERED, on(2)));
        life();
        assert_int_equal(t.received_at, NO_TIME); /* a document says that it is not received yet */
}

static void a_stop_of_a_step_never_ends(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)));
        SAY(STOPPED, on(2), .kind = KIND_STEP);
        life_by(RULE_INDEX766);
        assert_string_equal(steps(), "receive 0 pause 2");
        assert_false(cut(on(3)).ended);
        life();
        assert_string_equal(steps(), "receive 0 stop 2");
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), IS(STOPPED, on(2)));
        life_by(RULE_INDEX766);
        assert_int_equal(t.ended_by, STOPPED);
        SAY(STOPPED, on(3), .kind = KIND_STEP);
        SAY(PROCESSING, on(4), .kind = KIND_STEP); /* but a step may leave a stop */
        life_by(RULE_INDEX766);
        assert_string_equal(steps(), "receive 0 stop 2 reopen 4");
        assert_int_equal(t.ended_by, STATUS_UNKNOWN);
}

/* ---- days ---- */

static const micros close_of_due_day = FIRST + 6 * DAY - 1;

static void an_end_of_a_day_is_in_time_on_the_due_day(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9), .due_at = on(5)), IS(RECEIVED, FIRST, .occurred_day = true),
             IS(RESOLVED, close_of_due_day, .occurred_day = true));
        life();
        assert_int_equal(class_by_day(&t, zone), CLASS_ON_TIME);
        assert_int_equal(class_by_instant(&t, zone), INSTANT_IN_TIME);
        begin();
        TELL(AT(on(9), .due_at = on(5)), IS(RECEIVED, FIRST), IS(RESOLVED, close_of_due_day));
        life();
        assert_int_equal(class_by_instant(&t, zone), INSTANT_LATE);
        begin();
        TELL(AT(on(9), .due_at = on(5)), IS(RECEIVED, FIRST),
             IS(RESOLVED, close_of_due_day + DAY, .occurred_day = true));
        life();
        assert_int_equal(class_by_instant(&t, zone), INSTANT_LATE);
}

static void a_day_that_ends_on_the_reception_day_ends_after_the_reception(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), IS(RESOLVED, FIRST + DAY - 1, .occurred_day = true));
        life();
        assert_int_equal(t.marks, 0);
        assert_true(t.ended_at > t.received_at);
}

static void a_time_said_last_takes_the_place_of_a_day(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(7), .source = 1, .due_at = on(5)), IS(RECEIVED, on(0)),
             IS(RESOLVED, close_of_due_day, .occurred_day = true));
        TELL(AT(on(8), .source = 2), IS(RECEIVED, on(0)), IS(RESOLVED, close_of_due_day));
        life();
        assert_int_equal(class_by_instant(&t, zone), INSTANT_LATE);
}

/* ---- without a time, or an agency ---- */

static void without_a_time_it_happened_when_it_was_said(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(5), .due_at = on(9)), IS(RECEIVED, on(0)), IS(WITHDRAWN, NO_TIME));
        TELL(AT(on(8), .due_at = on(9)), IS(RECEIVED, on(0)), IS(WITHDRAWN, NO_TIME));
        life();
        assert_string_equal(steps(), "receive 0 end 5");
}

static void where_nobody_names_an_agency_it_is_the_one_before(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(REGISTERED, on(0), .agency = NOBODY), IS(RECEIVED, on(1), .agency = NOBODY),
             IS(PROCESSING, on(2), .agency = 4), IS(RESOLVED, on(3), .agency = NOBODY));
        life();
        assert_string_equal(steps(), "receive 1 end 3");
        assert_int_equal(t.agency, 4);
        assert_int_equal(t.first_agency, 4);
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(1), .agency = NOBODY));
        life();
        assert_int_equal(t.agency, 0);
}

/* ---- ahead ---- */

static void what_lies_ahead_counts_once_the_document_is_repeated_then(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(2), .due_at = on(4)), IS(RECEIVED, on(0)), IS(RESOLVED, on(6)));
        life();
        assert_true(marked(OCCURRED_IN_FUTURE));
        assert_true(timeline_has_deadline(&t));
        TELL(AT(on(7), .due_at = on(4)), IS(RECEIVED, on(0)), IS(RESOLVED, on(6)));
        life();
        assert_false(marked(OCCURRED_IN_FUTURE));
        assert_string_equal(steps(), "receive 0 end 6");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_step_decides_neither_reception_nor_due_date_nor_end),
                cmocka_unit_test(a_step_may_pause_resume_stop_and_move),
                cmocka_unit_test(the_steps_of_a_source_stay_whatever_it_says_later),
                cmocka_unit_test(where_only_steps_are_known_the_first_one_is_the_reception),
                cmocka_unit_test(a_stop_of_a_step_never_ends),
                cmocka_unit_test(an_end_of_a_day_is_in_time_on_the_due_day),
                cmocka_unit_test(a_day_that_ends_on_the_reception_day_ends_after_the_reception),
                cmocka_unit_test(a_time_said_last_takes_the_place_of_a_day),
                cmocka_unit_test(without_a_time_it_happened_when_it_was_said),
                cmocka_unit_test(where_nobody_names_an_agency_it_is_the_one_before),
                cmocka_unit_test(what_lies_ahead_counts_once_the_document_is_repeated_then),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
