/* SPDX-License-Identifier: Apache-2.0
 *
 * topic.h - what the tests do to a topic that no user does: see it whole, write anything into it, make it grow or
 * vanish. Events travel as lines of PostgreSQL's COPY text format, in the order of the columns of oracle.event.
 */
#ifndef HENTRA_TESTS_TOPIC_H
#define HENTRA_TESTS_TOPIC_H

#include "core/base/event.h"
#include "core/lib/conf.h"
#include <stdbool.h>
#include <stdio.h>

/* One event as one line. */
void line_write(FILE *out, int32_t partition, int64_t offset, const struct event *v);
/* Reads a line (changed in place; texts of *v point into it). The first two columns and `content` are not used. A
 * line may end behind the columns of version 1. */
bool line_read(char *line, struct event *v, struct err *e);

/* Every message of the topic that can be decoded, to standard output; the others are counted on standard error. */
MUST enum fault topic_dump(const struct conf *conf, const char *topic, struct err *e);
/* Events from standard input. scatter: every message to a partition of its own liking, not the agency's. */
MUST enum fault topic_put(const struct conf *conf, const char *topic, bool scatter, struct err *e);
/* The message of one event from standard input, as hexadecimal. */
MUST enum fault topic_encode(struct err *e);
/* Lines "KEY HEX" from standard input: these bytes, whatever they are. */
MUST enum fault topic_raw(const struct conf *conf, const char *topic, struct err *e);

struct rd_kafka_s;
MUST enum fault topic_client(struct rd_kafka_s **rk, const struct conf *conf, struct err *e);
MUST enum fault topic_grow(const struct conf *conf, const char *topic, int partitions, struct err *e);
/* The longest batch that it takes; its other settings are the broker's again. */
MUST enum fault topic_limit(const struct conf *conf, const char *topic, int bytes, struct err *e);
MUST enum fault topic_delete(const struct conf *conf, const char *topic, struct err *e);
/* What the topic was told itself, "name=value" a line. */
MUST enum fault topic_settings(FILE *out, const struct conf *conf, const char *topic, struct err *e);
/* "partition first next" a line. */
MUST enum fault topic_bounds(const struct conf *conf, const char *topic, struct err *e);
/* Throws away everything before the end, as if it had expired. */
MUST enum fault topic_expire(const struct conf *conf, const char *topic, struct err *e);

#endif
