/* SPDX-License-Identifier: Apache-2.0
 *
 * test_clock.c - the simulated clock, and a timer that fires at its instants.
 */
#include "tests/support/unit.h"

#include "core/program/clock.h"
#include "core/program/keys.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PATIENCE_MS = 30000 };

static void set(const char *origin, const char *since, const char *speed)
{
        setenv("HENTRA_CONFIG", "/dev/null", 1);
        unsetenv("HENTRA_CLOCK_ORIGIN");
        unsetenv("HENTRA_CLOCK_SINCE");
        if (origin)
                setenv("HENTRA_CLOCK_ORIGIN", origin, 1);
        if (since)
                setenv("HENTRA_CLOCK_SINCE", since, 1);
        setenv("HENTRA_CLOCK_SPEED", speed, 1);
}

static enum fault read_clock(struct clock *c, struct err *e)
{
        struct conf *conf;
        assert_int_equal(conf_open(&conf, &settings, NULL, NULL, e), OK);
        const enum fault fault = clock_read_conf(c, conf, e);
        conf_close(conf);
        return fault;
}

static void without_keys_it_is_the_wall_clock(void **state)
{
        struct clock c;
        struct err e;
        (void)state;
        set(NULL, NULL, "1");
        assert_int_equal(read_clock(&c, &e), OK);
        const micros before = moment_now(), now = clock_now(&c);
        assert_true(now >= before && now <= moment_now());
        assert_int_equal(clock_until(&c, before), 0);
        assert_int_equal(clock_span(&c, 5), 5);
}

static void a_simulated_one_goes_on_from_its_origin(void **state)
{
        struct clock c;
        struct err e;
        char since[32];
        (void)state;
        const micros begin = moment_now();
        set("2022-03-15 05:30", moment_format(begin, since), "3600");
        assert_int_equal(read_clock(&c, &e), OK);
        /* 05:30 in Viet Nam is 22:30 of the day before in UTC. */
        assert_string_equal(moment_format(c.origin, since), "2022-03-14T22:30:00Z");
        const micros low = c.origin + (moment_now() - begin) * 3600, now = clock_now(&c),
                     high = c.origin + (moment_now() - begin) * 3600;
        assert_true(now >= low - 3600 && now <= high + 3600);
        assert_int_equal(clock_span(&c, 1000), 3600000);
        const micros left = clock_until(&c, now + 3600 * MICROS_PER_SECOND);
        assert_true(left > 900000 && left <= MICROS_PER_SECOND + 1);
}

static void half_a_simulated_clock_is_refused(void **state)
{
        struct clock c;
        struct err e;
        (void)state;
        set("2022-03-15 05:30", NULL, "60");
        assert_int_equal(read_clock(&c, &e), USAGE);
        assert_non_null(strstr(e.text, "clock.since"));
        set(NULL, NULL, "60");
        assert_int_equal(read_clock(&c, &e), USAGE);
        assert_non_null(strstr(e.text, "clock.origin"));
        set("soon", "2026-01-01", "60");
        assert_int_equal(read_clock(&c, &e), USAGE);
        assert_non_null(strstr(e.text, "clock.origin"));
}

/* Readable at the instant, and at no earlier one. */
static void the_timer_fires_when_it_is_time(void **state)
{
        struct err e;
        (void)state;
        const micros since = moment_now();
        struct clock clocks[] = {
                {.speed = 1, .fd = -1},
                {.simulated = true, .origin = 1647297000000000, .since = since, .speed = 36000, .fd = -1}};
        for (int i = 0; i < 2; i++) {
                struct clock *c = &clocks[i];
                assert_int_equal(clock_open(c, &e), OK);
                struct pollfd fd = {c->fd, POLLIN, 0};
                assert_int_equal(poll(&fd, 1, 0), 0);
                const micros t = clock_now(c) + clock_span(c, 20000);
                assert_int_equal(clock_arm(c, t, &e), OK);
                assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
                assert_true(clock_now(c) >= t);
                assert_false(clock_was_set(c));
                assert_int_equal(poll(&fd, 1, 0), 0);
                /* An instant that is over fires at once. */
                assert_int_equal(clock_arm(c, 0, &e), OK);
                assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
                clock_close(c);
        }
}

/* Set to what it shows, which is all that a test may do to a machine's clock; tests/faults/clock_set.sh moves it. */
static bool set_clock(void)
{
        struct timespec now;
        return clock_gettime(CLOCK_REALTIME, &now) == 0 && clock_settime(CLOCK_REALTIME, &now) == 0;
}

static void a_clock_that_is_set_wakes(void **state)
{
        struct clock c = {.speed = 1, .fd = -1};
        struct err e;
        (void)state;
        assert_int_equal(clock_open(&c, &e), OK);
        const micros far = clock_now(&c) + 3600 * MICROS_PER_SECOND;
        assert_int_equal(clock_arm(&c, far, &e), OK);
        struct pollfd fd = {c.fd, POLLIN, 0};
        assert_int_equal(poll(&fd, 1, 0), 0);
        if (!set_clock()) { /* not root, or a container */
                clock_close(&c);
                skip();
        }
        assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
        assert_true(clock_was_set(&c));
        assert_false(clock_was_set(&c));
        /* Set while nobody sleeps: it is told after the timer is armed again. */
        assert_int_equal(clock_arm(&c, far, &e), OK);
        assert_true(set_clock());
        assert_int_equal(clock_arm(&c, far, &e), OK);
        assert_true(clock_was_set(&c));
        clock_close(&c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(without_keys_it_is_the_wall_clock),
                cmocka_unit_test(a_simulated_one_goes_on_from_its_origin),
                cmocka_unit_test(half_a_simulated_clock_is_refused),
                cmocka_unit_test(the_timer_fires_when_it_is_time),
                cmocka_unit_test(a_clock_that_is_set_wakes),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
