/* SPDX-License-Identifier: Apache-2.0
 *
 * source_command.h - `hentra source`: what each source sends; pausing one.
 */
#ifndef HENTRA_SOURCE_SOURCE_COMMAND_H
#define HENTRA_SOURCE_SOURCE_COMMAND_H

int source_command(int argc, char **argv);

#endif
