/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox_source.h - the outbox of one database, as a source for the pump.
 *
 * Rows are read in batches, in the order of their ids, up to the id that is final (outbox_bound.h). When
 * Kafka has confirmed a batch, one transaction in the source's database sets its bad rows aside, moves the
 * position and deletes what need not be kept. So nothing is deleted that was not confirmed, a restart begins
 * behind the last confirmed row, and what it repeats has the same event_id.
 */
#ifndef HENTRA_OUTBOX_OUTBOX_SOURCE_H
#define HENTRA_OUTBOX_OUTBOX_SOURCE_H

#include "core/base/bytes.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include "producers/outbox/outbox_bound.h"
#include "producers/outbox/outbox_row.h"
#include "producers/source.h"

struct outbox_counts {
        uint64_t sent, rejected; /* rows whose position has moved */
};

/* One batch of rows, and what became of them. */
struct outbox_batch {
        struct pg_result *rows; /* NULL: no batch */
        int n, at;              /* rows, and the next of them */
        int64_t upto;           /* the position behind the whole batch */
        uint64_t first_event;   /* number of its first event at the pump */
        int *event_row;         /* the row of each event */
        int events;
        struct bytes reasons; /* of bad rows, one behind the other, each with its NUL */
        int64_t *bad;         /* their ids */
        int bads;
};

struct outbox {
        const struct conf *conf;
        struct outbox_reader reader;
        struct outbox_held held;
        struct pg *pg; /* NULL: to be opened */
        int wait_s;
        bool once;         /* up to what was written when it began */
        int64_t once_upto; /* -1: not known yet */
        bool left;         /* once: rows behind an open transaction were left for the next run */
        struct outbox_bound bound;
        int64_t position;
        struct outbox_batch batch;
        bool asked;                  /* the rows behind the batch are under way */
        struct pg_result *following; /* they have come; NULL: not yet */
        micros cleared_at;           /* on the steady clock: when rows that need not be kept were deleted */
        uint64_t handed, settled;    /* events */
        struct outbox_counts counts;
};

/* Connects and takes the lock, waiting at most wait_s for either. `reader` borrows as it says. USAGE, FATAL:
 * see pg_open(); there is no outbox in the database. RETRY: another program has its lock. */
MUST enum fault outbox_open(struct outbox *o, const struct conf *conf, const struct outbox_reader *reader,
                            int wait_s, bool once, struct err *e);
/* Moves the position over what was confirmed of the last batch, and closes. */
MUST enum fault outbox_close(struct outbox *o, struct err *e);

extern const struct source outbox_source; /* `self` is the struct outbox */

/* Connects to the database of the source by the keys outbox.*. */
MUST enum fault outbox_connect(struct pg **pg, const struct conf *conf, int wait_s, struct err *e);

#endif
