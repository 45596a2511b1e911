/* SPDX-License-Identifier: Apache-2.0
 *
 * pump_client.h - a pump's client of Kafka, and the pump itself (private to pump*.c): how it finds a broker,
 * what becomes of a delivery, and how another client follows one that lost a message.
 */
#ifndef HENTRA_PRODUCERS_PUMP_CLIENT_H
#define HENTRA_PRODUCERS_PUMP_CLIENT_H

#include "core/program/progress.h"
#include "core/wire/codec.h"
#include "producers/batch.h"
#include "producers/line.h"
#include "producers/pace.h"
#include "producers/pump.h"
#include "producers/ring.h"

struct pump {
        const struct source *source;
        void *self;
        const struct pump_options *options;
        struct pump_counts *counts;
        const struct conf *conf;
        const char *topic;
        struct codec *codec;
        struct kafka_producer *kafka;
        struct ring ring;
        uint64_t given; /* the next number to give to Kafka, at most the ring's head */
        struct progress progress;
        struct pace pace;
        struct line line;
        bool framed;
        struct batch batch;
        bool ended;   /* the source has nothing more */
        bool lost;    /* this client did not deliver a message */
        bool failed;  /* for good, and not for the size of its batch */
        bool refused; /* and no client will ever deliver it, nor can the source set it aside */
        int failures; /* deliveries that failed for good in a row, one for each client */
};

static inline uint64_t pump_in_flight(const struct pump *p)
{
        return p->given > p->ring.tail ? p->given - p->ring.tail : 0;
}

/* Waits wait_s for a broker (and the registry); -1: as long as it takes. RETRY: none answered, or a stop. */
MUST enum fault pump_contact(struct pump *p, int wait_s, struct err *e);
/* Puts another client in the place of this one. It gets all that is not confirmed. */
MUST enum fault pump_open_client(struct pump *p, struct err *e);
/* The same after a while, for a client that lost a message, or that Kafka refuses to hear any more. */
MUST enum fault pump_begin_anew(struct pump *p, struct err *e);

#endif
