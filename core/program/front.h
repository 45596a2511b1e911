/* SPDX-License-Identifier: Apache-2.0
 *
 * front.h - the front door: finds and runs a command of its table.
 */
#ifndef HENTRA_PROGRAM_FRONT_H
#define HENTRA_PROGRAM_FRONT_H

enum { FRONT_NAME_MOST = 32 };
struct front_command {
        const char *name;    /* one word, or two: "alert rule", behind "alert"; a table ends with {0} */
        const char *summary; /* a few words, lower case */
        int (*run)(int argc, char **argv);
};

/* Runs the command that argv names and returns its exit code. Besides the table it knows --help (help),
 * `help COMMAND` (its --help), --version (version), `completion SHELL` and `man [NAME]`, which are printed
 * from the table and from the descriptions of the commands. Anything else: one line with the nearest known
 * name, exit code 2. */
int front_run(const struct front_command *commands, int argc, char **argv);

#endif
