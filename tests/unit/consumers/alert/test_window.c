/* SPDX-License-Identifier: Apache-2.0
 *
 * test_window.c - which due dates a step speaks of: by the instants of a week, and by properties over
 * random ones.
 */
#include "tests/support/march.h"

#include "consumers/alert/window.h"
#include <stdlib.h>

static void steps_fire_by_working_time(void **state)
{
        (void)state;
        /* Half a day before 11:00: the day before, counted back over noon and night. */
        assert_int_equal(alert_step_fires(calendar, -240, march(8, 11, 0)), march(8, 7, 0));
        assert_int_equal(alert_step_fires(calendar, -240, march(8, 10, 0)), march(7, 16, 0));
        /* One working day before Monday's close, over the holiday and the weekend: the opening hour of
         * Monday. */
        assert_int_equal(alert_step_fires(calendar, -480, march(14, 17, 0)), march(14, 7, 0));
        assert_int_equal(alert_step_fires(calendar, -480, march(14, 7, 0)), march(10, 7, 0));
        assert_int_equal(alert_step_fires(calendar, 0, march(8, 11, 0)), march(8, 11, 0) + 1);
        /* Three working days after Thursday's close: Tuesday's, since Friday is a holiday. */
        assert_int_equal(alert_step_fires(calendar, 1440, march(10, 17, 0)), march(16, 17, 0));
        assert_int_equal(alert_step_fires(calendar, 1440, march(10, 9, 0)), march(16, 9, 0));
}

static uint64_t seed = 20220314;
static uint64_t draw(uint64_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (seed >> 16) % below;
}

/* Anywhere in two weeks, half of them at hours where an office opens or closes. */
static micros any_instant(void)
{
        static const int edges[][2] = {{7, 0}, {11, 30}, {13, 30}, {17, 0}};
        const int day = 1 + (int)draw(20);
        if (draw(2))
                return march(day, 0, 0) + (micros)draw(MICROS_PER_DAY);
        const int edge = (int)draw(4);
        return march(day, edges[edge][0], edges[edge][1]) + (micros)draw(3) - 1;
}

static void reaching_is_the_inverse_of_firing(void **state)
{
        static const int32_t offsets[] = {-960, -480, -241, -240, -1, 0, 1, 240, 480, 1440};
        (void)state;
        for (int i = 0; i < 200000; i++) {
                const int32_t offset = offsets[draw(sizeof(offsets) / sizeof(offsets[0]))];
                const micros due = any_instant(), now = any_instant();
                const bool fired = alert_step_fires(calendar, offset, due) <= now;
                assert_int_equal(due <= alert_step_reaches(calendar, offset, now), fired);
                /* Right at the instant it fires, and not a microsecond before. */
                const micros fires = alert_step_fires(calendar, offset, due);
                assert_true(due <= alert_step_reaches(calendar, offset, fires));
                assert_false(due <= alert_step_reaches(calendar, offset, fires - 1));
        }
}

static bool holds(const struct alert_rule *r, int step, micros due, micros now)
{
        struct alert_window w;
        alert_step_window(calendar, r, step, now, &w);
        return due > w.above && due <= w.until;
}

/* At most one step of a rule stands for a due date, and it is the latest that has fired. */
static void the_latest_step_stands_alone(void **state)
{
        const struct alert_rule rules[] = {
                {1, DUE_SOON, 3, {-960, -480, -60}, march(2, 9, 0)},
                {2, OVERDUE, 1, {0}, march(2, 9, 0)},
                {3, ESCALATION, 2, {480, 1440}, march(2, 9, 0)},
        };
        (void)state;
        for (int i = 0; i < 100000; i++) {
                const struct alert_rule *r = &rules[draw(3)];
                const micros due = any_instant(), now = any_instant();
                int latest = -1;
                for (int s = 0; s < r->steps; s++) {
                        if (alert_step_fires(calendar, r->offset[s], due) <= now)
                                latest = s;
                }
                if (r->kind == DUE_SOON && due < now)
                        latest = -1; /* overdue */
                for (int s = 0; s < r->steps; s++) {
                        const bool past = alert_step_fires(calendar, r->offset[s], due) <= r->start_mark;
                        assert_int_equal(holds(r, s, due, now), s == latest && !past);
                }
        }
}

static void a_window_says_whom_it_is_for(void **state)
{
        const struct alert_rule escalation = {7, ESCALATION, 2, {480, 960}, 0};
        const struct alert_rule overdue = {8, OVERDUE, 1, {0}, 0};
        struct alert_window w;
        (void)state;
        alert_step_window(calendar, &escalation, 1, march(8, 9, 0), &w);
        assert_int_equal(w.rule_id, 7);
        assert_int_equal(w.step, 2);
        assert_int_equal(w.up, 2);
        alert_step_window(calendar, &overdue, 0, march(8, 9, 0), &w);
        assert_int_equal(w.up, 0);
        assert_int_equal(w.until, march(8, 9, 0) - 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(steps_fire_by_working_time),
                cmocka_unit_test(reaching_is_the_inverse_of_firing),
                cmocka_unit_test(the_latest_step_stands_alone),
                cmocka_unit_test(a_window_says_whom_it_is_for),
        };
        return cmocka_run_group_tests(tests, march_open, march_close);
}
