/* SPDX-License-Identifier: Apache-2.0
 *
 * committing.h - what tests of commits live in: a warehouse without Kafka, and a connection that looks at what workers
 * have left there.
 */
#ifndef HENTRA_TESTS_SUPPORT_COMMITTING_H
#define HENTRA_TESTS_SUPPORT_COMMITTING_H

#include "tests/support/feed.h"
#include "tests/support/worker.h"

extern struct world world;
extern struct pg *pg; /* the looker's */

/* Of a group of tests. */
void committing_begin(const char *name);
int committing_end(void **state);
/* Of each of them: an empty warehouse; the dimensions stay. */
int committing_fresh(void **state);

/* What event_on() says. */
void tell(struct worker *k, int day, const char *id, enum status status);
/* Commits what was told, or the test ends; the looker finds the position where the worker has it. */
void assert_done(struct worker *k);

#endif
