/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_compose.h - one calendar out of several, laid over each other: that of an agency over that of
 * the agency above it, and so on, over the general one.
 *
 * Rule, of each day: the nearest that names the day decides (off, worked, worked in other hours); if no
 * agency does, the general calendar's exceptions; else the weekday decides, by the nearest that has hours
 * for it, else by the general office hours from Monday to Friday. A day that is worked without hours of
 * its own (a make-up day) has those of the first weekday from Monday on that is worked. The cuts of a day
 * are those of its weekday, of the nearest that has one. So a national holiday needs no row in an agency's
 * calendar, but a Saturday on which the general calendar is silent does. A working day of a term is as
 * long as one of the general calendar. Pure.
 */
#ifndef HENTRA_WAREHOUSE_CALENDAR_COMPOSE_H
#define HENTRA_WAREHOUSE_CALENDAR_COMPOSE_H

#include "consumers/warehouse/calendar_read.h"
#include "core/base/calendar.h"

enum { CALENDAR_LAYERS_MOST = 32 };
/* Layers from a local day to the next stretch; nearest first. */
struct calendar_stretch {
        int32_t from;
        size_t n;
        const struct calendar_table *layer[CALENDAR_LAYERS_MOST]; /* borrowed for the call */
};

/* `stretch`: ascending by `from`; before the first one, and with none, the general calendar alone. */
void calendar_compose(struct calendar **c, const struct zone *zone, const struct calendar_table *general,
                      const struct calendar_stretch *stretch, size_t n);

/* A day's place among the weekdays: 0 Monday … 6 Sunday. */
int calendar_weekday(int32_t day);

#endif
