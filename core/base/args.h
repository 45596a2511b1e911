/* SPDX-License-Identifier: Apache-2.0
 *
 * args.h - the command line of one subcommand, read by getopt_long from the same table that prints --help.
 */
#ifndef HENTRA_BASE_ARGS_H
#define HENTRA_BASE_ARGS_H

#include "core/base/err.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

struct arg_spec {
        const char *name;  /* without the dashes; a table ends with {0} */
        const char *value; /* what the help calls the value ("FILE", "D"); NULL: a flag */
        const char *help;
};

extern const struct arg_spec args_globals[];

enum { ARGS_MOST = 48, OPERANDS_MOST = 16, SETS_MOST = 64 };

/* Values are borrowed from argv. */
struct args {
        const struct arg_spec *spec;
        const char *value[ARGS_MOST]; /* by position in spec; a flag that was given holds "" */
        const char *operand[OPERANDS_MOST + 1];
        int operands;
        const char *config;             /* --config FILE */
        const char *set[SETS_MOST + 1]; /* --set KEY=VALUE, NULL at the end */
        bool help;                      /* --help was asked: print and end with 0 */
};

/* Every command understands the global options as well (--config, --set, --help: args_globals). USAGE names
 * the option, the allowed values and the nearest known name, if one is close. */
MUST enum fault args_parse(struct args *a, const struct arg_spec *spec, int argc, char **argv, struct err *e);

bool args_flag(const struct args *a, const char *name);
const char *args_text(const struct args *a, const char *name); /* NULL: not given */
/* A whole number between least and most; *out keeps its value when the option was not given. */
MUST enum fault args_count(const struct args *a, const char *name, int64_t least, int64_t most, int64_t *out,
                           struct err *e);

/* One of `words`; *chosen keeps its value when the option was not given. USAGE names the nearest of them. */
MUST enum fault args_choice(const struct args *a, const char *name, const char *const *words, int n,
                            int *chosen, struct err *e);
/* The same for any word, such as an operand; `what` stands before it in the error. */
MUST enum fault args_choose_word(const char *what, struct text word, const char *const *words, int n,
                                 int *chosen, struct err *e);

/* The first operand as one of a command's verbs. USAGE names them all where there is none. */
MUST enum fault args_verb(const struct args *a, const char *command, const char *const *verbs, int n,
                          int *chosen, struct err *e);

/* --wait SECONDS: the patience for servers that do not answer, at most a day. */
MUST enum fault args_wait(const struct args *a, int *wait_s, struct err *e);

/* USAGE when there is any operand. */
MUST enum fault args_no_operands(const struct args *a, struct err *e);

/* The options of `spec` and the global ones, aligned, for --help. */
void args_print(const struct arg_spec *spec);

#endif
