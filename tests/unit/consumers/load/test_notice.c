/* SPDX-License-Identifier: Apache-2.0
 *
 * test_notice.c - a notice is due once its transaction is committed, and names no dossier when they are too many.
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
        for (int i = 0; i < PG_PAYLOAD_MOST; i++)
                notices_add(&n, TEXT("X"));
        assert_true(n.pending.all);
        notices_committed(&n);
        assert_true(n.due.all);
        notices_clear(&n);
        notices_begin(&n);
        notices_add_all(&n);
        notices_committed(&n);
        assert_true(n.due.all);
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
                cmocka_unit_test(unsure),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
