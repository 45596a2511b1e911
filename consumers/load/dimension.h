/* SPDX-License-Identifier: Apache-2.0
 *
 * dimension.h - codes of events as the small integers of the warehouse.
 *
 * A code that nobody knows becomes an inferred member. New members are committed, durably, before an event
 * that uses them: a batch may be lost in a crash of the server (it is read again), its members may not,
 * since other rows could have been given the same number meanwhile.
 */
#ifndef HENTRA_LOAD_DIMENSION_H
#define HENTRA_LOAD_DIMENSION_H

#include "core/base/err.h"
#include "core/base/text.h"
#include "core/lib/pg.h"
#include <stdint.h>

enum dimension { DIMENSION_SOURCE, DIMENSION_AGENCY, DIMENSION_FIELD, DIMENSION_PROCEDURE, DIMENSION_COUNT };

struct dimensions;

/* Reads all members. Throw it away and open it anew after every reconnect. */
MUST enum fault dimensions_open(struct dimensions **d, struct pg *pg, struct err *e);
void dimensions_close(struct dimensions *d); /* NULL is fine */

/* *id of a code; 0 for the empty one. Must be called outside a transaction. POISON: the code is new, and the
 * dimension has as many members as a statement can tell apart; it is not added. */
MUST enum fault dimension_id(struct dimensions *d, struct pg *pg, enum dimension which, struct text code,
                             uint32_t *id, struct err *e);

#endif
