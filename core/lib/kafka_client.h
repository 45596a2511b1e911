/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_client.h - the parts of librdkafka that the kafka_*.c files share. Only this file includes
 * librdkafka, and only core/lib/kafka_*.c include this file.
 */
#ifndef HENTRA_LIB_KAFKA_CLIENT_H
#define HENTRA_LIB_KAFKA_CLIENT_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include <librdkafka/rdkafka.h>

struct kafka_setting {
        const char *name, *value;
};

/* A configuration of librdkafka: `defaults`, then the user's kafka.* keys, then `fixed`, which nobody can
 * override. Lists end with {0}; either may be NULL. Owned by the caller until a client takes it. */
MUST enum fault kafka_client_conf(rd_kafka_conf_t **out, const struct conf *conf,
                                  const struct kafka_setting *defaults, const struct kafka_setting *fixed,
                                  struct err *e);

/* Takes the configuration, on success and on failure. */
MUST enum fault kafka_client_open(rd_kafka_t **rk, rd_kafka_type_t type, rd_kafka_conf_t *conf,
                                  struct err *e);

/* Between these two calls the process ends with exit code 1 if librdkafka takes more than a quarter of a
 * minute: nothing may be left to commit. */
void kafka_close_begin(void);
void kafka_close_end(void);

/* Opens a client for questions and changes, which neither reads nor writes messages. */
MUST enum fault kafka_client_admin(rd_kafka_t **rk, const struct conf *conf, struct err *e);

/* Sorted by kafka_fault(). */
enum fault kafka_fail(struct err *e, int code, const char *what);

/* True for lacking rights, or a login that the broker refuses: neither passes by itself. */
bool kafka_refuses(rd_kafka_resp_err_t err);
/* As kafka_fail(); for a refusal the text names the right to ask for: `right` (READ, WRITE, …) on the topic,
 * or READ on the group of the client. */
enum fault kafka_fail_for(struct err *e, rd_kafka_t *rk, rd_kafka_resp_err_t err, const char *right,
                          const char *topic, const char *what);
/* FATAL when a broker refused the login of a producer or admin client that nobody has polled yet: its
 * requests only time out. */
MUST enum fault kafka_login_refused(rd_kafka_t *rk, struct err *e);

/* True when the settings choose the group protocol of Kafka 4 (KIP-848), under which the brokers decide on
 * sessions and shares. USAGE: they choose something that this librdkafka does not do, or does wrong. */
MUST enum fault kafka_group_newer(const struct conf *conf, bool *newer, struct err *e);
/* True when the group reports changes of an assignment instead of the whole assignment. */
bool kafka_group_incremental(rd_kafka_t *rk);

/* Reads the metadata of one topic within wait_s seconds: *partitions, or -1 when there is no such topic.
 * RETRY names the addresses that did not answer; `right` is the right that the client will need on the topic,
 * for the text of a refusal. */
MUST enum fault kafka_client_partitions(rd_kafka_t *rk, const char *topic, const char *right, int wait_s,
                                        int *partitions, struct err *e);

/* librdkafka before 2.2 checks once a second whether a full queue was emptied, and whenever its broker has an
 * event (later versions: fetch.queue.backoff.ms). A waker makes such an event: a harmless request, sent
 * seldom, whose answer is dropped. */
struct kafka_waker {
        rd_kafka_t *rk;
        rd_kafka_queue_t *answers;
        int64_t not_before; /* steady_now() */
};
void kafka_waker_open(struct kafka_waker *w, rd_kafka_t *rk);
void kafka_waker_close(struct kafka_waker *w); /* before the client */
void kafka_wake(struct kafka_waker *w, int32_t broker);

/* Reports the bounds of a partition within wait_ms; repeats the request while no leader is known. FATAL: the
 * topic has fewer partitions. */
MUST enum fault kafka_client_bounds(rd_kafka_t *rk, const char *topic, int32_t partition, int64_t *first,
                                    int64_t *next, int wait_ms, struct err *e);

/* ---- the consumer: kafka_consumer.c, kafka_assignment.c; kafka_take.c takes messages ---- */

/* Number of messages waiting here at which fetching of a partition pauses. */
#define KAFKA_ENOUGH_QUEUED 6000

struct kafka_assigned {
        int32_t partition;
        int64_t expected; /* next offset to hand out; -1: halted, or never started */
        bool eof;         /* reported by the broker, and no message since */
        bool fetched;     /* by librdkafka, from the offset that was expected then */
        bool moved;       /* another offset is expected since */
        int32_t broker;   /* of the last message; -1: there was none */
        bool was_full;    /* its queue had enough, so fetching may have paused */
        int64_t noted;    /* position to report to the group next; -1: it was reported */
        rd_kafka_queue_t *queue;
};

struct kafka_consumer {
        rd_kafka_t *rk;
        char *topic;
        struct kafka_rebalance rebalance;
        struct kafka_assigned *parts;
        size_t n;
        bool in_callback; /* kafka_start_fetch() then only notes the offset */
        bool restart;     /* fetching has changed: pass that on before the next wait or take */
        int32_t focus;    /* the only partition that is fetched; -1: all are */
        struct kafka_waker waker;
        int32_t broker;    /* of the last message of any partition; -1: there was none */
        micros ask_until;  /* fetching was started: until then its thread may not have noticed */
        micros tell_after; /* no position is reported to the group before */
        micros warn_after; /* warn if the group is silent until then; 0: it answered, or we warned */
        int wake[2];       /* librdkafka writes a byte when an empty queue fills */
        bool doubted;      /* the group reported that there is no such topic */
        enum fault fault;
        struct err e; /* of the group itself */
};

/* NULL: the partition is not ours (any more). */
struct kafka_assigned *kafka_assigned(const struct kafka_consumer *c, int32_t partition);
/* Passes changed offsets and kafka_fetch_only() on to librdkafka. False: not possible now. */
bool kafka_assignment_complete(struct kafka_consumer *c);
void kafka_assignment_forget(struct kafka_consumer *c);
/* Reports to the owner that the assignment is empty. */
void kafka_assignment_none(struct kafka_consumer *c);
/* Reports noted positions to the group, if it is time. */
void kafka_report_positions(struct kafka_consumer *c);
/* librdkafka's rebalance callback; the consumer is its `opaque`. */
void kafka_on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t err, rd_kafka_topic_partition_list_t *list,
                        void *opaque);

#endif
