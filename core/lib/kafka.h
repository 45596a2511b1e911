/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka.h - producer, consumer and topics, over librdkafka.
 *
 * Keys `kafka.*` of the configuration go to librdkafka as they are; what correctness needs is set behind
 * them and cannot be overridden (idempotence, no auto-commit, no auto-created topics, crc checks).
 * Errors are sorted by kafka_fault().
 */
#ifndef HENTRA_LIB_KAFKA_H
#define HENTRA_LIB_KAFKA_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/text.h"
#include "core/lib/conf.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What may be done about an error code of librdkafka's: RETRY when it passes by itself, POISON for a message that is too
 * large for client or topic, else FATAL. A code of the library itself (below zero) that is not known passes: newer
 * versions have more of them. */
enum fault kafka_fault(int code);
/* The same of an error with its text: a login that could not be tried, because the broker or who gives out tokens is away, has
 * the code of one that was refused. */
enum fault kafka_fault_of(int code, const char *text);

/* ---- producer ---- */

struct kafka_producer;

/* `delivered` is called in the caller's thread, from the functions below, once for each message that one of them took:
 * with OK, or FATAL when the message is lost for good (librdkafka retried within message.timeout.ms), POISON when the
 * topic does not take messages of its size. */
MUST enum fault kafka_producer_open(struct kafka_producer **p, const struct conf *conf,
                                    void (*delivered)(void *context, uint64_t number, enum fault fault),
                                    void *context, struct err *e);
void kafka_producer_close(struct kafka_producer *p); /* what is in flight is dropped: flush first */

/* Waits for the topic's metadata. RETRY: no broker answered within wait_s (the text says which addresses);
 * FATAL: no such topic. */
MUST enum fault kafka_producer_topic(struct kafka_producer *p, const char *topic, int wait_s, struct err *e);
/* Waits for nothing: librdkafka finds the partition of a message by its key when it knows the topic, and the messages for a
 * topic that is not there are lost. For kafka_send() with the key as its place. */
MUST enum fault kafka_producer_topic_later(struct kafka_producer *p, const char *topic, struct err *e);

/* Partition = murmur2 of `place` (Java's and librdkafka's partitioner, on `place` instead of the key). Bytes are
 * copied. RETRY: the queue is full, serve and try again. `headers` may be NULL; so may a value of them, which is none. */
struct kafka_header {
        const char *name;
        const void *value;
        size_t len;
};
MUST enum fault kafka_send(struct kafka_producer *p, struct text key, struct text place, const void *value,
                           size_t len, const struct kafka_header *headers, size_t header_n, uint64_t number,
                           struct err *e);

/* As kafka_send(), for half the price when messages come by the thousand: they are handed to librdkafka together, when
 * a thousand are there, and by the next kafka_serve(), kafka_flush() or kafka_send(). So a caller that has nothing more
 * to send at the moment serves. A message that is too large comes back as POISON in `delivered`. */
MUST enum fault kafka_send_batched(struct kafka_producer *p, struct text key, struct text place,
                                   const void *value, size_t len, uint64_t number, struct err *e);

int kafka_serve(struct kafka_producer *p, int ms); /* runs callbacks; returns how many */
MUST enum fault kafka_flush(struct kafka_producer *p, int ms, struct err *e);

/* ---- topics ---- */

/* Creates the topic when it is missing. *created tells; an existing topic is left as it is. */
MUST enum fault kafka_topic_ensure(const struct conf *conf, const char *topic, int partitions,
                                   int replication, int wait_s, bool *created, struct err *e);
/* The same, with settings of the topic if it is created: name, value, name, value, NULL. */
MUST enum fault kafka_topic_ensure_with(const struct conf *conf, const char *topic, int partitions,
                                        int replication, const char *const *settings, int wait_s,
                                        bool *created, struct err *e);

/* What Kafka throws away of a topic: what is older or lies deeper (-1: nothing does), or is not the last of its key; and where each
 * partition's log begins, as far as it was told. */
struct kafka_retention {
        bool known; /* false: Kafka does not say (it takes the right to describe the topic's configuration) */
        int64_t ms, bytes;
        bool compacted;
        int64_t *first; /* of each partition; -1: was not told */
        int partitions;
};
/* Each question is waited for as long as wait_ms. FATAL: there is no such topic. */
MUST enum fault kafka_topic_retention(const struct conf *conf, const char *topic, int wait_ms,
                                      struct kafka_retention *k, struct err *e);
void kafka_retention_free(struct kafka_retention *k);

/* How many partitions a topic has now. FATAL with *partitions at -1: there is no such topic. */
MUST enum fault kafka_topic_partitions(const struct conf *conf, const char *topic, int wait_s,
                                       int *partitions, struct err *e);

/* ---- consumer ---- */

struct kafka_consumer;

/* Patience for one answer of a broker that is known to be there, for the functions that take wait_ms. */
enum { KAFKA_ANSWER_MS = 15000 };

