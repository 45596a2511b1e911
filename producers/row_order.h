/* SPDX-License-Identifier: Apache-2.0
 *
 * row_order.h - what the rows of one file say of one thing, in their order.
 *
 * All rows of a file are stated at one time, so of two that contradict each other nothing tells which was meant. The
 * later one is: it is said some microseconds later (consumers/dossier/statement.h). These are no part of what an event is
 * named by, so the same rows in another order or another file are no other statements.
 *
 * Memory: 16 bytes for each thing, twice that while the table grows.
 */
#ifndef HENTRA_PRODUCERS_ROW_ORDER_H
#define HENTRA_PRODUCERS_ROW_ORDER_H

#include "producers/case.h"
#include <stdbool.h>
#include <stdint.h>

/* The last place there is: rows behind it share it. One below the milliseconds of stated_at. */
enum { ROW_PLACE_LAST = 999 };

struct row_order;

struct row_order *row_order_new(void);
void row_order_free(struct row_order *o); /* NULL is fine */

/* `thing`: a hash of what the row speaks of; `said`: a hash of what it says. The first row has place 0, each that says
 * something else than the one before has the next. True: it says the same as the one before, and has its place. */
bool row_order_take(struct row_order *o, uint64_t thing, uint64_t said, int *place);

/* Gives the events of a row their places: stated_at in whole milliseconds, and the place. Of a case its dates together
 * have one place, of a log each occurrence has its own. What the row before said the same of is taken out of the events:
 * returns how many. An event that its source dates after it was seen is said when it was seen, but for one microsecond
 * by which that shows. */
size_t row_order_place(struct row_order *o, struct case_events *events);

#endif
