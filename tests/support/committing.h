/* SPDX-License-Identifier: Apache-2.0
 *
 * committing.h - what tests of commits live in: a warehouse, and `pg`, which looks at what workers have left there.
 */
#ifndef HENTRA_TESTS_SUPPORT_COMMITTING_H
#define HENTRA_TESTS_SUPPORT_COMMITTING_H

#include "tests/support/connected.h"
#include "tests/support/feed.h"
#include "tests/support/worker.h"

/* Of a group of tests; connected_end() is its end. */
void committing_begin(const char *name);
/* Of each of them: an empty warehouse; the dimensions stay. */
int committing_fresh(void **state);

/* What event_on() says. */
void tell(struct worker *k, int day, const char *id, enum status status);
/* Commits what was told, or the test ends; the position is then found where the worker has it. */
void assert_done(struct worker *k);

#endif
