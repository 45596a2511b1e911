/* SPDX-License-Identifier: Apache-2.0
 *
 * dashboard_command.h - `hentra dashboard`.
 */
#ifndef HENTRA_DASHBOARD_DASHBOARD_COMMAND_H
#define HENTRA_DASHBOARD_DASHBOARD_COMMAND_H

int dashboard_command(int argc, char **argv);

#endif
