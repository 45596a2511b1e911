/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_counters.h - the numbers of what an alerter has done since it began (core/program/counters.h).
 */
#ifndef HENTRA_ALERT_ALERT_COUNTERS_H
#define HENTRA_ALERT_ALERT_COUNTERS_H

#include <stdint.h>

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

#endif
