/* SPDX-License-Identifier: Apache-2.0
 *
 * dashboard_counters.h - the numbers of the dashboard for machines (core/program/metrics.h): answers by
 * status and by the time that they took, live pages, sessions, logins, and what waits.
 */
#ifndef HENTRA_DASHBOARD_DASHBOARD_COUNTERS_H
#define HENTRA_DASHBOARD_DASHBOARD_COUNTERS_H

#include "consumers/dashboard/job.h"
#include "core/base/moment.h"
#include "core/program/needs.h"

enum { DASHBOARD_NEEDS = 1 };
extern struct need dashboard_needs[DASHBOARD_NEEDS]; /* the warehouse */

void dashboard_counters_register(void);

void dashboard_count_answer(int status); /* of the interface, whoever gave it */
/* From the request to the answer of a question. */
void dashboard_count_time(enum ask ask, micros took);
void dashboard_count_login(bool failed);
void dashboard_count_slow(void);    /* a live page was cut off that did not take what it was sent */
void dashboard_count_refused(void); /* a question found no room in the queue */

struct dashboard_gauges {
        unsigned live_pages, sessions, waiting;
};
void dashboard_counters_set(const struct dashboard_gauges *now);

#endif
