/* SPDX-License-Identifier: Apache-2.0
 *
 * metrics_list.h - all that is registered, for metrics*.c alone.
 */
#ifndef HENTRA_PROGRAM_METRICS_LIST_H
#define HENTRA_PROGRAM_METRICS_LIST_H

#include "core/program/metrics.h"

enum { METRICS_MOST = 32, METRICS_SETTERS_MOST = 8 };

struct metrics_list {
        struct metric_family *family[METRICS_MOST];
        struct metric_histogram *histogram[METRICS_MOST];
        struct metrics_setter {
                void (*set)(void *context);
                void *context; /* NULL: it is over */
        } setter[METRICS_SETTERS_MOST];
        size_t families, histograms, setters;
};
const struct metrics_list *metrics_list(void);

#endif
