/* SPDX-License-Identifier: Apache-2.0
 *
 * relay.h - sends the rows of the quarantine to the dead-letter topic, while loading goes on.
 *
 * Rule: the quarantine itself is safe in the warehouse, so the loop never waits for the topic: rows are
 * handed to a producer that stays open, and marked when Kafka has confirmed them; at least once.
 */
#ifndef HENTRA_QUARANTINE_RELAY_H
#define HENTRA_QUARANTINE_RELAY_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stddef.h>

enum { RELAY_ROWS = 100 }; /* at a time */

struct relay { /* the caller sets conf, and due to true; the rest is zero */
        const struct conf *conf;
        bool due;                        /* rows may wait in the warehouse */
        micros after;                    /* steady: not before */
        struct kafka_producer *producer; /* NULL: not needed yet */
        bool one_by_one, refused;        /* batches have one message; a batch was too large for the topic */
        struct pg_result *rows;          /* that are on their way; NULL: none */
        enum relay_state {
                RELAY_WAITS, /* to be sent */
                /* Waits to be sent without its value, which is too large: that stays in the warehouse, and
                 * the headers name the row. */
                RELAY_WAITS_SMALL,
                RELAY_SENT,
                RELAY_SENT_SMALL,
                RELAY_DELIVERED,
                RELAY_LOST
        } state[RELAY_ROWS];
};

/* One step; never waits for Kafka. Faults are those of the database. */
MUST enum fault relay_serve(struct relay *r, struct pg *pg, struct err *e);
/* Milliseconds after which relay_serve() should be called again; -1: nothing is on its way. */
int relay_wait_ms(const struct relay *r);
/* Waits a few seconds for the rows on their way, and logs those that stay; frees everything. `pg` NULL: the
 * database is away. */
void relay_close(struct relay *r, struct pg *pg);

#endif
