/* SPDX-License-Identifier: Apache-2.0
 *
 * turns.h - the order in which simulated events are sent: sorting millions of them by time.
 */
#ifndef HENTRA_SIMULATE_TURNS_H
#define HENTRA_SIMULATE_TURNS_H

#include "core/base/moment.h"
#include <stdint.h>

struct turn { /* 16 bytes */
        micros at;
        uint32_t number; /* of the dossier */
        uint32_t step;   /* of its life */
};

/* Sorts by time, at the same time by number and step, into a new array that replaces *turn. Takes
 * time in proportion to n when the times are spread as those of a year's office hours are. At most 2^32 - 1
 * of them. */
void turns_sort(struct turn **turn, uint64_t n);

#endif
