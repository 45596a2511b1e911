/* SPDX-License-Identifier: Apache-2.0
 *
 * listing.h - the rows of a result on standard output: CSV, JSON, or text as the caller prints it.
 */
#ifndef HENTRA_SHOW_LISTING_H
#define HENTRA_SHOW_LISTING_H

#include "core/lib/pg.h"
#include "core/program/table.h"

enum list_format { LIST_TEXT, LIST_CSV, LIST_JSON, LIST_ARRAY /* of JSON, in place of an object a line */ };

struct listing {
        const char *const *names; /* of the columns of CSV and JSON, NULL at the end */
        /* Adds the cells of a row, in the order of the names, but does not end it. */
        void (*add_cells)(struct table *t, const struct pg_result *r, int row);
        /* Text for people: times are local to the zone. CSV and JSON have UTC. */
        void (*print_head)(const struct zone *zone);
        void (*print_text)(const struct pg_result *r, int row, const struct zone *zone);
        const char *nothing; /* the text for no rows */
};

void listing_print(const struct listing *l, enum list_format format, const struct pg_result *r,
                   const struct zone *zone);

#endif
