/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ages.c - the ages of a batch: exact while there are few times; with more, each message is still counted once, and
 * none is younger than it is.
 */
#include "consumers/load/ages.h"
#include "tests/support/unit.h"
#include <stdlib.h>
#include <string.h>

static struct metric_histogram histogram(void)
{
        return (struct metric_histogram){.name = "hentra_trial_seconds",
                                         .help = "",
                                         .bound = metric_seconds,
                                         .bounds = METRIC_SECONDS};
}

static uint64_t count_of(const struct metric_histogram *h)
{
        uint64_t n = 0;
        for (size_t i = 0; i <= h->bounds; i++)
                n += h->count[i];
        return n;
}

static void few_are_exact(void **state)
{
        struct ages a = {0};
        struct metric_histogram h = histogram();
        (void)state;
        for (int i = 0; i < 1000; i++)
                ages_add(&a, 100000);
        ages_add(&a, 160000);
        assert_int_equal(a.n, 2);
        ages_observe(&a, 161000, &h);
        assert_true(h.sum == 1000 * 61.0 + 1.0);
        assert_int_equal(count_of(&h), 1001);
        ages_clear(&a);
        ages_observe(&a, 161000, &h);
        assert_int_equal(count_of(&h), 1001);
}

static void many_are_never_too_young(void **state)
{
        struct ages a = {0};
        double exact = 0;
        struct metric_histogram h = histogram();
        int64_t ms = 0;
        enum { N = 100000, NOW = 100 * N };
        (void)state;
        for (int i = 0; i < N; i++) {
                ms += rand() % 100;
                ages_add(&a, ms);
                exact += (double)(NOW - ms) / 1000;
        }
        ages_observe(&a, NOW, &h);
        assert_int_equal(count_of(&h), N);
        assert_true(h.sum >= exact);
        /* Half of the runs at least are there, each a thirty-second of the time long at most. */
        assert_true(h.sum - exact <= (double)N * (double)ms / 1000 / (AGES_MOST / 2));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(few_are_exact),
                cmocka_unit_test(many_are_never_too_young),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
