/* SPDX-License-Identifier: Apache-2.0
 *
 * memory_anew.h - a memory (memory.h) that forgets what it knew, and not how late that was.
 *
 * Rule: the topic still has what a forgotten memory knew. So: the next document of a dossier counts only if
 * it is stated later, although no entry says later than what.
 */
#ifndef HENTRA_PRODUCERS_MEMORY_ANEW_H
#define HENTRA_PRODUCERS_MEMORY_ANEW_H

#include "producers/memory.h"

/* Begins the memory anew, and opens it: memory_forgotten() is at least the greatest stated_at that it knew,
 * and at least `stated`, for what it had not committed. For faults see memory_open(). The caller closes *m,
 * which may be there after a fault, too. */
MUST enum fault memory_open_anew(struct memory **m, const char *folder, uint64_t most, micros stated,
                                 struct err *e);

#endif
