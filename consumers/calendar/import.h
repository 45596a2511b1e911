/* SPDX-License-Identifier: Apache-2.0
 *
 * import.h - a new version of the calendar, from a file and office hours.
 *
 * A file holds all exceptions of the calendar years it has a day of, and says nothing of others. What changes nothing makes
 * no version.
 */
#ifndef HENTRA_CALENDAR_IMPORT_H
#define HENTRA_CALENDAR_IMPORT_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"
#include <stdbool.h>

struct calendar_wish {
        const char *path;  /* NULL: the days stay */
        const char *hours; /* NULL: the hours stay */
        const char *note;  /* NULL: none */
        bool dry_run;
};
/* Says on standard output what changes, once it has (with dry_run: what would, and changes nothing). Waits for an import or
 * a setup that is running elsewhere. USAGE: file, line and what is allowed. FATAL, among others: what it did could not be
 * said; the error says that the version counts. */
MUST enum fault calendar_import(struct pg *pg, const struct zone *zone, const struct calendar_wish *wish,
                                struct err *e);

#endif
