/* SPDX-License-Identifier: Apache-2.0
 *
 * quarantine_command.h - `hentra quarantine list|show|replay`.
 */
#ifndef HENTRA_QUARANTINE_QUARANTINE_COMMAND_H
#define HENTRA_QUARANTINE_QUARANTINE_COMMAND_H

int quarantine_command(int argc, char **argv);

#endif
