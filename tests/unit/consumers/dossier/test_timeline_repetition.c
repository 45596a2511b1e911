/* SPDX-License-Identifier: Apache-2.0
 *
 * test_timeline_repetition.c - consumers/dossier/timeline.h sentence by sentence: what logs repeat, what snapshots correct,
 * two rows of one export, days without times, and ends that lie years ahead.
 */
#include "tests/support/dossier_said.h"

/* An entry of a log: it has a sequence. */
#define LOG(what, when, ...) SAY(what, when, .sequence = 1, ##__VA_ARGS__)

/* ---- logs ---- */

static void a_log_that_repeats_its_status_moves_no_reception(void **state)
{
        (void)state;
        begin();
        LOG(RECEIVED, on(0), .stated_at = on(10));
        LOG(RECEIVED, on(1), .stated_at = on(10));
        LOG(RECEIVED, on(3), .stated_at = on(20)); /* in a later file */
        LOG(RESOLVED, on(4), .stated_at = on(20));
        life();
        assert_string_equal(steps(), "receive 0 end 4");
        assert_false(marked(RECEPTION_REWRITTEN));
}

static void of_equal_ends_in_a_log_the_first_stands(void **state)
{
        (void)state;
        begin();
        LOG(RECEIVED, on(0));
        LOG(RESOLVED, on(2), .stated_at = on(3));
        LOG(RESOLVED, on(5), .stated_at = on(6));
        LOG(RETURNED, on(6), .stated_at = on(7));
        LOG(RETURNED, on(8), .stated_at = on(9));
        life();
        assert_string_equal(steps(), "receive 0 end 2");
        assert_int_equal(t.returned_at, on(6));
        assert_false(marked(END_REWRITTEN));
}

static void of_submissions_in_a_log_the_first_stands(void **state)
{
        (void)state;
        begin();
        LOG(REGISTERED, on(0), .stated_at = on(1));
        LOG(REGISTERED, on(2), .stated_at = on(3));
        life();
        assert_int_equal(t.submitted_at, on(0));
}

static void a_log_says_the_same_whatever_file_its_entries_come_in(void **state)
{
        (void)state;
        begin();
        LOG(RECEIVED, on(3), .stated_at = on(4)); /* the later entry is read first */
        LOG(RECEIVED, on(1), .stated_at = on(2));
        life();
        assert_string_equal(steps(), "receive 1");
}

/* A log that was read as snapshots by an older program, and again as what it is. */
static void what_a_log_says_is_no_snapshot_whoever_else_says_it(void **state)
{
        (void)state;
        begin();
        for (int sequence = 0; sequence < 2; sequence++) {
                SAY(RECEIVED, on(1), .stated_at = on(9), .sequence = sequence);
                SAY(RECEIVED, on(3), .stated_at = on(9), .sequence = sequence);
                SAY(RESOLVED, on(4), .stated_at = on(9), .sequence = sequence);
                SAY(RESOLVED, on(5), .stated_at = on(9), .sequence = sequence);
        }
        life();
        assert_string_equal(steps(), "receive 1 end 4");
        assert_false(marked(RECEPTION_REWRITTEN));
}

static void a_snapshot_corrects_itself_and_a_log(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .stated_at = on(4));
        SAY(RECEIVED, on(2), .stated_at = on(5));
        life();
        assert_string_equal(steps(), "receive 2");
        assert_true(marked(RECEPTION_REWRITTEN));
        begin();
        LOG(RECEIVED, on(1), .stated_at = on(4));
        LOG(RECEIVED, on(3), .stated_at = on(9)); /* repeats, and so outweighs nothing */
        SAY(RECEIVED, on(2), .stated_at = on(5));
        life();
        assert_string_equal(steps(), "receive 2");
        assert_true(marked(RECEPTION_REWRITTEN));
}

/* ---- two rows of one export ---- */

static void the_later_row_of_an_export_wins(void **state)
{
        (void)state;
        /* Contents rise with each statement, so by them the one said second would win both times. */
        for (int second_is_later = 0; second_is_later < 2; second_is_later++) {
                begin();
                SAY(RECEIVED, on(1), .stated_at = on(5) + !second_is_later, .source = 1, .channel = ONLINE,
                    .due_at = on(7));
                SAY(RECEIVED, on(1), .stated_at = on(5) + second_is_later, .source = 1, .channel = DIRECT,
                    .due_at = on(8));
                life();
                assert_int_equal(t.channel, second_is_later ? DIRECT : ONLINE);
                assert_int_equal(t.due_at, second_is_later ? on(8) : on(7));
                assert_int_equal(t.first_due_at, second_is_later ? on(7) : on(8));
                assert_true(marked(CONTRADICTED));
        }
}

