/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_counters.c - the counters of the room, one array.
 */
#include "consumers/alert/alert_counters.h"

#include "core/program/counters.h"

static struct counter counters[ALERT_COUNTERS] = {
        [COUNT_LOOKS] = {.name = "hentra_alert_looks_total", .help = "Looks at the deadlines."},
        [COUNT_RAISED] = {.name = "hentra_alert_raised_total", .help = "Alerts that were raised."},
        [COUNT_CLEARED] = {.name = "hentra_alert_cleared_total", .help = "Alerts that were cleared."},
        [COUNT_PUBLISHED] = {.name = "hentra_alert_published_total",
                             .help = "Transitions of alerts that the topic has taken."},
        [COUNT_REFUSED] = {.name = "hentra_alert_refused_total",
                           .help = "Transitions that the topic will never take, set aside."},
        [COUNT_DIGESTS] = {.name = "hentra_alert_digests_queued_total",
                           .help = "Digests that were queued for webhooks."},
        [COUNT_DELIVERIES_DONE] = {.name = "hentra_alert_deliveries_done_total",
                                   .help = "Deliveries that a webhook has taken."},
        [COUNT_DELIVERIES_FAILED] = {.name = "hentra_alert_deliveries_failed_total",
                                     .help = "Attempts to deliver that failed and are to be repeated."},
        [COUNT_DELIVERIES_GIVEN_UP] = {.name = "hentra_alert_deliveries_given_up_total",
                                       .help = "Deliveries that were given up."},
};

void alert_counters_register(void)
{
        counters_register(counters, ALERT_COUNTERS);
}

void alert_count(enum alert_counter counter, int64_t more)
{
        counters[counter].value += (double)more;
}

int64_t alert_counted(enum alert_counter counter)
{
        return (int64_t)counters[counter].value;
}
