/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_client.h - what the kafka_*.c files share of librdkafka. The only place that includes it; nothing
 * outside core/lib/kafka_*.c includes this file.
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

/* Between the two the process ends, with exit code 1, when librdkafka takes more than a quarter of a minute: nothing may be left to
 * commit. */
void kafka_close_begin(void);
void kafka_close_end(void);

/* One that asks and changes, and neither reads nor writes. */
MUST enum fault kafka_client_admin(rd_kafka_t **rk, const struct conf *conf, struct err *e);

/* Sorted by kafka_fault(). */
enum fault kafka_fail(struct err *e, int code, const char *what);

/* Lacking rights, or a login that the broker does not take: neither passes by itself. */
bool kafka_refuses(rd_kafka_resp_err_t err);
/* As kafka_fail(); a refusal says what to ask the cluster's keeper for: `right` (READ, WRITE, …) on the topic, or READ on the
 * client's group. */
enum fault kafka_fail_for(struct err *e, rd_kafka_t *rk, rd_kafka_resp_err_t err, const char *right,
                          const char *topic, const char *what);
/* FATAL when a broker refused the login of a producer or admin client that nobody has polled yet: its requests only time out. */
MUST enum fault kafka_login_refused(rd_kafka_t *rk, struct err *e);

/* Whether the settings ask for the group protocol that Kafka 4 brought (KIP-848), under which the brokers decide on sessions and shares.
 * USAGE: they ask for what this librdkafka does not do, or not right. */
MUST enum fault kafka_group_newer(const struct conf *conf, bool *newer, struct err *e);
/* Whether the group says what changes of an assignment, instead of all of it. */
bool kafka_group_incremental(rd_kafka_t *rk);

/* Metadata of one topic within wait_s seconds: *partitions, or -1 when there is no such topic. RETRY names the
 * addresses that did not answer; `right` is what the client will need on the topic, for the text of a refusal. */
MUST enum fault kafka_client_partitions(rd_kafka_t *rk, const char *topic, const char *right, int wait_s,
                                        int *partitions, struct err *e);

/* librdkafka before 2.2 looks whether a full queue was emptied once a second, and whenever its broker has something for
 * it (later versions: fetch.queue.backoff.ms). A waker gives it something: a harmless question, asked seldom, whose
 * answer is dropped. */
struct kafka_waker {
        rd_kafka_t *rk;
        rd_kafka_queue_t *answers;
        int64_t not_before; /* steady_now() */
};
void kafka_waker_open(struct kafka_waker *w, rd_kafka_t *rk);
void kafka_waker_close(struct kafka_waker *w); /* before the client */
void kafka_wake(struct kafka_waker *w, int32_t broker);

/* The bounds of a partition within wait_ms, asked again while no leader is known. FATAL: the topic has fewer partitions. */
MUST enum fault kafka_client_bounds(rd_kafka_t *rk, const char *topic, int32_t partition, int64_t *first,
                                    int64_t *next, int wait_ms, struct err *e);

/* ---- the consumer: kafka_consumer.c takes messages of what is assigned, kafka_assignment.c ---- */

struct kafka_assigned {
        int32_t partition;
        int64_t expected; /* next offset to hand out; -1: halted, or never started */
        bool eof;         /* the broker said so, and nothing came since */
        bool fetched;     /* librdkafka was told to, from where it was expected then */
        bool moved;       /* it is expected elsewhere since */
        int32_t broker;   /* that the last message came from; -1: none did */
        bool was_full;    /* its queue held enough, so fetching may have paused */
        int64_t noted;    /* what the group is to be told; -1: it knows */
        rd_kafka_queue_t *queue;
};

struct kafka_consumer {
        rd_kafka_t *rk;
        char *topic;
        struct kafka_rebalance rebalance;
        struct kafka_assigned *parts;
        size_t n;
        bool in_callback; /* kafka_start_fetch() then only notes the offset */
        bool restart;  /* what is to be fetched has changed: say so before anything is waited for or taken */
        int32_t focus; /* the only partition that is fetched; -1: all are */
        struct kafka_waker waker;
        int32_t broker;    /* that the last message of any partition came from; -1: none did */
        micros ask_until;  /* fetching was started: until then its thread may not have noticed */
        micros tell_after; /* the group is told no earlier what was noted */
        micros warn_after; /* the group has said nothing until then; 0: it has, or it was said */
        int wake[2];       /* librdkafka writes a byte when an empty queue fills */
        bool doubted;      /* there is no such topic, said the group */
        enum fault fault;
        struct err e; /* of the group itself */
};

/* NULL: is not ours (any more). */
struct kafka_assigned *kafka_assigned(const struct kafka_consumer *c, int32_t partition);
/* Offsets and focus are as they were set; fetching was started anew for that where need be. False: not now. */
bool kafka_assignment_settled(struct kafka_consumer *c);
void kafka_assignment_forget(struct kafka_consumer *c);
/* Tells the owner that it was given nothing. */
void kafka_assignment_none(struct kafka_consumer *c);
/* Tells the group what was noted, if it is time. */
void kafka_report_positions(struct kafka_consumer *c);
/* librdkafka's rebalance callback; the consumer is its `opaque`. */
void kafka_on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t err, rd_kafka_topic_partition_list_t *list,
                        void *opaque);

#endif
