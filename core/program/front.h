/* SPDX-License-Identifier: Apache-2.0
 *
 * front.h - what the front door does with its table of commands.
 */
#ifndef HENTRA_PROGRAM_FRONT_H
#define HENTRA_PROGRAM_FRONT_H

struct front_command {
        const char *name;    /* a table ends with {0} */
        const char *summary; /* a few words, lower case */
        int (*run)(int argc, char **argv);
};

/* Runs the command that argv names and returns its exit code. Understands besides the table: --help (help),
 * --version (version), `completion bash` and `man`, which are printed from the table and from what the
 * commands say of themselves. Anything else: one line with the nearest known name, exit code 2. */
int front_run(const struct front_command *commands, int argc, char **argv);

#endif
