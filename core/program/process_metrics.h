/* SPDX-License-Identifier: Apache-2.0
 *
 * process_metrics.h - what every client library of Prometheus reports of its process, by the same names
 * (prometheus.io/docs/instrumenting/writing_clientlibs): memory, processor time, descriptors, start.
 */
#ifndef HENTRA_PROGRAM_PROCESS_METRICS_H
#define HENTRA_PROGRAM_PROCESS_METRICS_H

#include "core/program/counters.h"

enum { PROCESS_METRICS = 6 };
struct process_metric {
        const char *name, *help;
        enum counter_kind kind;
        double value;
};
/* Reads them from /proc. Returns their number; one that cannot be read is left out. */
size_t process_metrics_read(struct process_metric out[static PROCESS_METRICS]);

#endif
