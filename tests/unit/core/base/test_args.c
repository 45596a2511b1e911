/* SPDX-License-Identifier: Apache-2.0
 *
 * test_args.c - the command line of one subcommand.
 */
#include "tests/support/unit.h"

#include "core/base/args.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct arg_spec spec[] = {
        {"mapping", "FILE", "how columns become fields"},
        {"seed", "N", "choose another year of the same kind"},
        {"once", NULL, "end when the folder is empty"},
        {0},
};

enum { WORDS_MOST = 80 };

/* Parses the words, which end with NULL. */
static enum fault parse(struct args *a, struct err *e, const char *const *words)
{
        static char *argv[WORDS_MOST + 1];
        int argc = 0;
        for (; words[argc]; argc++) {
                assert_true(argc < WORDS_MOST);
                argv[argc] = (char *)(uintptr_t)words[argc];
        }
        argv[argc] = NULL;
        return args_parse(a, spec, argc, argv, e);
}
#define PARSE(...) parse(&a, &e, (const char *const[]){"spool", __VA_ARGS__, NULL})

static void test_options_and_operands(void **state)
{
        (void)state;
        struct args a;
        struct err e = {0};
        int64_t seed = 7;
        assert_int_equal(PARSE("--once", "in", "--mapping", "m.ini", "--config=h.conf", "--set", "a.b=c",
                               "--set", "d=", "--", "--odd"),
                         OK);
        assert_true(args_flag(&a, "once"));
        assert_string_equal(args_text(&a, "mapping"), "m.ini");
        assert_null(args_text(&a, "seed"));
        assert_int_equal(args_count(&a, "seed", 0, 9, &seed, &e), OK);
        assert_int_equal(seed, 7);
        assert_string_equal(a.config, "h.conf");
        assert_string_equal(a.set[0], "a.b=c");
        assert_string_equal(a.set[1], "d=");
        assert_null(a.set[2]);
        assert_int_equal(a.operands, 2);
        assert_string_equal(a.operand[0], "in");
        assert_string_equal(a.operand[1], "--odd");
        assert_null(a.operand[2]);
        assert_false(a.help);
}

static void test_it_starts_anew_each_time(void **state)
{
        (void)state;
        struct args a;
        struct err e = {0};
        for (int i = 0; i < 3; i++) {
                assert_int_equal(PARSE("--seed", "-5", "x"), OK);
                assert_string_equal(args_text(&a, "seed"), "-5");
                assert_false(args_flag(&a, "once"));
                assert_int_equal(a.operands, 1);
        }
        assert_int_equal(parse(&a, &e, (const char *const[]){"spool", NULL}), OK);
        assert_int_equal(a.operands, 0);
}

static void test_counts(void **state)
{
        (void)state;
        struct args a;
        struct err e = {0};
        int64_t n = 0;
        assert_int_equal(PARSE("--seed", "9223372036854775807"), OK);
        assert_int_equal(args_count(&a, "seed", 0, INT64_MAX, &n, &e), OK);
        assert_true(n == INT64_MAX);
        static const char *const wrong[] = {"", "x", "5x", "1.5", "11", "-1", "9223372036854775808", "0x5"};
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                assert_int_equal(PARSE("--seed", wrong[i]), OK);
                if (args_count(&a, "seed", 0, 10, &n, &e) != USAGE)
                        fail_msg("%s was read", wrong[i]);
        }
        assert_string_equal(e.text, "--seed \"0x5\": allowed is a whole number from 0 to 10");
        assert_true(n == INT64_MAX);
}

static void test_words(void **state)
{
        (void)state;
        static const char *const words[] = {"text", "csv", "json"};
        struct args a;
        struct err e = {0};
        int chosen = 1;
        assert_int_equal(PARSE(NULL), OK);
        assert_int_equal(args_choice(&a, "mapping", words, 3, &chosen, &e), OK);
        assert_int_equal(chosen, 1);
        assert_int_equal(PARSE("--mapping", "json"), OK);
        assert_int_equal(args_choice(&a, "mapping", words, 3, &chosen, &e), OK);
        assert_int_equal(chosen, 2);
        assert_int_equal(PARSE("--mapping", "jso"), OK);
        assert_int_equal(args_choice(&a, "mapping", words, 3, &chosen, &e), USAGE);
        assert_string_equal(e.text, "--mapping jso: allowed are text, csv, json; did you mean json?");
        assert_int_equal(chosen, 2);
        assert_int_equal(args_no_operands(&a, &e), OK);
        assert_int_equal(PARSE("DIR"), OK);
        assert_int_equal(args_no_operands(&a, &e), USAGE);
        assert_non_null(strstr(e.text, "DIR"));
}

