/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_value.c - values of a report's rows, by the names of their columns.
 */
#include "consumers/report/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int sheet_find(const struct pg_result *rows, const char *column)
{
        for (int i = 0; i < pg_columns(rows); i++) {
                if (!strcmp(pg_column_name(rows, i), column))
                        return i;
        }
        abort(); /* the form and its query differ: a bug */
}

int64_t sheet_int(const struct sheet *s, int row, const char *column)
{
        return pg_get_int(s->rows, row, sheet_find(s->rows, column));
}

struct text sheet_text(const struct sheet *s, int row, const char *column)
{
        return pg_get_text(s->rows, row, sheet_find(s->rows, column));
}

bool sheet_rate(const struct pg_result *rows, int row, const struct sheet_column *c, double *percent)
{
        const int64_t of = pg_get_int(rows, row, sheet_find(rows, c->denominator));
        if (of == 0)
                return false;
        *percent = 100.0 * (double)pg_get_int(rows, row, sheet_find(rows, c->numerator)) / (double)of;
        return true;
}
