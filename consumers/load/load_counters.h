/* SPDX-License-Identifier: Apache-2.0
 *
 * load_counters.h - what a loader has done, for core/program/counters.h.
 */
#ifndef HENTRA_LOAD_LOAD_COUNTERS_H
#define HENTRA_LOAD_LOAD_COUNTERS_H

#include "core/program/counters.h"
#include <stdint.h>

enum load_counter {
        LOAD_MESSAGES,
        LOAD_BATCHES,
        LOAD_DOSSIERS_ADDED,
        LOAD_DOSSIERS_CHANGED,
        LOAD_PAUSED,
        LOAD_RELAYED,
        LOAD_CONFLICTS,
        LOAD_BATCHES_HALVED,
        LOAD_LAG,
        LOAD_AWAITING,
        LOAD_COUNTERS
};
extern struct counter load_counters[LOAD_COUNTERS];

static inline void load_count(enum load_counter which, int64_t n)
{
        load_counters[which].value += (double)n;
}

#endif
