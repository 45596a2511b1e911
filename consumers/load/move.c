/* SPDX-License-Identifier: Apache-2.0
 *
 * move.c - see move.h.
 */
#include "consumers/load/move.h"

#include <string.h>

void move_params(const struct move *m, int rule_version, struct pg_param params[static MOVE_PARAMS])
{
        const struct position *p = m->position;
        const struct pg_param all[MOVE_PARAMS] = {pg_int4(p->position_id),
                                                  pg_int8(p->epoch),
                                                  pg_int4(rule_version),
                                                  pg_int8(p->next_offset),
                                                  pg_int8(m->to),
                                                  pg_int8(m->last_offset),
                                                  pg_int8(m->last_timestamp_ms),
                                                  pg_int8(m->last_checksum),
                                                  pg_bool(m->behind)};
        memcpy(params, all, sizeof(all));
        if (m->last_offset < 0)
                params[5].in_place = params[6].in_place = params[7].in_place = false; /* SQL null */
}

void move_committed(const struct move *m)
{
        struct position *p = m->position;
        p->next_offset = m->to;
        p->behind = m->behind;
        if (m->last_offset < 0)
                return;
        p->last_offset = m->last_offset;
        p->last_timestamp_ms = m->last_timestamp_ms;
        p->last_checksum = m->last_checksum;
}
