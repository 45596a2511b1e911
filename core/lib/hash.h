/* SPDX-License-Identifier: Apache-2.0
 *
 * hash.h - XXH3 (libxxhash), the one hash for tables in memory and for comparing contents.
 *
 * Values of hash_bytes() are stored in the warehouse (the content word of a statement, the checksum of the
 * last message of a partition): XXH3 is stable across versions and machines, keep the seed 0.
 */
#ifndef HENTRA_LIB_HASH_H
#define HENTRA_LIB_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *bytes, size_t len);

#endif
