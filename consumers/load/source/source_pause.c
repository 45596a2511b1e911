/* SPDX-License-Identifier: Apache-2.0
 *
 * source_pause.c - see source_pause.h.
 */
#include "consumers/load/source/source_pause.h"

#include "consumers/load/quarantine/resend.h"
#include "core/base/nearest.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdio.h>

static enum fault describe_pause(const struct pg_result *r, int row, struct err *e)
{
        char at[32];
        const struct text code = pg_get_text(r, row, COL_source_find_code),
                          by = pg_get_text(r, row, COL_source_find_paused_by),
                          reason = pg_get_text(r, row, COL_source_find_reason);
        return fail(e, USAGE, "%.*s was paused at %s by %.*s (%.*s): resume it first", (int)code.len, code.at,
                    moment_format(pg_get_instant(r, row, COL_source_find_paused_at), at), (int)by.len, by.at,
                    (int)reason.len, reason.at);
}

/* *id of a source; USAGE: there is none, or it is paused although it must not be. */
static enum fault find_source(struct pg *pg, struct text code, bool unpaused, int32_t *id, struct err *e)
{
        struct nearest near = {0};
        struct pg_result *r;
        char hint[NEAREST_HINT];
        enum fault fault = OK;
        *id = 0;
        if (pg_run(pg, SQL_source_find, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++) {
                const struct text other = pg_get_text(r, row, COL_source_find_code);
                nearest_offer(&near, code.at, other.at);
                if (!text_equal(code, other))
                        continue;
                *id = (int32_t)pg_get_int(r, row, COL_source_find_source_id);
                if (unpaused && !pg_is_null(r, row, COL_source_find_paused_at))
                        fault = describe_pause(r, row, e);
        }
        if (*id == 0)
                fault = fail(e, USAGE, "no source '%.*s' has sent anything%s", (int)code.len, code.at,
                             nearest_hint(&near, hint));
        pg_free(r);
        return fault;
}

enum { PAUSE_MS = 100 }; /* between tries */

/* One try of change(). */
static enum fault try_change(struct pg *pg, const struct conf *conf, const char *sql,
                             const struct pg_param *params, int n, bool *changed, struct err *e)
{
        char begin[80];
        struct pg_result *r;
        snprintf(begin, sizeof(begin), "begin; set local lock_timeout = %lld",
                 (long long)conf_ms(conf, "load.lock_timeout"));
        if (pg_script(pg, begin, e) != OK || pg_run(pg, sql, params, n, &r, e) != OK)
                return e->kind;
        *changed = pg_affected(r) == 1;
        pg_free(r);
        if (*changed && pg_run(pg, SQL_source_epochs, NULL, 0, NULL, e) != OK)
                return e->kind;
        return pg_script(pg, "commit", e);
}

/* Runs a query that changes one pause, and lets the loaders know. *changed: it was there to be changed. A
 * loader far behind holds its positions for as long as a large batch takes, and gives them free for a moment
 * only: so it is tried again for `wait_s`. */
static enum fault change(struct pg *pg, const struct conf *conf, const char *sql,
                         const struct pg_param *params, int n, int wait_s, bool *changed, struct err *e)
{
        const micros until = steady_now() + wait_s * MICROS_PER_SECOND;
        enum fault fault;
        struct err rollback;
        while ((fault = try_change(pg, conf, sql, params, n, changed, e)) != OK && !pg_broken(pg)) {
                if (pg_script(pg, "rollback", &rollback) != OK)
                        *e = rollback;
                if (fault != RETRY || pg_broken(pg) || steady_now() >= until || stop_asked())
                        break;
                log_warn("source.waits", KT("reason", e->text));
                stop_wait(PAUSE_MS);
        }
        return fault;
}

enum fault source_pause(struct pg *pg, const struct conf *conf, struct text code, struct text reason,
                        micros until, int wait_s, struct err *e)
{
        int32_t id;
        bool changed;
        if (find_source(pg, code, true, &id, e) != OK)
                return e->kind;
        const struct pg_param params[] = {pg_int4(id), pg_text(reason), pg_instant(until)};
        if (change(pg, conf, SQL_source_pause_add, params, 3, wait_s, &changed, e) != OK)
                return e->kind;
        return changed ? OK : find_source(pg, code, true, &id, e);
}

enum fault source_resume(struct pg *pg, const struct conf *conf, struct text code, int wait_s, bool *paused,
                         int64_t *sent, struct err *e)
{
        int32_t id;
        *sent = 0;
        if (find_source(pg, code, false, &id, e) != OK)
                return e->kind;
        const struct pg_param param = pg_int4(id);
        if (change(pg, conf, SQL_source_pause_end, &param, 1, wait_s, paused, e) != OK)
                return e->kind;
        return resend_paused(pg, conf, id, wait_s, sent, e);
}
