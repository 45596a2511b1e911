/* SPDX-License-Identifier: Apache-2.0
 *
 * replay.h - messages of the quarantine that can be read by now, sent to the topic again.
 *
 * A replayed message goes through the topic like any other, so it meets the same checks and is counted once.
 * Each is marked when Kafka has it: at least once, and once in the facts, since the warehouse keeps a set of
 * statements. One connection at a time replays (a lock of the session), or two would send everything twice.
 */
#ifndef HENTRA_QUARANTINE_REPLAY_H
#define HENTRA_QUARANTINE_REPLAY_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stdint.h>

struct quarantine_choice { /* which rows: all, or one partition and offset */
        bool one, pending_only, of_paused;
        int64_t partition, offset;
};
/* `whole`: with key and value. The columns are those of quarantine_list.sql; the caller frees. FATAL: that
 * one is not there. */
MUST enum fault quarantine_select(struct pg *pg, const struct quarantine_choice *which, bool whole,
                                  struct pg_result **r, struct err *e);

struct replaying {
        const struct conf *conf; /* kafka.*, schema.registry.* and topic.status */
        struct quarantine_choice which;
        bool dry_run; /* only counts; asks no Kafka, and takes no lock */
        int wait_s;   /* for servers that do not answer */
        /* For who is in a transaction: `leave` commits it before Kafka or a registry is waited for, since the
         * server ends what is idle, and a loader may wait for a row; `enter` begins another one for each
         * portion and each row that is marked. Faults end the replay. Both NULL: no transaction is open. */
        enum fault (*leave)(void *context, struct err *e), (*enter)(void *context, struct err *e);
        void *context;
};
struct replayed {     /* messages */
        int64_t sent; /* and marked for good; of a dry run: that would be */
        int64_t unreadable, too_large;
        int64_t waiting; /* for a schema registry that is away: `away` */
        int64_t left;    /* not looked at, since a stop was asked, or after a fault */
        struct err away;
};
/* Takes what was set aside before this call, some hundred at a time, or fewer that are some megabytes. A
 * transaction may be open behind it; after a fault none is. *n is right after a fault, too. RETRY, FATAL or
 * USAGE: Kafka; RETRY or FATAL: the database; RETRY, too: somebody else replays. */
MUST enum fault quarantine_replay(const struct replaying *q, struct pg *pg, struct replayed *n,
                                  struct err *e);

/* Tells what was done before a fault: "12 messages were sent and marked, 3 were not looked at"; "" when
 * nothing is known. */
enum { REPLAYED_TEXT_MOST = 120 };
const char *replayed_text(const struct replayed *n, char out[static REPLAYED_TEXT_MOST]);

#endif
