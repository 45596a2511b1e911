/* SPDX-License-Identifier: Apache-2.0
 *
 * folder.h - the folder of a store: where it is, whose it is, and the segments in it.
 */
#ifndef HENTRA_STORE_FOLDER_H
#define HENTRA_STORE_FOLDER_H

#include "core/base/err.h"
#include <limits.h>
#include <stddef.h>
#include <stdint.h>

/* Finds the folder of this name where nobody has named one: below $STATE_DIRECTORY, which systemd sets, else
 * below hentra in $XDG_STATE_HOME, else in ~/.local/state. USAGE: none of these is set. */
MUST enum fault store_folder_default(const char *name, char out[static PATH_MAX], struct err *e);

/* Makes it, and folders above it, where they are missing. USAGE: it cannot be made or read. The caller
 * closes. */
MUST enum fault store_folder_open(const char *path, int *folder, struct err *e);
/* Takes the folder for this process, until the descriptor is closed. FATAL: another one has it. */
MUST enum fault store_folder_lock(int folder, const char *path, int *lock, struct err *e);

struct store_segment {
        uint64_t base, size; /* of the file */
};
enum { SEGMENT_NAME = 40 };
void store_segment_name(uint64_t base, char out[static SEGMENT_NAME]);
/* All of them, by position; the caller frees. RETRY: the folder cannot be read. */
MUST enum fault store_segments(int folder, struct store_segment **list, size_t *n, struct err *e);

/* Keeps a segment that has damage, under another name: below `damaged`. RETRY: it cannot be. */
MUST enum fault store_segment_set_aside(int folder, uint64_t base, struct err *e);

#endif
