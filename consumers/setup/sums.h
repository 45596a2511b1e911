/* SPDX-License-Identifier: Apache-2.0
 *
 * sums.h - what is kept for form 06, made where a warehouse does not have it yet.
 */
#ifndef HENTRA_SETUP_SUMS_H
#define HENTRA_SETUP_SUMS_H

#include "core/lib/pg.h"

/* After migrations, views and settings. Half a second for the flows of a province-year; shows its progress
 * where it takes longer. Killed, it is gone on with by the next setup, or by loaders. */
MUST enum fault sums_make(struct pg *pg, struct err *e);

#endif