struct kafka_message { /* borrowed until kafka_release() */
        int32_t partition;
        int64_t offset;
        int64_t timestamp_ms; /* -1: none */
        const uint8_t *key;   /* NULL: none */
        size_t key_len;
        const uint8_t *value; /* NULL: a tombstone */
        size_t value_len;
        void *handle, *copy; /* kafka.c's own: what to release */
};

/* Called from kafka_wait() only, in the caller's thread. On `assigned`, the callback says with kafka_start_fetch() where
 * each partition begins; a partition not started stays silent. On `revoked` (lost = the group has already
 * given it to others) everything uncommitted of it must be dropped or committed before returning. */
struct kafka_rebalance {
        void (*assigned)(void *context, const int32_t *partitions, size_t n);
        void (*revoked)(void *context, const int32_t *partitions, size_t n, bool lost);
        void *context;
};

MUST enum fault kafka_consumer_open(struct kafka_consumer **c, const struct conf *conf, const char *group,
                                    const char *topic, const struct kafka_rebalance *rebalance,
                                    struct err *e);
/* Leaves the group. Finish and commit in the database first. */
void kafka_consumer_close(struct kafka_consumer *c);

/* Starts (or moves) fetching of an assigned partition at `offset`. */
MUST enum fault kafka_start_fetch(struct kafka_consumer *c, int32_t partition, int64_t offset, struct err *e);
/* Stops fetching of an assigned partition, which stays assigned. */
void kafka_stop_fetch(struct kafka_consumer *c, int32_t partition);

/* Fetches `partition` only, until told otherwise (-1: all that are started); the others keep their place. For one that is
 * far behind: what waits here of all the others would take memory to no use. */
void kafka_fetch_only(struct kafka_consumer *c, int32_t partition);
bool kafka_fetches_only_one(const struct kafka_consumer *c);

/* Asks the broker for messages of a started partition that are known to be there and do not come. */
void kafka_request_fetch(struct kafka_consumer *c, int32_t partition);

/* Serves the group and waits until a message of partition `only` (-1: of any) may be there, a stop was asked, or
 * ms passed. USAGE: another member has the same kafka.group.instance.id. */
MUST enum fault kafka_wait(struct kafka_consumer *c, int32_t only, int ms, struct err *e);

/* Takes at most n messages of one partition without waiting, in order of offset. Messages that do not follow the
 * position (a seek's leftovers) are dropped here. Where it stands then: */
struct kafka_progress {
        int64_t next; /* the offset that follows; may lie beyond the last message (control records) */
        int64_t end;  /* of the log, as last heard; -1: nothing was heard yet */
        bool at_end;  /* nothing more can be read now; with end > next, an open transaction keeps it back */
        bool out_of_range; /* with FATAL: the position lies outside the log */
};
MUST enum fault kafka_take(struct kafka_consumer *c, int32_t partition, struct kafka_message *out, size_t n,
                           size_t *taken, struct kafka_progress *stand, struct err *e);
void kafka_release(struct kafka_message *messages, size_t n);

/* Adds the headers of a message that kafka_take() gave, as one block; nothing when it has none. */
void kafka_headers_pack(const struct kafka_message *m, struct bytes *out);
/* The headers of such a block, and room for as many more behind them; *out is the caller's to free, and points into the block.
 * Returns how many there are; a block that somebody cut gives those that are whole. */
size_t kafka_headers_unpack(struct text block, struct kafka_header **out, size_t room);

/* The log's bounds: the first offset still there, and the end of what can be read: the next to be written, or the first of
 * an open transaction. RETRY when no broker answers, or none
 * leads the partition, within wait_ms; FATAL when there is no such topic or partition. */
MUST enum fault kafka_bounds(struct kafka_consumer *c, int32_t partition, int64_t *first, int64_t *next,
                             int wait_ms, struct err *e);

/* A client outside the group, for as many looks at a log as there are; it connects with the first. The configuration is
 * borrowed. */
struct kafka_peeker *kafka_peeker_new(const struct conf *conf);
void kafka_peeker_close(struct kafka_peeker *p); /* NULL is fine */
/* Reads exactly one message at `offset`. *found false: no message is there (expired, compacted, a control record). The caller
 * releases it. */
MUST enum fault kafka_peek(struct kafka_peeker *p, const char *topic, int32_t partition, int64_t offset,
                           int wait_ms, struct kafka_message *out, bool *found, struct err *e);
/* As kafka_bounds(), by this client. */
MUST enum fault kafka_peek_bounds(struct kafka_peeker *p, const char *topic, int32_t partition,
                                  int64_t *first, int64_t *next, int wait_ms, struct err *e);

/* A position for the group, for lag tools only; never waits, never fails. The group is told the last one of each partition,
 * at most once a second by kafka_wait(), and when the partition is revoked. */
void kafka_note_position(struct kafka_consumer *c, int32_t partition, int64_t offset);

/* True once after the group was told that there is no such topic; a broker that has just started may be wrong. */
bool kafka_topic_doubted(struct kafka_consumer *c);

/* True between losing the assignment (session timed out) and the `revoked` call. */
bool kafka_assignment_lost(const struct kafka_consumer *c);

/* librdkafka's version, for --version. */
const char *kafka_library_version(void);

#endif
