/* SPDX-License-Identifier: Apache-2.0
 *
 * likely_look.c - notes pauses, clears, and raises.
 */
#include "consumers/alert/likely_look.h"

#include "consumers/dossier/history_bytes.h"
#include "consumers/dossier/ran.h"
#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>

enum {
        AGAIN_S = 600, /* between two times that all are judged on one day */
        OLD_DAYS = 7,  /* a fit is made every day; over a week of holidays none is missed */
        PORTION = 500, /* dossiers: some tens of milliseconds */
};

/* Return dates of which all dossiers are judged, (after, until]; none: until is NO_TIME. */
struct portion {
        micros after, until;
        bool last;
};

/* ---- pauses ---- */

struct pauses {
        struct text *id;
        int64_t *off;
        size_t n;
};

/* A history that cannot be read stops no alert: `hentra verify` finds it. */
static void note_pause(const struct likely_look *in, const struct pg_result *r, int row, struct history *h,
                       struct timeline *t, struct pauses *p)
{
        const struct text id = pg_get_text(r, row, COL_alert_likely_read_dossier_id),
                          history = pg_get_text(r, row, COL_alert_likely_read_history);
        const bool truncated = pg_get_int(r, row, COL_alert_likely_read_marks) & HISTORY_TRUNCATED;
        struct ran ran;
        if (!history_unpack(h, (const uint8_t *)history.at, history.len, truncated) || h->n == 0) {
                char dossier[128];
                snprintf(dossier, sizeof(dossier), "%.*s", (int)id.len, id.at);
                log_warn("alert.history_damaged", KT("dossier", dossier), KT("remedy", "hentra verify"));
                return;
        }
        timeline_derive(h, in->warehouse->rule, in->warehouse->zone, t);
        timeline_ran(t, in->calendar, in->now, &ran);
        const int64_t off = ran.ended ? 0 : ran.off;
        if (off == pg_get_int(r, row, COL_alert_likely_read_paused_micros))
                return;
        p->id[p->n] = id;
        p->off[p->n++] = off;
}

static enum fault write_pauses(const struct likely_look *in, const struct pauses *p, struct err *e)
{
        struct bytes ids = {0}, off = {0};
        const struct pg_param params[] = {pg_text_array(&ids, p->id, p->n),
                                          pg_int8_array(&off, p->off, p->n)};
        const enum fault fault = pg_run(in->pg, SQL_alert_likely_pause, params, 2, NULL, e);
        bytes_free(&ids);
        bytes_free(&off);
        return fault;
}

static enum fault note_pauses(const struct likely_look *in, const struct portion *of, struct err *e)
{
        const struct pg_param params[] = {pg_text(in->ids), pg_instant(of->after), pg_instant(of->until)};
        struct pg_result *r;
        enum fault fault = OK;
        if (pg_run_prepared(in->pg, SQL_alert_likely_read, params, 3, &r, e) != OK)
                return e->kind;
        const size_t most = (size_t)pg_rows(r) + 1;
        struct pauses p = {need_alloc(most * sizeof(*p.id)), need_alloc(most * sizeof(*p.off)), 0};
        struct history *h = need_alloc(sizeof(*h));
        struct timeline *t = need_alloc(sizeof(*t));
        for (int row = 0; row < pg_rows(r); row++)
                note_pause(in, r, row, h, t, &p);
        if (p.n > 0)
                fault = write_pauses(in, &p, e);
        free(h);
        free(t);
        free(p.id);
        free(p.off);
        pg_free(r);
        return fault;
}

/* ---- the look ---- */

/* The first office hour of a working day has begun, and nobody has judged on it; or much has changed. */
static bool all_are_due(const struct likely *l, const struct likely_look *in)
{
        const int32_t today = zone_day(in->warehouse->zone, in->now);
        if (!in->raises)
                return false;
        if (l->all_changed && (l->day == 0 || steady_now() >= l->judged_at + AGAIN_S * MICROS_PER_SECOND))
                return true;
        return l->day != today && calendar_works_on(in->calendar, today) &&
               calendar_between(in->calendar, zone_day_start(in->warehouse->zone, today), in->now) > 0;
}

static enum fault count_rows(struct pg *pg, const char *sql, const struct pg_param *params, int64_t *rows,
                             struct err *e)
{
        struct pg_result *r;
        if (pg_run_prepared(pg, sql, params, 4, &r, e) != OK)
                return e->kind;
        *rows = pg_rows(r);
        pg_free(r);
        return OK;
}

/* The next portion of those that are judged; none while nothing is raised, so that each is judged once. */
static enum fault next_portion(const struct likely *l, const struct likely_look *in, struct portion *out,
                               struct err *e)
{
        const struct pg_param params[] = {pg_instant(l->behind), pg_instant(in->now), pg_int8(PORTION)};
        struct pg_result *r;
        if (!l->under_way || !in->raises)
                return OK;
        if (pg_run_prepared(in->pg, SQL_alert_likely_portion, params, 3, &r, e) != OK)
                return e->kind;
        out->after = l->behind;
        out->last = pg_rows(r) == 0;
        out->until = out->last ? END_OF_TIME : pg_get_instant(r, 0, COL_alert_likely_portion_until);
        pg_free(r);
        return OK;
}

