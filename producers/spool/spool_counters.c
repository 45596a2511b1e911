/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_counters.c - see spool_counters.h.
 */
#include "producers/spool/spool_counters.h"
#include "core/program/counters.h"

static struct counter counters[SPOOL_COUNTERS] = {
        [SPOOL_FILES_DONE] = {"hentra_spool_files_done_total", "Files that were read to their end", COUNTER,
                              0},
        [SPOOL_FILES_REFUSED] = {"hentra_spool_files_refused_total", "Files that could not be read at all",
                                 COUNTER, 0},
        [SPOOL_FILES_LEFT] = {"hentra_spool_files_left", "Files that the last scan left in place", GAUGE, 0},
        [SPOOL_ROWS] = {"hentra_spool_rows_total", "Rows that were read, with those rejected", COUNTER, 0},
        [SPOOL_ROWS_REJECTED] = {"hentra_spool_rows_rejected_total", "Rows that could not be read", COUNTER,
                                 0},
        [SPOOL_CELLS_LEFT_OUT] = {"hentra_spool_cells_left_out_total",
                                  "Cells without which their row was read", COUNTER, 0},
        [SPOOL_EVENTS_REPEATED] = {"hentra_spool_events_repeated_total",
                                   "Events that the row before had stated already", COUNTER, 0},
};

void spool_counters_register(void)
{
        counters_register(counters, SPOOL_COUNTERS);
}

void spool_counters_add(enum spool_counter counter, uint64_t n)
{
        counters[counter].value += (double)n;
}

void spool_counters_set(enum spool_counter counter, uint64_t value)
{
        counters[counter].value = (double)value;
}
