/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_row.h - a dossier as a row of hentra.dossier: its history, and the columns derived from it.
 */
#ifndef HENTRA_WAREHOUSE_DOSSIER_ROW_H
#define HENTRA_WAREHOUSE_DOSSIER_ROW_H

#include "consumers/dossier/timeline.h"
#include "core/base/bytes.h"
#include "core/lib/pg.h"

/* The columns of the table, in its order: dossier_id, history, then what derive() says. */
enum { DOSSIER_COLUMNS = 21 };

/* Adds one row in COPY's binary format; the caller adds `more` columns behind it. */
void dossier_row_copy(struct bytes *out, struct text dossier_id, const struct history *h,
                      const struct timeline *t, const struct zone *zone, int more);

/* Since when the dossier is paused or stopped; NO_TIME: it is not. */
micros dossier_paused_since(const struct timeline *t);

/* Reads history and the truncation mark from a result. FATAL: the row is damaged (names it). */
MUST enum fault dossier_row_history(const struct pg_result *r, int row, int id_column, int history_column,
                                    int marks_column, struct history *h, struct err *e);

#endif
