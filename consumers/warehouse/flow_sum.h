/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_sum.h - flows added up by key, in memory, before they meet the warehouse.
 *
 * The two grains of the warehouse are fed by the same flows: flow_day (a local day, no procedure) and
 * flow_half_month (the 1st or the 15th, with procedure).
 */
#ifndef HENTRA_WAREHOUSE_FLOW_SUM_H
#define HENTRA_WAREHOUSE_FLOW_SUM_H

#include "consumers/dossier/timeline.h"
#include <stddef.h>
#include <stdint.h>

struct flow_key {
        int32_t day; /* in a sum by half month: its first day */
        uint32_t agency;
        uint32_t procedure; /* in a sum by day: 0 */
        uint8_t channel, case_kind;
};

/* Counts are as wide as the tables' columns: a backfill holds tens of thousands of rows. */
struct flow_row {
        struct flow_key key;
        int64_t elapsed_seconds;
        int32_t count[MEASURE_COUNT]; /* M_elapsed_seconds: not used */
};
int64_t flow_amount(const struct flow_row *row, enum measure measure);

struct flow_sum { /* zero is empty and ready */
        struct flow_row *rows;
        size_t n, capacity;
        uint32_t *slots; /* 1 + index into rows; 0: free */
        size_t slot_n;   /* a power of two */
};
void flow_sum_free(struct flow_sum *s);
void flow_sum_clear(struct flow_sum *s); /* keeps the memory */

int32_t half_month_of(int32_t day); /* the 1st or the 15th of the day's month */

void flow_sum_add(struct flow_sum *s, const struct flow_key *key, enum measure measure, int64_t amount);

/* Drops rows that are zero throughout and sorts the rest by key (the tables' primary keys). Afterwards the
 * sum can be read and cleared, but not added to. */
void flow_sum_finish(struct flow_sum *s);
uint64_t flow_key_hash(const struct flow_key *key);
int flow_key_compare(const struct flow_key *a, const struct flow_key *b);

/* Both grains. flow_sums_add() adds all flows of one dossier `sign` times (+1 or -1). */
struct flow_sums {
        struct flow_sum day, half_month;
};
void flow_sums_add(struct flow_sums *s, const struct timeline *t, const struct zone *zone, int sign);
int32_t flow_sums_finish(struct flow_sums *s); /* both; returns the last day of a row; NO_DAY: no row */
void flow_sums_clear(struct flow_sums *s);
void flow_sums_free(struct flow_sums *s);

#endif
