/* SPDX-License-Identifier: Apache-2.0
 *
 * group.h - what Kafka was told of how far a group has come.
 */
#ifndef HENTRA_TESTS_SUPPORT_GROUP_H
#define HENTRA_TESTS_SUPPORT_GROUP_H

#include "tests/support/world.h"

/* Of the group that is called as the world's topic; below 0: nothing was told. */
int64_t group_position(const struct world *w, int32_t partition);

#endif
