/* SPDX-License-Identifier: Apache-2.0
 *
 * given.h - figures of index 766 that people give.
 */
#ifndef HENTRA_REPORT_INDEX_GIVEN_H
#define HENTRA_REPORT_INDEX_GIVEN_H

#include "consumers/report/index/rule.h"
#include "consumers/report/range.h"
#include "core/lib/pg.h"
#include "core/program/table.h"

enum { GIVEN_COUNTED = -1 }; /* in place of a figure: hentra counts it */

struct index_given {
        struct text item, unit, source;
        int32_t first, last;
        int64_t numerator, denominator; /* GIVEN_COUNTED both: what was given is taken back */
};

static inline bool given_is_taken_back(const struct index_given *g)
{
        return g->numerator == GIVEN_COUNTED && g->denominator == GIVEN_COUNTED;
}

/* Checks it by the rules and the warehouse; nothing is written. USAGE: no version has the item, or it is
 * counted from the dossiers; a half is missing that hentra cannot count; the numerator exceeds the
 * denominator; it is no unit, or counts for another one; there is nothing to take back. */
MUST enum fault given_check(const struct index_given *g, const char *rules, struct pg *pg, struct err *e);
/* Adds it, and says so in a line, with what stood before. */
MUST enum fault given_add(const struct index_given *g, struct pg *pg, struct err *e);

/* To standard output. `period` false: of any. */
struct given_asked {
        bool text, period, all;
        enum table_format format;
        int32_t first, last;
        const char *unit; /* NULL: any */
};
MUST enum fault given_list(const struct given_asked *q, const struct zone *zone, struct pg *pg,
                           struct err *e);

#endif
