/* SPDX-License-Identifier: Apache-2.0
 *
 * dimension.h - codes of events as the small integers of the warehouse.
 *
 * A code that nobody knows becomes an inferred member. New members are committed before an event that uses
 * them, so they stand before its batch in the server's log: a crash that loses members loses every batch
 * that uses them too, and breaks the connections, upon which all numbers are read anew, and the messages.
 */
#ifndef HENTRA_LOAD_DIMENSION_H
#define HENTRA_LOAD_DIMENSION_H

#include "core/base/err.h"
#include "core/base/text.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include <stdint.h>

enum dimension { DIMENSION_SOURCE, DIMENSION_AGENCY, DIMENSION_FIELD, DIMENSION_PROCEDURE, DIMENSION_COUNT };

struct dimensions;

/* Reads all members by `pg`. New ones are added by a connection of their own, opened when the first turns
 * up, since `pg` may be in the middle of a batch; `conf` is borrowed for that. Throw it away and open it
 * anew after every reconnect. */
MUST enum fault dimensions_open(struct dimensions **d, struct pg *pg, const struct conf *conf, struct err *e);
void dimensions_close(struct dimensions *d); /* NULL is fine */

/* Returns the id of a code; 0 for the empty one, and for one that may be new: it is noted, and borrowed until
 * dimensions_learn(). */
uint32_t dimension_note(struct dimensions *d, enum dimension which, struct text code);
/* Adds the members for all new codes that were noted, at once; costs nothing when there are none. */
MUST enum fault dimensions_learn(struct dimensions *d, struct err *e);

/* *id of a code that was learnt; 0 for the empty one. POISON: the code is new, and the dimension has as
 * many members as a statement can tell apart; it was not added. */
MUST enum fault dimension_id(const struct dimensions *d, enum dimension which, struct text code, uint32_t *id,
                             struct err *e);

#endif
