/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_command.h - `hentra calendar import|show`: weekdays that are off, weekends that are worked, and
 * the office hours.
 */
#ifndef HENTRA_CALENDAR_COMMAND_H
#define HENTRA_CALENDAR_COMMAND_H

int calendar_command(int argc, char **argv);

#endif
