/* SPDX-License-Identifier: Apache-2.0
 *
 * notice.c - rows of ids and of moves, bounded by what a look takes at once.
 */
#include "consumers/load/notice.h"

#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
        PAUSE_MICROS = 20000,
        MOVES_PAUSE_MICROS = 500000,
        FORGET_MICROS = 10000000,
        FORGOTTEN_MICROS = 90000000, /* so long after the last one all are old */
        MOVE_MOST = 64
};

static void ids_clear(struct notice_ids *ids)
{
        bytes_clear(&ids->lines);
        ids->all = false;
}

static void ids_add(struct notice_ids *ids, struct text lines)
{
        if (ids->all)
                return;
        if (ids->lines.len + 1 + lines.len > NOTICE_MOST) {
                ids->all = true;
                return;
        }
        if (ids->lines.len)
                bytes_add(&ids->lines, "\n", 1);
        bytes_add(&ids->lines, lines.at, lines.len);
}

static struct text text_of_ids(const struct notice_ids *ids)
{
        return (struct text){(const char *)ids->lines.at, ids->lines.len};
}

void notices_begin(struct notices *n)
{
        ids_clear(&n->pending);
}

void notices_add(struct notices *n, struct text dossier_id)
{
        ids_add(&n->pending, dossier_id);
}

void notices_committed(struct notices *n)
{
        n->due.all |= n->pending.all;
        if (n->pending.lines.len)
                ids_add(&n->due, text_of_ids(&n->pending));
        ids_clear(&n->pending);
}

void notices_moved(struct notices *n, int32_t position_id, int64_t from, int64_t to, bool caught_up)
{
        size_t i = 0;
        n->caught_up |= caught_up;
        while (i < n->move_n && n->move[i].position_id != position_id)
                i++;
        if (i == n->move_capacity) {
                n->move_capacity = n->move_capacity ? 2 * n->move_capacity : 16;
                n->move = need_realloc(n->move, n->move_capacity * sizeof(*n->move));
        }
        if (i == n->move_n)
                n->move[n->move_n++] = (struct notice_move){position_id, from, to};
        else if (n->move[i].to == from)
                n->move[i].to = to;
        else /* taken anew, perhaps after somebody else: alerters see the gap */
                n->move[i] = (struct notice_move){position_id, from, to};
}

void notices_unsure(struct notices *n)
{
        n->due.all = true;
}

void notices_clear(struct notices *n)
{
        ids_clear(&n->due);
        n->move_n = 0;
        n->caught_up = false;
}

void notices_free(struct notices *n)
{
        bytes_free(&n->pending.lines);
        bytes_free(&n->due.lines);
        bytes_free(&n->lines);
        free(n->move);
        n->move = NULL;
        n->move_n = n->move_capacity = 0;
}

int notices_wait_ms(const struct notices *n)
{
        const bool at_once = n->due.all || n->due.lines.len > 0 || n->caught_up;
        if (!at_once && n->move_n == 0)
                return -1;
        const micros left = (at_once ? n->not_before : n->moves_after) - steady_now();
        return left > 0 ? (int)((left + 999) / 1000) : 0;
}

/* As many as a notice takes; returns how many. */
static size_t write_moves(struct notices *n)
{
        size_t i = 0;
        bytes_clear(&n->lines);
        for (; i < n->move_n && n->lines.len + MOVE_MOST < NOTICE_MOST; i++) {
                char line[MOVE_MOST];
                const int len = snprintf(line, sizeof(line), "%" PRId32 " %" PRId64 " %" PRId64 "\n",
                                         n->move[i].position_id, n->move[i].from, n->move[i].to);
                bytes_add(&n->lines, line, (size_t)len);
        }
        return i;
}

static enum fault forget(struct notices *n, struct pg *pg, struct err *e)
{
        const micros now = steady_now();
        struct pg_result *r;
        if (n->forget_until == 0) /* another loader may have left some */
                n->forget_until = now + FORGOTTEN_MICROS;
        if (now < n->forget_after || now > n->forget_until)
                return OK;
        n->forget_after = now + FORGET_MICROS;
        if (pg_run_prepared(pg, SQL_load_notices_forget, NULL, 0, &r, e) != OK)
                return e->kind;
        pg_free(r);
        return OK;
}

enum fault notices_send(struct notices *n, struct pg *pg, bool now, struct err *e)
{
        const int wait_ms = notices_wait_ms(n);
        if (wait_ms < 0)
                return forget(n, pg, e);
        if (wait_ms > 0 && !now)
                return OK;
        const size_t moves = write_moves(n);
        /* The text without an address is SQL null: none. */
        const struct text none = {0},
                          ids = n->due.all         ? TEXT("")
                                : n->due.lines.len ? text_of_ids(&n->due)
                                                   : none,
                          lines = {moves ? (const char *)n->lines.at : NULL, n->lines.len};
        const struct pg_param params[] = {pg_text(ids), pg_text(lines)};
        struct pg_result *r;
        if (pg_run_prepared(pg, SQL_load_notify, params, 2, &r, e) != OK)
                return e->kind;
        pg_free(r);
        ids_clear(&n->due);
        n->caught_up = false;
        n->move_n -= moves;
        if (n->move_n)
                memmove(n->move, n->move + moves, n->move_n * sizeof(*n->move));
        n->not_before = steady_now() + PAUSE_MICROS;
        n->moves_after = steady_now() + MOVES_PAUSE_MICROS;
        n->forget_until = steady_now() + FORGOTTEN_MICROS;
        return forget(n, pg, e);
}
