/* SPDX-License-Identifier: Apache-2.0
 *
 * test_claims.c - consumers/dossier/timeline.h sentence by sentence: attributes, classes, marks.
 */
#include "tests/support/dossier_said.h"

/* ---- attributes ---- */

static void each_attribute_stated_last_stands(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .stated_at = on(9), .procedure = 7, .channel = ONLINE, .submitted_at = on(0));
        SAY(PROCESSING, on(2), .stated_at = on(5), .procedure = 8, .channel = DIRECT, .service = FULL,
            .payment = PAYMENT_PORTAL, .digitised = TRUTH_YES, .return_channel = RETURN_POSTAL, .field = 3,
            .received_by = 6, .submitted_at = on(-1), .case_kind = TASK);
        SAY(PROCESSING, on(3), .stated_at = on(7), .service = PARTIAL, .digitised = TRUTH_NO);
        life();
        assert_int_equal(t.procedure, 7);
        assert_int_equal(t.channel, ONLINE);
        assert_int_equal(t.submitted_at, on(0));
        assert_int_equal(t.service, PARTIAL);
        assert_int_equal(t.digitised, TRUTH_NO);
        assert_int_equal(t.payment, PAYMENT_PORTAL);
        assert_int_equal(t.return_channel, RETURN_POSTAL);
        assert_int_equal(t.field, 3);
        assert_int_equal(t.received_by, 6);
        assert_int_equal(t.case_kind, DOSSIER);
        assert_int_equal(t.first_observed_at, on(5));
}

static void of_claims_stated_at_once_the_later_in_order_stands(void **state)
{
        (void)state;
        begin();
        SAY(PROCESSING, on(2), .stated_at = on(5), .sequence = 2, .due_at = on(8));
        SAY(PROCESSING, on(2), .stated_at = on(5), .sequence = 1, .due_at = on(7));
        SAY(RECEIVED, on(1), .stated_at = on(5), .due_at = on(6));
        life();
        assert_int_equal(t.due_at, on(8));
        assert_int_equal(t.first_due_at, on(6));
}

static void absent_and_unknown_never_override(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .due_at = on(6), .submitted_at = on(0), .procedure = 1, .field = 2,
            .received_by = 3, .channel = ONLINE, .service = FULL, .payment = PAYMENT_NONE,
            .digitised = TRUTH_NO, .return_channel = RETURN_DIRECT);
        SAY(PROCESSING, on(2));
        life();
        assert_int_equal(t.due_at, on(6));
        assert_int_equal(t.submitted_at, on(0));
        assert_int_equal(t.procedure, 1);
        assert_int_equal(t.field, 2);
        assert_int_equal(t.received_by, 3);
        assert_int_equal(t.channel, ONLINE);
        assert_int_equal(t.service, FULL);
        assert_int_equal(t.payment, PAYMENT_NONE);
        assert_int_equal(t.digitised, TRUTH_NO);
        assert_int_equal(t.return_channel, RETURN_DIRECT);
        assert_false(marked(DUE_REWRITTEN));
}

static void a_rewritten_due_date_keeps_the_first(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .due_at = on(6), .stated_at = on(3));
        SAY(RECEIVED, on(1), .due_at = on(9), .stated_at = on(8));
        SAY(RECEIVED, on(1), .due_at = on(7), .stated_at = on(5));
        life();
        assert_int_equal(t.due_at, on(9));
        assert_int_equal(t.first_due_at, on(6));
        assert_true(marked(DUE_REWRITTEN));
}

static void registration_stated_last_is_the_submission_where_none_is_told(void **state)
{
        (void)state;
        begin();
        SAY(REGISTERED, on(2), .stated_at = on(3));
        SAY(REGISTERED, on(1), .stated_at = on(4));
        life();
        assert_int_equal(t.submitted_at, on(1));
        SAY(RECEIVED, on(3), .stated_at = on(3), .submitted_at = on(0));
        life();
        assert_int_equal(t.submitted_at, on(0));
}

