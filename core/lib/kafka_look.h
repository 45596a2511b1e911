/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_look.h - single messages of a topic, looked at while something else goes on: a client that is kept open, outside
 * any group, and never waits for an answer.
 */
#ifndef HENTRA_LIB_KAFKA_LOOK_H
#define HENTRA_LIB_KAFKA_LOOK_H

#include "core/lib/kafka.h"

struct kafka_look;

MUST enum fault kafka_look_open(struct kafka_look **l, const struct conf *conf, const char *topic,
                                struct err *e);
void kafka_look_close(struct kafka_look *l);

/* How often the topic is worth a look: as often as its metadata (topic.metadata.refresh.interval.ms). */
int kafka_look_every_ms(const struct conf *conf);

/* Asks for the message at an offset. One question at a time: a former one is dropped. */
void kafka_look_ask(struct kafka_look *l, int32_t partition, int64_t offset);
void kafka_look_drop(struct kafka_look *l);

enum kafka_seen {
        KAFKA_SEEN_NOT_YET, /* ask again for the answer */
        KAFKA_SEEN_MESSAGE, /* *m is it, for the caller to release */
        KAFKA_SEEN_NONE,    /* the log goes on, but holds no message there (compacted, a control record) */
        KAFKA_SEEN_OUTSIDE, /* the log begins behind the offset, or ends before it */
        KAFKA_SEEN_NO_TOPIC, /* there is no such topic or partition, says the broker or a client that may not know yet */
        KAFKA_SEEN_FAULT /* no answer is to be had now */
};
/* Never waits. Any answer but NOT_YET ends the question. */
enum kafka_seen kafka_look_answer(struct kafka_look *l, struct kafka_message *m);

#endif
