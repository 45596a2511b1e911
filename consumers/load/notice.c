/* SPDX-License-Identifier: Apache-2.0
 *
 * notice.c - a payload of ids, bounded by what PostgreSQL lets a notification carry.
 */
#include "consumers/load/notice.h"

#include "generated/embedded.h"

enum { PAUSE_MICROS = 20000, IDS_MOST = PG_PAYLOAD_MOST - 1 };

static void ids_clear(struct notice_ids *ids)
{
        bytes_clear(&ids->lines);
        ids->all = false;
}

static void ids_add(struct notice_ids *ids, struct text lines)
{
        if (ids->all)
                return;
        if (ids->lines.len + 1 + lines.len > IDS_MOST) {
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

void notices_add_all(struct notices *n)
{
        n->pending.all = true;
}

void notices_committed(struct notices *n)
{
        n->due.all |= n->pending.all;
        if (n->pending.lines.len)
                ids_add(&n->due, text_of_ids(&n->pending));
        ids_clear(&n->pending);
}

void notices_unsure(struct notices *n)
{
        n->due.all = true;
}

void notices_clear(struct notices *n)
{
        ids_clear(&n->due);
}

void notices_free(struct notices *n)
{
        bytes_free(&n->pending.lines);
        bytes_free(&n->due.lines);
}

int notices_wait_ms(const struct notices *n)
{
        const micros left = n->not_before - steady_now();
        if (!n->due.all && n->due.lines.len == 0)
                return -1;
        return left > 0 ? (int)((left + 999) / 1000) : 0;
}

enum fault notices_send(struct notices *n, struct pg *pg, bool now, struct err *e)
{
        const int wait_ms = notices_wait_ms(n);
        if (wait_ms < 0 || (wait_ms > 0 && !now))
                return OK;
        const struct pg_param payload = pg_text(n->due.all ? TEXT("") : text_of_ids(&n->due));
        struct pg_result *r;
        if (pg_run_prepared(pg, SQL_load_notify, &payload, 1, &r, e) != OK)
                return e->kind;
        pg_free(r);
        notices_clear(n);
        n->not_before = steady_now() + PAUSE_MICROS;
        return OK;
}
