/* SPDX-License-Identifier: Apache-2.0
 *
 * notice.c - a payload of ids, bounded by what PostgreSQL lets a notification carry.
 */
#include "consumers/load/notice.h"

#include "generated/embedded.h"

enum { PAUSE_MICROS = 20000, IDS_MOST = PG_PAYLOAD_MOST - 1 };

void notices_add(struct notices *n, struct text dossier_id)
{
        if (n->everything)
                return;
        if (n->ids.len + 1 + dossier_id.len > IDS_MOST) {
                n->everything = true;
                return;
        }
        if (n->ids.len)
                bytes_add(&n->ids, "\n", 1);
        bytes_add(&n->ids, dossier_id.at, dossier_id.len);
}

void notices_take(struct notices *n, struct notices *from)
{
        n->everything |= from->everything;
        if (from->ids.len)
                notices_add(n, (struct text){(const char *)from->ids.at, from->ids.len});
        notices_clear(from);
}

void notices_clear(struct notices *n)
{
        bytes_clear(&n->ids);
        n->everything = false;
}

void notices_free(struct notices *n)
{
        bytes_free(&n->ids);
}

int notices_wait_ms(const struct notices *n)
{
        const micros left = n->not_before - steady_now();
        if (!n->everything && n->ids.len == 0)
                return -1;
        return left > 0 ? (int)((left + 999) / 1000) : 0;
}

enum fault notices_send(struct notices *n, struct pg *pg, bool now, struct err *e)
{
        const int wait_ms = notices_wait_ms(n);
        if (wait_ms < 0 || (wait_ms > 0 && !now))
                return OK;
        const struct pg_param payload =
                pg_text(n->everything ? TEXT("") : (struct text){(const char *)n->ids.at, n->ids.len});
        struct pg_result *r;
        if (pg_run_prepared(pg, SQL_load_notify, &payload, 1, &r, e) != OK)
                return e->kind;
        pg_free(r);
        notices_clear(n);
        n->not_before = steady_now() + PAUSE_MICROS;
        return OK;
}
