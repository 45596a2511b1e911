/* SPDX-License-Identifier: Apache-2.0
 *
 * registry.h - what ids of schemas mean, by a schema registry with Confluent's API; for an event loop.
 *
 * Settings schema.registry.*. A registry that is away is RETRY (core/wire/registry_client.h says when it
 * is), so what an absent registry would explain never looks like a wrong message. Of several URLs the one
 * that answered last is asked first.
 */
#ifndef HENTRA_WIRE_REGISTRY_H
#define HENTRA_WIRE_REGISTRY_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include "core/lib/conf.h"
#include <stdbool.h>
#include <stdint.h>

struct registry;

/* *r is NULL where schema.registry.url is not set. USAGE: a setting makes no sense. Connects to nothing.
 * `conf` is borrowed. */
MUST enum fault registry_open(struct registry **r, const struct conf *conf, struct err *e);
void registry_close(struct registry *r); /* NULL is fine */

/* Questions that are kept at a time; further ones wait for one that is answered, or not asked any more. */
enum { REGISTRY_QUESTIONS_MOST = 256 };

/* schema.registry.grace: an id is not called unknown before. */
micros registry_grace(const struct registry *r);

/* The schema that the registry has under the id. Never waits: the first call asks, and a later one has
 * the answer, once. OK: *schema is the text, borrowed until the next call. RETRY: it is being asked for, or
 * the registry is away and is asked again after a pause. POISON: every URL answered that there is no such
 * id, or what it has there is no Avro schema by itself. */
MUST enum fault registry_schema(struct registry *r, int32_t id, struct text *schema, struct err *e);
/* An attempt to learn of the id has failed, and the next one has not succeeded yet. */
bool registry_failed(const struct registry *r, int32_t id);
/* Goes on with the questions, and never waits. FATAL: libcurl cannot go on. */
MUST enum fault registry_work(struct registry *r, struct err *e);
/* The last call came so late that answers may have been given up which were on time; they are asked for
 * again, and need a moment in which registry_work() is called. */
bool registry_was_late(const struct registry *r);
/* An answer is awaited. */
bool registry_asks(const struct registry *r);
/* Time after which registry_schema() may have more to tell of the id, in milliseconds. */
int registry_wait_ms(const struct registry *r, int32_t id);
/* Waits until something of an answer has come, until a stop is asked, or for ms. */
void registry_wait(struct registry *r, int32_t id, int ms);

#endif
