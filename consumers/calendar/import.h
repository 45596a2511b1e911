/* SPDX-License-Identifier: Apache-2.0
 *
 * import.h - a new version of the calendar, from a file and office hours.
 *
 * A file contains all exceptions of each calendar year that it has a day of; other years stay. An import that
 * changes nothing makes no version.
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
/* Prints the changes to standard output after they were committed (with dry_run: those that would be, and
 * makes none). Waits for an import or a setup that is running elsewhere. USAGE: names file, line and the
 * allowed values. FATAL, among others: the changes could not be printed; the error says that the version is
 * current. */
MUST enum fault calendar_import(struct pg *pg, const struct zone *zone, const struct calendar_wish *wish,
                                struct err *e);

#endif
