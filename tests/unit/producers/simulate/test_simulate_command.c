/* SPDX-License-Identifier: Apache-2.0
 *
 * test_simulate_command.c - the command line of `hentra simulate`, as far as it goes without a server.
 */
#include "tests/support/unit.h"

#include "generated/embedded.h"
#include "producers/simulate/simulate.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MOST = 20 };

static char directory[] = "/tmp/test_simulate_XXXXXX";

static const char *in_directory(const char *name)
{
        static char path[4][128];
        static int next;
        char *p = path[next++ % 4];
        snprintf(p, sizeof(path[0]), "%s/%s", directory, name);
        return p;
}

static size_t read_file(const char *path, char *out, size_t room)
{
        FILE *f = fopen(path, "r");
        assert_non_null(f);
        size_t len = fread(out, 1, room - 1, f);
        out[len] = 0;
        fclose(f);
        return len;
}

/* Runs the command in a process of its own; what it writes goes to the files `out` and `err`. */
static int run(const char *const *words)
{
        char *argv[WORDS_MOST + 1] = {(char *)(uintptr_t) "simulate"};
        int argc = 1, status;
        for (; words[argc - 1]; argc++)
                argv[argc] = (char *)(uintptr_t)words[argc - 1];
        fflush(NULL);
        pid_t pid = fork();
        if (pid == 0) {
                bool quiet = freopen(in_directory("out"), "w", stdout) &&
                             freopen(in_directory("err"), "w", stderr);
                int rc = quiet ? simulate_command(argc, argv) : 99;
                fflush(NULL);
                _exit(rc);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
        return WEXITSTATUS(status);
}
#define RUN(...) run((const char *const[]){__VA_ARGS__, NULL})
#define YEAR     "--profile", "tien-giang-2022"

static void assert_refused(const char *said, int rc)
{
        char text[4096];
        size_t len = read_file(in_directory("err"), text, sizeof(text));
        if (rc != 2 || !strstr(text, said) || strchr(text, '\n') != text + len - 1)
                fail_msg("exit code %d and '%s', not '%s' in one line", rc, text, said);
}

static void test_what_is_refused(void **state)
{
        (void)state;
        assert_refused("--profile is missing: known are ba-ria-vung-tau-2022, tien-giang-2022",
                       RUN("--seed", "1"));
        assert_refused("no profile an-giang: known are ba-ria-vung-tau-2022, tien-giang-2022",
                       RUN("--profile", "an-giang"));
        assert_refused("nowhere.ini", RUN("--profile", "nowhere.ini"));
        assert_refused("--seed", RUN(YEAR, "--seed", "-1"));
        assert_refused("--dossiers", RUN(YEAR, "--dossiers", "0"));
        assert_refused("--duplicates 101: allowed is", RUN(YEAR, "--duplicates", "101"));
        assert_refused("--disorder five: allowed is", RUN(YEAR, "--disorder", "five"));
        assert_refused("--taken-back -1: allowed is", RUN(YEAR, "--taken-back", "-1"));
        assert_refused("--speed 0: allowed is", RUN(YEAR, "--speed", "0"));
        assert_refused("--speed inf: allowed is", RUN(YEAR, "--speed", "inf"));
        assert_refused("--month 2022-13: allowed is YYYY-MM", RUN(YEAR, "--month", "2022-13"));
        assert_refused("2022-01-01 to 2022-12-31", RUN(YEAR, "--month", "2021-12"));
        assert_refused("--to events.csv: allowed is kafka", RUN(YEAR, "--to", "events.csv"));
        assert_refused("cannot write", RUN(YEAR, "--dossiers", "1", "--to", in_directory("none/x.jsonl")));
        assert_refused("cannot make the directory", RUN(YEAR, "--catalogue", in_directory("none/x")));
        assert_refused("unexpected year", RUN(YEAR, "year"));
}

static void test_dry_run_says_the_totals(void **state)
{
        (void)state;
        char text[4096];
        assert_int_equal(RUN(YEAR, "--month", "2022-03", "--dry-run"), 0);
        read_file(in_directory("out"), text, sizeof(text));
        static const char *const lines[] = {"2022-03-01 to 2022-03-31",
                                            "received                        77483\n",
                                            "online                          25603\n",
                                            "resolved_late                     249\n",
                                            "in_process                       1053\n",
                                            "procedures_with_dossiers          883\n"};
        for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
                if (!strstr(text, lines[i]))
                        fail_msg("'%s' is not in '%s'", lines[i], text);
        }
        assert_null(strstr(text, "taken_back"));
}

