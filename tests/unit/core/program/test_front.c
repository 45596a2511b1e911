/* SPDX-License-Identifier: Apache-2.0
 *
 * test_front.c - the front door finds a command or helps to find it; what it prints comes from the commands.
 */
#include "tests/support/capture.h"
#include "tests/support/unit.h"

#include "core/program/command.h"
#include "core/program/front.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int runs;

static int carry(int argc, char **argv)
{
        static const struct arg_spec options[] = {
                {"into", "DIR", "where to - and \\how: it's"}, {"fast", NULL, "quickly"}, {0}};
        struct command c;
        int rc;
        if (!command_begin(&c, "carry list|show [--into DIR]",
                           ".Carries things.\n  list  first\n  show  then\nNothing is lost.", options, argc,
                           argv, &rc))
                return rc;
        runs++;
        return command_end(&c, args_flag(&c.args, "fast") ? fail(&c.e, RETRY, "too fast") : OK);
}

/* Its words are optional, and one has words of its own. */
static int watch(int argc, char **argv)
{
        static const struct arg_spec options[] = {{0}};
        struct command c;
        int rc;
        if (!command_begin(&c, "watch [list|why THING|again [ID …|--all]] [--like this|that]", "Watches.",
                           options, argc, argv, &rc))
                return rc;
        return command_end(&c, OK);
}

/* It has one word. */
static int file_away(int argc, char **argv)
{
        static const struct arg_spec options[] = {{0}};
        struct command c;
        int rc;
        if (!command_begin(&c, "file away --at PLACE THING...|-", "Files.", options, argc, argv, &rc))
                return rc;
        return command_end(&c, OK);
}

/* It needs none, and may have one. */
static int keep(int argc, char **argv)
{
        static const struct arg_spec options[] = {{0}};
        struct command c;
        int rc;
        if (!command_begin(&c, "keep [--all] --at PLACE | keep safe THING", "Keeps.", options, argc, argv,
                           &rc))
                return rc;
        return command_end(&c, OK);
}

/* More than a buffer takes. */
static int talk(int argc, char **argv)
{
        static const struct arg_spec options[] = {{0}};
        struct command c;
        int rc;
        if (!command_begin(&c, "talk", "Talks.", options, argc, argv, &rc))
                return rc;
        for (int i = 0; i < 100000; i++)
                printf("line %d\n", i);
        fflush(stdout); /* so that the front door meets an error of before */
        return command_end(&c, OK);
}

/* Its name has two words. */
static int talk_back(int argc, char **argv)
{
        static const struct arg_spec options[] = {{"loud", NULL, "so that all hear it"}, {0}};
        struct command c;
        int rc;
        if (!command_begin(&c, "talk back now|later [--loud]", "Answers.", options, argc, argv, &rc))
                return rc;
        printf("%s with %d\n", c.name, c.args.operands);
        return command_end(&c, OK);
}

static const struct front_command commands[] = {{"talk back", "at once", talk_back},
                                                {"talk", "much", talk},
                                                {"carry", "things from here to there", carry},
                                                {"watch", "over things", watch},
                                                {"file", "things away", file_away},
                                                {"keep", "things", keep},
                                                {0}};

/* What a command line prints to a descriptor; the caller frees. *rc is the exit code. */
static char *said(int fd, int *rc, const char *a, const char *b, const char *c)
{
        char *argv[] = {(char *)"hentra", (char *)a, (char *)b, (char *)c, NULL};
        int argc = 1 + (a != NULL) + (b != NULL) + (c != NULL);
        struct capture other = capture_begin(fd == STDOUT_FILENO ? STDERR_FILENO : STDOUT_FILENO);
        struct capture wanted = capture_begin(fd);
        *rc = front_run(commands, argc, argv);
        char *text = capture_end(&wanted);
        free(capture_end(&other));
        return text;
}

static void says(int fd, int code, const char *a, const char *b, const char *c, const char *expected)
{
        int rc;
        char *text = said(fd, &rc, a, b, c);
        assert_int_equal(rc, code);
        if (!strstr(text, expected))
                fail_msg("\"%s\" does not say \"%s\"", text, expected);
        free(text);
}

