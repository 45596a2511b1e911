/* SPDX-License-Identifier: Apache-2.0
 *
 * look.c - the queries of a look in one transaction.
 *
 * While a loader is behind or away the instant of a look lags behind the clock by the patience. It never
 * goes back: a due date that a look has reached is not looked at again with less knowledge.
 */
#include "consumers/alert/look.h"

#include "consumers/alert/window_columns.h"
#include "consumers/warehouse/position.h"
#include "generated/embedded.h"

/* ---- one look ---- */

static enum fault count_rows(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                             int64_t *rows, struct err *e)
{
        struct pg_result *r;
        if (pg_run_prepared(pg, sql, params, n, &r, e) != OK)
                return e->kind;
        *rows = pg_rows(r);
        pg_free(r);
        return OK;
}

/* *fresh: as far as is known, the warehouse has everything that the loaders' topic holds. *waits: as in
 * look_result. */
static enum fault read_fresh(const struct look_inputs *in, bool *fresh, micros *waits, struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(in->topic)), pg_int4(POSITION_OWNER_CLASS),
                                          pg_int8(in->patience)};
        struct pg_result *r;
        if (pg_run_prepared(in->pg, SQL_alert_fresh, params, 3, &r, e) != OK)
                return e->kind;
        *fresh = pg_get_int(r, 0, COL_alert_fresh_fresh) != 0;
        *waits = pg_get_int(r, 0, COL_alert_fresh_waits);
        pg_free(r);
        return OK;
}

static enum fault lock_progress(struct pg *pg, micros *reached, struct err *e)
{
        struct pg_result *r;
        if (pg_script(pg, "begin; set local synchronous_commit = on", e) != OK ||
            pg_run_prepared(pg, SQL_alert_progress_lock, NULL, 0, &r, e) != OK)
                return e->kind;
        *reached = pg_get_instant(r, 0, COL_alert_progress_lock_reached);
        pg_free(r);
        return OK;
}

/* Finds it among the windows of one calendar. A row has the next due date of any dossier, so that with
 * several calendars a look may come too early, never too late. */
static void find_next_step(const struct look_inputs *in, const struct calendar *calendar,
                           const struct pg_result *r, int *row, micros as_of, micros *next)
{
        for (size_t i = 0; i < in->rules->n; i++) {
                const struct alert_rule *rule = &in->rules->of[i];
                for (int step = 0; step < rule->steps; step++, (*row)++) {
                        const micros step_due = pg_get_instant(r, *row, COL_alert_next_due_at);
                        const micros fires =
                                step_due == NO_TIME
                                        ? END_OF_TIME
                                        : alert_step_fires(calendar, rule->offset[step], step_due);
                        if (fires > as_of && fires < *next)
                                *next = fires;
                }
        }
}

/* Finds the instant at which the next step fires, by the dossiers that are known now. */
static enum fault find_next(const struct look_inputs *in, struct window_columns *ws, micros as_of,
                            micros *next, struct err *e)
{
        const struct pg_param params[] = {window_column(ws, WINDOW_UNTIL), pg_instant(as_of)};
        struct pg_result *r;
        int row = 0;
        *next = END_OF_TIME;
        if (ws->n == 0)
                return OK;
        if (pg_run_prepared(in->pg, SQL_alert_next, params, 2, &r, e) != OK)
                return e->kind;
        /* At a due date the alerts before it end, whether or not a rule has a step for being overdue. */
        const micros due = pg_get_instant(r, pg_rows(r) - 1, COL_alert_next_due_at);
        if (due != NO_TIME)
                *next = alert_step_fires(in->calendar, 0, due);
        size_t others;
        const struct calendar_other *other = calendar_others(in->calendar, &others);
        find_next_step(in, in->calendar, r, &row, as_of, next);
        for (size_t i = 0; i < others; i++)
                find_next_step(in, other[i].calendar, r, &row, as_of, next);
        pg_free(r);
        return OK;
}

