/* SPDX-License-Identifier: Apache-2.0
 *
 * calendars.h - the working calendars of the warehouse: the general one, and those of agencies.
 *
 * An agency goes by its own calendar laid over those of the agencies above it (calendar_compose.h), on each
 * day by the catalogue of that day: one that moves below another agency takes that one's days from
 * then on, and one that is dissolved goes by its successor's, or where it was split by that of the agency above
 * (as hentra.agency_told() has it). Before its first version an agency counts as in the first. Most go by the general calendar. Agencies with the
 * same days share one calendar.
 */
#ifndef HENTRA_WAREHOUSE_CALENDARS_H
#define HENTRA_WAREHOUSE_CALENDARS_H

#include "core/base/calendar.h"
#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stddef.h>
#include <stdint.h>

struct calendars {
        int32_t version;          /* of the general one */
        struct calendar *general; /* id 0 */
        struct calendar_shared {
                int64_t id; /* hentra.agency_calendar.calendar_id */
                struct calendar *calendar;
        } * of;
        size_t n;
        struct calendar_user { /* ascending by agency */
                int32_t agency;
                int32_t at; /* in `of` */
        } * user;
        size_t users, listings;
        struct calendar_user *listed; /* without those that an alias leads to another agency */
};

/* FATAL: as calendar_read(). */
MUST enum fault calendars_read(struct calendars *cs, struct pg *pg, const struct zone *zone, struct err *e);
void calendars_close(struct calendars *cs); /* zero is fine */

/* The calendar that an agency (agency_id) goes by. */
const struct calendar *calendars_of(const struct calendars *cs, uint32_t agency);
/* The one with this id; the general one for 0, and for one that is not known. */
const struct calendar *calendars_by_id(const struct calendars *cs, int64_t id);

#endif
