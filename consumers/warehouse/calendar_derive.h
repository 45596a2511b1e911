/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_derive.h - the current calendars, as rows for SQL: hentra.calendar_day and hentra.calendar_span of
 * the general one, hentra.agency_calendar with its spans and cuts of those of agencies.
 *
 * Rule: working time is defined once, in core/base/calendar.c. SQL only searches these tables, and this
 * file alone writes them.
 */
#ifndef HENTRA_WAREHOUSE_CALENDAR_DERIVE_H
#define HENTRA_WAREHOUSE_CALENDAR_DERIVE_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"
#include <stdbool.h>

/* Waits for others that write the calendar, and keeps them waiting until the end of the transaction. */
MUST enum fault calendar_lock(struct pg *pg, struct err *e);

/* *stale: the rows are not those of the current calendar (never made, another version, or other rules of
 * the zone); then they are made anew unless dry_run, in the caller's transaction, after calendar_lock(). */
MUST enum fault calendar_derive(struct pg *pg, const struct zone *zone, bool dry_run, bool *stale,
                                struct err *e);

/* Tells listeners (channel hentra_calendar), when the transaction commits. */
MUST enum fault calendar_tell(struct pg *pg, struct err *e);

/* To be called in the transaction that has changed the catalogue's agencies: takes calendar_lock(), and where
 * any of them has a calendar, makes the rows anew by who is above whom now, and tells listeners if that
 * changed them. */
MUST enum fault calendar_follow(struct pg *pg, struct err *e);

#endif
