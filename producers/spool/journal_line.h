/* SPDX-License-Identifier: Apache-2.0
 *
 * journal_line.h - one line of the journal as text, with the checksum that proves it whole.
 *
 * Of a file: version, hash, state, stated_at, moved_at, seen_at, moved_name, mapping, ahead, the numbers of
 * the mark, and those that version 3 added. Of the spool: version, the word "spool", its numbers. Each ends
 * with the XXH3 of all before it. Version 1 had neither the ones between stated_at and the mark nor the
 * mark's last; version 2 had no line of the spool. All three are read, the last one is written.
 */
#ifndef HENTRA_SPOOL_JOURNAL_LINE_H
#define HENTRA_SPOOL_JOURNAL_LINE_H

#include "producers/spool/journal.h"
#include <stdbool.h>
#include <stddef.h>

enum { JOURNAL_LINE_MOST = 640 }; /* with its line feed and NUL */

/* Both return the length, with the line feed. */
size_t journal_line_of_entry(char out[static JOURNAL_LINE_MOST], const struct journal_entry *v);
size_t journal_line_of_spool(char out[static JOURNAL_LINE_MOST], const struct journal_spool *v);

/* Takes `line` apart; it ends with NUL in the place of its line feed. *of_spool: into *spool, else into
 * *entry; the other one stays as it is. False: no whole line of a version that is known. */
bool journal_line_read(char *line, struct journal_entry *entry, struct journal_spool *spool, bool *of_spool);

#endif
