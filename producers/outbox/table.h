/* SPDX-License-Identifier: Apache-2.0
 *
 * table.h - a plain table, view or query of a source's database: rows by a mapping, as the lines of an
 * export are read. Nothing is written to the database.
 *
 * A look reads what has changed since a while before the last one (table_window.h); what is unchanged says
 * nothing (table_seen.h, table_door.h). Where rows are documents, the first look of each local day reads the
 * whole table: so a row that came below the window after all, or whose change value was not raised, is late
 * by a day at most, and what is open past its due date is said once a day.
 *
 * Rule: the place and the memory are written when Kafka has confirmed all that was read before.
 * So: after a kill something is sent once more, as the same event, and nothing is missed.
 */
#ifndef HENTRA_OUTBOX_TABLE_H
#define HENTRA_OUTBOX_TABLE_H

#include "core/lib/conf.h"
#include "producers/format/row.h"
#include "producers/outbox/table_door.h"
#include "producers/outbox/table_place.h"
#include "producers/outbox/table_query.h"
#include "producers/outbox/table_seen.h"

struct table_options { /* borrowed */
        const struct mapping *mapping;
        struct table_origin origin;
        const char *state;       /* folder of the place and the memory; NULL: neither is used (a dry run) */
        const struct zone *zone; /* of the source's local days */
        micros overlap;
        int64_t every_ms; /* pause between two looks, at least */
        uint64_t memory_most;
        bool once; /* one look */
};

struct table_counts {
        uint64_t rows;      /* that were read, but for those that a look met again unchanged */
        uint64_t events;    /* that were handed out */
        uint64_t unchanged; /* documents that were not, since they said nothing new */
        uint64_t rejected;  /* rows that cannot be read */
        uint64_t left_out;  /* cells of others that cannot be read */
};

struct table {
        const struct conf *conf;
        struct table_options options;
        struct pg *pg; /* NULL: to be opened */
        struct table_query query;
        struct row_layout layout;
        struct text *cells; /* of the present row */
        struct bytes content;
        struct row_events row;
        size_t next_event;
        struct table_window window;
        struct table_seen seen;
        struct table_place place;
        struct table_door door;
        micros clock; /* of the row that was read last: each is stated later than the one before */

        bool looking;      /* a look is under way */
        bool first;        /* of its day */
        bool whole, daily; /* it reads the whole table; of a day the first, also what is unchanged */
        int32_t day;       /* on which it began */
        micros began, next_look, told_held; /* on the steady clock */
        micros spent;                       /* by a look up to the fault that cut it */
        struct pg_result *page;             /* NULL: to be asked for */
        int at;                             /* the next row of it */
        struct bytes changed, key;          /* of the last row of the look that was taken; empty: none */
        int told;                           /* rows that cannot be read that were logged of this look */
        char last[TABLE_VALUE_MOST], highest[TABLE_VALUE_MOST];

        uint64_t handed, settled; /* events */
        struct table_counts counts;
};

/* Connects, waiting at most wait_s. FATAL: see table_query_open() and memory_open(). USAGE: the folder is
 * that of another database or table. Close it in any case. */
MUST enum fault table_open(struct table *t, const struct conf *conf, const struct table_options *options,
                           int wait_s, struct err *e);
void table_close(struct table *t); /* what Kafka has not confirmed is read again by the next run */

/* Reads the next row that has changed into t->row, and what the door lets pass of it. *over: the look is at
 * its end. POISON: the row cannot be read; t->row.column has the column. */
MUST enum fault table_read(struct table *t, bool *over, struct err *e);
/* The look is at its end, and everything that it found is in Kafka. */
MUST enum fault table_end_look(struct table *t, struct err *e);

/* The end of the pause behind work that began then: the server has a tenth of its time for us. */
micros table_rest(micros began);

/* After a fault of the database: a look goes on behind the last row that was taken. */
MUST enum fault table_connect(struct table *t, int wait_s, struct err *e);
void table_disconnect(struct table *t); /* twice is fine */
/* True where *e is of a query of ours that the server ended: by statement_timeout, or pg_cancel_backend(). */
bool table_was_ended(const struct table *t, const struct err *e);

#endif
