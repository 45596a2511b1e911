/* SPDX-License-Identifier: Apache-2.0
 *
 * quarantine.h - messages that cannot be read or written, kept with their bytes and the reason.
 *
 * They are written in the transaction that moves the position over them, so none is lost and none is kept
 * twice; after the commit relay.c sends them to the dead-letter topic, at least once.
 */
#ifndef HENTRA_QUARANTINE_QUARANTINE_H
#define HENTRA_QUARANTINE_QUARANTINE_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include <stddef.h>
#include <stdint.h>

/* As in quarantine.cause. */
enum culprit_cause {
        CULPRIT_UNREADABLE = 1,
        CULPRIT_REJECTED, /* a rule refused it */
        CULPRIT_REFUSED,  /* by the database */
        CULPRIT_OF_PAUSED /* its source is paused: nothing is wrong with it */
};

struct culprit {
        int32_t partition;
        int64_t offset, timestamp_ms, checksum;
        size_t key_at, key_len, value_at, value_len, headers_at, headers_len; /* in `bytes` */
        bool has_key, has_value;
        enum culprit_cause cause;
        uint32_t source; /* 0: not known */
        char reason[256];
};

struct culprits { /* zero is empty and ready */
        struct culprit *of;
        size_t n, capacity;
        struct bytes bytes;
};
/* Returns it, valid until the next one is added. */
struct culprit *culprits_add(struct culprits *c, const struct kafka_message *m, enum culprit_cause cause,
                             uint32_t source, const char *reason);
/* The database refused it, for another reason than it was added with. */
void culprit_refused(struct culprit *x, const char *reason);
size_t culprits_by(const struct culprits *c, enum culprit_cause cause); /* how many */
size_t culprits_bytes(const struct culprits *c);                        /* of memory */
void culprits_clear(struct culprits *c);
void culprits_free(struct culprits *c);

/* Bytes of messages, with keys and headers, that are read from the warehouse at once, however many those are;
 * the last of them may go beyond. */
enum { QUARANTINE_PORTION_BYTES = 4 << 20 };

/* Inside the batch's transaction. */
MUST enum fault quarantine_write(struct pg *pg, const char *topic, const struct culprits *c, struct err *e);

/* Sends row number `row` of quarantine_unrelayed.sql, with its own headers and behind them those that Kafka
 * Connect uses (__connect.errors.topic, .partition, .offset, .exception.message). `whole` false: without
 * its value and its own headers. Errors are those of kafka_send(). */
MUST enum fault quarantine_send(struct kafka_producer *producer, const struct pg_result *r, int row,
                                bool whole, struct err *e);

#endif
