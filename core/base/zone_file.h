/* SPDX-License-Identifier: Apache-2.0
 *
 * zone_file.h - the changes of a zone's offset, out of a file of the tz database.
 */
#ifndef HENTRA_BASE_ZONE_FILE_H
#define HENTRA_BASE_ZONE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Calls add() for every offset (seconds east of Greenwich) and the UTC second from which it holds, in order
 * of time, up to the end of the year: first with INT64_MIN, then for the changes that the file lists, then
 * for those of its rule for all later years. The same offset may come twice, and of two for one second the
 * later counts. False: no such file (TZif, RFC 8536), or one that counts leap seconds, or a damaged one;
 * add() may have been called by then. */
bool zone_file_changes(const uint8_t *at, size_t len, int last_year,
                       void (*add)(void *context, int64_t from, int32_t offset), void *context);

#endif
