/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_file_parts.h - steps of a file that its beginning, its rows and its end share. For spool_file*.c.
 */
#ifndef HENTRA_SPOOL_SPOOL_FILE_PARTS_H
#define HENTRA_SPOOL_SPOOL_FILE_PARTS_H

#include "producers/spool/spool_file.h"

/* Size and time of the open file, as of now. */
MUST enum fault spool_file_read_state(struct spool_file *f, struct err *e);

/* Reads the next row as events. POISON: it cannot be read. */
MUST enum fault spool_file_take_row(struct spool_file *f, uint64_t *line, struct err *e);

/* Ranks the row that was read, and leaves out what says nothing new. Returns how many of its events the row
 * before stated already. */
size_t spool_file_judge_row(struct spool_file *f);

/* For struct export_known; `context` is the struct spool_file. */
bool spool_file_says_nothing_new(void *context, struct text dossier_id, uint64_t row_hash);

/* For a row of a complete export that cannot be read: it is no reason to miss its case. False: nobody can
 * tell which one that is. */
bool spool_file_mention_row(struct spool_file *f);

/* Writes the final state, then moves the file away: after a crash in between that is all that is left. */
MUST enum fault spool_file_conclude(struct spool_file *f, enum journal_state state, struct err *e);

/* The list is moved first, so that a file in done/ always has its list beside it. */
MUST enum fault spool_file_move_away(struct spool_file *f, struct err *e);

#endif
