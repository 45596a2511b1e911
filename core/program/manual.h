/* SPDX-License-Identifier: Apache-2.0
 *
 * manual.h - the manual pages, printed from the table of commands, from their descriptions
 * (command_describe) and from the table of settings: what they contain is written down once.
 */
#ifndef HENTRA_PROGRAM_MANUAL_H
#define HENTRA_PROGRAM_MANUAL_H

#include "core/program/front.h"
#include <stdbool.h>

/* Prints for man(1) the page of this name: NULL hentra(1), "load" hentra-load(1), "hentra.conf"
 * hentra.conf(5). False: there is none, and nothing was printed. */
bool manual_print(const struct front_command *commands, const char *name);

/* Prints the files of all pages, one a line: hentra.1, hentra-load.1 …, hentra.conf.5. */
void manual_list(const struct front_command *commands);

#endif
