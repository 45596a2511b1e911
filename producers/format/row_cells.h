/* SPDX-License-Identifier: Apache-2.0
 *
 * row_cells.h - single cells of a row that is being read: as a text, and as a time.
 */
#ifndef HENTRA_FORMAT_ROW_CELLS_H
#define HENTRA_FORMAT_ROW_CELLS_H

#include "producers/format/row.h"

struct row_reading {
        const struct row_layout *layout;
        const struct row *row;
        struct row_events *out;
        const char *dateless,
                *reason; /* the first column of a date that was left out, and the reason; NULL: none */
        struct err *e;
};

#define ROW_LEFT_OUT ": left out; the rest of the row was read"

/* The trimmed cell in NFC, as the mapping's texts are; empty when it is absent. */
struct text row_cell(struct row_reading *r, int column);

struct row_time {
        int at; /* position of the column */
        const struct map_column *column;
        enum date_day day;
        bool alone; /* the row needs this date, else one that is no legal instant is left out */
};

/* NO_TIME where the cell is empty. *day_only: it has no time of day. */
MUST enum fault row_cell_time(struct row_reading *r, struct row_time c, micros *t, bool *day_only);

#endif
