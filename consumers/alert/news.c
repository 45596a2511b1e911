/* SPDX-License-Identifier: Apache-2.0
 *
 * news.c - see news.h.
 */
#include "consumers/alert/news.h"

#include "generated/embedded.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

enum { MOST = 4096 }; /* numbers at a time: somebody may send as many as they like */

enum fault news_listen(struct pg *pg, struct err *e)
{
        static const char *const channels[] = {"hentra_notice",        "hentra_dossier",
                                               "hentra_alert_rule",    "hentra_alert_webhook",
                                               "hentra_alert_waiting", "hentra_calendar"};
        for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++)
                if (pg_listen(pg, channels[i], e) != OK)
                        return e->kind;
        return OK;
}

void news_free(struct news *n)
{
        bytes_free(&n->numbers);
        bytes_free(&n->array);
}

bool news_add(struct news *n, const char *payload)
{
        char *end;
        errno = 0;
        const int64_t number = strtoll(payload, &end, 10);
        if (errno || end == payload || *end || n->numbers.len >= MOST * sizeof(number))
                return false;
        bytes_add(&n->numbers, &number, sizeof(number));
        return true;
}

enum fault news_read(struct news *n, struct pg *pg, struct heard *heard, struct agenda *agenda, struct err *e)
{
        const size_t told = n->numbers.len / sizeof(int64_t);
        struct pg_result *r;
        const struct pg_param params[] = {
                pg_int8_array(&n->array, (const int64_t *)(const void *)n->numbers.at, told)};
        if (!told)
                return OK;
        bytes_clear(&n->numbers);
        if (pg_run_prepared(pg, SQL_alert_notices, params, 1, &r, e) != OK)
                return e->kind;
        if ((size_t)pg_rows(r) != told)
                agenda_change_all(agenda, false);
        for (int row = 0; row < pg_rows(r); row++) {
                if (!pg_is_null(r, row, COL_alert_notices_dossiers))
                        agenda_change(agenda, pg_get_text(r, row, COL_alert_notices_dossiers));
                if (!pg_is_null(r, row, COL_alert_notices_moves) &&
                    !heard_add(heard, pg_get_text(r, row, COL_alert_notices_moves)))
                        agenda_change_all(agenda, true);
        }
        agenda->look |= agenda->last.stale; /* loaders may have caught up */
        pg_free(r);
        return OK;
}
