/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ran.c - how long a dossier has run: an example, and random dossiers against their states hour by hour.
 */
#include "tests/support/dossier_random.h"

#include "consumers/dossier/ran.h"

static struct calendar *calendar;

static int open_all(void **state)
{
        struct office_hours hours;
        struct err e;
        assert_int_equal(open_zone(state), 0);
        assert_int_equal(office_hours_parse(TEXT("07:00-11:30,13:30-17:00"), &hours, &e), OK);
        assert_int_equal(calendar_open(&calendar, zone, &hours, NULL, 0, &e), OK);
        return 0;
}

static int close_all(void **state)
{
        calendar_close(calendar);
        return close_zone(state);
}

/* January 3rd 2022 is a Monday: on(2). Working days of eight hours. */
static void pauses_are_taken_off(void **state)
{
        struct ran r;
        (void)state;
        begin();
        SAY(RECEIVED, on(2));
        SAY(SUPPLEMENT_REQUESTED, on(3));
        SAY(PROCESSING, on(5));
        life();
        timeline_ran(&t, calendar, on(6), &r);
        assert_true(r.received && r.runs && !r.ended);
        assert_int_equal(r.worked, 2 * 8 * HOUR);
        assert_int_equal(r.off, 2 * 8 * HOUR);
        timeline_ran(&t, calendar, on(4), &r);
        assert_false(r.runs);
        assert_int_equal(r.worked, 8 * HOUR);
        assert_int_equal(r.off, 0); /* it is not over */
        timeline_ran(&t, calendar, on(1), &r);
        assert_false(r.received);
        assert_int_equal(r.worked, 0);
        SAY(RESOLVED, on(6));
        life();
        timeline_ran(&t, calendar, on(20), &r);
        assert_true(r.ended && !r.runs);
        assert_int_equal(r.ended_at, on(6));
        assert_int_equal(r.worked, 2 * 8 * HOUR);
}

/* Adds up the spans between the steps, asking the state at the beginning of each. */
static micros ran_again(micros until, micros *off)
{
        micros worked = 0, waited = 0;
        *off = 0;
        for (int i = 0; i < t.steps_n && t.steps[i].at <= until; i++) {
                const micros from = t.steps[i].at,
                             to = i + 1 < t.steps_n && t.steps[i + 1].at < until ? t.steps[i + 1].at : until;
                struct state s;
                state_at(&t, zone, from, &s);
                if (i + 1 < t.steps_n && t.steps[i + 1].at == from)
                        continue; /* the last step of an instant decides */
                if (state_runs(&s)) {
                        *off += waited;
                        waited = 0;
                        worked += calendar_between(calendar, from, to);
                } else {
                        waited += calendar_between(calendar, from, to);
                }
        }
        return worked;
}

static void random_dossiers_run_as_their_states(void **state)
{
        int paused = 0, ended = 0;
        (void)state;
        seed = 20220115;
        for (int round = 0; round < 4000; round++) {
                some_dossier();
                history_of(&h, said, said_n);
                life_by(round % 2 ? RULE_FORM06 : RULE_INDEX766);
                for (int k = 0; k < 8; k++) {
                        const micros at = some_instant(60);
                        micros off;
                        struct state s;
                        struct ran r;
                        timeline_ran(&t, calendar, at, &r);
                        state_at(&t, zone, at, &s);
                        assert_int_equal(r.received, s.received);
                        assert_int_equal(r.ended, s.ended);
                        assert_int_equal(r.runs, state_runs(&s));
                        assert_int_equal(r.worked, ran_again(at, &off));
                        if (r.runs)
                                assert_int_equal(r.off, off);
                        paused += r.off > 0;
                        ended += r.ended;
                }
        }
        assert_true(paused > 1000 && ended > 1000);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(pauses_are_taken_off),
                cmocka_unit_test(random_dossiers_run_as_their_states),
        };
        return cmocka_run_group_tests(tests, open_all, close_all);
}
