/* SPDX-License-Identifier: Apache-2.0
 *
 * metrics.h - numbers that a monitoring system reads, beyond those of counters.h: one for each text of a
 * label, distributions, and all of them as Prometheus reads them.
 *
 * Names follow the rules of counters.h, and no name comes twice in both. Texts of a label come from a short
 * list (a partition, a reason), never from data: each is kept for ever by whoever reads them.
 */
#ifndef HENTRA_PROGRAM_METRICS_H
#define HENTRA_PROGRAM_METRICS_H

#include "core/base/bytes.h"
#include "core/program/counters.h"
#include <stddef.h>
#include <stdint.h>

/* One number for each text of a label. Written only once it has one. */
enum { METRIC_LABEL_MOST = 32, METRIC_VALUES_MOST = 4096 };
struct metric_value {
        char label[METRIC_LABEL_MOST]; /* cut if it is longer */
        double value;
};
struct metric_family {
        const char *name, *help;
        enum counter_kind kind;
        const char *label;
        struct metric_value *of; /* in the order in which they came; of no more than METRIC_VALUES_MOST */
        size_t n, capacity;
};
void metric_add(struct metric_family *f, const char *label, double more);
void metric_set(struct metric_family *f, const char *label, double value);
void metric_clear(struct metric_family *f); /* of a gauge: what it had a number for may be gone */
double metric_of(const struct metric_family *f, const char *label); /* 0 where there is none */

/* A distribution: the times that something took, in buckets. */
enum { METRIC_BOUNDS_MOST = 20 };
struct metric_histogram {
        const char *name, *help;
        const double *bound; /* ascending; above the last one lies the rest */
        size_t bounds;
        const char *label, *text; /* several of one name differ by the text of their label; NULL: none */
        uint64_t count[METRIC_BOUNDS_MOST + 1]; /* of each bucket alone */
        double sum;
};
void metric_observe(struct metric_histogram *h, double value, uint64_t times); /* below 0 counts as 0 */

/* Seconds from a hundredth to an hour: from a broker that is near to one that was away. */
extern const double metric_seconds[];
enum { METRIC_SECONDS = 14 };

/* Registers it, borrowed for the rest of the program; the same one again is fine. A wrong name aborts.
 * Distributions of one name are registered one behind the other. */
void metrics_register_family(struct metric_family *f);
void metrics_register_histogram(struct metric_histogram *h);
/* Called before all are written: sets the gauges that are not kept up all the time. At most eight. The same
 * function again takes the new context; NULL takes it out. */
void metrics_before_writing(void (*set)(void *context), void *context);

/* Appends all that were registered, with those of the process (process_metrics.h), in the text format 0.0.4
 * of Prometheus. */
extern const char metrics_type[]; /* its Content-Type */
void metrics_write(struct bytes *out);

#endif
