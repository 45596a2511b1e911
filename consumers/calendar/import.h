/* SPDX-License-Identifier: Apache-2.0
 *
 * import.h - a new version of the calendar, from a file and office hours.
 *
 * A file with one day of a calendar year must contain all exceptions of that year: it replaces them. Years
 * that it has no day of keep theirs. Rows of weekdays replace all of those. An import that changes nothing
 * makes no version. An agency's calendar holds what the agency has of its own, and has versions of its own.
 */
#ifndef HENTRA_CALENDAR_IMPORT_H
#define HENTRA_CALENDAR_IMPORT_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"
#include <stdbool.h>

struct calendar_wish {
        const char *agency; /* code; NULL: the general calendar */
        bool inherit;       /* of an agency: nothing of its own any more; no path then */
        const char *path;   /* NULL: the days stay */
        const char *hours;  /* NULL: the hours stay */
        const char *note;   /* NULL: none */
        bool dry_run;
};
/* Makes the changes, then prints them to standard output. With dry_run it prints them and makes none. Waits
 * while another import or setup is running. USAGE: a value is wrong; *e has file, line and allowed values.
 * FATAL, also when the changes were made but could not be printed: then *e says so. */
MUST enum fault calendar_import(struct pg *pg, const struct zone *zone, const struct calendar_wish *wish,
                                struct err *e);

#endif
