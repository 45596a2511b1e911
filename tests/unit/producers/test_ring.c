/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ring.c - whatever the order of confirmation, the settled number is the first gap, and what lies behind
 * it has its bytes.
 */
#include "producers/ring.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The message with this number: a key and a value that follow from it. */
static uint64_t take(struct ring *r)
{
        char key[32], value[64];
        const int len = snprintf(key, sizeof(key), "k%d", (int)r->head);
        const int n = snprintf(value, sizeof(value), "%*d", (int)(r->head % 40) + 1, (int)r->head);
        return ring_take(r, (struct text){key, (size_t)len}, value, (size_t)n);
}

/* The bytes of every message that is not settled. */
static void expect_bytes(const struct ring *r)
{
        size_t all = 0;
        for (uint64_t i = r->tail; i < r->head; i++) {
                assert_int_equal(ring_bytes(r, i), all);
                char expected[32], found[64];
                struct text key, value;
                ring_message(r, i, &key, &value);
                snprintf(expected, sizeof(expected), "k%d", (int)i);
                snprintf(found, sizeof(found), "%.*s", (int)key.len, key.at);
                assert_string_equal(found, expected);
                snprintf(found, sizeof(found), "%.*s", (int)value.len, value.at);
                assert_int_equal(atoi(found), i);
                all += key.len + value.len;
        }
        assert_int_equal(ring_bytes(r, r->head), all);
}

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
                assert_int_equal(take(&r), n);
        assert_true(ring_full(&r));
        ring_done(&r, 2);
        ring_done(&r, 1);
        assert_int_equal(ring_settled(&r), 0);
        assert_true(ring_full(&r));
        ring_done(&r, 0);
        assert_int_equal(ring_settled(&r), 3);
        assert_int_equal(take(&r), 3);
        assert_int_equal(ring_settled(&r), 3);
        ring_close(&r);
}

/* A naive model: every number that was taken, and whether it was confirmed. */
static void agrees_with_a_model(unsigned seed, size_t capacity)
{
        enum { TOTAL = 1000 };
        static bool done[TOTAL];
        memset(done, 0, sizeof(done));
        struct ring r;
        ring_open(&r, capacity);
        srandom(seed);
        uint64_t taken = 0, gap = 0;
        while (gap < TOTAL) {
                if (taken < TOTAL && taken - gap < capacity && random() % 2) {
                        assert_int_equal(take(&r), taken++);
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
                expect_bytes(&r);
        }
        ring_close(&r);
}

/* Bytes of more messages than are kept at a time. */
static void bytes_do_not_grow(void **state)
{
        (void)state;
        struct ring r;
        ring_open(&r, 1000);
        for (int i = 0; i < 100000; i++) {
                if (ring_full(&r))
                        ring_done(&r, r.tail);
                take(&r);
                if (i % 5000 == 0)
                        expect_bytes(&r);
        }
        assert_true(r.bytes.capacity < 1 << 19);
        ring_close(&r);
}

static void any_order(void **state)
{
        (void)state;
        static const size_t capacities[] = {1, 2, 7, 8, 9, 64};
        for (unsigned seed = 0; seed < 10; seed++) {
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
                cmocka_unit_test(bytes_do_not_grow),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
