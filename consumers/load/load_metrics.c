/* SPDX-License-Identifier: Apache-2.0
 *
 * load_metrics.c - see load_metrics.h.
 */
#include "consumers/load/load_metrics.h"

#include "consumers/load/load_counters.h"
#include "consumers/load/loader.h"
#include "core/program/metrics.h"
#include <stdio.h>

struct need load_needs[LOAD_NEEDS] = {
        [LOAD_NEEDS_WAREHOUSE] = {.name = "warehouse", .waits_for = "the first connection"},
        [LOAD_NEEDS_KAFKA] = {.name = "kafka", .waits_for = "the first answer"},
};

static struct metric_family retries = {.name = "hentra_load_retries_total",
                                       .help = "Pauses after a fault that may pass, by what was done.",
                                       .kind = COUNTER,
                                       .label = "reason"};
static struct metric_family quarantined = {.name = "hentra_load_quarantined_messages_total",
                                           .help = "Messages set aside: unreadable, rejected by a rule of "
                                                   "the loader, or refused by the database.",
                                           .kind = COUNTER,
                                           .label = "cause"};
static const struct {
        enum culprit_cause cause;
        const char *name;
} causes[] = {
        {CULPRIT_UNREADABLE, "unreadable"}, {CULPRIT_REJECTED, "rejected"}, {CULPRIT_REFUSED, "refused"}};
enum { CAUSES = sizeof(causes) / sizeof(causes[0]) };
static struct metric_family lag = {
        .name = "hentra_load_partition_lag_messages",
        .help = "Messages known to wait in a partition of this loader, behind what is gathered.",
        .kind = GAUGE,
        .label = "partition"};
static struct metric_histogram visible = {
        .name = "hentra_load_visible_seconds",
        .help = "From Kafka's time of a message to the commit that shows it in the warehouse.",
        .bound = metric_seconds,
        .bounds = METRIC_SECONDS};
static struct metric_histogram observed = {
        .name = "hentra_load_observed_visible_seconds",
        .help = "From the moment at which a door saw an event to the commit that shows it; not with a "
                "simulated clock.",
        .bound = metric_seconds,
        .bounds = METRIC_SECONDS};
static struct metric_histogram commits = {.name = "hentra_load_commit_seconds",
                                          .help = "Time that the commit of a batch took.",
                                          .bound = metric_seconds,
                                          .bounds = METRIC_SECONDS};

static void set_lag(void *loader)
{
        const struct loader *l = loader;
        char partition[16];
        metric_clear(&lag);
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                const struct part *p = &l->assignment.parts[i];
                snprintf(partition, sizeof(partition), "%d", (int)p->partition);
                metric_set(&lag, partition, (double)gather_part_behind(p));
        }
        load_counters[LOAD_LAG].value = (double)gather_behind(l);
}

void load_metrics_begin(struct loader *l)
{
        counters_register(load_counters, LOAD_COUNTERS);
        metrics_register_family(&retries);
        metrics_register_family(&lag);
        metrics_register_family(&quarantined);
        /* Numbers from zero on: who computes an increase does not see the first of one that was not there. */
        for (size_t i = 0; i < CAUSES; i++)
                metric_set(&quarantined, causes[i].name, 0);
        metrics_register_histogram(&visible);
        metrics_register_histogram(&observed);
        metrics_register_histogram(&commits);
        metrics_before_writing(set_lag, l);
}

void load_metrics_end(void)
{
        metrics_before_writing(set_lag, NULL);
}

void load_metrics_committed(const struct loader *l, const struct gathered *written, micros took)
{
        const int64_t now_ms = moment_now() / 1000;
        ages_observe(&written->sent, now_ms, &visible);
        if (!l->clock.simulated)
                ages_observe(&written->observed, now_ms, &observed);
        metric_observe(&commits, (double)took / (double)MICROS_PER_SECOND, 1);
}

void load_metrics_set_aside(const struct culprits *set_aside)
{
        for (size_t i = 0; i < CAUSES; i++)
                metric_add(&quarantined, causes[i].name, (double)culprits_by(set_aside, causes[i].cause));
}

void load_metrics_retry(const char *reason)
{
        metric_add(&retries, reason, 1);
}

void load_metrics_look(const struct loader *l)
{
        struct need *kafka = &load_needs[LOAD_NEEDS_KAFKA];
        char text[NEED_TEXT_MOST];
        if (!l->assignment.given) {
                snprintf(text, sizeof(text), "the group has not given its share of %s yet", l->topic);
                need_waits(kafka, text);
                return;
        }
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                const struct part *p = &l->assignment.parts[i];
                if (p->state != PART_UNTAKEN && !p->unheard)
                        continue;
                snprintf(text, sizeof(text), "partition %d of %s %s", (int)p->partition, l->topic,
                         p->unheard ? "is not answered for" : "is not taken yet");
                need_waits(kafka, text);
                return;
        }
        need_is_met(kafka);
}
