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

/* Tells what an error code of librdkafka means for the caller: RETRY when it passes by itself, POISON for a
 * message that is too large for client or topic, or that the broker finds invalid, else FATAL. An unknown
 * code of the library itself (below zero) is RETRY: newer versions have more of them. */
enum fault kafka_fault(int code);
/* The same for an error with its text: a login that could not be tried, because the broker or the token
 * service is away, has the code of a refused one. */
enum fault kafka_fault_of(int code, const char *text);

/* ---- producer ---- */

struct kafka_producer;

/* `delivered` is called in the caller's thread, from the functions below, once for each message that one of
 * them took: with OK, with FATAL when the message is lost for good (librdkafka retried within
 * message.timeout.ms), or with POISON when the topic does not accept such a message. */
MUST enum fault kafka_producer_open(struct kafka_producer **p, const struct conf *conf,
                                    void (*delivered)(void *context, uint64_t number, enum fault fault),
                                    void *context, struct err *e);
/* The same for a client that sends many. A topic that takes no more than some bytes refuses a whole batch:
 * POISON is then only a message that was alone in its batch, or is too large for the client. The others come
 * back as RETRY: another client, with smaller batches, may send them. */
struct kafka_sending {
        bool patient;   /* messages wait as long as it takes, unless kafka.message.timeout.ms is set */
        int batch_most; /* messages of a batch; 0: as many as usual */
};
MUST enum fault kafka_producer_open_for(struct kafka_producer **p, const struct conf *conf,
                                        const struct kafka_sending *how,
                                        void (*delivered)(void *context, uint64_t number, enum fault fault),
                                        void *context, struct err *e);
void kafka_producer_close(struct kafka_producer *p); /* drops messages in flight: flush first */

/* Waits for the metadata of the topic. RETRY: no broker answered within wait_s (the text names the
 * addresses); FATAL: no such topic. */
MUST enum fault kafka_producer_topic(struct kafka_producer *p, const char *topic, int wait_s, struct err *e);
/* Does not wait. librdkafka finds the partition of a message by its key once it knows the topic; messages for
 * a topic that does not exist are lost. Only for kafka_send() with the key as partition_key. */
MUST enum fault kafka_producer_topic_later(struct kafka_producer *p, const char *topic, struct err *e);

/* Partition = murmur2 of `partition_key` (the partitioner of Java and librdkafka, on `partition_key` instead
 * of the key). Bytes are copied. RETRY: the queue is full, serve and try again. `headers` may be NULL; so may
 * the value of one of them, which is then null. */
struct kafka_header {
        const char *name;
        const void *value;
        size_t len;
};
MUST enum fault kafka_send(struct kafka_producer *p, struct text key, struct text partition_key,
                           const void *value, size_t len, const struct kafka_header *headers, size_t header_n,
                           uint64_t number, struct err *e);

/* As kafka_send(), at half the cost when there are thousands of messages: they are handed to librdkafka
 * together, when there are a thousand, and by the next kafka_serve(), kafka_flush() or kafka_send(). So a
 * caller without more messages calls kafka_serve(). A message that is too large comes back as POISON in
 * `delivered`. */
MUST enum fault kafka_send_batched(struct kafka_producer *p, struct text key, struct text partition_key,
                                   const void *value, size_t len, uint64_t number, struct err *e);

int kafka_serve(struct kafka_producer *p, int ms); /* runs callbacks; returns how many */
/* A descriptor that becomes readable when kafka_serve() has callbacks to run, for poll(2) beside others; -1:
 * none is left. It lives as long as the producer. */
int kafka_producer_fd(struct kafka_producer *p);
MUST enum fault kafka_flush(struct kafka_producer *p, int ms, struct err *e);

/* ---- topics ---- */

/* Creates the topic when it does not exist, and sets *created. An existing topic is left as it is. */
MUST enum fault kafka_topic_ensure(const struct conf *conf, const char *topic, int partitions,
                                   int replication, int wait_s, bool *created, struct err *e);
/* The same, with settings of the topic if it is created: name, value, name, value, NULL. */
MUST enum fault kafka_topic_ensure_with(const struct conf *conf, const char *topic, int partitions,
                                        int replication, const char *const *settings, int wait_s,
                                        bool *created, struct err *e);

/* The retention of a topic: Kafka deletes messages that are older, or lie deeper (-1: no limit), or are not
 * the last one of their key. And the first offset of each partition, where a broker reported it. */
struct kafka_retention {
        bool known; /* false: not reported (it takes the right to describe the topic's configuration) */
        int64_t ms, bytes;
        bool compacted;
        int64_t *first; /* of each partition; -1: not reported */
        int partitions;
};
/* Waits at most wait_ms for each answer. FATAL: there is no such topic. */
MUST enum fault kafka_topic_retention(const struct conf *conf, const char *topic, int wait_ms,
                                      struct kafka_retention *k, struct err *e);
void kafka_retention_free(struct kafka_retention *k);

/* Reports the present number of partitions of a topic. FATAL with *partitions at -1: there is no such topic.
 * */
MUST enum fault kafka_topic_partitions(const struct conf *conf, const char *topic, int wait_s,
                                       int *partitions, struct err *e);

