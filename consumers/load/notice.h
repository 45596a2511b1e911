/* SPDX-License-Identifier: Apache-2.0
 *
 * notice.h - notices to the alerters. A notice is a row of hentra.notice:
 *
 *   dossiers  the ids of dossiers whose deadline changed (consumers/dossier, timeline_deadlines_differ()), a
 *             line each; empty when they are too many to name, so that any may have
 *   moves     the moves of positions that this was written with, a line each: position_id, from and to. So
 *             alerters see that no notice was lost (consumers/alert/heard.h).
 *
 * and its number is what NOTIFY hentra_notice says: whoever can log in hears that, and may not know the rest.
 *
 * A notice is sent after the commit, in a query of its own: a NOTIFY inside a batch's transaction would
 * make all commits of the database wait for each other. They are sent at most every 20 ms, moves alone at
 * most every half a second, and the last ones always. If the loader dies between the commit and its notice,
 * the alerters find the change by themselves, within a minute.
 *
 * The ids of a transaction are pending until it is committed: notices_begin(), notices_add(), then
 * notices_committed(), or notices_begin() again.
 */
#ifndef HENTRA_LOAD_NOTICE_H
#define HENTRA_LOAD_NOTICE_H

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include "core/lib/pg.h"
#include <stdbool.h>

enum { NOTICE_MOST = 7999 }; /* bytes of ids in a notice, and of moves */
struct notice_ids {
        struct bytes lines;
        bool all; /* too many: every dossier may have changed */
};
struct notice_move {
        int32_t position_id;
        int64_t from, to; /* offsets */
};
struct notices {                   /* zero: nothing to send */
        struct notice_ids pending; /* of the transaction under way */
        struct notice_ids due;     /* committed, to be sent, with */
        struct notice_move *move;  /* the moves of those transactions, one for each position */
        size_t move_n, move_capacity;
        bool caught_up;                    /* alerters wait for one of them */
        micros not_before, moves_after;    /* steady */
        micros forget_after, forget_until; /* steady: when to delete notices that are old, and how long */
        struct bytes lines;
};

void notices_begin(struct notices *n);
void notices_add(struct notices *n, struct text dossier_id);
void notices_committed(struct notices *n);
/* A position was moved by that commit; `caught_up`: it was behind before it. */
void notices_moved(struct notices *n, int32_t position_id, int64_t from, int64_t to, bool caught_up);
/* A commit that was not answered may be there: every dossier may have changed. */
void notices_unsure(struct notices *n);
/* Forgets what is due. */
void notices_clear(struct notices *n);
void notices_free(struct notices *n);

/* Milliseconds until notices_send() may send what is due; -1: nothing is. */
int notices_wait_ms(const struct notices *n);
/* Sends what is due, if it is time or `now`; and deletes notices that are old, also while nothing is due. */
MUST enum fault notices_send(struct notices *n, struct pg *pg, bool now, struct err *e);

#endif
