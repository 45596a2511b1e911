/* SPDX-License-Identifier: Apache-2.0
 *
 * log_watch.h - finds out, while the loader runs, that the log is not the one that was read: the topic was
 * deleted, or deleted and made anew.
 *
 * Rule: the message that the warehouse remembers of a partition (position.last_*) is replaced by a newer
 * one only when it was found in the log after the newer one was read, or has expired. A log has each
 * message in one place only, so as long as the remembered one is there, everything behind it came from the
 * same log; and a log that was replaced is found whatever was read of the new one meanwhile: by the look
 * every few seconds, by the next owner of the partition, by the next start, by `hentra verify`.
 */
#ifndef HENTRA_LOAD_LOG_WATCH_H
#define HENTRA_LOAD_LOG_WATCH_H

#include "consumers/load/commit.h"
#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/kafka_probe.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loader;
struct part;

/* A message, as far as it can be recognised in a log again; offset -1: none. */
struct message_id {
        int64_t offset, timestamp_ms, checksum;
};

struct log_watch {                /* zero is ready */
        struct kafka_probe *look; /* NULL: not opened yet */
        micros every;             /* 0: not known yet */
        bool asking;
        int32_t partition;            /* the question: its partition, */
        struct message_id remembered; /* the message that should be there, */
        struct message_id newer;      /* and the one that is remembered instead when it is */
        micros asked_at;
        bool doubted; /* the topic may be gone */
        micros doubt_after;
        int missing;    /* so many answers of Kafka in a row know no such topic */
        int32_t *known; /* partitions that this process has read */
        size_t known_n;
};

/* One step of the look; never waits for Kafka unless there is a doubt. RETRY: the log may be another one,
 * so the partitions are to be taken again, which judges it. FATAL: the topic is gone. */
MUST enum fault log_watch_serve(struct loader *l, struct err *e);
/* Sets the message that the warehouse will remember with a move. */
void log_watch_remember(struct part *p, struct move *m);
/* The verdict on a partition is that its log, which begins at `first` now, is not the one that was read.
 * FATAL: this process has read it, so it was replaced just now. OK: only the partition is to be stopped, as
 * when a loader starts. */
MUST enum fault log_watch_judge(const struct loader *l, const struct part *p, int64_t first,
                                const struct log_verdict *verdict, struct err *e);
void log_watch_close(struct log_watch *w);

#endif