/* A void occurrence is still a statement that tells attributes. */
static void void_occurrences_carry_attributes(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1));
        SAY(RESOLVED, on(2), .stated_at = on(3), .return_channel = RETURN_POSTAL);
        SAY(RESOLVED, on(4), .stated_at = on(4));
        life();
        assert_int_equal(t.return_channel, RETURN_POSTAL);
}

/* ---- classes ---- */

static void resolved(micros due, micros end)
{
        begin();
        SAY(RECEIVED, on(0), .due_at = due);
        SAY(RESOLVED, end);
        life();
}

static void the_class_by_day_compares_local_days(void **state)
{
        (void)state;
        micros midnight = FIRST + 5 * DAY;

        resolved(on(5), midnight - 1);
        assert_int_equal(class_by_day(&t, zone), CLASS_EARLY);
        resolved(on(5), midnight);
        assert_int_equal(class_by_day(&t, zone), CLASS_ON_TIME);
        resolved(on(5), midnight + DAY - 1);
        assert_int_equal(class_by_day(&t, zone), CLASS_ON_TIME);
        resolved(on(5), midnight + DAY);
        assert_int_equal(class_by_day(&t, zone), CLASS_LATE);
        /* A date stored as a time: 17:00 UTC the day before is midnight here. */
        resolved(midnight, midnight + 20000);
        assert_int_equal(class_by_day(&t, zone), CLASS_ON_TIME);
        assert_int_equal(class_by_instant(&t), INSTANT_LATE);
}

static void one_microsecond_is_late_by_instant(void **state)
{
        (void)state;
        resolved(on(5), on(5));
        assert_int_equal(class_by_instant(&t), INSTANT_IN_TIME);
        resolved(on(5), on(5) + 1);
        assert_int_equal(class_by_instant(&t), INSTANT_LATE);
        assert_int_equal(class_by_day(&t, zone), CLASS_ON_TIME);
        assert_int_equal(overdue_from_instant(&t), on(5) + 1);
        assert_int_equal(overdue_from_day(&t, zone), FIRST + 6 * DAY);
}

static void only_a_resolution_has_a_class(void **state)
{
        (void)state;
        resolved(0, on(5));
        assert_int_equal(class_by_day(&t, zone), CLASS_NO_DUE);
        assert_int_equal(class_by_instant(&t), INSTANT_NO_DUE);
        begin();
        SAY(RECEIVED, on(1), .due_at = on(2));
        SAY(WITHDRAWN, on(5));
        life();
        assert_int_equal(class_by_day(&t, zone), CLASS_NONE);
        assert_int_equal(class_by_instant(&t), INSTANT_NONE);
}

/* ---- marks ---- */

/* Open statements were seen after the due date; then an end at the due date is sent. */
static void erased(micros open_seen, micros end_seen, micros end)
{
        begin();
        SAY(RECEIVED, on(0), .due_at = on(5));
        SAY(PROCESSING, on(1), .observed_at = open_seen);
        SAY(RESOLVED, end, .stated_at = end_seen);
        life();
}

static void an_end_set_back_to_the_due_date_is_backdated(void **state)
{
        (void)state;
        erased(on(6) + 1, on(8), on(5));
        assert_true(marked(BACKDATED));
        erased(on(6), on(8), on(5)); /* within the tolerance of a day */
        assert_false(marked(BACKDATED));
        erased(on(7), on(8), on(5) + 1); /* late anyway */
        assert_false(marked(BACKDATED));
        erased(on(8), on(8), on(5)); /* seen together with the end, as in a monthly export */
        assert_false(marked(BACKDATED));
        erased(on(9), on(8), on(5)); /* seen after the end: a delayed delivery */
        assert_false(marked(BACKDATED));
}

static void a_backfill_accuses_nobody(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0), .due_at = on(5), .observed_at = on(20));
        SAY(PROCESSING, on(1), .observed_at = on(20));
        SAY(RESOLVED, on(4), .observed_at = on(21));
        life();
        assert_false(marked(BACKDATED));
}

