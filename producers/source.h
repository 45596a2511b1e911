/* SPDX-License-Identifier: Apache-2.0
 *
 * source.h - the origin of events, as a few functions.
 *
 * The pump calls next() until it is idle, sends the events, and calls settle() once everything below a
 * number is safely in Kafka. Only then may a source forget a record, move a file away or acknowledge a row.
 */
#ifndef HENTRA_PRODUCERS_SOURCE_H
#define HENTRA_PRODUCERS_SOURCE_H

#include "core/base/err.h"
#include "core/base/event.h"
#include <stdbool.h>
#include <stdint.h>

enum source_next {
        SOURCE_EVENT,   /* *v is filled; its texts live until the next call of next() */
        SOURCE_MESSAGE, /* an event that is encoded already: message() gives it */
        SOURCE_IDLE,    /* nothing now: wait on fd(), or at most wait_ms() */
        SOURCE_WAIT, /* the same, but something cannot be read yet: a job that ends when idle waits for it */
        SOURCE_END,  /* no further event, ever */
        SOURCE_FAULT /* see *e. RETRY: call again later; FATAL: stop */
};

struct source {
        const char *name; /* "spool", "simulate": for logs */
        /* Events of next() have passed event_check(). False: the pump checks, and an event that may not
         * enter the stream ends the job. */
        bool checked;
        bool identified; /* events of next() have their event_id. False: the pump gives it */
        /* Events come numbered by the pump 0, 1, 2 … in the order of next(). Idle is asked again after
         * settle() was called, so a source may wait there for the events that it has given. */
        enum source_next (*next)(void *self, struct event *v, struct err *e);
        /* Gives a SOURCE_MESSAGE: the key, and the value as codec_encode() makes it without a registry. They
         * live until the next call of next(). NULL where next() never gives one. */
        void (*message)(void *self, struct text *key, struct text *value);
        int (*fd)(void *self);      /* readable when there may be something; NULL, or -1: none */
        int (*wait_ms)(void *self); /* longest wait when idle; -1: until fd is readable. NULL: 0 */
        /* Every event numbered below `below` is in Kafka. Called with rising numbers only. */
        enum fault (*settle)(void *self, uint64_t below, struct err *e);
        /* Kafka will never take this message: it is set aside, and counts as settled. NULL: it ends the
         * pump. */
        enum fault (*refused)(void *self, struct text key, struct text value, struct err *e);
        /* Called again and again while the pump waits for Kafka, be it for days: takes up what others have
         * sent meanwhile, and does not wait. NULL: no matter. */
        void (*meanwhile)(void *self);
        /* Kafka is there: after the first contact, and again after it was away. NULL: no matter. */
        void (*line_is_back)(void *self);
        /* The part of the work that is done, 0 to 1, for progress; below 0: unknown. NULL: the pump counts
         * against its option `expected`. */
        double (*part)(void *self);
};

#endif
