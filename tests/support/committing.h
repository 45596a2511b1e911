/* SPDX-License-Identifier: Apache-2.0
 *
 * committing.h - a warehouse for tests of commits, and `pg`, a connection that looks at what workers have
 * left there.
 */
#ifndef HENTRA_TESTS_SUPPORT_COMMITTING_H
#define HENTRA_TESTS_SUPPORT_COMMITTING_H

#include "tests/support/connected.h"
#include "tests/support/feed.h"
#include "tests/support/worker.h"

/* Begins a group of tests; connected_end() ends it. */
void committing_begin(const char *name);
/* Begins each of them: an empty warehouse; the dimensions stay. */
int committing_fresh(void **state);

/* Tells the worker event_on(). */
void committing_tell(struct worker *k, int day, const char *id, enum status status);
/* Commits what was told, or the test ends; the position is then found where the worker has it. */
void committing_done(struct worker *k);

#endif
