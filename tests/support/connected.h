/* SPDX-License-Identifier: Apache-2.0
 *
 * connected.h - the world of a file of tests, and a connection to it. A test file opens both as it needs them.
 */
#ifndef HENTRA_TESTS_SUPPORT_CONNECTED_H
#define HENTRA_TESTS_SUPPORT_CONNECTED_H

#include "tests/support/world.h"

extern struct world world;
extern struct pg *pg;

/* Of a group of tests: closes them. */
int connected_end(void **state);

#endif
