/* SPDX-License-Identifier: Apache-2.0
 *
 * offsets.h - the steps of an alert rule as people name them: "1d,4h" is a working day and half of one. Pure.
 */
#ifndef HENTRA_MANAGE_OFFSETS_H
#define HENTRA_MANAGE_OFFSETS_H

#include "consumers/alert/window.h"
#include "core/base/calendar.h"

struct offsets {
        int n;
        int32_t minutes[ALERT_RULE_STEPS_MOST]; /* working minutes, ascending */
};

/* Reads durations of working time, parted by commas: numbers, each with d (working days of the calendar's
 * length), h or m behind it, as "2d", "1d4h", "90m". `sign` -1: before, so that they are below 0; 1: after.
 * USAGE: something else, none, more than ALERT_RULE_STEPS_MOST, one twice, or one beyond the bound of the
 * table (a million minutes). */
MUST enum fault offsets_parse(struct text text, const struct calendar *calendar, int sign,
                              struct offsets *out, struct err *e);

#endif
