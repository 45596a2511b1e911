/* SPDX-License-Identifier: Apache-2.0
 *
 * move.h - one partition's part of a batch: the step that its position makes with the commit.
 */
#ifndef HENTRA_LOAD_MOVE_H
#define HENTRA_LOAD_MOVE_H

#include "consumers/warehouse/position.h"

struct move {
        struct position *position;
        int64_t from, to; /* offsets [from, to); position.next_offset is `from` by the time it is committed */
        int64_t last_offset, last_timestamp_ms, last_checksum; /* to remember; last_offset -1: only offsets */
        bool behind;                                           /* more is known to wait behind it */
};

/* Parameters of position_move.sql. */
enum { MOVE_PARAMS = 9 };
void move_params(const struct move *m, int rule_version, struct pg_param params[static MOVE_PARAMS]);
/* After the commit: the position in memory becomes the one in the warehouse. */
void move_committed(const struct move *m);

#endif
