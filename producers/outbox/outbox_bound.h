/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox_bound.h - up to which id the outbox is final: no row will ever appear at or below it.
 *
 * Ids are given out in order, rows appear when their transactions commit, in any order. An id is given out
 * while its transaction holds a lock on the table, and the lock is released after the commit can be seen. So
 * first the last id that was given out is read, then the holders of that lock; when all of these are gone,
 * every id up to the first is final. Other transactions, in this database or another, hold nothing up.
 *
 * A transaction keeps its name when it is prepared (PostgreSQL copies it, see MarkAsPreparingGuts()). After a
 * restart of the server it has another, but then this connection is gone, and everything is asked anew.
 */
#ifndef HENTRA_OUTBOX_OUTBOX_BOUND_H
#define HENTRA_OUTBOX_OUTBOX_BOUND_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stdint.h>

struct outbox_holder {
        char name[32]; /* a transaction's, as pg_locks calls it */
};
struct outbox_holders {
        struct outbox_holder *list;
        size_t n, room;
};

struct outbox_bound { /* zero: nothing is known */
        int64_t final;
        int64_t position; /* of the database, at the last look */
        bool kept;        /* rows that were sent are still there, at the last look */
        int64_t given;    /* the last id given out, at the last look that asked for it */
        bool waiting;     /* for those in `awaited`; then up to `target` is final */
        int64_t target;
        struct outbox_holders awaited;
        micros waiting_since, named_at; /* on the steady clock */
};

/* Looks once. Where it has to wait longer than some seconds, it logs for whom, and again each minute. FATAL:
 * the sequence gives ids out of order, or was set back behind the position. */
MUST enum fault outbox_bound_look(struct outbox_bound *bound, struct pg *pg, struct err *e);
/* Logs for whom it waits (`outbox.waits`), a line each. */
MUST enum fault outbox_bound_name_holders(const struct outbox_bound *bound, struct pg *pg, struct err *e);
void outbox_bound_close(struct outbox_bound *bound); /* twice is fine */

#endif
