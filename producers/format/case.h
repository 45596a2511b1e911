/* SPDX-License-Identifier: Apache-2.0
 *
 * case.h - one row of an export as the events it states.
 */
#ifndef HENTRA_FORMAT_CASE_H
#define HENTRA_FORMAT_CASE_H

#include "core/base/event.h"
#include "core/lib/csv.h"
#include "producers/format/mapping.h"

/* A mapping bound to the header of one file. The mapping must outlive it. */
struct case_layout {
        const struct mapping *mapping;
        size_t columns;
        bool open_rows;        /* rows end with a delimiter that the header has not, see dialect.h */
        int field[MAP_FIELDS]; /* position of the column; -1: none */
        int case_date[STATUS_COUNT];
        enum map_field_id with_column[MAP_FIELDS]; /* the fields that have one, */
        int with_columns;                          /* so many */
        struct event constants;                    /* what every event of the file says */
};

/* POISON: the header lacks a column that the mapping names, or has it twice. *column is its name. */
MUST enum fault case_bind(struct case_layout *layout, const struct mapping *mapping,
                          const struct csv_row *header, const char **column, struct err *e);

enum { CASE_CELLS_MOST = MAP_FIELDS + STATUS_COUNT + 2 /* the status is looked at three times */ };

struct case_events { /* zero is empty */
        /* Each has passed event_check(); texts point into the row, the mapping and `copy`. */
        struct event event[STATUS_COUNT + 1];
        size_t n, dates; /* so many, of which the first come from the dates of [case] */
        struct {
                const char *column;
                char reason[128];
        } left[CASE_CELLS_MOST];     /* cells of a row that was read without them, */
        size_t lefts;                /* so many */
        char *copy[CASE_CELLS_MOST]; /* cells that had to be composed (NFC); owned */
        size_t copies;
        struct date_tally tally;
        const char *column; /* where the fault is; "" when it is the whole row */
};

void case_events_clear(struct case_events *events); /* twice is fine; case_read() does it */

/* `stated_at` is the file's own time, for rows that do not say one. POISON: the row cannot be read; *e says why
 * without repeating what stands in it. */
MUST enum fault case_read(const struct case_layout *layout, const struct csv_row *row, micros stated_at,
                          micros observed_at, struct case_events *out, struct err *e);

#endif
