/* SPDX-License-Identifier: Apache-2.0
 *
 * change.h - the time for which a change of rules, receivers or acknowledgements waits for another one.
 *
 * Rule: nobody waits long for a row that somebody else has changed and not committed: that one may have gone
 * home. Who waits is told what to do, and nothing of theirs is done.
 */
#ifndef HENTRA_MANAGE_CHANGE_H
#define HENTRA_MANAGE_CHANGE_H

#include "core/lib/pg.h"

enum { CHANGE_WAIT_S = 3 };

/* First in the transaction of the change, and for all of it. */
MUST enum fault change_begin(struct pg *pg, struct err *e);
/* The fault of a change; of one that waited for so long in words for who wanted it: RETRY, with its SQLSTATE
 * 55P03. */
enum fault change_fault(struct pg *pg, enum fault fault, struct err *e);

#endif
