/* SPDX-License-Identifier: Apache-2.0
 *
 * test_notice.c - a notice is due once its transaction is committed, and names no dossier when they are too
 * many.
 */
#include "consumers/load/notice.h"
#include "tests/support/unit.h"

#include <string.h>

static void assert_due(const struct notices *n, const char *lines)
{
        assert_int_equal(n->due.lines.len, strlen(lines));
        assert_memory_equal(n->due.lines.at, lines, strlen(lines));
        assert_false(n->due.all);
}

static void due_after_the_commit(void **state)
{
        (void)state;
        struct notices n = {0};
        notices_begin(&n);
        notices_add(&n, TEXT("A"));
        assert_int_equal(notices_wait_ms(&n), -1);
        notices_begin(&n); /* that one was rolled back */
        notices_add(&n, TEXT("B"));
        notices_add(&n, TEXT("C"));
        notices_committed(&n);
        assert_int_equal(notices_wait_ms(&n), 0);
        assert_due(&n, "B\nC");
        notices_begin(&n);
        notices_add(&n, TEXT("D"));
        notices_committed(&n);
        assert_due(&n, "B\nC\nD");
        notices_clear(&n);
        assert_int_equal(notices_wait_ms(&n), -1);
        notices_free(&n);
}

static void too_many_to_name(void **state)
{
        (void)state;
        struct notices n = {0};
        notices_begin(&n);
        for (int i = 0; i < NOTICE_MOST; i++)
                notices_add(&n, TEXT("X"));
        assert_true(n.pending.all);
        notices_committed(&n);
        assert_true(n.due.all);
        notices_free(&n);
}

/* Moves join, and a position that was taken anew shows the gap. */
static void moves_are_told_of(void **state)
{
        (void)state;
        struct notices n = {0};
        notices_moved(&n, 7, 0, 10, false);
        notices_moved(&n, 8, 5, 6, false);
        notices_moved(&n, 7, 10, 12, false);
        notices_moved(&n, 8, 9, 10, false);
        assert_int_equal(n.move_n, 2);
        assert_int_equal(n.move[0].from, 0);
        assert_int_equal(n.move[0].to, 12);
        assert_int_equal(n.move[1].from, 9);
        assert_int_equal(notices_wait_ms(&n), 0);
        /* Moves alone wait longer, but not when somebody waits for them. */
        n.moves_after = steady_now() + MICROS_PER_SECOND;
        assert_in_range(notices_wait_ms(&n), 1, 1000);
        notices_moved(&n, 7, 12, 13, true);
        assert_int_equal(notices_wait_ms(&n), 0);
        notices_clear(&n);
        assert_int_equal(notices_wait_ms(&n), -1);
        notices_free(&n);
}

static void unsure(void **state)
{
        (void)state;
        struct notices n = {0};
        notices_unsure(&n);
        notices_begin(&n);
        assert_int_equal(notices_wait_ms(&n), 0);
        notices_free(&n);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(due_after_the_commit),
                cmocka_unit_test(too_many_to_name),
                cmocka_unit_test(moves_are_told_of),
                cmocka_unit_test(unsure),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
