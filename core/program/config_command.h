/* SPDX-License-Identifier: Apache-2.0
 *
 * config_command.h - `hentra config`.
 */
#ifndef HENTRA_PROGRAM_CONFIG_COMMAND_H
#define HENTRA_PROGRAM_CONFIG_COMMAND_H

int config_command(int argc, char **argv);

#endif
