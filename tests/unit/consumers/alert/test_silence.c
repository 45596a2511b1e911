/* SPDX-License-Identifier: Apache-2.0
 *
 * test_silence.c - what silence is usual for a source, by examples and against a second reckoning over random
 * months.
 */
#include "tests/support/march.h"

#include "consumers/alert/silence.h"
#include <stdlib.h>

enum { MOST = 4000 };
static micros heard[MOST];
static size_t n;

static int64_t usual(void)
{
        return silence_usual(calendar, zone, heard, n);
}

static void hear(micros t)
{
        assert_true(n < MOST);
        heard[n++] = t;
}

/* Every 20 minutes of the office, on the weekdays from the 14th on. */
static void hear_days(int days)
{
        for (int day = 14; days > 0; day++) {
                if (!calendar_works_on(calendar, zone_day(zone, march(day, 12, 0))))
                        continue;
                for (int minute = 7 * 60; minute < 17 * 60; minute += 20)
                        hear(march(day, minute / 60, minute % 60));
                days--;
        }
}

static void a_source_of_few_days_has_no_habit(void **state)
{
        (void)state;
        n = 0;
        assert_int_equal(usual(), -1);
        hear(march(7, 8, 0));
        assert_int_equal(usual(), -1);
        n = 0;
        hear_days(4);
        assert_int_equal(usual(), -1);
        n = 0;
        hear_days(5);
        assert_int_equal(usual(), 20);
}

static void a_nightly_export_is_usual_after_a_day(void **state)
{
        (void)state;
        n = 0;
        for (int day = 7; day <= 25; day++) {
                if (calendar_works_on(calendar, zone_day(zone, march(day, 12, 0))))
                        hear(march(day, 22, 30));
        }
        assert_int_equal(usual(), 480); /* over weekends and the holiday, too */
        assert_int_equal(silence_limit(480, 60, 300), 1440);
}

static void an_outage_is_forgotten(void **state)
{
        (void)state;
        n = 0;
        hear_days(11);
        const int64_t before = usual();
        size_t kept = 0;
        for (size_t i = 0; i < n; i++) { /* nothing on the 17th between 8:00 and 16:00 */
                if (heard[i] <= march(17, 8, 0) || heard[i] >= march(17, 16, 0))
                        heard[kept++] = heard[i];
        }
        n = kept;
        assert_int_equal(usual(), before);
}

static void the_limit_is_the_factor_or_the_floor(void **state)
{
        (void)state;
        assert_int_equal(silence_limit(20, 60, 300), 60);
        assert_int_equal(silence_limit(21, 60, 300), 63);
        assert_int_equal(silence_limit(0, 60, 300), 60);
        assert_int_equal(silence_limit(25, 60, 250), 63); /* 62.5 */
}

/* ---- the second reckoning: minute by minute ---- */

static bool works(micros t)
{
        struct civil c;
        zone_civil(zone, t, &c);
        const int weekday = (c.day + 1) % 7; /* of March 2022: the 5th is a Saturday, 6; the 6th is 0 */
        const int minute = c.hour * 60 + c.minute;
        return weekday != 6 && weekday != 0 && c.day != 11 &&
               ((minute >= 420 && minute < 690) || (minute >= 810 && minute < 1020));
}

static int64_t worked(micros from, micros to)
{
        int64_t minutes = 0;
        for (micros t = from; t < to; t += MICROS_PER_MINUTE)
                minutes += works(t);
        return minutes;
}

static int64_t usual_again(void)
{
        int64_t longest[32];
        int days = 0;
        for (int day = 1; day <= 31; day++) {
                int64_t most = -1;
                for (size_t i = 1; i < n; i++) {
                        struct civil c;
                        zone_civil(zone, heard[i], &c);
                        const int64_t gap = c.day == day ? worked(heard[i - 1], heard[i]) : -1;
                        most = gap > most ? gap : most;
                }
                if (most >= 0)
                        longest[days++] = most;
        }
        if (days < 5)
                return -1;
        /* The smallest that at least nine tenths do not exceed. */
        int64_t best = INT64_MAX;
        for (int i = 0; i < days; i++) {
                int within = 0;
                for (int k = 0; k < days; k++)
                        within += longest[k] <= longest[i];
                if (10 * within >= 9 * days && longest[i] < best)
                        best = longest[i];
        }
        return best;
}

static uint64_t seed = 20220301;
static uint64_t draw(uint64_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (seed >> 16) % below;
}

static void random_months_are_reckoned_the_same(void **state)
{
        int with_habit = 0;
        (void)state;
        for (int round = 0; round < 300; round++) {
                const int days = 1 + (int)draw(31);
                const uint64_t step = 30 + draw(3000);
                n = 0;
                for (micros t = march(1, 0, 0); t < march(1, 0, 0) + days * MICROS_PER_DAY;
                     t += (micros)(1 + draw(step)) * MICROS_PER_MINUTE)
                        hear(t);
                const int64_t found = usual();
                assert_int_equal(found, usual_again());
                with_habit += found >= 0;
        }
        assert_true(with_habit > 100);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_source_of_few_days_has_no_habit),
                cmocka_unit_test(a_nightly_export_is_usual_after_a_day),
                cmocka_unit_test(an_outage_is_forgotten),
                cmocka_unit_test(the_limit_is_the_factor_or_the_floor),
                cmocka_unit_test(random_months_are_reckoned_the_same),
        };
        return cmocka_run_group_tests(tests, march_open, march_close);
}
