/* SPDX-License-Identifier: Apache-2.0
 *
 * access_command.h - `hentra access`: who sees which agencies.
 *
 * The rule itself is PostgreSQL's (sql/views/70_access.sql): this only keeps the table that it reads.
 */
#ifndef HENTRA_ACCESS_COMMAND_H
#define HENTRA_ACCESS_COMMAND_H

int access_command(int argc, char **argv);

#endif
