/* SPDX-License-Identifier: Apache-2.0
 *
 * slots.h - a warning of subscribers that do not read (docs/feeding.md): the server keeps its log for them,
 * until the disk is full, or they are lost. `hentra setup` and `hentra verify` print it, and every loader as
 * it starts.
 */
#ifndef HENTRA_WAREHOUSE_SLOTS_H
#define HENTRA_WAREHOUSE_SLOTS_H

#include "core/lib/pg.h"

/* If the warehouse does not answer there is no warning: the caller has other business with it. */
void slots_warn(struct pg *pg);

#endif
