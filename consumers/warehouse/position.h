/* SPDX-License-Identifier: Apache-2.0
 *
 * position.h - the position of the warehouse in each partition, and its owner.
 *
 * The position lives beside the rows, in the same database, and moves in the same transaction. Whoever is
 * assigned a partition raises its epoch first; a former owner that wakes up late finds another epoch and
 * cannot write any more.
 */
#ifndef HENTRA_WAREHOUSE_POSITION_H
#define HENTRA_WAREHOUSE_POSITION_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stdint.h>

struct position {
        int32_t partition;
        int32_t position_id; /* also the shard of the flows */
        int64_t epoch;
        int64_t next_offset;
        /* A message that was read, which shows later that the log is the same (log_watch.h chooses it); -1:
         * none yet. */
        int64_t last_offset, last_timestamp_ms, last_checksum;
        int32_t flows_until; /* no flow of this shard has a later day; NO_DAY: it has no flow */
        bool behind;         /* the warehouse's row says that more messages waited in the log */
};

/* The owner of a partition holds an advisory lock on its connection: pg_advisory_lock_shared(
 * POSITION_OWNER_CLASS, position_id). The lock only shows others that somebody reads the partition. It is
 * shared, so that the new owner need not wait for a former one that is stopped and still holds it. */
enum { POSITION_OWNER_CLASS = 0x68656e74 }; /* "hent" */

/* Makes the caller the owner: adds the row if it is missing (beginning at first_offset), raises the epoch,
 * and reads it. Waits for a former owner's transaction at most load.lock_timeout and then ends its
 * connection. Commits durably. FATAL: the warehouse has another rule version than `rule_version`. */
MUST enum fault position_take(struct pg *pg, const struct conf *conf, const char *topic, int32_t partition,
                              int64_t first_offset, int rule_version, struct position *p, struct err *e);

/* After position_take(): writes whether anything waits in the log, then takes the owner's lock. In this
 * order, so that nobody mistakes a partition that is being read again for one that is up to date. */
MUST enum fault position_hold(struct pg *pg, struct position *p, bool behind, struct err *e);
/* Gives up the locks of all partitions that this connection holds. */
MUST enum fault position_unlock_all(struct pg *pg, struct err *e);

/* Sets an owned position back to `offset`, to read the log again; durable. */
MUST enum fault position_reset(struct pg *pg, struct position *p, int64_t offset, struct err *e);

/* The topic has `partitions` partitions. Positions of higher numbers are retired: nobody reads those
 * partitions any more, so nobody waits for them. A loader that is given one after all brings its position
 * back. *retired: how many. Waits for others as position_take() does: RETRY. */
MUST enum fault position_retire(struct pg *pg, const struct conf *conf, const char *topic, int partitions,
                                int64_t *retired, struct err *e);

/* The positions in all partitions of a topic, in order of number. *at is the caller's, to be freed. */
struct position_offset {
        int32_t partition;
        int64_t next_offset;
};
MUST enum fault position_list(struct pg *pg, const char *topic, struct position_offset **at, size_t *n,
                              struct err *e);

/* Is the log the one that was read? It is another when the position lies outside [first, next], or another
 * message stands at last_offset. */
struct log_verdict {
        bool another;
        char why[512]; /* then: the offsets, and the way out */
};
/* OK: there is a verdict. A fault names the reason why nothing could be seen. */
MUST enum fault position_check(struct kafka_peeker *peeker, const char *topic, const struct position *p,
                               int64_t first, int64_t next, struct log_verdict *verdict, struct err *e);

/* Hash of key and value, which position_check() compares. */
int64_t message_checksum(const struct kafka_message *m);

#endif
