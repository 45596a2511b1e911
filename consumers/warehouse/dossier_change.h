/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_change.h - dossiers that are to be rewritten, in a temporary table of this connection: many of
 * them are copied into it, and one query then changes the rows of hentra.dossier. It is emptied at
 * every commit.
 */
#ifndef HENTRA_WAREHOUSE_DOSSIER_CHANGE_H
#define HENTRA_WAREHOUSE_DOSSIER_CHANGE_H

#include "core/base/bytes.h"
#include "core/lib/pg.h"

/* Makes the table, and sets plans that look up keys alone. Once a connection. */
MUST enum fault dossier_change_open(struct pg *pg, struct err *e);
/* Begins the COPY; rows are those of dossier_row_copy() with one more column, dossier_change_xmin(). */
MUST enum fault dossier_change_begin(struct pg *pg, struct err *e);
void dossier_change_xmin(struct bytes *row, int32_t read_xmin); /* of the row that was read */
void dossier_change_no_xmin(struct bytes *row);                 /* nobody else writes */

#endif
