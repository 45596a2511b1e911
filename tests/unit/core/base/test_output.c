/* SPDX-License-Identifier: Apache-2.0
 *
 * test_output.c - a file that takes its name only when it is complete.
 */
#include "tests/support/unit.h"

#include "core/base/output.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/hentra-output.XXXXXX", path[128];

static int make_folder(void **state)
{
        (void)state;
        if (!mkdtemp(folder))
                return 1;
        snprintf(path, sizeof(path), "%s/report.csv", folder);
        return 0;
}

static int remove_folder(void **state)
{
        (void)state;
        unlink(path);
        return rmdir(folder); /* fails when anything was left beside */
}

static const char *content(void)
{
        static char text[64];
        FILE *f = fopen(path, "r");
        assert_non_null(f);
        text[fread(text, 1, sizeof(text) - 1, f)] = 0;
        fclose(f);
        return text;
}

static void write_file(const char *text, bool keep)
{
        struct output_file f;
        struct err e;
        assert_int_equal(output_file_open(&f, path, &e), OK);
        assert_true(fputs(text, f.out) >= 0);
        if (keep)
                assert_int_equal(output_file_close(&f, &e), OK);
        else
                output_file_drop(&f);
        output_file_drop(&f);
}

static void test_there_whole_or_not_at_all(void **state)
{
        struct stat s;
        (void)state;
        write_file("half", false);
        assert_int_equal(access(path, F_OK), -1);
        const mode_t mask = umask(022);
        write_file("whole", true);
        umask(mask);
        assert_string_equal(content(), "whole");
        assert_int_equal(stat(path, &s), 0);
        assert_int_equal(s.st_mode & 0777, 0644);
        write_file("half again", false);
        assert_string_equal(content(), "whole");
        write_file("new", true);
        assert_string_equal(content(), "new");
}

static void test_mode_and_link_stay(void **state)
{
        char link[80], next[80];
        struct stat s;
        (void)state;
        write_file("old", true);
        assert_int_equal(chmod(path, 0640), 0);
        snprintf(link, sizeof(link), "%s/link", folder);
        assert_int_equal(symlink("report.csv", link), 0);
        char *const own = strdup(path);
        snprintf(path, sizeof(path), "%s", link);
        write_file("by its link", true);
        assert_int_equal(lstat(link, &s), 0);
        assert_true(S_ISLNK(s.st_mode));
        snprintf(path, sizeof(path), "%s", own);
        assert_string_equal(content(), "by its link");
        assert_int_equal(stat(path, &s), 0);
        assert_int_equal(s.st_mode & 07777, 0640);
        /* A link to what is not there yet. */
        unlink(path);
        snprintf(path, sizeof(path), "%s", link);
        write_file("made", true);
        snprintf(path, sizeof(path), "%s", own);
        assert_string_equal(content(), "made");
        snprintf(next, sizeof(next), "%s/pipe", folder);
        assert_int_equal(mkfifo(next, 0600), 0);
        struct output_file f;
        struct err e;
        assert_int_equal(output_file_open(&f, next, &e), USAGE);
        assert_non_null(strstr(e.text, "is no file"));
        assert_int_equal(output_file_open(&f, folder, &e), USAGE);
        unlink(next);
        unlink(link);
        free(own);
}

static void test_no_such_folder(void **state)
{
        struct output_file f;
        struct err e;
        (void)state;
        assert_int_equal(output_file_open(&f, "/tmp/no/such/folder/x", &e), USAGE);
        assert_non_null(strstr(e.text, "/tmp/no/such/folder/x"));
        output_file_drop(&f);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_there_whole_or_not_at_all),
                cmocka_unit_test(test_mode_and_link_stay),
                cmocka_unit_test(test_no_such_folder),
        };
        return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
