/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_client.h - what the kafka_*.c files share of librdkafka. The only place that includes it; nothing
 * outside core/lib/kafka_*.c includes this file.
 */
#ifndef HENTRA_LIB_KAFKA_CLIENT_H
#define HENTRA_LIB_KAFKA_CLIENT_H

#include "core/base/err.h"
#include "core/lib/conf.h"
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

/* RETRY for what passes by itself, FATAL for the rest. */
enum fault kafka_fault(rd_kafka_resp_err_t err);
enum fault kafka_fail(struct err *e, rd_kafka_resp_err_t err, const char *what);

/* Metadata of one topic within wait_s seconds: *partitions, or -1 when there is no such topic. RETRY names the
 * addresses that did not answer. */
MUST enum fault kafka_client_partitions(rd_kafka_t *rk, const char *topic, int wait_s, int *partitions,
                                        struct err *e);

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

#endif
