/* SPDX-License-Identifier: Apache-2.0
 *
 * test_life_reopened.c - dossiers that are opened again after an end: segments, their ends, and what is taken
 * out of the sums again.
 */
#include "tests/support/dossier_said.h"

#define REOPENS(what, when, ...) IS(what, when, .reopens = true, ##__VA_ARGS__)

static int64_t sums[MEASURE_COUNT];
static micros sums_to;

static void add(void *context, const struct flow *flow)
{
        (void)context;
        if (flow->at <= sums_to)
                sums[flow->measure] += flow->amount;
}

static int64_t sum(enum measure measure, micros to)
{
        memset(sums, 0, sizeof(sums));
        sums_to = to;
        contribution_flows(&t, zone, add, NULL);
        return sums[measure];
}

static void between_a_reopening_and_the_next_end_it_is_open_and_overdue(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9), .due_at = on(5)), IS(RECEIVED, on(1)), IS(RESOLVED, on(4)),
             REOPENS(PROCESSING, on(6)));
        life();
        assert_string_equal(steps(), "receive 1 end 4 undo 6");
        assert_true(timeline_has_deadline(&t));
        assert_int_equal(t.ended_by, STATUS_UNKNOWN);
        assert_int_equal(t.status, PROCESSING);
        assert_int_equal(t.marks, REOPENED);
        assert_true(cut(on(4)).ended && !cut(on(6)).ended);
        assert_true(cut(on(6)).overdue_day && cut(on(6)).overdue_instant && !cut(on(6) - 1).overdue_day);
        TELL(AT(on(10), .due_at = on(5)), IS(RECEIVED, on(1)), IS(RESOLVED, on(4)),
             REOPENS(PROCESSING, on(6)), IS(RESOLVED, on(8)));
        life();
        assert_string_equal(steps(), "receive 1 end 4 undo 6 end 8");
        assert_int_equal(t.ended_at, on(8));
        assert_int_equal(class_by_day(&t, zone), CLASS_LATE);
        assert_false(timeline_has_deadline(&t));
}

static void what_the_end_counted_is_taken_out_at_the_reopening(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9), .due_at = on(5), .return_channel = RETURN_POSTAL), IS(RECEIVED, on(0)),
             IS(SUPPLEMENT_REQUESTED, on(1)), IS(PROCESSING, on(2)), IS(RESOLVED, on(3)), IS(RETURNED, on(4)),
             REOPENS(RECEIVED, on(6)), IS(RESOLVED, on(8)), IS(RETURNED, on(9)));
        life();
        assert_string_equal(steps(), "receive 0 pause 1 resume 2 end 3 undo 6 end 8");
        static const enum measure counted[] = {M_resolved_early, M_resolved_after_pause, M_returned,
                                               M_returned_by_post};
        for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++) {
                assert_int_equal(sum(counted[i], on(6) - 1), 1);
                assert_int_equal(sum(counted[i], on(6)), 0);
        }
        assert_int_equal(sum(M_elapsed_seconds, on(6) - 1), 3 * 86400);
        assert_int_equal(sum(M_elapsed_seconds, on(6)), 0);
        assert_int_equal(sum(M_elapsed_seconds, on(8)), 8 * 86400);
        assert_int_equal(sum(M_received, on(9)), 1);
        assert_int_equal(sum(M_resolved_early, on(9)), 0);
        assert_int_equal(sum(M_resolved_late, on(9)), 1);
        assert_int_equal(sum(M_supplemented, on(9)), 1);
        assert_int_equal(sum(M_overdue_day_in, on(9)), 1);
        assert_int_equal(sum(M_overdue_day_out, on(9)), 1);
        assert_int_equal(sum(M_returned, on(9)), 1);
        assert_int_equal(t.returned_at, on(9));
}

static void a_late_end_that_is_undone_was_late_until_then(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9), .due_at = on(2)), IS(RECEIVED, on(0)), IS(RESOLVED, on(3)),
             REOPENS(PROCESSING, on(4)));
        life();
        assert_int_equal(sum(M_resolved_late, on(3)), 1);
        assert_int_equal(sum(M_resolved_late_instant, on(3)), 1);
        assert_int_equal(sum(M_resolved_late, on(4)), 0);
        assert_int_equal(sum(M_resolved_late_instant, on(4)), 0);
        assert_int_equal(sum(M_overdue_day_in, on(9)) - sum(M_overdue_day_out, on(9)), 1);
}

static void ends_of_other_kinds_are_taken_out_too(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), IS(WITHDRAWN, on(2)), REOPENS(PROCESSING, on(4)),
             IS(REFUSED, on(6)), REOPENS(PROCESSING, on(7)));
        life();
        assert_string_equal(steps(), "receive 0 end 2 undo 4 end 6 undo 7");
        assert_int_equal(sum(M_withdrawn, on(2)), 1);
        assert_int_equal(sum(M_withdrawn, on(4)), 0);
        assert_int_equal(sum(M_refused, on(6)), 1);
        assert_int_equal(sum(M_refused, on(7)), 0);
        assert_int_equal(sum(M_no_due_in, on(9)) - sum(M_no_due_out, on(9)), 1);
}

static void another_agency_takes_over_after_the_reopening(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), IS(RESOLVED, on(3)), REOPENS(PROCESSING, on(4), .agency = 2));
        life();
        assert_string_equal(steps(), "receive 0 end 3 undo 4 transfer 4 to 2");
        assert_int_equal(t.agency, 2);
}

