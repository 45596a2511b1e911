/* SPDX-License-Identifier: Apache-2.0
 *
 * load_metrics.h - the numbers of a loader with a label, its distributions, and what it needs, for
 * core/program/metrics.h and core/program/needs.h.
 */
#ifndef HENTRA_LOAD_LOAD_METRICS_H
#define HENTRA_LOAD_LOAD_METRICS_H

#include "core/base/moment.h"
#include "core/program/needs.h"

struct loader;
struct gathered;
struct culprits;

enum load_need { LOAD_NEEDS_WAREHOUSE, LOAD_NEEDS_KAFKA, LOAD_NEEDS };
extern struct need load_needs[LOAD_NEEDS];

void load_metrics_begin(struct loader *l);
void load_metrics_end(void);

/* A batch was committed, in so much time. */
void load_metrics_committed(const struct loader *l, const struct gathered *written, micros took);
/* Those that a batch has set aside; of paused sources none is counted here. */
void load_metrics_set_aside(const struct culprits *set_aside);
/* A fault that may pass: `reason` is a word of a short list. */
void load_metrics_retry(const char *reason);
/* Looks whether Kafka gives what the loader is to read. */
void load_metrics_look(const struct loader *l);

#endif
