/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spool_command.c - the command line of `hentra spool`, as far as it goes without a server.
 */
#include "producers/spool/spool.h"
#include "tests/support/capture.h"
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>

enum { WORDS_MOST = 20 };

/* Runs the command in a process of its own. It must be refused by one line with these words. */
static void expect_refused(const char *says, const char *const *words)
{
        char *argv[WORDS_MOST + 1] = {(char *)(uintptr_t) "spool"};
        int argc = 1, status;
        for (; words[argc - 1]; argc++)
                argv[argc] = (char *)(uintptr_t)words[argc - 1];
        struct capture c = capture_begin(STDERR_FILENO);
        const pid_t pid = fork();
        if (pid == 0) {
                const int rc = spool_command(argc, argv);
                fflush(NULL);
                _exit(rc);
        }
        const bool ended = waitpid(pid, &status, 0) == pid && WIFEXITED(status);
        char *text = capture_end(&c);
        if (!ended || WEXITSTATUS(status) != 2 || !strstr(text, says) ||
            strchr(text, '\n') != text + strlen(text) - 1)
                fail_msg("%d and '%s', not '%s' in one line", status, text, says);
        free(text);
}
#define REFUSED(says, ...) expect_refused(says, (const char *const[]){__VA_ARGS__, "--wait", "0", NULL})

/* Whoever asks what would be taken back must not take it back. */
static void undo_has_no_dry_run(void **state)
{
        (void)state;
        static const char says[] = "undo knows neither --dry-run nor --sample: nothing was taken back";
        REFUSED(says, "undo", "--dry-run", "/nonexistent/done/a.csv");
        REFUSED(says, "--dry-run", "undo", "/nonexistent/done/a.csv");
        REFUSED(says, "--dry-run", "--mapping", "m.ini", "undo", "/nonexistent/done/a.csv");
        REFUSED(says, "--sample", "10", "undo", "/nonexistent/done/a.csv");
        REFUSED(says, "--dry-run", "undo");
}

static void what_does_not_go_together(void **state)
{
        (void)state;
        REFUSED("--mapping FILE is missing", "/nonexistent");
        REFUSED("--sample belongs to --dry-run", "--sample", "10", "--mapping", "m.ini", "/nonexistent");
        REFUSED("--dry-run needs a file or a directory", "--dry-run", "--mapping", "m.ini");
        REFUSED("undo: exactly one file of DIR/done/ is needed, 2 were given", "undo", "a", "b");
        REFUSED("exactly one DIR is needed, 2 were given", "--mapping", "m.ini", "a", "b");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(undo_has_no_dry_run),
                cmocka_unit_test(what_does_not_go_together),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
