/* SPDX-License-Identifier: Apache-2.0
 *
 * listing.c - the parts that the formats have in common.
 */
#include "consumers/alert/show/listing.h"

#include <stdio.h>

static void print_table(const struct listing *l, enum table_format format, const struct pg_result *r)
{
        struct table t = {.format = format, .out = stdout, .names = l->names};
        table_begin(&t);
        for (int row = 0; row < pg_rows(r); row++) {
                l->add_cells(&t, r, row);
                table_row(&t);
        }
        table_end(&t);
}

void listing_print(const struct listing *l, enum list_format format, const struct pg_result *r,
                   const struct zone *zone)
{
        static const enum table_format formats[] = {
                [LIST_CSV] = TABLE_CSV, [LIST_JSON] = TABLE_JSON_LINES, [LIST_ARRAY] = TABLE_JSON};
        if (format != LIST_TEXT) {
                print_table(l, formats[format], r);
                return;
        }
        if (pg_rows(r) == 0)
                puts(l->nothing);
        else
                l->print_head(zone);
        for (int row = 0; row < pg_rows(r); row++)
                l->print_text(r, row, zone);
}
