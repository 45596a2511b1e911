/* SPDX-License-Identifier: Apache-2.0
 *
 * transaction.h - what only a producer with transactions leaves in a log: offsets without a message.
 */
#ifndef HENTRA_TESTS_SUPPORT_TRANSACTION_H
#define HENTRA_TESTS_SUPPORT_TRANSACTION_H

#include "tests/support/world.h"

/* Messages from … to - 1 (each says its number) into partition 0, and the marker that ends them: taken back unless
 * `commit`. */
void transaction(const struct world *w, int from, int to, bool commit);

#endif
