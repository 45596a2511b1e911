/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox_counters.h - the work of `hentra outbox` as numbers (core/program/counters.h).
 */
#ifndef HENTRA_OUTBOX_OUTBOX_COUNTERS_H
#define HENTRA_OUTBOX_OUTBOX_COUNTERS_H

#include <stdint.h>

void outbox_counters_register(void);
/* The position moved over so many rows, of which `rejected` were set aside. */
void outbox_counters_moved(uint64_t rows, uint64_t rejected);

#endif
