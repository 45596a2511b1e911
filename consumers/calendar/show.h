/* SPDX-License-Identifier: Apache-2.0
 *
 * show.h - a version of the calendar, printed to standard output.
 */
#ifndef HENTRA_CALENDAR_SHOW_H
#define HENTRA_CALENDAR_SHOW_H

#include "consumers/warehouse/calendar_read.h"
#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"

enum show_format { SHOW_TEXT, SHOW_CSV, SHOW_JSON, SHOW_FORMAT_COUNT };
enum { EVERY_YEAR = 0 };

struct calendar_question {
        const char *agency; /* code; NULL: the general calendar */
        int32_t version;    /* CALENDAR_CURRENT, or one */
        int year;           /* EVERY_YEAR, or one */
        enum show_format format;
};
/* USAGE: there is no such version. */
MUST enum fault calendar_show(struct pg *pg, const struct zone *zone, const struct calendar_question *q,
                              struct err *e);

#endif
