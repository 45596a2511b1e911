/* SPDX-License-Identifier: Apache-2.0
 *
 * heard.h - how far in each partition loaders have told of what they wrote (consumers/load/notice.h), beside
 * how far the warehouse is. A difference that stays is a notice that was lost.
 *
 * Every transaction of a loader that changes facts moves a position, and every move is told of: from which
 * offset to which. So whoever has heard of all moves up to the position has heard of every change, and needs
 * to look at nothing else. A notice is lost when its loader ends between the commit and the notice, or when
 * the server refuses it: then the next notice does not begin where the last one ended, or the position stays
 * ahead of what was heard.
 */
#ifndef HENTRA_ALERT_HEARD_H
#define HENTRA_ALERT_HEARD_H

#include "core/base/moment.h"
#include "core/base/text.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heard_position {
        int32_t position_id;
        int64_t offset; /* moves up to this one were heard of */
        int64_t wanted; /* position of the warehouse, when it was asked last */
};
struct heard { /* zero: of nothing */
        struct heard_position *at;
        size_t n;
        micros judge_at; /* steady: by then every move up to `wanted` should have been heard of; 0: it was */
};

/* Starts from where the warehouse is now: the caller listens already, and goes over all dossiers after it. */
MUST enum fault heard_begin(struct heard *h, struct pg *pg, struct err *e);
void heard_free(struct heard *h);

/* A notice of moves, a line each: position_id, from and to. False: there were moves before it that nobody
 * told of. Moves before heard_begin() are no news. */
bool heard_add(struct heard *h, struct text moves);

/* Asks the warehouse, and judges once the notices under way have had time to arrive: heard_judge() after
 * `judge_at`. *lost: a position was set back, or is new, as in a warehouse that was restored. */
MUST enum fault heard_ask(struct heard *h, struct pg *pg, bool *lost, struct err *e);
/* False: a notice was lost. */
bool heard_judge(struct heard *h);

#endif