static enum fault end_judging(const struct likely *l, const struct likely_look *in, struct err *e)
{
        const struct pg_param params[] = {pg_instant(in->now), pg_int8(l->horizon), pg_int8(l->noted),
                                          pg_instant(l->began)};
        return pg_run(in->pg, SQL_alert_likely_judged, params, 4, NULL, e);
}

static enum fault clear_and_raise(const struct likely *l, const struct likely_look *in, struct portion *of,
                                  int64_t *raised, int64_t *cleared, struct err *e)
{
        struct pg_result *r;
        if (pg_script(in->pg, "begin; set local synchronous_commit = on", e) != OK ||
            pg_run_prepared(in->pg, SQL_alert_progress_lock, NULL, 0, &r, e) != OK)
                return e->kind;
        pg_free(r);
        if (next_portion(l, in, of, e) != OK)
                return e->kind;
        const struct pg_param params[] = {pg_instant(in->now), pg_text(in->ids), pg_instant(of->after),
                                          pg_instant(of->until)};
        if (note_pauses(in, of, e) != OK ||
            count_rows(in->pg, SQL_alert_likely_clear, params, cleared, e) != OK ||
            (in->raises && count_rows(in->pg, SQL_alert_likely_raise, params, raised, e) != OK) ||
            (of->last && end_judging(l, in, e) != OK))
                return e->kind;
        /* Another alerter may be the one that publishes, and nothing else would wake it. */
        if (*raised + *cleared > 0 && pg_script(in->pg, "notify hentra_alert_webhook", e) != OK)
                return e->kind;
        return pg_script(in->pg, "commit", e);
}

/* Nobody asks for foresight where nothing was ever fitted. */
static void warn_of_old_fit(struct likely *l, micros fitted, bool differs, micros now)
{
        const bool old = fitted != NO_TIME && fitted < now - OLD_DAYS * MICROS_PER_DAY;
        char text[32];
        if ((old || differs) && !l->warned)
                log_warn("alert.foresight_old", KT("fitted", moment_format(fitted, text)),
                         KT("reason",
                            old ? "it is over a week old" : "by other calendars, or other rules, than now"),
                         KT("remedy", "run `hentra foresight fit` once a day"));
        l->warned = old || differs;
}

static enum fault look_once(struct likely *l, const struct likely_look *in, int64_t *raised, int64_t *cleared,
                            struct err *e)
{
        struct portion of = {NO_TIME, NO_TIME, false};
        struct pg_result *r;
        if (pg_run_prepared(in->pg, SQL_alert_likely_rules, NULL, 0, &r, e) != OK)
                return e->kind;
        const bool wanted = pg_get_int(r, 0, COL_alert_likely_rules_wanted) != 0,
                   differs = pg_get_int(r, 0, COL_alert_likely_rules_differs) != 0;
        const micros fitted = pg_get_instant(r, 0, COL_alert_likely_rules_fitted);
        const int64_t horizon = pg_get_int(r, 0, COL_alert_likely_rules_horizon),
                      noted = pg_get_int(r, 0, COL_alert_likely_rules_noted);
        pg_free(r);
        l->held = !in->raises;
        if (!wanted) {
                l->under_way = false;
                return OK;
        }
        if (!l->under_way && all_are_due(l, in)) {
                l->under_way = true;
                l->all_changed = false;
                l->day = zone_day(in->warehouse->zone, in->now);
                l->judged_at = steady_now();
                l->began = in->now;
                l->behind = MOMENT_FIRST;
                l->horizon = horizon;
                l->noted = noted;
                warn_of_old_fit(l, fitted, differs, in->now);
        }
        if (!l->under_way && in->ids.len == 0)
                return OK;
        if (clear_and_raise(l, in, &of, raised, cleared, e) != OK)
                return e->kind;
        if (of.until != NO_TIME) {
                l->behind = of.until;
                l->under_way = !of.last;
        }
        if (*raised || *cleared)
                log_info("alert.likely", KI("raised", *raised), KI("cleared", *cleared),
                         KT("judged", of.until != NO_TIME ? "all" : "changed"));
        return OK;
}

bool likely_look_goes_on(const struct likely *l)
{
        return l->under_way && !l->held;
}

enum fault likely_look_run(struct likely *l, const struct likely_look *in, int64_t *raised, int64_t *cleared,
                           struct err *e)
{
        struct err rollback;
        *e = (struct err){0};
        *raised = *cleared = 0;
        const enum fault fault = look_once(l, in, raised, cleared, e);
        if (fault != OK && !pg_broken(in->pg) && pg_script(in->pg, "rollback", &rollback) != OK)
                *e = rollback;
        return fault == OK ? OK : e->kind;
}
