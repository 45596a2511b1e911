/* SPDX-License-Identifier: Apache-2.0
 *
 * schema_command.h - `hentra schema`: this program's schemas at the registry: checked, registered, listed.
 */
#ifndef HENTRA_PROGRAM_SCHEMA_COMMAND_H
#define HENTRA_PROGRAM_SCHEMA_COMMAND_H

int schema_command(int argc, char **argv);

#endif
