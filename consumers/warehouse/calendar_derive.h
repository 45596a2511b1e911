/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar_derive.h - the calendar that counts, as rows for SQL: hentra.calendar_day and hentra.calendar_span.
 *
 * Rule: what working time is, is said once, in core/base/calendar.c. SQL searches what stands in these tables, and nobody
 * else writes them.
 */
#ifndef HENTRA_WAREHOUSE_CALENDAR_DERIVE_H
#define HENTRA_WAREHOUSE_CALENDAR_DERIVE_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"
#include <stdbool.h>

/* Waits for others that write the calendar; until the end of the transaction there is no other. */
MUST enum fault calendar_lock(struct pg *pg, struct err *e);

/* *stale: the rows are not those of the calendar that counts (never made, another version, or other rules of the zone);
 * then they are made anew unless dry_run, in the caller's transaction, behind calendar_lock(). */
MUST enum fault calendar_derive(struct pg *pg, const struct zone *zone, bool dry_run, bool *stale,
                                struct err *e);

#endif