static void the_later_row_of_a_snapshot_wins_whatever_occurred_when(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .stated_at = on(9));
        SAY(RESOLVED, on(6), .stated_at = on(9), .channel = DIRECT);
        SAY(RECEIVED, on(2), .stated_at = on(9) + 1);
        SAY(RESOLVED, on(5), .stated_at = on(9) + 1, .channel = ONLINE);
        life();
        assert_string_equal(steps(), "receive 2 end 5");
        assert_int_equal(t.channel, ONLINE);
        assert_true(marked(RECEPTION_REWRITTEN | END_REWRITTEN));
}

/* Two files that are dated alike, such as two of one day whose rows say only the day. */
static void of_two_files_of_equal_time_the_one_seen_later_wins(void **state)
{
        (void)state;
        for (int second_is_later = 0; second_is_later < 2; second_is_later++) {
                begin();
                SAY(RECEIVED, on(1), .stated_at = on(5), .observed_at = on(6) + !second_is_later, .source = 1,
                    .due_at = on(7));
                SAY(RECEIVED, on(1), .stated_at = on(5), .observed_at = on(6) + second_is_later, .source = 1,
                    .due_at = on(8));
                life();
                assert_int_equal(t.due_at, second_is_later ? on(8) : on(7));
                assert_true(marked(CONTRADICTED));
        }
}

/* The newest row stands at the top of many logs. */
static void of_a_log_the_later_occurrence_wins_whatever_row_it_stands_in(void **state)
{
        (void)state;
        begin();
        LOG(PROCESSING, on(2), .stated_at = on(9), .observed_at = on(9) + 5, .due_at = on(8));
        LOG(RECEIVED, on(1), .stated_at = on(9) + 1, .observed_at = on(9) + 5, .due_at = on(7));
        life();
        assert_int_equal(t.due_at, on(8));
        assert_false(marked(CONTRADICTED));
        LOG(PROCESSING, on(2), .stated_at = on(9) + 2, .observed_at = on(9) + 5, .due_at = on(6));
        life();
        assert_int_equal(t.due_at, on(6));
}

static void what_is_no_contradiction_is_not_marked_as_one(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .stated_at = on(5), .source = 1, .channel = ONLINE);
        SAY(RECEIVED, on(1), .stated_at = on(6), .source = 1, .channel = DIRECT);   /* a correction */
        SAY(RECEIVED, on(1), .stated_at = on(5), .source = 2, .channel = DIRECT);   /* another source */
        SAY(PROCESSING, on(2), .stated_at = on(5), .source = 1, .channel = DIRECT); /* another occurrence */
        SAY(RECEIVED, on(1), .stated_at = on(5), .source = 1, .payment = PAYMENT_PORTAL); /* says more */
        life();
        assert_false(marked(CONTRADICTED));
}

/* ---- days without times ---- */

static void pause_and_resume_of_one_day_leave_it_running(void **state)
{
        static const enum status leaves[] = {SUPPLEMENT_REQUESTED, PAYMENT_REQUESTED, STOPPED};

        (void)state;
        for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
                begin();
                SAY(RECEIVED, on(0), .due_at = on(4));
                SAY(leaves[i], on(2));
                SAY(PROCESSING, on(2));
                life();
                assert_string_equal(steps(),
                                    i < 2 ? "receive 0 pause 2 resume 2" : "receive 0 stop 2 reopen 2");
                assert_true(cut(on(5)).overdue_instant);
                assert_true(marked(ORDER_UNKNOWN));
                life_by(RULE_INDEX766);
                assert_true(cut(on(5)).overdue_instant);
        }
}

static void a_second_reception_resumes_on_the_day_of_the_pause(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0));
        SAY(RECEIVED, on(2));
        SAY(SUPPLEMENT_REQUESTED, on(2));
        life();
        assert_string_equal(steps(), "receive 0 pause 2 resume 2");
        assert_true(marked(ORDER_UNKNOWN));
}

static void received_and_paused_on_one_day_is_paused(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0));
        SAY(SUPPLEMENT_REQUESTED, on(0));
        life();
        assert_string_equal(steps(), "receive 0 pause 0");
        assert_false(marked(ORDER_UNKNOWN));
}

