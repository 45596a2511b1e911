/* SPDX-License-Identifier: Apache-2.0
 *
 * pump.h - carries the events of any source to Kafka: checks, identifies, encodes, partitions, sends.
 *
 * While a source has events, many leave at a time (kafka.linger.ms, and a thousand at a time are given to
 * librdkafka); as soon as it is idle everything leaves at once. While the queue is full the pump waits and
 * serves delivery callbacks.
 *
 * Events are numbered from 0. All events below a number are settled when Kafka has confirmed every one of
 * them; the pump tells the source this number. A delivery that failed for good ends the pump with FATAL, and
 * the source still has every event that is not settled. A stop flushes the events in flight, settles, and
 * returns OK.
 */
#ifndef HENTRA_PRODUCERS_PUMP_H
#define HENTRA_PRODUCERS_PUMP_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "producers/source.h"
#include <stdbool.h>
#include <stdint.h>

struct pump_counts {
        uint64_t sent;       /* events given to Kafka */
        uint64_t settled;    /* events below the first one that is not confirmed */
        uint64_t queue_full; /* number of times that the pump waited for room in the queue */
};

struct pump_options {
        bool until_idle;   /* end when the source is idle (spool --once) */
        int wait_s;        /* longest wait for the first contact with a broker; 0: fail at once */
        uint64_t expected; /* events to come, for progress; 0: unknown */
        bool progress;     /* show progress on standard error */
};

/* Sends to the topic `topic.status` of the configuration. With schema.registry.url the schema is
 * registered first, and messages are framed as Confluent does; RETRY: the registry stayed away for
 * wait_s. An event that fails event_check() is a fault of the source (FATAL): a source sets bad input
 * aside itself. */
MUST enum fault pump_run(const struct conf *conf, const struct source *source, void *self,
                         const struct pump_options *options, struct pump_counts *counts, struct err *e);

#endif
