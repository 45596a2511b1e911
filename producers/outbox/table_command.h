/* SPDX-License-Identifier: Apache-2.0
 *
 * table_command.h - `hentra outbox --mapping`: a plain table, view or query into the topic.
 */
#ifndef HENTRA_OUTBOX_TABLE_COMMAND_H
#define HENTRA_OUTBOX_TABLE_COMMAND_H

#include "core/program/command.h"

/* For what may go wrong see table_open() and pump_run(). */
MUST enum fault table_command(struct command *c, int wait_s);

#endif