/* Clears first, then raises. While a loader is catching up, dossiers that have changed may be half known:
 * one whose end is still to be read would be raised. So they are not raised now, but by a look that follows
 * when the loader has caught up, of which it notifies; until then only due dates that time has reached are
 * raised. */
static enum fault clear_and_raise(const struct look_inputs *in, struct text ids, struct window_columns *ws,
                                  micros now, struct look_result *out, struct err *e)
{
        const struct pg_param clear[] = {pg_instant(now),
                                         pg_text(ids),
                                         window_column(ws, WINDOW_RULE_ID),
                                         window_column(ws, WINDOW_STEP),
                                         window_column(ws, WINDOW_ABOVE),
                                         window_column(ws, WINDOW_UNTIL),
                                         pg_instant(out->as_of),
                                         window_column(ws, WINDOW_CALENDAR)};
        if (count_rows(in->pg, SQL_alert_clear, clear, 8, &out->cleared, e) != OK)
                return e->kind;
        const struct text changed = out->waits ? TEXT("") : ids;
        const struct pg_param raise[] = {pg_instant(now),
                                         pg_text(changed),
                                         pg_bool(out->stale),
                                         window_column(ws, WINDOW_RULE_ID),
                                         window_column(ws, WINDOW_STEP),
                                         window_column(ws, WINDOW_UP),
                                         window_column(ws, WINDOW_ABOVE),
                                         window_column(ws, WINDOW_UNTIL),
                                         window_column(ws, WINDOW_REACHED),
                                         window_column(ws, WINDOW_CALENDAR)};
        return count_rows(in->pg, SQL_alert_raise, raise, 10, &out->raised, e);
}

static enum fault look_once(const struct look_inputs *in, struct text ids, struct look_result *out,
                            struct err *e)
{
        micros reached = NO_TIME;
        bool fresh = false;
        *out = (struct look_result){.next = END_OF_TIME};
        if (lock_progress(in->pg, &reached, e) != OK || read_fresh(in, &fresh, &out->waits, e) != OK)
                return e->kind;
        const micros now = clock_now(in->clock), lag = fresh ? 0 : clock_span(in->clock, in->patience);
        if (reached != NO_TIME && reached > now + MICROS_PER_DAY) {
                char text[2][32];
                return fail(e, FATAL,
                            "deadlines were looked at up to %s, but now it is %s: the clock was wrong then, "
                            "or is now "
                            "(clock.*?). To go on from now: update hentra.alert_progress set reached = null; "
                            "update hentra.alert_rule set start_mark = '%s' where start_mark > '%s'; "
                            "update hentra.alert_webhook set digest_day = null",
                            moment_format(reached, text[0]), moment_format(now, text[1]), text[1], text[1]);
        }
        const micros as_of = now - lag > reached ? now - lag : reached;
        out->stale = !fresh;
        out->as_of = as_of;
        struct window_columns ws;
        window_columns_open(&ws, in->calendar, in->rules, as_of, reached);
        const struct pg_param progress[] = {pg_instant(as_of), pg_instant(now)};
        const bool done = clear_and_raise(in, ids, &ws, now, out, e) == OK &&
                          count_rows(in->pg, SQL_alert_progress_move, progress, 2, &(int64_t){0}, e) == OK &&
                          pg_script(in->pg, "commit", e) == OK &&
                          find_next(in, &ws, as_of, &out->next, e) == OK;
        if (done && out->next != END_OF_TIME)
                out->next += lag;
        window_columns_close(&ws);
        return done ? OK : e->kind;
}

enum fault look_run(const struct look_inputs *in, struct text ids, struct look_result *out, struct err *e)
{
        struct err rollback;
        *e = (struct err){0};
        const enum fault fault = look_once(in, ids, out, e);
        if (fault != OK && !pg_broken(in->pg) && pg_script(in->pg, "rollback", &rollback) != OK)
                *e = rollback;
        return fault == OK ? OK : e->kind;
}
