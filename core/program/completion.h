/* SPDX-License-Identifier: Apache-2.0
 *
 * completion.h - completions for shells, printed from the table of commands and their descriptions
 * (command_describe): options are written down once, where they are parsed.
 */
#ifndef HENTRA_PROGRAM_COMPLETION_H
#define HENTRA_PROGRAM_COMPLETION_H

#include "core/program/front.h"
#include <stdbool.h>

extern const char completion_shells[]; /* "bash|zsh|fish", for messages */

/* Prints the script for this shell. False: there is none, and nothing was printed. */
bool completion_print(const struct front_command *commands, const char *shell);

#endif