static void commands_are_run_or_named(void **state)
{
        (void)state;
        says(STDOUT_FILENO, 0, "carry", NULL, NULL, "");
        assert_int_equal(runs, 1);
        says(STDERR_FILENO, 1, "carry", "--fast", NULL,
             "error command.failed command=carry kind=RETRY reason=\"too fast\"\n");
        says(STDERR_FILENO, 2, "cary", NULL, NULL, "hentra: unknown command cary; did you mean carry?");
        says(STDERR_FILENO, 2, "verson", NULL, NULL, "did you mean version?");
        says(STDERR_FILENO, 2, "dance", NULL, NULL, "hentra: unknown command dance (");
        says(STDERR_FILENO, 2, NULL, NULL, NULL, "a command is missing");
        says(STDERR_FILENO, 2, "carry", "--fsat", NULL,
             "hentra carry: unknown option --fsat, did you mean --fast?");
        says(STDOUT_FILENO, 0, "talk", "back", "now", "talk back with 1\n");
        says(STDERR_FILENO, 2, "talk", "back", "--lod",
             "hentra talk back: unknown option --lod, did you mean --loud?");
        says(STDERR_FILENO, 2, "completion", "csh", NULL, "expected `hentra completion bash|zsh|fish`");
        says(STDERR_FILENO, 2, "man", "carried", NULL, "hentra man: expected ");
        says(STDERR_FILENO, 2, "man", "carry", "keep", "hentra man: expected ");
}

static void help_and_version_are_figures(void **state)
{
        (void)state;
        says(STDOUT_FILENO, 0, "--help", NULL, NULL, "\n  carry       things from here to there\n");
        says(STDOUT_FILENO, 0, "help", NULL, NULL, "exit codes: 0 done, 1 the job failed, 2 wrong usage");
        says(STDOUT_FILENO, 0, "carry", "--help", NULL,
             "usage: hentra carry list|show [--into DIR]\n\n.Carries things.");
        says(STDOUT_FILENO, 0, "help", "carry", NULL, "usage: hentra carry list|show [--into DIR]\n");
        says(STDOUT_FILENO, 0, "help", "carry", "list", "usage: hentra carry list|show [--into DIR]\n");
        says(STDOUT_FILENO, 0, "help", "talk", "back", "usage: hentra talk back now|later [--loud]\n");
        says(STDERR_FILENO, 2, "help", "cary", NULL, "hentra: unknown command cary; did you mean carry?");
        says(STDOUT_FILENO, 0, "--version", NULL, NULL, "\nlibrdkafka 2.");
        assert_int_equal(runs, 2);
}

static void built_in_commands_have_help_too(void **state)
{
        (void)state;
        says(STDOUT_FILENO, 0, "completion", "--help", NULL, "usage: hentra completion bash|zsh|fish\n");
        says(STDOUT_FILENO, 0, "man", "--help", NULL, "usage: hentra man [COMMAND|hentra.conf|--list]\n");
        says(STDOUT_FILENO, 0, "help", "man", NULL, "usage: hentra man ");
        says(STDOUT_FILENO, 0, "version", "--help", NULL, "usage: hentra version\n");
        says(STDOUT_FILENO, 0, "help", "help", NULL, "usage: hentra help [COMMAND]\n");
}