static void an_unknown_status_or_a_withdrawal_is_never_backdated(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0), .due_at = on(5));
        SAY(STATUS_UNKNOWN, on(1), .observed_at = on(7));
        SAY(RESOLVED, on(4), .observed_at = on(8));
        life();
        assert_false(marked(BACKDATED));
        begin();
        SAY(RECEIVED, on(0), .due_at = on(5));
        SAY(PROCESSING, on(1), .observed_at = on(7));
        SAY(WITHDRAWN, on(4), .observed_at = on(8));
        life();
        assert_false(marked(BACKDATED));
}

static void what_lies_in_the_future_of_its_observation_is_marked(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(3), .stated_at = on(2));
        life();
        assert_false(marked(OCCURRED_IN_FUTURE));
        SAY(PROCESSING, on(4) + 1, .stated_at = on(3));
        life();
        assert_true(marked(OCCURRED_IN_FUTURE));
}

static void an_online_channel_for_information_is_marked(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(1), .channel = ONLINE, .service = INFORMATION);
        life();
        assert_true(marked(ONLINE_INFORMATION));
        SAY(RECEIVED, on(1), .stated_at = on(2), .channel = DIRECT);
        life();
        assert_false(marked(ONLINE_INFORMATION));
}

static void two_steps(enum status from, enum status to)
{
        begin();
        SAY(from, on(1));
        SAY(STATUS_UNKNOWN, on(2));
        SAY(to, on(3));
        life();
}

static void steps_outside_the_portals_list_are_implausible(void **state)
{
        static const char *const listed[] = {"",     "2357", "456789", "",  "56789", "2478",
                                             "4789", "",     "2456",   "A", ""};

        (void)state;
        for (int from = REGISTERED; from <= RETURNED; from++)
                for (int to = REGISTERED; to <= RETURNED; to++) {
                        char letter = (char)(to == RETURNED ? 'A' : '0' + to);
                        /* Of an end said twice the first is void, and a lone status is no step. */
                        bool plausible = from == to || strchr(listed[from], letter) != NULL;

                        two_steps((enum status)from, (enum status)to);
                        assert_int_equal(marked(IMPLAUSIBLE_STEP), !plausible);
                }
}

static void open_statuses_and_refusals_after_a_resolution_are_marked(void **state)
{
        (void)state;
        for (int status = STATUS_UNKNOWN; status < STATUS_COUNT; status++) {
                two_steps(RESOLVED, (enum status)status);
                assert_int_equal(marked(STATUS_AFTER_END),
                                 status != STATUS_UNKNOWN && status != WITHDRAWN && status < RESOLVED);
        }
}

static void a_truncated_history_is_marked(void **state)
{
        (void)state;
        begin();
        for (int i = 0; i <= HISTORY_MOST; i++)
                SAY(i == 0 ? RECEIVED : i % 2 == 0 ? PROCESSING : SUPPLEMENT_REQUESTED, on(i));
        life();
        assert_true(marked(HISTORY_TRUNCATED));
        assert_int_equal(t.received_at, on(0));
        assert_true(t.steps_n <= STEPS_MOST);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_attribute_stated_last_stands),
                cmocka_unit_test(of_claims_stated_at_once_the_later_in_order_stands),
                cmocka_unit_test(absent_and_unknown_never_override),
                cmocka_unit_test(a_rewritten_due_date_keeps_the_first),
                cmocka_unit_test(registration_stated_last_is_the_submission_where_none_is_told),
                cmocka_unit_test(void_occurrences_carry_attributes),
                cmocka_unit_test(the_class_by_day_compares_local_days),
                cmocka_unit_test(one_microsecond_is_late_by_instant),
                cmocka_unit_test(only_a_resolution_has_a_class),
                cmocka_unit_test(an_end_set_back_to_the_due_date_is_backdated),
                cmocka_unit_test(a_backfill_accuses_nobody),
                cmocka_unit_test(an_unknown_status_or_a_withdrawal_is_never_backdated),
                cmocka_unit_test(what_lies_in_the_future_of_its_observation_is_marked),
                cmocka_unit_test(an_online_channel_for_information_is_marked),
                cmocka_unit_test(steps_outside_the_portals_list_are_implausible),
                cmocka_unit_test(open_statuses_and_refusals_after_a_resolution_are_marked),
                cmocka_unit_test(a_truncated_history_is_marked),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
