/* SPDX-License-Identifier: Apache-2.0
 *
 * reserve.h - room on the disk that is kept back. A forwarder is what makes room on a full disk, and must
 * write little things for that: its cursor, and a message that Kafka refuses.
 *
 * So: who could not write them spends the reserve, and writes them at once. It is less than a segment, so the
 * store cannot take it.
 */
#ifndef HENTRA_STORE_RESERVE_H
#define HENTRA_STORE_RESERVE_H

#include <stdbool.h>

bool store_reserve_fill(int folder); /* false: there is no room */
void store_reserve_spend(int folder);

#endif
