/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_counters.c - the counters of the room, one array; and its numbers with a label.
 */
#include "consumers/alert/alert_counters.h"

#include "core/program/metrics.h"
#include "generated/embedded.h"
#include <stdio.h>

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

struct need alert_needs[ALERT_NEEDS] = {
        [ALERT_NEEDS_WAREHOUSE] = {.name = "warehouse", .waits_for = "the first connection"},
        [ALERT_NEEDS_KAFKA] = {.name = "kafka", .waits_for = "the first answer"},
};

static struct metric_family retries = {.name = "hentra_alert_retries_total",
                                       .help = "Pauses after a fault that may pass, by its kind.",
                                       .kind = COUNTER,
                                       .label = "reason"};
static struct metric_family open_alerts = {
        .name = "hentra_alert_open_alerts",
        .help = "Alerts of the warehouse that are raised and not cleared, by the kind of their rule; once a "
                "minute.",
        .kind = GAUGE,
        .label = "kind"};
static struct metric_family untold = {.name = "hentra_alert_untold",
                                      .help = "What is still to be told, or was given up: transitions to the "
                                              "topic, deliveries to webhooks; "
                                              "once a minute.",
                                      .kind = GAUGE,
                                      .label = "state"};
static struct metric_histogram delay = {
        .name = "hentra_alert_raise_delay_seconds",
        .help = "From the earliest deadline that a look reached to the commit of the alerts that it raised; "
                "once for each alert.",
        .bound = metric_seconds,
        .bounds = METRIC_SECONDS};

void alert_counters_register(void)
{
        counters_register(counters, ALERT_COUNTERS);
        metrics_register_family(&retries);
        metrics_register_family(&open_alerts);
        metrics_register_family(&untold);
        metrics_register_histogram(&delay);
}

void alert_count_raised(const struct clock *clock, micros deadline, int64_t raised)
{
        const micros late = clock_now(clock) - deadline, second = clock_span(clock, MICROS_PER_SECOND);
        if (raised > 0 && late >= 0)
                metric_observe(&delay, (double)late / (double)second, (uint64_t)raised);
}

void alert_count_retry(const char *reason)
{
        metric_add(&retries, reason, 1);
}

/* The query gives every kind and state, also those of which there are none. */
enum fault alert_gauges_read(struct pg *pg, struct err *e)
{
        struct pg_result *r;
        char label[METRIC_LABEL_MOST];
        if (pg_run_prepared(pg, SQL_alert_gauges, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++) {
                const struct text text = pg_get_text(r, row, COL_alert_gauges_label);
                snprintf(label, sizeof(label), "%.*s", (int)text.len, text.at);
                metric_set(pg_get_int(r, row, COL_alert_gauges_is_open) ? &open_alerts : &untold, label,
                           (double)pg_get_int(r, row, COL_alert_gauges_n));
        }
        pg_free(r);
        return OK;
}

void alert_count(enum alert_counter counter, int64_t more)
{
        counters[counter].value += (double)more;
}

int64_t alert_counted(enum alert_counter counter)
{
        return (int64_t)counters[counter].value;
}
