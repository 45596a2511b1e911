/* SPDX-License-Identifier: Apache-2.0
 *
 * loading.h - a world whose topic is fed by the test and read by `hentra load`. It is the world of connected.h.
 */
#ifndef HENTRA_TESTS_SUPPORT_LOADING_H
#define HENTRA_TESTS_SUPPORT_LOADING_H

#include "tests/support/child.h"
#include "tests/support/connected.h"
#include "tests/support/feed.h"

/* Makes a database and a topic of so many partitions; `settings` are lines of the configuration. What runs of the
 * test before is ended. connected_end() closes it. */
void loading_begin(const char *name, const char *settings, int partitions);

/* Dossiers H58-PARTITION-FROM to the one before TO, a statement each. */
void feed_dossiers(int32_t partition, int from, int to, enum status status);

/* `hentra load --until-end` with one more option (NULL: none) ends with this exit code. The caller closes *c. */
void load_to_end(struct child *c, int code, const char *option);

#endif