static void test_a_verb(void **state)
{
        (void)state;
        static const char *const verbs[] = {"fit", "show", "check"};
        struct args a;
        struct err e = {0};
        int chosen = 7;
        assert_int_equal(PARSE(NULL), OK);
        assert_int_equal(args_verb(&a, "foresight", verbs, 3, &chosen, &e), USAGE);
        assert_string_equal(e.text, "expected: fit, show or check (hentra foresight --help)");
        assert_int_equal(PARSE("sho"), OK);
        assert_int_equal(args_verb(&a, "foresight", verbs, 3, &chosen, &e), USAGE);
        assert_string_equal(e.text, "foresight sho: allowed are fit, show, check; did you mean show?");
        assert_int_equal(PARSE("check", "2022-09-01"), OK);
        assert_int_equal(args_verb(&a, "foresight", verbs, 3, &chosen, &e), OK);
        assert_int_equal(chosen, 2);
}

static void test_help_wins(void **state)
{
        (void)state;
        struct args a;
        struct err e = {0};
        assert_int_equal(PARSE("--help", "--nonsense"), OK);
        assert_true(a.help);
        assert_int_equal(PARSE("-h"), OK);
        assert_true(a.help);
}

static void test_wrong_usage_is_named(void **state)
{
        (void)state;
        struct args a;
        struct err e = {0};
        assert_int_equal(PARSE("--maping", "x"), USAGE);
        assert_string_equal(e.text,
                            "unknown option --maping, did you mean --mapping? Allowed: --mapping, --seed, "
                            "--once, --config, --set, --help");
        assert_int_equal(PARSE("--hepl"), USAGE);
        assert_non_null(strstr(e.text, "did you mean --help?"));
        assert_int_equal(PARSE("--zzzzzzzz=1"), USAGE);
        assert_string_equal(e.text,
                            "unknown option --zzzzzzzz=1; allowed: --mapping, --seed, --once, --config, "
                            "--set, --help");
        assert_int_equal(PARSE("-x"), USAGE);
        assert_string_equal(e.text, "unknown option -x: options are words, see --help");
        assert_int_equal(PARSE("--mapping"), USAGE);
        assert_string_equal(e.text, "option --mapping needs a value");
        assert_int_equal(PARSE("--once=yes"), USAGE);
        assert_string_equal(e.text, "option --once=yes takes no value");
        assert_int_equal(PARSE("--set", "a.b"), USAGE);
        assert_string_equal(e.text, "--set \"a.b\": allowed is KEY=VALUE");
}

static void test_too_many(void **state)
{
        (void)state;
        struct args a;
        struct err e = {0};
        const char *words[WORDS_MOST] = {"spool"};
        for (int i = 1; i <= OPERANDS_MOST; i++)
                words[i] = "x";
        assert_int_equal(parse(&a, &e, words), OK);
        assert_int_equal(a.operands, OPERANDS_MOST);
        words[OPERANDS_MOST + 1] = "x";
        assert_int_equal(parse(&a, &e, words), USAGE);
        for (int i = 1; i <= SETS_MOST + 1; i++)
                words[i] = "--set=a=b";
        assert_int_equal(parse(&a, &e, words), USAGE);
        words[SETS_MOST + 1] = NULL;
        assert_int_equal(parse(&a, &e, words), OK);
        assert_string_equal(a.set[SETS_MOST - 1], "a=b");
        assert_null(a.set[SETS_MOST]);
}

static void test_help_lines_are_aligned(void **state)
{
        (void)state;
        FILE *out = tmpfile();
        assert_non_null(out);
        fflush(stdout);
        int saved = dup(STDOUT_FILENO);
        assert_true(saved >= 0 && dup2(fileno(out), STDOUT_FILENO) >= 0);
        args_print(spec);
        fflush(stdout);
        assert_true(dup2(saved, STDOUT_FILENO) >= 0);
        close(saved);
        rewind(out);
        char line[200];
        int lines = 0;
        while (fgets(line, sizeof(line), out)) {
                lines++;
                assert_memory_equal(line, "  --", 4);
                assert_memory_equal(line + 17, "  ", 2);
                assert_true(line[19] != ' ');
        }
        fclose(out);
        assert_int_equal(lines, 6);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_options_and_operands),
                cmocka_unit_test(test_it_starts_anew_each_time),
                cmocka_unit_test(test_counts),
                cmocka_unit_test(test_words),
                cmocka_unit_test(test_a_verb),
                cmocka_unit_test(test_help_wins),
                cmocka_unit_test(test_wrong_usage_is_named),
                cmocka_unit_test(test_too_many),
                cmocka_unit_test(test_help_lines_are_aligned),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
