/* SPDX-License-Identifier: Apache-2.0
 *
 * show.h - what the warehouse has of a catalogue: members with all their versions, or as they are on a day.
 */
#ifndef HENTRA_CATALOGUE_SHOW_H
#define HENTRA_CATALOGUE_SHOW_H

#include "consumers/catalogue/kind.h"
#include "core/base/err.h"
#include "core/lib/pg.h"

enum catalogue_format {
        CATALOGUE_TEXT,
        /* Can be imported again, unless it is of one day: then a column more names the day, by which an
         * import refuses it. Of all members, only those that a catalogue names. */
        CATALOGUE_CSV,
        CATALOGUE_JSON,
        CATALOGUE_FORMAT_COUNT
};

struct catalogue_question {
        enum catalogue which;
        const char *member; /* code, name or alias, in NFC; NULL: all */
        const char *as_of;  /* as it was written; NULL: all versions */
        int32_t day;        /* of as_of */
        enum catalogue_format format;
};

/* Prints to standard output. USAGE: no such member, or none on that day. */
MUST enum fault catalogue_show(struct pg *pg, const struct catalogue_question *q, struct err *e);

#endif
