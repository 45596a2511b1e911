/* SPDX-License-Identifier: Apache-2.0
 *
 * publish.h - transitions from the warehouse to the topic, in order, at least once.
 *
 * A transition is sent after its commit, and recorded as published once Kafka has confirmed it; until then
 * it is sent again. One alerter publishes at a time (a lock of its connection), so that the transitions of
 * an alert do not overtake each other. Never waits longer than some milliseconds for a broker, or now and
 * then a second for one that was never reached: alerts are raised without one. An alerter whose broker does
 * not take its messages lets another one try. With schema.registry.url nothing is sent before the schema is
 * registered; a registry that is away, or refuses it, is asked as seldom, one of its URLs at a time.
 */
#ifndef HENTRA_TELL_PUBLISH_H
#define HENTRA_TELL_PUBLISH_H

#include "core/base/calendar.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include <stdbool.h>

struct publisher;
/* Waits for no broker. `conf` is borrowed: it outlives the publisher. */
MUST enum fault publisher_open(struct publisher **p, const struct conf *conf, struct err *e);
void publisher_close(struct publisher *p); /* NULL is fine */

/* From this instant on (steady) there is something else to do: no broker is waited for any longer. At first
 * there is not. */
void publisher_wait_until(struct publisher *p, micros until);

/* The connection was lost, and with it the lock. Messages in flight are sent again. */
void publisher_forget(struct publisher *p);

/* Why nothing is published at present; NULL: it is, as soon as there is something. */
const char *publisher_waits_for(const struct publisher *p);

/* Goes on: sends transitions that are not published, and records those that were confirmed. *again_ms: call
 * it again after so long even if nothing happens; -1: no need. RETRY: the warehouse is away. FATAL: there
 * is no such topic. */
MUST enum fault publisher_work(struct publisher *p, struct pg *pg, const struct zone *zone,
                               const struct calendar *calendar, int *again_ms, struct err *e);
#endif
