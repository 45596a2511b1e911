/* SPDX-License-Identifier: Apache-2.0
 *
 * row.h - a row of any source, as names and texts, and the events that it states: where row = case one
 * document with all occurrences, else a statement each.
 *
 * A line of a CSV file, a document of a portal and a row of a table are all a list of names with a text
 * each. The mapping is bound to the names once, then the texts are read row by row: value maps, dates and
 * event_check() are the same for every source. Only the source knows its file format.
 */
#ifndef HENTRA_FORMAT_ROW_H
#define HENTRA_FORMAT_ROW_H

#include "core/base/event.h"
#include "core/base/text.h"
#include "producers/format/mapping.h"

struct row {
        const struct text *names; /* of the columns; the same for all rows of a source */
        const struct text *texts; /* of this row, each at its name's position; an absent one is empty */
        size_t n;
};

/* A mapping bound to names. The mapping must outlive it. */
struct row_layout {
        const struct mapping *mapping;
        size_t columns;
        int field[MAP_FIELDS];                 /* position of the column; -1: none */
        int case_date[STATUS_COUNT];           /* the same for the dates of [case], by status */
        int made[MADE_MOST][MADE_PIECES_MOST]; /* the same for the pieces of columns that are made; such a
                                                * column has a position behind all others */
        int end_word;                          /* the same for the word of an end */
        int end_time[STATUS_COUNT][END_COLUMNS_MOST]; /* and for the columns with its time */
        enum map_field_id with_column[MAP_FIELDS];    /* the fields that have a column */
        int with_columns;                             /* their number */
        bool statements; /* a row of row = case is read as a statement for each date, as before documents */
        struct event constants; /* the values that every event of the source has */
};

/* Reads the names only. POISON: one that the mapping needs is missing, or is there twice; *column is that
 * name. Or the mapping has no columns; *column is "". */
MUST enum fault row_bind(struct row_layout *layout, const struct mapping *mapping, const struct row *row,
                         const char **column, struct err *e);

/* Reads of cells in one row: each field, each date of [case], the word and the times of an end, and the
 * status two more times. */
enum { ROW_CELLS_MOST = MAP_FIELDS + STATUS_COUNT + 1 + END_COLUMNS_MOST + 2 };

struct row_events { /* zero is empty */
        /* Each has passed event_check(); texts point into the row, the mapping and `copy`. */
        struct event event[STATUS_COUNT + 1];
        size_t n;     /* number of events */
        size_t dates; /* number of events from the dates of [case]; they come first, one where row = case */
        struct {
                const char *column;
                char reason[128];
        } left[ROW_CELLS_MOST];      /* cells that were left out; the rest of the row was read */
        size_t lefts;                /* their number */
        const char *stand_in;        /* the column whose date stands for the time of the end; NULL: none */
        const char *stand_in_reason; /* says so, in a constant */
        char *copy[ROW_CELLS_MOST];  /* cells that had to be composed (NFC); owned */
        size_t copies;
        struct date_tally tally;
        struct text dossier_id; /* also of a row that cannot be read; empty: nobody can tell */
        const char *column;     /* the column with the fault; "": the fault is in the row as a whole */
};

void row_events_clear(struct row_events *events); /* twice is fine; row_read() does it */

/* Makes the events of a row. Uses row->texts, one for each name that was bound; row->names may be NULL.
 * `stated_at` is the time of the whole source (for example of a file) and holds for rows without a time of
 * their own. POISON: the row cannot be read; *e has the reason, but nothing of the row's contents. */
MUST enum fault row_read(const struct row_layout *layout, const struct row *row, micros stated_at,
                         micros observed_at, struct row_events *out, struct err *e);

#endif
