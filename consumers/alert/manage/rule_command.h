/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_command.h - `hentra alert rule`: alert rules added, changed, switched, listed, and tried on the past.
 */
#ifndef HENTRA_MANAGE_RULE_COMMAND_H
#define HENTRA_MANAGE_RULE_COMMAND_H

int alert_rule_command(int argc, char **argv);

#endif
