/* SPDX-License-Identifier: Apache-2.0
 *
 * row_order.h - what the rows of one file say of one thing, in their order.
 *
 * All rows of a file are stated at one time, so of two that contradict each other nothing tells which was meant. The
 * later one is: it is said some microseconds later (consumers/dossier/statement.h). These are no part of what an event is
 * named by, so the same rows in another order or another file are no other statements.
 *
 * Memory: 16 to 43 bytes for each case of a file, half as much again while the table grows; 256 KiB for logs, where only rows of the
 * very same occurrence can contradict each other, and they stand near each other.
 */
#ifndef HENTRA_SPOOL_ROW_ORDER_H
#define HENTRA_SPOOL_ROW_ORDER_H

#include "producers/format/row.h"
#include <stdbool.h>
#include <stdint.h>

/* The last place there is: rows behind it share it. */
enum { ROW_PLACE_LAST = STATED_ROWS - 1 };

struct row_order;

struct row_order *row_order_new(void);
void row_order_free(struct row_order *o); /* NULL is fine */

/* `thing`: a hash of what the row speaks of; `said`: a hash of what it says. The first row has place 0, each that says
 * something else than the one before has the next. True: it says the same as the one before, and has its place.
 * `lately`: a thing that was not spoken of for a while may be forgotten. */
bool row_order_take(struct row_order *o, uint64_t thing, uint64_t said, bool lately, int *place);

/* Gives the events of a row their places: stated_at in whole milliseconds, and the place. Of a case its dates together
 * have one place, of a log each occurrence has its own. What the row before said the same of is taken out of the events:
 * returns how many. What is stated later than observed_at is said then; where that is by more than a day, or the file
 * is dated so far ahead, one microsecond between the two shows it. */
size_t row_order_place(struct row_order *o, struct row_events *events, bool file_ahead);

#endif
