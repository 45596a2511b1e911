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
 * the source still has every event that is not settled; with the option `endless` a new client is made, which
 * gets all that is not confirmed once more, in the same order. A stop flushes the events in flight, settles,
 * and returns OK.
 *
 * Rule: a topic refuses a whole batch that is too large for it. So: nothing counts as refused that was not
 * refused alone; smaller batches are tried first, by another client each (batch.h).
 *
 * Rule: Kafka may be away for days. So: with `endless` nothing times out, nothing more is taken from the
 * source meanwhile, and it is logged once that the line is away and once that it is back.
 *
 * No more than forward.rate is given to Kafka in a second, counted before compression.
 */
#ifndef HENTRA_PRODUCERS_PUMP_H
#define HENTRA_PRODUCERS_PUMP_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/program/needs.h"
#include "producers/source.h"
#include <stdbool.h>
#include <stdint.h>

struct pump_counts {
        uint64_t sent;       /* events given to Kafka */
        uint64_t settled;    /* events below the first one that is not confirmed */
        uint64_t queue_full; /* number of times that the pump waited for room in the queue */
};

struct pump_options {
        bool until_idle; /* end when the source is idle (spool --once) */
        /* Go on when a delivery failed for good; but not when no client will ever be heard with that message
         * and the source has no refused(). */
        bool endless;
        int wait_s; /* longest wait for the first contact with a broker; 0: fail at once; -1: no limit */
        uint64_t expected; /* events to come, for progress; 0: unknown */
        bool progress;     /* show progress on standard error */
};

/* Kafka: a need of every command with a pump, for watch_begin(). */
extern struct need pump_needs[1];

/* The wait for the first contact of a job that ends by itself (`once`), or stays: that one may wait for days,
 * unless somebody said for how long (--wait). */
int pump_contact_s(bool once, bool said, int wait_s);

/* Sends to the topic `topic.status` of the configuration. With schema.registry.url the schema is
 * registered first, and messages are framed as Confluent does; RETRY: the registry stayed away for
 * wait_s. An event that fails event_check() is a fault of the source (FATAL): a source sets bad input
 * aside itself. */
MUST enum fault pump_run(const struct conf *conf, const struct source *source, void *self,
                         const struct pump_options *options, struct pump_counts *counts, struct err *e);

#endif