static void a_sequence_says_the_order_of_a_day(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0));
        SAY(PROCESSING, on(2), .sequence = 1);
        SAY(SUPPLEMENT_REQUESTED, on(2), .sequence = 2);
        life();
        assert_string_equal(steps(), "receive 0 pause 2");
        assert_false(marked(ORDER_UNKNOWN));
}

/* ---- far ahead ---- */

static void an_end_years_ahead_has_not_happened(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0), .stated_at = on(9), .due_at = on(2));
        SAY(RESOLVED, on(33000), .stated_at = on(9), .observed_at = on(9), .channel = ONLINE);
        life();
        assert_string_equal(steps(), "receive 0");
        assert_int_equal(t.ended_by, STATUS_UNKNOWN);
        assert_int_equal(t.status, RECEIVED);
        assert_int_equal(t.last_at, on(0));
        assert_int_equal(t.channel, ONLINE);
        assert_true(cut(END_OF_TIME).overdue_day);
        assert_true(marked(OCCURRED_IN_FUTURE));
        SAY(RESOLVED, on(1), .stated_at = on(8)); /* the right one, though said before */
        life();
        assert_string_equal(steps(), "receive 0 end 1");
}

static void what_comes_true_counts_once_it_is_said_again(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0));
        SAY(RESOLVED, on(5), .stated_at = on(2), .observed_at = on(2));
        life();
        assert_string_equal(steps(), "receive 0");
        h.of[1].stated_at = on(6);
        life();
        assert_string_equal(steps(), "receive 0 end 5");
        assert_false(marked(OCCURRED_IN_FUTURE));
}

static void a_reception_years_ahead_is_none(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(33000), .stated_at = on(3), .observed_at = on(3));
        life();
        assert_int_equal(t.received_at, NO_TIME);
        SAY(PROCESSING, on(2), .stated_at = on(3));
        life();
        assert_string_equal(steps(), "receive 2");
        assert_true(marked(RECEPTION_INFERRED | OCCURRED_IN_FUTURE));
}

/* ---- said before it was seen ---- */

static void what_is_dated_ahead_counts_as_said_when_it_was_seen(void **state)
{
        (void)state;
        struct event v = {.occurred_at = on(1), .stated_at = on(3000), .observed_at = on(5), .due_at = on(9)};
        struct statement s;

        statement_of_event(&s, &v, 1);
        assert_int_equal(s.stated_at, on(5));
        begin();
        history_add(&h, &s);
        life();
        assert_true(marked(STATED_IN_FUTURE));
        v.stated_at = on(4);
        statement_of_event(&s, &v, 1);
        assert_int_equal(s.stated_at, on(4));
        history_add(&h, &s);
        life();
        assert_true(marked(STATED_IN_FUTURE)); /* whoever came first */
        begin();
        history_add(&h, &s);
        v.stated_at = on(3000);
        statement_of_event(&s, &v, 1);
        assert_true(history_add(&h, &s));
        life();
        assert_true(marked(STATED_IN_FUTURE));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_log_that_repeats_its_status_moves_no_reception),
                cmocka_unit_test(of_equal_ends_in_a_log_the_first_stands),
                cmocka_unit_test(of_submissions_in_a_log_the_first_stands),
                cmocka_unit_test(a_log_says_the_same_whatever_file_its_entries_come_in),
                cmocka_unit_test(what_a_log_says_is_no_snapshot_whoever_else_says_it),
                cmocka_unit_test(a_snapshot_corrects_itself_and_a_log),
                cmocka_unit_test(the_later_row_of_an_export_wins),
                cmocka_unit_test(the_later_row_of_a_snapshot_wins_whatever_occurred_when),
                cmocka_unit_test(of_two_files_of_equal_time_the_one_seen_later_wins),
                cmocka_unit_test(of_a_log_the_later_occurrence_wins_whatever_row_it_stands_in),
                cmocka_unit_test(what_is_no_contradiction_is_not_marked_as_one),
                cmocka_unit_test(pause_and_resume_of_one_day_leave_it_running),
                cmocka_unit_test(a_second_reception_resumes_on_the_day_of_the_pause),
                cmocka_unit_test(received_and_paused_on_one_day_is_paused),
                cmocka_unit_test(a_sequence_says_the_order_of_a_day),
                cmocka_unit_test(an_end_years_ahead_has_not_happened),
                cmocka_unit_test(what_comes_true_counts_once_it_is_said_again),
                cmocka_unit_test(a_reception_years_ahead_is_none),
                cmocka_unit_test(what_is_dated_ahead_counts_as_said_when_it_was_seen),
        };

        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
