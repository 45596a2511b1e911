/* SPDX-License-Identifier: Apache-2.0
 *
 * hash.c - the only file that knows xxHash.
 */
#include "core/lib/hash.h"

#define XXH_INLINE_ALL /* a call through the library's table costs as much as the hash of a short text */
#include <xxhash.h>

uint64_t hash_bytes(const void *bytes, size_t len)
{
        return XXH3_64bits(bytes, len);
}
