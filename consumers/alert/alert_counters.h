/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_counters.h - the numbers of what an alerter has done since it began (core/program/counters.h).
 */
#ifndef HENTRA_ALERT_ALERT_COUNTERS_H
#define HENTRA_ALERT_ALERT_COUNTERS_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"
#include "core/program/clock.h"
#include "core/program/needs.h"
#include <stdint.h>

enum alert_need { ALERT_NEEDS_WAREHOUSE, ALERT_NEEDS_KAFKA, ALERT_NEEDS };
extern struct need alert_needs[ALERT_NEEDS];

enum alert_counter {
        COUNT_LOOKS,
        COUNT_RAISED,
        COUNT_CLEARED,
        COUNT_PUBLISHED,
        COUNT_REFUSED,
        COUNT_DIGESTS,
        COUNT_DELIVERIES_DONE,
        COUNT_DELIVERIES_FAILED,
        COUNT_DELIVERIES_GIVEN_UP,
        ALERT_COUNTERS
};

void alert_counters_register(void);
void alert_count(enum alert_counter counter, int64_t more);
int64_t alert_counted(enum alert_counter counter); /* so far */

/* A look raised so many; `deadline`: the earliest that it was to look at, by this clock. */
void alert_count_raised(const struct clock *clock, micros deadline, int64_t raised);
/* A pause after a fault that may pass: `reason` is a word of a short list. */
void alert_count_retry(const char *reason);
/* Asks the warehouse for the alerts that are open, and for what is still to be told of them. */
MUST enum fault alert_gauges_read(struct pg *pg, struct err *e);

#endif
