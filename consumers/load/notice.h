/* SPDX-License-Identifier: Apache-2.0
 *
 * notice.h - telling the alerters what changed: NOTIFY hentra_dossier, with the ids of dossiers whose due date, pause, end,
 * agency or kind changed, one a line; with nothing when they are too many to name.
 *
 * Told after the commit, in a statement of its own: a NOTIFY inside a batch's transaction would make all commits of the
 * database wait for each other. At most every 20 ms, and the last change always; what a crash between the two keeps back is
 * found by the alerter's own look, once a minute.
 */
#ifndef HENTRA_LOAD_NOTICE_H
#define HENTRA_LOAD_NOTICE_H

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include "core/lib/pg.h"
#include <stdbool.h>

struct notices { /* zero: nothing to tell */
        struct bytes ids;
        bool everything;
        micros not_before; /* steady */
};

void notices_add(struct notices *n, struct text dossier_id);
/* Adds what `from` holds, and empties it. */
void notices_take(struct notices *n, struct notices *from);
void notices_clear(struct notices *n);
void notices_free(struct notices *n);

/* Milliseconds until notices_send() may tell what is there; -1: there is nothing. */
int notices_wait_ms(const struct notices *n);
/* Tells it, if it is time or `now`. */
MUST enum fault notices_send(struct notices *n, struct pg *pg, bool now, struct err *e);

#endif
