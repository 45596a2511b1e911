/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_probe.h - reads single messages of a topic while the caller does something else: a client that is
 * kept open, outside any group, and never waits for an answer.
 */
#ifndef HENTRA_LIB_KAFKA_PROBE_H
#define HENTRA_LIB_KAFKA_PROBE_H

#include "core/lib/kafka.h"

struct kafka_probe;

MUST enum fault kafka_probe_open(struct kafka_probe **l, const struct conf *conf, const char *topic,
                                 struct err *e);
void kafka_probe_close(struct kafka_probe *l);

/* The interval at which a topic is worth a probe: that of its metadata (topic.metadata.refresh.interval.ms).
 * */
int kafka_probe_every_ms(const struct conf *conf);

/* Requests the message at an offset. One request at a time: an earlier one is dropped. */
void kafka_probe_ask(struct kafka_probe *l, int32_t partition, int64_t offset);
void kafka_probe_drop(struct kafka_probe *l);

enum kafka_seen {
        KAFKA_SEEN_NOT_YET,  /* call again */
        KAFKA_SEEN_MESSAGE,  /* in *m, for the caller to release */
        KAFKA_SEEN_NONE,     /* the log goes on, but has no message there (compacted, a control record) */
        KAFKA_SEEN_OUTSIDE,  /* the log begins behind the offset, or ends before it */
        KAFKA_SEEN_NO_TOPIC, /* no such topic or partition, by the broker or by a client without news */
        KAFKA_SEEN_FAULT     /* no answer can be had now */
};
/* Never waits. Any answer but NOT_YET ends the request. */
enum kafka_seen kafka_probe_answer(struct kafka_probe *l, struct kafka_message *m);

#endif
