/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.h - the warehouse's schema, brought to this program's version.
 */
#ifndef HENTRA_SETUP_SCHEMA_H
#define HENTRA_SETUP_SCHEMA_H

#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stdbool.h>

/* Days off of a new calendar. */
enum calendar_days {
        DAYS_BY_ZONE,  /* keeps a calendar in use; a new one has Viet Nam's days in its zone, else none */
        DAYS_VIET_NAM, /* the days off of Viet Nam, in any zone */
        DAYS_NONE      /* no days off besides weekends */
};

/* change() is called before each change. With dry_run it is called too, but no change is made. */
struct schema_setup {
        bool dry_run;
        enum calendar_days days;
        void (*change)(void *context, const char *what, const char *name);
        void *context;
};

/* Makes roles, migrations (each in one transaction), views and privileges, the row of settings, and the
 * working calendar with its days; sends a notice on the channel hentra_calendar when the days have changed.
 * Waits while another setup is running. FATAL: the schema is newer than this program, or some SQL failed
 * (*e names the file). USAGE: the zone is unknown here or to the server, or zone or rule version are not
 * those of the warehouse. */
MUST enum fault schema_setup(struct pg *pg, const char *zone, int rule_version, const struct schema_setup *s,
                             struct err *e);

#endif
