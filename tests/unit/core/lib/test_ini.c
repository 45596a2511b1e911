/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ini.c - every pair with its section and line; nothing is cut, guessed or dropped.
 */
#include "tests/support/unit.h"

#include "core/base/bytes.h"
#include "core/lib/ini.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum fault collect(void *context, const struct ini_pair *pair, struct err *e)
{
        char line[INI_LINE_MOST + 128];
        int n = snprintf(line, sizeof(line), "%d|%s|%s|%s\n", pair->line, pair->section, pair->key,
                         pair->value);
        bytes_add(context, line, (size_t)n);
        if (strcmp(pair->key, "stop") == 0)
                return ini_fail(e, pair, "%s is not wanted", pair->key);
        return OK;
}

static void reads_as(const char *text, const char *expected)
{
        struct bytes seen = {0};
        struct err e;
        if (ini_read_text("memory", text_of(text), collect, &seen, &e) != OK)
                fail_msg("%s", e.text);
        bytes_add(&seen, "", 1);
        assert_string_equal((char *)seen.at, expected);
        bytes_free(&seen);
}

static void refused(struct text text, const char *says)
{
        struct bytes seen = {0};
        struct err e = {0};
        assert_int_equal(ini_read_text("m.ini", text, collect, &seen, &e), USAGE);
        if (!strstr(e.text, says))
                fail_msg("\"%s\" does not say \"%s\"", e.text, says);
        bytes_free(&seen);
}

static void pairs_come_with_section_and_line(void **state)
{
        (void)state;
        reads_as("", "");
        reads_as("a=1", "1||a|1\n");
        reads_as("\xEF\xBB\xBF"
                 "# comment\n; another\n\na = 1\r\n[s one]\n  b.c =  x y \n[t]\nb=\n",
                 "4||a|1\n6|s one|b.c|x y\n8|t|b|\n");
        reads_as("Hồ sơ = tiếp nhận\n", "1||Hồ sơ|tiếp nhận\n");
}

static void values_are_taken_whole(void **state)
{
        (void)state;
        reads_as("delimiter = ;\nx = a ; b # c\ny = p=q:r\n", "1||delimiter|;\n2||x|a ; b # c\n3||y|p=q:r\n");
        reads_as("a = 1\n  b = 2\n\tc = 3\n", "1||a|1\n2||b|2\n3||c|3\n");
}

static void a_line_may_be_long_but_not_endless(void **state)
{
        (void)state;
        char *line = need_alloc(INI_LINE_MOST + 16);
        memset(line, 'x', INI_LINE_MOST);
        line[1] = '=';
        struct bytes expected = {0};
        struct err e;
        struct bytes seen = {0};
        assert_int_equal(ini_read_text("m", text_of(line), collect, &expected, &e), OK);
        /* The second pair shows that the line counted as one. */
        strcat(line, "\ny=1");
        assert_int_equal(ini_read_text("m", text_of(line), collect, &seen, &e), OK);
        assert_memory_equal(seen.at + seen.len - 8, "\n2||y|1\n", 8);
        line[INI_LINE_MOST] = 'x';
        refused(text_of(line), "m.ini:1: a line of");
        bytes_free(&expected);
        bytes_free(&seen);
        free(line);
}

static void mistakes_are_named_with_their_line(void **state)
{
        (void)state;
        refused(TEXT("a=1\nnonsense\nb=2\n"), "m.ini:2: neither [section] nor key = value");
        refused(TEXT("a=1\n[open\n"), "m.ini:2: neither");
        refused(TEXT("a=1\nb=\xff\n"), "m.ini:2: ");
        refused(TEXT("a=1\nb=\0\n"), "m.ini:2: ");
        refused(TEXT("a=1\nstop=2\nc=3\n"), "m.ini:2: stop is not wanted");
        refused(TEXT("[0123456789012345678901234567890123456789012345678]\na=1\n"), "at most 48 bytes");
        reads_as("[012345678901234567890123456789012345678901234567]\na=1\n",
                 "2|012345678901234567890123456789012345678901234567|a|1\n");
}

static void files_are_read_or_named(void **state)
{
        (void)state;
        char path[] = "/tmp/hentra-ini-XXXXXX";
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, "a=1\nb", 5), 5);
        close(fd);
        struct bytes seen = {0};
        struct err e;
        assert_int_equal(ini_read_file(path, collect, &seen, &e), USAGE);
        assert_non_null(strstr(e.text, path));
        assert_non_null(strstr(e.text, ":2: neither"));
        unlink(path);
        assert_int_equal(ini_read_file(path, collect, &seen, &e), USAGE);
        assert_non_null(strstr(e.text, "No such file"));
        assert_int_equal(ini_read_file("/tmp", collect, &seen, &e), USAGE);
        bytes_free(&seen);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(pairs_come_with_section_and_line),
                cmocka_unit_test(values_are_taken_whole),
                cmocka_unit_test(a_line_may_be_long_but_not_endless),
                cmocka_unit_test(mistakes_are_named_with_their_line),
                cmocka_unit_test(files_are_read_or_named),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
