/* SPDX-License-Identifier: Apache-2.0
 *
 * dry_run.h - exports read by a mapping without sending, moving or noting anything: the events that would
 * come out, the values in each mapped column, and what would be rejected, for whoever writes the mapping.
 */
#ifndef HENTRA_SPOOL_DRY_RUN_H
#define HENTRA_SPOOL_DRY_RUN_H

#include "core/base/err.h"
#include "producers/format/mapping.h"
#include <stdint.h>

/* Reads each of the paths, a file or a directory of files, and prints to standard output. At most `sample`
 * rows of each file; 0: all. USAGE: a path cannot be read. FATAL: a file would be refused or a row rejected.
 * RETRY: a stop was asked. A file in another encoding is copied to TMPDIR (or /var/tmp) while it is read. */
MUST enum fault dry_run(const struct mapping *mapping, const char *const *path, int paths, uint64_t sample,
                        struct err *e);

#endif
