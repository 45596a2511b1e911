/* SPDX-License-Identifier: Apache-2.0
 *
 * test_beside.c - the work is done by whoever waits, once for each time that there is some, and never within itself.
 */
#include "core/base/beside.h"
#include "core/base/moment.h"
#include "core/base/stop.h"
#include "tests/support/unit.h"
#include <unistd.h>

static int ends[2], done;

static void work(void *context)
{
        char byte;
        assert_ptr_equal(context, ends);
        assert_int_equal(read(ends[0], &byte, 1), 1);
        done++;
        beside_run(); /* nothing: it is running */
}

static void waits_do_it(void **state)
{
        (void)state;
        assert_int_equal(beside_fd(), -1);
        beside_run();
        assert_int_equal(pipe(ends), 0);
        beside_set(ends[0], work, ends);
        assert_int_equal(beside_fd(), ends[0]);
        beside_run();
        assert_int_equal(done, 0);
        assert_int_equal(write(ends[1], "ab", 2), 2);
        beside_run();
        assert_int_equal(done, 1);
        /* A pause does it, and is as long as it was to be. */
        stop_install();
        const micros begin = steady_now();
        assert_int_equal(stop_wait(50), 0);
        assert_true(steady_now() - begin >= 50000);
        assert_int_equal(done, 2);
        beside_set(-1, NULL, NULL);
        assert_int_equal(write(ends[1], "c", 1), 1);
        beside_run();
        assert_int_equal(done, 2);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(waits_do_it)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
