/* SPDX-License-Identifier: Apache-2.0
 *
 * row_order.h - the order of a file's rows about one subject.
 *
 * All rows of a file have one stated_at, so nothing would tell which of two contradicting rows counts. The
 * later one does: its stated_at is some microseconds later (consumers/dossier/statement.h). These are no
 * part of an event's name, so the same rows in another order or another file are no other statements.
 *
 * Memory: 16 to 43 bytes for each case of a file, half as much again while the table grows; 256 KiB for
 * logs, where only rows of the very same occurrence can contradict each other, and these lie near each
 * other.
 */
#ifndef HENTRA_SPOOL_ROW_ORDER_H
#define HENTRA_SPOOL_ROW_ORDER_H

#include "producers/format/row.h"
#include <stdbool.h>
#include <stdint.h>

/* The last rank: all further rows share it. */
enum { ROW_RANK_LAST = STATED_ROWS - 1 };

struct row_order;

struct row_order *row_order_new(void);
void row_order_free(struct row_order *o); /* NULL is fine */

/* `subject`: a hash of what a row is about; `content`: a hash of its statement. The first row of a subject
 * has rank 0, each with another content than the row before has the next rank. True: the content is that of
 * the row before, and so is the rank. `recent`: the subject may be forgotten when it has not come for a
 * while. */
bool row_order_take(struct row_order *o, uint64_t subject, uint64_t content, bool recent, int *rank);

/* Saying of a whole file. */
struct row_saying {
        bool ahead; /* the file is dated more than a day ahead */
        /* Readings of the file that were taken back: each later one is said a millisecond later. */
        uint64_t corrections;
        bool retracts;     /* what that reading of the file said is taken back */
        micros not_before; /* a row that is stated earlier is said then; 0: none is raised */
};

/* True when the next row about this case is its first of the file, and is said when it was stated: *stated_at
 * is then what row_order_rank() would make of it. */
bool row_order_is_first(const struct row_order *o, struct text dossier_id, const struct row_saying *saying,
                        micros observed_at, micros *stated_at);
/* Notes that row, of a content that is known by this hash. */
void row_order_note_first(struct row_order *o, struct text dossier_id, uint64_t content);

/* The whole millisecond in which a row was said, of an event that row_order_rank() has seen, without the
 * milliseconds of corrections. */
micros row_order_said_at(const struct event *v, const struct row_saying *saying);

/* Gives each event of a row its event_id, and its place to its stated_at, in whole milliseconds with the
 * rank behind them. The dates of a case have one rank together, each occurrence of a log has its own. A
 * retraction has the last rank: it comes behind all that its reading said, and before the next one. Takes
 * out the events that the row before stated already; returns how many.
 *
 * A stated_at later than observed_at becomes observed_at. If it is more than a day later, or the file is
 * dated so far ahead, stated_at becomes one microsecond more than observed_at, which shows that. Else
 * observed_at is at least stated_at, so that no reader takes the rank for a time ahead. */
size_t row_order_rank(struct row_order *o, struct row_events *events, const struct row_saying *saying);

#endif
