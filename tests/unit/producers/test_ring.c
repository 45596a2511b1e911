/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ring.c - whatever the order of confirmation, the settled number is the first gap.
 */
#include "producers/ring.h"
#include "tests/support/unit.h"
#include <stdlib.h>
#include <string.h>

static void starts_empty(void **state)
{
        (void)state;
        struct ring r;
        ring_open(&r, 3);
        assert_int_equal(ring_settled(&r), 0);
        assert_false(ring_full(&r));
        ring_close(&r);
        ring_close(&r);
}

static void stops_at_the_gap(void **state)
{
        (void)state;
        struct ring r;
        ring_open(&r, 3);
        for (uint64_t n = 0; n < 3; n++)
                assert_int_equal(ring_take(&r), n);
        assert_true(ring_full(&r));
        ring_done(&r, 2);
        ring_done(&r, 1);
        assert_int_equal(ring_settled(&r), 0);
        assert_true(ring_full(&r));
        ring_done(&r, 0);
        assert_int_equal(ring_settled(&r), 3);
        assert_int_equal(ring_take(&r), 3);
        assert_int_equal(ring_settled(&r), 3);
        ring_close(&r);
}

/* A naive model: every number that was taken, and whether it was confirmed. */
static void agrees_with_a_model(unsigned seed, size_t capacity)
{
        enum { TOTAL = 2000 };
        static bool done[TOTAL];
        memset(done, 0, sizeof(done));
        struct ring r;
        ring_open(&r, capacity);
        srandom(seed);
        uint64_t taken = 0, gap = 0;
        while (gap < TOTAL) {
                if (taken < TOTAL && taken - gap < capacity && random() % 2) {
                        assert_int_equal(ring_take(&r), taken++);
                } else if (taken > gap) {
                        uint64_t n = gap + (uint64_t)random() % (taken - gap);
                        while (done[n])
                                n = n + 1 < taken ? n + 1 : gap;
                        done[n] = true;
                        ring_done(&r, n);
                        while (gap < taken && done[gap])
                                gap++;
                }
                assert_int_equal(ring_settled(&r), gap);
                assert_int_equal(ring_full(&r), taken - gap == capacity);
        }
        ring_close(&r);
}

static void any_order(void **state)
{
        (void)state;
        static const size_t capacities[] = {1, 2, 7, 8, 9, 64, 100};
        for (unsigned seed = 0; seed < 20; seed++) {
                for (size_t i = 0; i < sizeof(capacities) / sizeof(capacities[0]); i++)
                        agrees_with_a_model(seed, capacities[i]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(starts_empty),
                cmocka_unit_test(stops_at_the_gap),
                cmocka_unit_test(any_order),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
