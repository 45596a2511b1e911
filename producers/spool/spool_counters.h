/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_counters.h - what a spool has done since the program began, for monitoring. The figures of one file,
 * or of one run, are those of struct spool_counts.
 */
#ifndef HENTRA_SPOOL_SPOOL_COUNTERS_H
#define HENTRA_SPOOL_SPOOL_COUNTERS_H

#include <stdint.h>

enum spool_counter {
        SPOOL_FILES_DONE,
        SPOOL_FILES_REFUSED,
        SPOOL_FILES_LEFT,
        SPOOL_ROWS,
        SPOOL_ROWS_REJECTED,
        SPOOL_CELLS_LEFT_OUT,
        SPOOL_EVENTS_REPEATED,
        SPOOL_COUNTERS
};

void spool_counters_register(void); /* twice is fine */
void spool_counters_add(enum spool_counter counter, uint64_t n);
void spool_counters_set(enum spool_counter counter, uint64_t value); /* of a gauge */

#endif
