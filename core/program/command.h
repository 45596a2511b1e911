/* SPDX-License-Identifier: Apache-2.0
 *
 * command.h - the beginning and the end of every subcommand.
 */
#ifndef HENTRA_PROGRAM_COMMAND_H
#define HENTRA_PROGRAM_COMMAND_H

#include "core/base/args.h"
#include "core/base/err.h"
#include "core/lib/conf.h"
#include <stdbool.h>

struct command {
        const char *name; /* argv[0] */
        struct args args;
        struct conf *conf;
        struct err e;
        bool reported; /* the fault was logged or printed */
};

/* Parses the command line, reads the configuration, sets up the log and the stop signals. False: the command
 * is over, *rc is the exit code (help was printed: 0; wrong usage or configuration was reported: 2).
 * `synopsis` is the line behind "usage: hentra ", `about` the paragraphs of the help below it. */
bool command_begin(struct command *c, const char *synopsis, const char *about, const struct arg_spec *spec,
                   int argc, char **argv, int *rc);

/* The description of a command, for the completion and the manual page: they call the command with nothing
 * but its name. So command_begin() must be the first call of every command. */
struct command_about {
        const char *synopsis, *about;
        const struct arg_spec *spec;
};
void command_describe(int (*run)(int, char **), char *name, struct command_about *out);

/* Reports c->e if `fault` is one, once: a log line, or for USAGE a plain one, "hentra NAME: …". A command may
 * call it early, before a call that may not return. */
void command_report(struct command *c, enum fault fault);
/* Reports the fault if that was not done, closes the configuration, and returns the exit code. */
int command_end(struct command *c, enum fault fault);

#endif