/* ---- consumer ---- */

struct kafka_consumer;

/* The time that functions with wait_ms should get for one answer of a broker that is known to be there. */
enum { KAFKA_ANSWER_MS = 15000 };

struct kafka_message { /* borrowed until kafka_release() */
        int32_t partition;
        int64_t offset;
        int64_t timestamp_ms; /* -1: none */
        const uint8_t *key;   /* NULL: none */
        size_t key_len;
        const uint8_t *value; /* NULL: a tombstone */
        size_t value_len;
        void *handle, *copy; /* for kafka_release() */
        struct text headers; /* of a copy: as kafka_headers_pack() gives them */
};

/* Called from kafka_wait() and kafka_consumer_close() only, in the caller's thread. `assigned` sets by
 * kafka_start_fetch() where each partition begins; a partition that was not started gives nothing. `revoked`
 * (lost: the group has already given them to others) must drop or commit everything that is not committed. */
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

/* Fetches `partition` only, until another call (-1: all that are started); the others keep their place. For a
 * partition that is far behind: messages of the others, waiting here, would only use memory. */
void kafka_fetch_only(struct kafka_consumer *c, int32_t partition);
bool kafka_fetches_only_one(const struct kafka_consumer *c);

/* Requests messages of a started partition that are known to exist and do not come. */
void kafka_request_fetch(struct kafka_consumer *c, int32_t partition);

/* Serves the group and waits until there may be a message of partition `only` (-1: of any), until a stop is
 * asked, or for ms. USAGE: another member has the same kafka.group.instance.id. */
MUST enum fault kafka_wait(struct kafka_consumer *c, int32_t only, int ms, struct err *e);

/* Takes at most n messages of one partition without waiting, in order of offset. Messages left behind by a
 * seek are dropped. Progress of the partition after the call: */
struct kafka_progress {
        int64_t next;      /* the offset that follows; may lie beyond the last message (control records) */
        int64_t end;       /* of the log, by the last answer; -1: there was none yet */
        bool at_end;       /* nothing more can be read now; if end > next, for an open transaction */
        bool out_of_range; /* with FATAL: the position lies outside the log */
};
MUST enum fault kafka_take(struct kafka_consumer *c, int32_t partition, struct kafka_message *out, size_t n,
                           size_t *taken, struct kafka_progress *progress, struct err *e);
void kafka_release(struct kafka_message *messages, size_t n);

/* The same for those who take thousands: the messages are copied, one behind the other, which costs less than
 * to hold each. They live until the next call, and are not released. Zero is empty and ready. */
struct kafka_copies {
        struct kafka_message *of;
        size_t n, capacity;
        struct bytes bytes;
};
MUST enum fault kafka_take_copies(struct kafka_consumer *c, int32_t partition, struct kafka_copies *copies,
                                  size_t n, struct kafka_progress *progress, struct err *e);
void kafka_copies_free(struct kafka_copies *copies);

/* Appends the headers of a message of kafka_take() as one block; nothing when it has none. */
void kafka_headers_pack(const struct kafka_message *m, struct bytes *out);
/* Reads the headers of such a block, with room for as many more behind them. *out points into the block; the
 * caller frees it. Returns their number; a block that was cut gives those that are whole. */
size_t kafka_headers_unpack(struct text block, struct kafka_header **out, size_t room);

/* Reports the bounds of the log: the first offset that still exists, and the end of what can be read, which
 * is the next offset to be written or the first of an open transaction. RETRY: no broker answers, or none
 * leads the partition, within wait_ms; FATAL: no such topic or partition. */
MUST enum fault kafka_bounds(struct kafka_consumer *c, int32_t partition, int64_t *first, int64_t *next,
                             int wait_ms, struct err *e);

/* A client outside the group that reads single messages of any log; it connects with the first one. The
 * configuration is borrowed. */
struct kafka_peeker *kafka_peeker_new(const struct conf *conf);
void kafka_peeker_close(struct kafka_peeker *p); /* NULL is fine */
/* Reads exactly one message at `offset`. *found false: there is none (expired, compacted, a control record).
 * The caller releases it. */
MUST enum fault kafka_peek(struct kafka_peeker *p, const char *topic, int32_t partition, int64_t offset,
                           int wait_ms, struct kafka_message *out, bool *found, struct err *e);
/* As kafka_bounds(), by this client. */
MUST enum fault kafka_peek_bounds(struct kafka_peeker *p, const char *topic, int32_t partition,
                                  int64_t *first, int64_t *next, int wait_ms, struct err *e);

/* Notes a position for the group, which serves lag tools only; never waits, never fails. kafka_wait() reports
 * the last one of each partition to the group at most once a second, and so does its revocation. */
void kafka_note_position(struct kafka_consumer *c, int32_t partition, int64_t offset);

/* True once after the group reported that there is no such topic; a broker that has just started may be
 * wrong. */
bool kafka_topic_doubted(struct kafka_consumer *c);

/* True between losing the assignment (session timed out) and the `revoked` call. */
bool kafka_assignment_lost(const struct kafka_consumer *c);

/* librdkafka's version, for --version. */
const char *kafka_library_version(void);

#endif
