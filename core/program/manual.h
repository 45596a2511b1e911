/* SPDX-License-Identifier: Apache-2.0
 *
 * manual.h - the completion for bash and the manual page, printed from the table of commands and from
 * their descriptions (command_describe): options are written down once, where they are parsed.
 */
#ifndef HENTRA_PROGRAM_MANUAL_H
#define HENTRA_PROGRAM_MANUAL_H

#include "core/program/front.h"

void manual_bash(const struct front_command *commands);
void manual_page(const struct front_command *commands); /* hentra(1), for man(1) */

#endif
