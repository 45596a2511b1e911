/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_row.h - a dossier as a row of hentra.dossier: its history, and the columns derived from it.
 */
#ifndef HENTRA_WAREHOUSE_DOSSIER_ROW_H
#define HENTRA_WAREHOUSE_DOSSIER_ROW_H

#include "consumers/dossier/timeline.h"
#include "core/base/bytes.h"
#include "core/lib/pg.h"

/* Adds one row in COPY's binary format, its columns as load_dossier_copy.sql and dossier_stream.sql name
 * them. `columns` of the row: COLS_load_dossier_copy, or more, which the caller adds behind it. */
void dossier_row_copy(struct bytes *out, int columns, struct text dossier_id, const struct history *h,
                      const struct timeline *t, const struct zone *zone);

#endif
