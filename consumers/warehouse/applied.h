/* SPDX-License-Identifier: Apache-2.0
 *
 * applied.h - fingerprints of the text or table from which the views and the days of the calendar were last
 * made. When the fingerprint changes, they are made anew.
 */
#ifndef HENTRA_WAREHOUSE_APPLIED_H
#define HENTRA_WAREHOUSE_APPLIED_H

#include "core/lib/pg.h"

/* *found false: never made; *fingerprint is 0 then. */
MUST enum fault applied_read(struct pg *pg, const char *name, int64_t *fingerprint, bool *found,
                             struct err *e);
MUST enum fault applied_record(struct pg *pg, const char *name, int64_t fingerprint, struct err *e);

#endif
