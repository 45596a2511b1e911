/* SPDX-License-Identifier: Apache-2.0
 *
 * child.h - the program as a process, with the configuration of a world. It ends with the test at the latest.
 */
#ifndef HENTRA_TESTS_SUPPORT_CHILD_H
#define HENTRA_TESTS_SUPPORT_CHILD_H

#include "tests/support/world.h"

#include <sys/types.h>

struct child {
        pid_t pid; /* 0: ended */
        int out, err;
        char *shown; /* what child_out() or child_err() gave last */
};

/* child_start(&c, &w, "load", "--until-end", NULL) */
void child_start(struct child *c, const struct world *w, const char *command, ...);
/* The exit code; 128 + the signal that ended it. */
int child_wait(struct child *c);
void child_signal(const struct child *c, int number);
/* The process that it has begun itself. */
pid_t child_of(const struct child *c);
/* True while nobody has asked how a process ended that has ended. */
bool process_has_ended(pid_t pid);
/* What it wrote so far; lives until the next question. */
const char *child_out(struct child *c);
const char *child_err(struct child *c);
/* Kills what a test that failed left behind. */
void children_end(void);
/* After child_wait(). */
void child_close(struct child *c);

/* Runs a command to its end and states its exit code; when it is another one, the test ends with what was said. */
#define assert_exit(expected, c, w, ...)                                                     \
        do {                                                                                 \
                child_start(c, w, __VA_ARGS__, NULL);                                        \
                const int code_ = child_wait(c);                                             \
                if (code_ != (expected))                                                     \
                        fail_msg("exit code %d: %s\n%s", code_, #__VA_ARGS__, child_err(c)); \
        } while (0)
#define assert_says(text, part)                                             \
        do {                                                                \
                const char *text_ = (text);                                 \
                if (!strstr(text_, part))                                   \
                        fail_msg("\"%s\" is not said in: %s", part, text_); \
        } while (0)

#endif
