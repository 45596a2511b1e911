/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_days.h - hentra.calendar_day: the calendar that counts, as rows for SQL.
 *
 * Rule: what working time is, is said once, in core/base/calendar.c. SQL adds and subtracts what stands in this table, and
 * nobody else writes it.
 */
#ifndef HENTRA_WAREHOUSE_CALENDAR_DAYS_H
#define HENTRA_WAREHOUSE_CALENDAR_DAYS_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"
#include <stdbool.h>

/* Waits for others that write the calendar; until the end of the transaction there is no other. */
MUST enum fault calendar_lock(struct pg *pg, struct err *e);

/* *stale: the rows are not those of the calendar that counts (never made, another version, or other rules of the zone);
 * then they are made anew unless dry_run, in the caller's transaction, behind calendar_lock(). */
MUST enum fault calendar_days_derive(struct pg *pg, const struct zone *zone, bool dry_run, bool *stale,
                                     struct err *e);

#endif
