/* SPDX-License-Identifier: Apache-2.0
 *
 * test_state.c - the dossier as it is now: since when it waits, if it runs, and if it has a deadline.
 */
#include "tests/support/dossier_random.h"

static void paused_since_the_last_pause(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0), .due_at = on(9));
        life();
        assert_int_equal(t.paused_since, NO_TIME);
        assert_true(timeline_runs(&t));
        assert_true(timeline_has_deadline(&t));
        SAY(SUPPLEMENT_REQUESTED, on(1));
        SAY(PAYMENT_REQUESTED, on(2));
        life();
        assert_int_equal(t.paused_since, on(1));
        assert_false(timeline_runs(&t));
        SAY(STOPPED, on(3));
        life();
        assert_int_equal(t.paused_since, on(3));
        SAY(PROCESSING, on(4));
        life();
        assert_int_equal(t.paused_since, NO_TIME);
        assert_true(timeline_runs(&t));
        SAY(RESOLVED, on(5));
        life();
        assert_false(timeline_runs(&t));
        assert_false(timeline_has_deadline(&t));
}

static void no_deadline_without_a_due_date(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0));
        life();
        assert_true(timeline_runs(&t));
        assert_false(timeline_has_deadline(&t));
}

static void deadlines_differ(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0), .due_at = on(9));
        life();
        const struct timeline before = t;
        SAY(RECEIVED, on(0), .due_at = on(9), .channel = ONLINE);
        life();
        assert_false(timeline_deadlines_differ(&before, &t));
        SAY(PROCESSING, on(1), .agency = 2);
        life();
        assert_true(timeline_deadlines_differ(&before, &t));
}

/* A pause that begins and ends within one batch leaves nothing behind but the time that it took. */
static void a_pause_that_is_over_makes_a_difference(void **state)
{
        (void)state;
        begin();
        SAY(RECEIVED, on(0), .due_at = on(9));
        SAY(PROCESSING, on(1));
        life();
        const struct timeline before = t;
        SAY(SUPPLEMENT_REQUESTED, on(2));
        SAY(PROCESSING, on(4));
        life();
        assert_true(timeline_deadlines_differ(&before, &t));
        const struct timeline paused = t;
        SAY(PROCESSING, on(5));
        life();
        assert_false(timeline_deadlines_differ(&paused, &t));
        SAY(PROCESSING, on(3));
        life();
        assert_true(timeline_deadlines_differ(&paused, &t));
}

/* The step that began the last wait, if no later one ended it. */
static micros last_wait(void)
{
        micros since = NO_TIME;
        for (int i = 0; i < t.steps_n; i++) {
                const enum step_kind kind = t.steps[i].kind;
                if (kind == STEP_PAUSE || kind == STEP_STOP)
                        since = t.steps[i].at;
                else if (kind != STEP_TRANSFER && kind != STEP_HAND_OVER)
                        since = NO_TIME;
        }
        return since;
}

static void agrees_with_the_states(void **state)
{
        (void)state;
        seed = 20220115;
        for (int round = 0; round < 4000; round++) {
                some_dossier();
                history_of(&h, said, said_n);
                life_by(round % 2 ? RULE_FORM06 : RULE_INDEX766);
                const struct state last = cut(END_OF_TIME);
                assert_int_equal(t.paused_since, last_wait());
                assert_int_equal(t.paused_since != NO_TIME, last.paused || last.stopped);
                assert_int_equal(timeline_runs(&t), state_runs(&last));
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(paused_since_the_last_pause),
                cmocka_unit_test(no_deadline_without_a_due_date),
                cmocka_unit_test(deadlines_differ),
                cmocka_unit_test(a_pause_that_is_over_makes_a_difference),
                cmocka_unit_test(agrees_with_the_states),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
