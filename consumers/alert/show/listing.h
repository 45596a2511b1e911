/* SPDX-License-Identifier: Apache-2.0
 *
 * listing.h - the rows of a result on standard output: CSV, a JSON object a line, or text as the caller prints it.
 */
#ifndef HENTRA_SHOW_LISTING_H
#define HENTRA_SHOW_LISTING_H

#include "core/lib/pg.h"

enum list_format { LIST_TEXT, LIST_CSV, LIST_JSON };
enum cell_type { CELL_TEXT, CELL_NUMBER, CELL_INSTANT, CELL_TRUTH };

struct listing {
        struct {
                const char *name; /* as in CSV's head and in JSON; NULL ends the list */
                enum cell_type type;
        } column[16];
        /* Local times of the zone: CSV and JSON have UTC. */
        void (*print_head)(const struct zone *zone);
        void (*print_text)(const struct pg_result *r, int row, const struct zone *zone);
        const char *nothing; /* what the text says of no rows */
};

void listing_print(const struct listing *l, enum list_format format, const struct pg_result *r,
                   const struct zone *zone);

/* A cell as text; `room` is for those that are none. */
enum { CELL_ROOM = 32 };
struct text listing_cell(const struct listing *l, const struct pg_result *r, int row, int column,
                         char room[static CELL_ROOM]);

#endif
