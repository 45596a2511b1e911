/* SPDX-License-Identifier: Apache-2.0
 *
 * heard.c - see heard.h.
 */
#include "consumers/alert/heard.h"

#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

enum { GRACE_MS = 5000 }; /* from a commit to its notice, at most */

/* NULL: nothing was heard of it. */
static struct heard_position *find(struct heard *h, int32_t position_id)
{
        for (size_t i = 0; i < h->n; i++) {
                if (h->at[i].position_id == position_id)
                        return &h->at[i];
        }
        return NULL;
}

static void add(struct heard *h, int32_t position_id, int64_t offset)
{
        h->at = need_realloc(h->at, (h->n + 1) * sizeof(*h->at));
        h->at[h->n++] = (struct heard_position){position_id, offset, offset};
}

enum fault heard_ask(struct heard *h, struct pg *pg, bool *lost, struct err *e)
{
        struct pg_result *r;
        *lost = false;
        if (pg_run_prepared(pg, SQL_alert_positions, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++) {
                const int32_t id = (int32_t)pg_get_int(r, row, COL_alert_positions_position_id);
                const int64_t next = pg_get_int(r, row, COL_alert_positions_next_offset);
                struct heard_position *p = find(h, id);
                if (!p) {
                        add(h, id, next);
                        *lost = true;
                        continue;
                }
                if (next < p->offset) {
                        p->offset = next;
                        *lost = true;
                }
                p->wanted = next;
                if (next > p->offset)
                        h->judge_at = steady_now() + GRACE_MS * 1000LL;
        }
        pg_free(r);
        return OK;
}

bool heard_judge(struct heard *h)
{
        bool all = true;
        for (size_t i = 0; i < h->n; i++) {
                struct heard_position *p = &h->at[i];
                if (p->offset >= p->wanted)
                        continue;
                p->offset = p->wanted;
                all = false;
        }
        h->judge_at = 0;
        return all;
}

enum fault heard_begin(struct heard *h, struct pg *pg, struct err *e)
{
        bool lost;
        heard_free(h);
        return heard_ask(h, pg, &lost, e);
}

void heard_free(struct heard *h)
{
        free(h->at);
        *h = (struct heard){0};
}

/* A move that joins on to what was heard, or lies within it. */
static bool add_move(struct heard *h, int32_t position_id, int64_t from, int64_t to)
{
        struct heard_position *p = find(h, position_id);
        if (!p) {
                add(h, position_id, to);
                return false;
        }
        const bool joins = from <= p->offset;
        if (to > p->offset)
                p->offset = to;
        return joins;
}

bool heard_add(struct heard *h, struct text moves)
{
        bool joins = true;
        char line[80];
        while (moves.len) {
                size_t len = 0;
                while (len < moves.len && moves.at[len] != '\n')
                        len++;
                char *next;
                if (len < sizeof(line)) {
                        memcpy(line, moves.at, len);
                        line[len] = 0;
                        const int32_t id = (int32_t)strtol(line, &next, 10);
                        const int64_t from = strtoll(next, &next, 10), to = strtoll(next, &next, 10);
                        joins &= add_move(h, id, from, to);
                }
                moves.at += len < moves.len ? len + 1 : len;
                moves.len -= len < moves.len ? len + 1 : len;
        }
        return joins;
}
