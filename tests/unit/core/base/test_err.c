/* SPDX-License-Identifier: Apache-2.0
 *
 * test_err.c - an error is one kind and one line.
 */
#include "tests/support/unit.h"

#include "core/base/err.h"
#include <errno.h>
#include <string.h>

static void test_fail_sets_kind_and_text(void **state)
{
        (void)state;
        struct err e = {0};
        assert_int_equal(fail(&e, RETRY, "broker %s does not answer", "127.0.0.1:9092"), RETRY);
        assert_int_equal(e.kind, RETRY);
        assert_string_equal(e.text, "broker 127.0.0.1:9092 does not answer");
}

static void test_text_is_one_line(void **state)
{
        (void)state;
        struct err e = {0};
        (void)fail(&e, FATAL, "%s", "ERROR:  no such table\nLINE 1: select\t1\n\n");
        assert_string_equal(e.text, "ERROR:  no such table LINE 1: select 1");
        (void)fail(&e, FATAL, "it is over. ");
        assert_string_equal(e.text, "it is over");
        (void)fail(&e, FATAL, "%s", "");
        assert_string_equal(e.text, "");
}

static void test_where_stands_before_what(void **state)
{
        (void)state;
        struct err e = {0};
        (void)fail(&e, POISON, "status has no such symbol");
        assert_int_equal(fail_at(&e, "%s[%d]@%lld", "dossier-status", 3, 17LL), POISON);
        assert_string_equal(e.text, "dossier-status[3]@17: status has no such symbol");
        assert_int_equal(e.kind, POISON);
}

static void test_arguments_may_be_the_text_itself(void **state)
{
        (void)state;
        struct err e = {0};
        (void)fail(&e, RETRY, "connection lost");
        (void)fail(&e, FATAL, "given up after %d tries: %s", 9, e.text);
        assert_string_equal(e.text, "given up after 9 tries: connection lost");
}

static void test_errno_is_said(void **state)
{
        (void)state;
        struct err e = {0};
        errno = ENOENT;
        assert_int_equal(fail_errno(&e, USAGE, "cannot open %s", "x.conf"), USAGE);
        assert_string_equal(e.text, "cannot open x.conf: No such file or directory");
}

static void test_a_long_text_is_cut(void **state)
{
        (void)state;
        struct err e = {0};
        char x[2 * sizeof(e.text)];
        memset(x, 'x', sizeof(x));
        x[sizeof(x) - 1] = '\0';
        (void)fail(&e, FATAL, "%s", x);
        assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
        (void)fail_at(&e, "%s", x);
        assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
}

static void test_exit_codes_and_names(void **state)
{
        (void)state;
        assert_int_equal(exit_code(OK), 0);
        assert_int_equal(exit_code(RETRY), 1);
        assert_int_equal(exit_code(POISON), 1);
        assert_int_equal(exit_code(FATAL), 1);
        assert_int_equal(exit_code(USAGE), 2);
        assert_string_equal(fault_name(OK), "OK");
        assert_string_equal(fault_name(USAGE), "USAGE");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_fail_sets_kind_and_text),
                cmocka_unit_test(test_text_is_one_line),
                cmocka_unit_test(test_where_stands_before_what),
                cmocka_unit_test(test_arguments_may_be_the_text_itself),
                cmocka_unit_test(test_errno_is_said),
                cmocka_unit_test(test_a_long_text_is_cut),
                cmocka_unit_test(test_exit_codes_and_names),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
