/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_command.h - `hentra calendar import|show`: the days that are not worked although they are weekdays, those that
 * are worked although they are not, and the office hours.
 */
#ifndef HENTRA_CALENDAR_COMMAND_H
#define HENTRA_CALENDAR_COMMAND_H

int calendar_command(int argc, char **argv);

#endif