static void without_an_end_before_it_nothing_is_reopened(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), REOPENS(RECEIVED, on(7)));
        life();
        assert_string_equal(steps(), "receive 0");
        assert_int_equal(t.marks & REOPENED, 0);
        begin();
        TELL(AT(on(3)), IS(RECEIVED, on(0)), REOPENS(PROCESSING, on(1) + 10 * DAY), IS(RECEIVED, on(2)));
        life();
        assert_string_equal(steps(), "receive 2"); /* what lies ahead bounds nothing */
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), REOPENS(PROCESSING, on(2)), IS(RESOLVED, on(3)));
        life();
        assert_string_equal(steps(), "receive 0 end 3");
        begin();
        TELL(AT(on(9)), REOPENS(RECEIVED, on(7)));
        life();
        assert_string_equal(steps(), "receive 7");
}

static void only_2_and_4_reopen(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), IS(RESOLVED, on(3)), REOPENS(SUPPLEMENT_REQUESTED, on(5)));
        life();
        assert_string_equal(steps(), "receive 0 end 3");
}

static void on_the_day_of_the_end_the_reopening_comes_after_it(void **state)
{
        (void)state;
        const micros close = FIRST + 4 * DAY - 1;

        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), IS(RESOLVED, close, .occurred_day = true),
             REOPENS(RECEIVED, close, .occurred_day = true));
        life();
        assert_true(marked(REOPENED));
        assert_true(timeline_runs(&t));
}

static void an_end_before_reception_is_undone_all_the_same(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RESOLVED, on(1)), IS(RECEIVED, on(3)), REOPENS(PROCESSING, on(5)));
        life();
        assert_string_equal(steps(), "receive 3 end 3 undo 5");
}

static void a_refused_dossier_may_be_received_when_it_is_reopened(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(REGISTERED, on(0)), IS(REFUSED, on(1)), REOPENS(RECEIVED, on(3)));
        life();
        assert_string_equal(steps(), "receive 3");
        assert_int_equal(t.ended_before, STATUS_UNKNOWN);
        assert_int_equal(sum(M_refused_before, on(1)), 1);
        assert_int_equal(sum(M_refused_before, on(3)), 0);
        assert_int_equal(t.marks & RECEPTION_INFERRED, 0);
}

static void a_reception_that_was_inferred_does_not_move_to_the_reopening(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(PROCESSING, on(1)), IS(RESOLVED, on(3)), REOPENS(RECEIVED, on(5)));
        life();
        assert_string_equal(steps(), "receive 1 end 3 undo 5");
        assert_true(marked(RECEPTION_INFERRED));
}

static void a_stop_that_ended_is_left_by_the_reopening(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), IS(STOPPED, on(2)), IS(RESOLVED, on(3)), IS(RETURNED, on(4)),
             REOPENS(PROCESSING, on(5)));
        life_by(RULE_INDEX766);
        assert_string_equal(steps(), "receive 0 stop 2 reopen 5");
        assert_true(cut(on(4)).returned && !cut(on(5)).returned && !cut(on(5)).ended);
        assert_int_equal(sum(M_returned, on(5)), 0);
        life();
        assert_string_equal(steps(), "receive 0 stop 2 reopen 3 end 3 undo 5");
}

static void ends_are_contested_within_their_segment(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(20), .source = 1), IS(RECEIVED, on(0)), IS(RESOLVED, on(3)), REOPENS(PROCESSING, on(5)),
             IS(RESOLVED, on(8)));
        TELL(AT(on(21), .source = 2), IS(RECEIVED, on(0)), IS(RESOLVED, on(2)));
        life();
        assert_string_equal(steps(), "receive 0 end 2 undo 5 end 8");
        TELL(AT(on(22), .source = 2), IS(RECEIVED, on(0)), IS(RESOLVED, on(7)));
        life();
        assert_string_equal(steps(), "receive 0 end 3 undo 5 end 7");
        assert_true(marked(END_REWRITTEN));
}

static void a_plain_status_after_the_end_reopens_nothing(void **state)
{
        (void)state;
        begin();
        TELL(AT(on(9)), IS(RECEIVED, on(0)), IS(RESOLVED, on(3)), IS(PROCESSING, on(5)));
        life();
        assert_string_equal(steps(), "receive 0 end 3");
        assert_true(marked(STATUS_AFTER_END));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(between_a_reopening_and_the_next_end_it_is_open_and_overdue),
                cmocka_unit_test(what_the_end_counted_is_taken_out_at_the_reopening),
                cmocka_unit_test(a_late_end_that_is_undone_was_late_until_then),
                cmocka_unit_test(ends_of_other_kinds_are_taken_out_too),
                cmocka_unit_test(another_agency_takes_over_after_the_reopening),
                cmocka_unit_test(without_an_end_before_it_nothing_is_reopened),
                cmocka_unit_test(only_2_and_4_reopen),
                cmocka_unit_test(on_the_day_of_the_end_the_reopening_comes_after_it),
                cmocka_unit_test(an_end_before_reception_is_undone_all_the_same),
                cmocka_unit_test(a_refused_dossier_may_be_received_when_it_is_reopened),
                cmocka_unit_test(a_reception_that_was_inferred_does_not_move_to_the_reopening),
                cmocka_unit_test(a_stop_that_ended_is_left_by_the_reopening),
                cmocka_unit_test(ends_are_contested_within_their_segment),
                cmocka_unit_test(a_plain_status_after_the_end_reopens_nothing),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
