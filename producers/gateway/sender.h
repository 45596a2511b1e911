/* SPDX-License-Identifier: Apache-2.0
 *
 * sender.h - events of a call to Kafka, and the word that all of them are there.
 *
 * The pump (producers/pump.h) tells a source how far everything is confirmed, and ends when an event is lost.
 * A gateway has to know it of each call by itself, goes on when Kafka is away, and has a limit of time to
 * answer. So it shares the parts of the pump, and not the pump.
 *
 * Rule: `done` is called once for each call that was begun: with true when Kafka has confirmed every event of
 * it (acks of all replicas), with false when one was lost or the time was over. Then some of them may be in
 * the topic all the same: sending them again changes nothing, since they have the same event_id.
 */
#ifndef HENTRA_GATEWAY_SENDER_H
#define HENTRA_GATEWAY_SENDER_H

#include "core/base/err.h"
#include "core/base/event.h"
#include "core/lib/conf.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sender;

struct sender_options {
        int wait_s;         /* for the first contact with a broker */
        int64_t confirm_ms; /* longest wait for Kafka's word on a call */
        size_t calls_most;  /* at the same time; below 65,536 */
        void (*done)(void *context, void *call, bool confirmed);
        void *context;
};

MUST enum fault sender_open(struct sender **s, const struct conf *conf, const struct sender_options *options,
                            struct err *e);
void sender_close(struct sender *s); /* `done` is not called any more. NULL is fine */

/* False while Kafka has not confirmed what was sent before within its time: another call would only wait. */
bool sender_ready(const struct sender *s);

/* The number of a new call; 0: there is no room. */
uint64_t sender_begin(struct sender *s, void *call);
/* Sends an event that passed event_check(); it gets its event_id. RETRY: Kafka's queue is full. After a fault
 * the call still ends by sender_end(). */
MUST enum fault sender_send(struct sender *s, uint64_t call, struct event *v, struct err *e);
/* Nothing more comes. `abandon`: `done` is called with false, as soon as may be. */
void sender_end(struct sender *s, uint64_t call, bool abandon);

int sender_fd(struct sender *s);
int sender_wait_ms(const struct sender *s); /* -1: until the descriptor is readable */
void sender_serve(struct sender *s);        /* calls `done` */
size_t sender_calls(const struct sender *s);

#endif
