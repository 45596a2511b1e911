/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_change.c - its table, and the column that hentra.dossier does not have.
 */
#include "consumers/warehouse/dossier_change.h"

#include "generated/embedded.h"

enum fault dossier_change_open(struct pg *pg, struct err *e)
{
        return pg_script(pg, SQL_dossier_change_session, e);
}

enum fault dossier_change_begin(struct pg *pg, struct err *e)
{
        return pg_copy_begin(pg, SQL_dossier_change_copy, e);
}

void dossier_change_xmin(struct bytes *row, int32_t read_xmin)
{
        pg_row_int4(row, read_xmin);
}

void dossier_change_no_xmin(struct bytes *row)
{
        pg_row_null(row);
}