static void test_help_names_every_profile(void **state)
{
        (void)state;
        char text[8192];
        assert_int_equal(RUN("--help"), 0);
        read_file(in_directory("out"), text, sizeof(text));
        for (const struct embedded_file *f = embedded_profiles; f->name; f++) {
                if (!strstr(text, f->name))
                        fail_msg("--help does not name %s", f->name);
        }
}

static size_t count_lines(const char *path)
{
        size_t n = 0;
        FILE *f = fopen(path, "r");
        assert_non_null(f);
        for (int c; (c = fgetc(f)) != EOF;)
                n += c == '\n';
        fclose(f);
        return n;
}

static void test_file_of_lines(void **state)
{
        (void)state;
        enum { ROOM = 1 << 20 };
        static char a[ROOM], b[ROOM];
        assert_int_equal(RUN(YEAR, "--dossiers", "200", "--disorder", "20", "--to", in_directory("a.jsonl")),
                         0);
        assert_int_equal(RUN(YEAR, "--dossiers", "200", "--disorder", "20", "--to", in_directory("b.jsonl")),
                         0);
        size_t len = read_file(in_directory("a.jsonl"), a, ROOM);
        assert_in_range(len, 200 * 4 * 300, ROOM - 2);
        assert_int_equal(read_file(in_directory("b.jsonl"), b, ROOM), len);
        assert_memory_equal(a, b, len);
        assert_int_equal(a[0], '{');
        assert_int_equal(a[len - 1], '\n');
}

/* The number behind `name` at the beginning of a line. */
static long said_number(const char *text, const char *name)
{
        char line[64];
        snprintf(line, sizeof(line), "\n%s ", name);
        const char *at = strstr(text, line);
        if (!at)
                fail_msg("no %s in '%s'", name, text);
        return at ? strtol(at + strlen(line), NULL, 10) : 0;
}

static void test_dry_run_says_what_is_taken_back(void **state)
{
        (void)state;
        static const char *const kinds[] = {"end_set_back", "reopened", "corrected", "retracted",
                                            "said_again",   "day_end",  "withdrawn", "contradicted"};
        char text[4096];
        long sum = 0;
        assert_int_equal(
                RUN(YEAR, "--dossiers", "800", "--taken-back", "25", "--duplicates", "10", "--dry-run"), 0);
        read_file(in_directory("out"), text, sizeof(text));
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
                char name[64];
                snprintf(name, sizeof(name), "taken_back.%s", kinds[i]);
                assert_in_range(said_number(text, name), 20, 30);
                sum += said_number(text, name);
        }
        assert_int_equal(sum, 200);
        assert_int_equal(said_number(text, "received"), 800);
        assert_int_equal(RUN(YEAR, "--dossiers", "800", "--taken-back", "25", "--duplicates", "10", "--to",
                             in_directory("a.jsonl")),
                         0);
        assert_int_equal(count_lines(in_directory("a.jsonl")), said_number(text, "events"));
}

static void test_catalogue(void **state)
{
        (void)state;
        char text[4096];
        assert_int_equal(RUN(YEAR, "--catalogue", in_directory("catalogue")), 0);
        assert_int_equal(count_lines(in_directory("catalogue/agencies.csv")), 1 + 201);
        assert_int_equal(count_lines(in_directory("catalogue/procedures.csv")), 1 + 1733);
        read_file(in_directory("catalogue/agencies.csv"), text, sizeof(text));
        assert_ptr_equal(strstr(text, "code,name,level,parent,province\n000.00.01.H58,\""), text);
        assert_non_null(strstr(
                text, "\n000.01.31.H58,\"Đơn vị cấp xã 01, Thành phố Mỹ Tho\",COMMUNE,000.00.31.H58,H58\n"));
}

static int make_directory(void **state)
{
        (void)state;
        return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
        (void)state;
        static const char *const names[] = {
                "out", "err", "a.jsonl", "b.jsonl", "catalogue/agencies.csv", "catalogue/procedures.csv"};
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
                unlink(in_directory(names[i]));
        rmdir(in_directory("catalogue"));
        return rmdir(directory);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_what_is_refused),
                cmocka_unit_test(test_dry_run_says_the_totals),
                cmocka_unit_test(test_help_names_every_profile),
                cmocka_unit_test(test_file_of_lines),
                cmocka_unit_test(test_dry_run_says_what_is_taken_back),
                cmocka_unit_test(test_catalogue),
        };
        return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