static void completions_know_every_option(void **state)
{
        (void)state;
        says(STDOUT_FILENO, 0, "completion", "bash", NULL,
             "*:carry) words=\" --into --fast --config --set --help list show\" ;;");
        says(STDOUT_FILENO, 0, "completion", "bash", NULL,
             "*:watch) words=\" --config --set --help list why again\" ;;");
        says(STDOUT_FILENO, 0, "completion", "bash", NULL,
             "*:file) words=\" --config --set --help away\" ;;");
        says(STDOUT_FILENO, 0, "completion", "bash", NULL,
             "*:keep) words=\" --config --set --help safe\" ;;");
        says(STDOUT_FILENO, 0, "completion", "bash", NULL,
             "*:talk) words=\" --config --set --help back\" ;;");
        says(STDOUT_FILENO, 0, "completion", "bash", NULL,
             "*:\"talk back\") words=\" --loud --config --set --help now later\" ;;");
        says(STDOUT_FILENO, 0, "completion", "zsh", NULL,
             "        'talk back')\n                shift words\n");
        says(STDOUT_FILENO, 0, "completion", "fish", NULL,
             "complete -c hentra -n '__fish_seen_subcommand_from talk; and __fish_seen_subcommand_from back' "
             "-l loud");
        says(STDOUT_FILENO, 0, "completion", "zsh", NULL,
             "'--into[where to - and \\\\how\\: it'\\''s]:DIR:_files' \\\n                '--fast[quickly]'");
        says(STDOUT_FILENO, 0, "completion", "zsh", NULL, "'*: :{ compadd -- list show; _files }' ;;");
        says(STDOUT_FILENO, 0, "completion", "fish", NULL,
             "complete -c hentra -n '__fish_seen_subcommand_from carry' -l into -rF -d 'where to - and "
             "\\\\how: it\\'s'\n");
        says(STDOUT_FILENO, 0, "completion", "fish", NULL,
             "complete -c hentra -n '__fish_seen_subcommand_from watch' -a ' list why again'\n");
        assert_int_equal(runs, 2); /* to be asked about is not to be run */
}

static void every_command_has_a_page(void **state)
{
        (void)state;
        says(STDOUT_FILENO, 0, "man", NULL, NULL, ".TH HENTRA 1 \"20");
        says(STDOUT_FILENO, 0, "man", NULL, NULL, "\" \"hentra 0.");
        says(STDOUT_FILENO, 0, "man", NULL, NULL, ".BR hentra\\-carry (1)\nthings from here to there\n");
        says(STDOUT_FILENO, 0, "man", "--list", NULL,
             "hentra.1\nhentra-talk-back.1\nhentra-talk.1\nhentra-carry.1\nhentra-watch.1\nhentra-file."
             "1\nhentra-keep.1\nhentra."
             "conf.5\n");
        says(STDOUT_FILENO, 0, "man", "carry", NULL, ".TH HENTRA-CARRY 1 \"20");
        says(STDOUT_FILENO, 0, "man", "carry", NULL,
             ".SH SYNOPSIS\nhentra carry list|show [\\-\\-into DIR]\n.SH DESCRIPTION\n\\&.Carries things.\n");
        says(STDOUT_FILENO, 0, "man", "carry", NULL,
             ".nf\n  list  first\n  show  then\n.fi\n.PP\nNothing is lost.\n");
        says(STDOUT_FILENO, 0, "man", "carry", NULL,
             "\\fB\\-\\-into\\fR \\fIDIR\\fR\nwhere to \\- and \\ehow: it's\n");
        says(STDOUT_FILENO, 0, "man", "keep", NULL,
             "\nhentra keep [\\-\\-all] \\-\\-at PLACE\n.br\nhentra keep safe THING\n");
        says(STDOUT_FILENO, 0, "man", "hentra.conf", NULL, ".TP\n.B load.memory\n");
        assert_int_equal(runs, 2); /* to be asked about is not to be run */
}

static int talk_to(int fd)
{
        char *argv[] = {(char *)"hentra", (char *)"talk", NULL};
        fflush(stdout);
        const int kept = dup(STDOUT_FILENO);
        assert_true(kept >= 0 && dup2(fd, STDOUT_FILENO) >= 0);
        const int rc = front_run(commands, 2, argv);
        assert_true(dup2(kept, STDOUT_FILENO) >= 0);
        clearerr(stdout);
        close(kept);
        close(fd);
        return rc;
}

static void a_reader_that_has_seen_enough_is_no_failure(void **state)
{
        int ends[2];
        (void)state;
        signal(SIGPIPE, SIG_IGN);
        assert_int_equal(pipe(ends), 0);
        close(ends[0]);
        assert_int_equal(talk_to(ends[1]), 0);
        assert_int_equal(talk_to(open("/dev/full", O_WRONLY)), 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(commands_are_run_or_named),
                cmocka_unit_test(help_and_version_are_figures),
                cmocka_unit_test(built_in_commands_have_help_too),
                cmocka_unit_test(a_reader_that_has_seen_enough_is_no_failure),
                cmocka_unit_test(completions_know_every_option),
                cmocka_unit_test(every_command_has_a_page),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
