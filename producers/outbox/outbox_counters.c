/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox_counters.c - see outbox_counters.h.
 */
#include "producers/outbox/outbox_counters.h"
#include "core/program/counters.h"

enum { ROWS, REJECTED, COUNTERS };
static struct counter counters[COUNTERS] = {
        [ROWS] = {"hentra_outbox_rows_total", "Rows of the outbox that were confirmed or set aside", COUNTER,
                  0},
        [REJECTED] = {"hentra_outbox_rows_rejected_total", "Rows of the outbox that were set aside", COUNTER,
                      0},
};

void outbox_counters_register(void)
{
        counters_register(counters, COUNTERS);
}

void outbox_counters_moved(uint64_t rows, uint64_t rejected)
{
        counters[ROWS].value += (double)rows;
        counters[REJECTED].value += (double)rejected;
}
