/* SPDX-License-Identifier: Apache-2.0
 *
 * calendars.h - the working calendars of the warehouse: the general one, and those of agencies.
 *
 * An agency goes by its own calendar laid over those of the agencies above it (calendar_compose.h), on
 * each day by the catalogue of that day: one that moves below another agency takes that one's days from
 * then on, and one that is dissolved goes by its successor's, or where it was split by that of the agency
 * above (as hentra.agency_told() has it). Before its first version an agency counts as in the first. Most
 * go by the general calendar. Agencies with the same days share one calendar.
 */
#ifndef HENTRA_WAREHOUSE_CALENDARS_H
#define HENTRA_WAREHOUSE_CALENDARS_H

#include "core/base/calendar.h"
#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stddef.h>
#include <stdint.h>

/* Opens the current general calendar, in the warehouse's zone, with those of agencies (calendar_for());
 * *version (or NULL) is the general one's number. FATAL: the warehouse has none (the error says to run
 * setup), or one that this program cannot read. */
MUST enum fault calendar_read(struct calendar **c, struct pg *pg, const struct zone *zone, int32_t *version,
                              struct err *e);

/* The same in its parts, for whoever stores them. */
struct calendars {
        int32_t version; /* of the general one */
        struct calendar *general;
        struct calendar_other *of; /* id: hentra.agency_calendar.calendar_id */
        size_t n;
        struct calendar_user
                *user; /* ascending by agency; with those that an alias leads to another agency */
        size_t users, listings;
        struct calendar_user *listed; /* without them */
};
MUST enum fault calendars_read(struct calendars *cs, struct pg *pg, const struct zone *zone, struct err *e);
void calendars_close(struct calendars *cs); /* zero is fine */

#endif
