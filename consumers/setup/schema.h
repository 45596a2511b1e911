/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.h - the warehouse's schema, brought to this program's version.
 */
#ifndef HENTRA_SETUP_SCHEMA_H
#define HENTRA_SETUP_SCHEMA_H

#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stdbool.h>

/* Days off of a new calendar. DAYS_BY_ZONE: a warehouse without a calendar gets Viet Nam's in its zone,
 * else none; a warehouse that has one keeps it. */
enum calendar_days { DAYS_BY_ZONE, DAYS_VIET_NAM, DAYS_NONE };

/* change() is called before each change; with dry_run none is made. */
struct schema_setup {
        bool dry_run;
        enum calendar_days days;
        void (*change)(void *context, const char *what, const char *name);
        void *context;
};

/* Makes roles, migrations (each in one transaction), views and privileges, the row of settings, and the
 * working calendar with its days; notifies hentra_calendar when the days have changed. Waits for a setup
 * that is running elsewhere. FATAL: the schema is newer than this program, or a statement failed (names the
 * file). USAGE: the zone is unknown here or to the server, or zone or rule version are not those of the
 * warehouse. */
MUST enum fault schema_setup(struct pg *pg, const char *zone, int rule_version, const struct schema_setup *s,
                             struct err *e);

#endif
