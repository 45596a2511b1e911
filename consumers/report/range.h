/* SPDX-License-Identifier: Apache-2.0
 *
 * range.h - days of a report, and the instant as of which it counts.
 */
#ifndef HENTRA_REPORT_RANGE_H
#define HENTRA_REPORT_RANGE_H

#include "core/base/moment.h"
#include "core/lib/pg.h"
#include <stdbool.h>

struct corrections;
struct range {
        int32_t first, last; /* local days that count, both inclusive */
        int32_t asked_to;    /* the last day as it was asked for; later than `last`: the range was cut */
        bool open_start;     /* no first day was asked for */
        micros as_of;        /* END_OF_TIME: not asked */
        micros known_at;     /* END_OF_TIME: not asked, all that is known now counts */
        const char *period;  /* its name; NULL: not asked by name; borrowed */
        /* Asked again (known.h): what was corrected since known_at; NULL: not asked */
        const struct corrections *corrections;
};

struct range_words { /* as given on the command line; NULL: not given */
        const char *from, *to, *period, *as_of, *known_at;
        bool by_instant;
};

/* Without a first day the range begins with the first day there is; without a last one it ends on the day
 * of as_of, else today. A bare date as as_of means the end of that day. Nothing after `now` counts, since
 * open dossiers become overdue on a day to come: a range that is not over, or goes on after as_of, is cut
 * there. What was known at an instant cannot tell what happened after it: known_at without as_of is as_of
 * too. by_instant, a range that ends today is one as of now. USAGE: names the word and what is allowed;
 * the whole range lies ahead. */
MUST enum fault range_read(struct range *r, const struct range_words *words, const struct zone *zone,
                           micros now, struct pg *pg, struct err *e);

/* True: the range consists of whole half months (1st-14th, 15th-end). */
bool range_in_half_months(const struct range *r);

#endif
