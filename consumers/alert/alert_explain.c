/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_explain.c - the rules said aloud, for one dossier.
 */
#include "consumers/alert/alert_explain.h"

#include "consumers/alert/alert_text.h"
#include "consumers/alert/window.h"
#include "consumers/warehouse/calendar_read.h"
#include "core/lib/clock.h"
#include "generated/embedded.h"
#include <stdio.h>

enum { CASE_KIND, STATUS, AGENCY, PROCEDURE, RECEIVED_AT, DUE_AT, ENDED_AT, ENDED_BY, PAUSED_AT };
enum { RULE_ID, RULE_NAME, RULE_KIND, RULE_OFFSETS, RULE_START, RULE_ENABLED, RULE_COVERS };
enum {
        ALERT_RULE,
        ALERT_STEP,
        ALERT_DUE,
        ALERT_AT,
        ALERT_STATE,
        ALERT_REASON,
        ALERT_STALE,
        ALERT_ID,
        ALERT_TRANSITION
};

struct explaining {
        struct pg *pg;
        struct text dossier_id;
        const struct zone *zone;
        struct calendar *calendar;
        micros now;
        micros due_at;
        bool runs;
        struct pg_result *history;
};

static const char *local(const struct explaining *x, micros t, char out[static 32])
{
        if (t == NO_TIME || t >= MOMENT_LIMIT)
                return "never";
        return zone_format(x->zone, t, out);
}

static enum fault explain_dossier(struct explaining *x, struct err *e)
{
        const struct pg_param id = pg_text(x->dossier_id);
        struct pg_result *r;
        char a[32], b[32], c[32];
        if (pg_run(x->pg, SQL_alert_explain_dossier, &id, 1, &r, e) != OK)
                return e->kind;
        if (pg_rows(r) == 0) {
                pg_free(r);
                return fail(e, FATAL, "the warehouse has no dossier %.*s", (int)x->dossier_id.len,
                            x->dossier_id.at);
        }
        const struct text kind = pg_get_text(r, 0, CASE_KIND), agency = pg_get_text(r, 0, AGENCY),
                          procedure = pg_get_text(r, 0, PROCEDURE), ended_by = pg_get_text(r, 0, ENDED_BY),
                          status = pg_get_text(r, 0, STATUS);
        const bool received = !pg_is_null(r, 0, RECEIVED_AT), ended = ended_by.len > 0,
                   paused = !pg_is_null(r, 0, PAUSED_AT);
        x->due_at = pg_get_instant(r, 0, DUE_AT);
        x->runs = received && !ended && !paused;
        printf("%.*s (%.*s) at %.*s, procedure %.*s\n", (int)x->dossier_id.len, x->dossier_id.at,
               (int)kind.len, kind.at, (int)agency.len, agency.at, procedure.len ? (int)procedure.len : 1,
               procedure.len ? procedure.at : "-");
        printf("  received %s, return date %s, status %.*s\n", local(x, pg_get_instant(r, 0, RECEIVED_AT), a),
               x->due_at == NO_TIME ? "none was said" : local(x, x->due_at, b), (int)status.len, status.at);
        if (ended)
                printf("  ended %s (%.*s): no alert stands for what has ended\n",
                       local(x, pg_get_instant(r, 0, ENDED_AT), c), (int)ended_by.len, ended_by.at);
        else if (!received)
                puts("  never received: its clock does not run");
        else if (paused)
                printf("  paused or stopped since %s: its clock does not run\n",
                       local(x, pg_get_instant(r, 0, PAUSED_AT), c));
        else
                puts(x->due_at == NO_TIME ? "  runs, but cannot be late without a return date" : "  runs");
        pg_free(r);
        return OK;
}

/* As of the last transition of the step's alert for the present return date. */
static bool stands(const struct explaining *x, int32_t rule_id, int step)
{
        bool raised = false;
        for (int row = 0; row < pg_rows(x->history); row++) {
                if (pg_get_int(x->history, row, ALERT_RULE) == rule_id &&
                    pg_get_int(x->history, row, ALERT_STEP) == step &&
                    pg_get_instant(x->history, row, ALERT_DUE) == x->due_at)
                        raised = pg_get_int(x->history, row, ALERT_TRANSITION) % 2 != 0;
        }
        return raised;
}

/* What the rule asks for now, of one step. */
static void explain_step(const struct explaining *x, const struct alert_rule *rule, int i, bool covers)
{
        char lead[DURATION_TEXT_MOST], at[32];
        struct window w;
        const micros fires = step_fires(x->calendar, rule->offset[i], x->due_at);
        step_window(x->calendar, rule, i, x->now, &w);
        printf("  step %d, %s%s: %s %s", i + 1,
               rule->offset[i] ? working_duration_en(rule->offset[i], x->calendar, lead)
                               : "once the return date has passed",
               rule->offset[i] < 0   ? " before"
               : rule->offset[i] > 0 ? " after"
                                     : "",
               fires <= x->now ? "fired" : "fires", local(x, fires, at));
        if (fires <= rule->start_mark)
                puts("; before the rule began: never raised");
        else if (fires > x->now)
                puts("; not yet");
        else if (x->due_at <= w.above)
                puts("; a later step, or being overdue, has taken its place");
        else if (!x->runs || !covers)
                puts("; no alert: see above");
        else
                puts(stands(x, rule->rule_id, i + 1) ? "; an alert stands"
                                                     : "; an alert is to be raised: no alerter runs, or it "
                                                       "waits for a loader that is behind");
}

static void explain_history(const struct explaining *x, int32_t rule_id)
{
        char at[32], due[32];
        for (int row = 0; row < pg_rows(x->history); row++) {
                const struct text state = pg_get_text(x->history, row, ALERT_STATE),
                                  reason = pg_get_text(x->history, row, ALERT_REASON);
                if (pg_get_int(x->history, row, ALERT_RULE) != rule_id)
                        continue;
                printf("  %s  %.*s%s%.*s  step %d, return date %s, alert %lld.%d%s\n",
                       local(x, pg_get_instant(x->history, row, ALERT_AT), at), (int)state.len, state.at,
                       reason.len ? " " : "", (int)reason.len, reason.at,
                       (int)pg_get_int(x->history, row, ALERT_STEP),
                       local(x, pg_get_instant(x->history, row, ALERT_DUE), due),
                       (long long)pg_get_int(x->history, row, ALERT_ID),
                       (int)pg_get_int(x->history, row, ALERT_TRANSITION),
                       pg_get_int(x->history, row, ALERT_STALE) ? " (on stale knowledge)" : "");
        }
}

static enum fault explain_rules(const struct explaining *x, struct err *e)
{
        const struct pg_param params[] = {pg_text(x->dossier_id), pg_instant(x->now)};
        struct pg_result *r;
        char start[32];
        if (pg_run(x->pg, SQL_alert_explain_rule, params, 2, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++) {
                int64_t offsets[RULE_STEPS_MOST];
                const struct text name = pg_get_text(r, row, RULE_NAME);
                const bool covers = pg_get_int(r, row, RULE_COVERS) != 0,
                           enabled = pg_get_int(r, row, RULE_ENABLED) != 0;
                struct alert_rule rule = {
                        .rule_id = (int32_t)pg_get_int(r, row, RULE_ID),
                        .kind = (enum rule_kind)pg_get_int(r, row, RULE_KIND),
                        .steps = (int)pg_get_words(r, row, RULE_OFFSETS, offsets, RULE_STEPS_MOST),
                        .start_mark = pg_get_instant(r, row, RULE_START)};
                printf("rule %.*s (%s), begun %s%s%s\n", (int)name.len, name.at, alert_kind_names[rule.kind],
                       rule.start_mark == NO_TIME ? "never: no alerter has met it yet"
                                                  : local(x, rule.start_mark, start),
                       enabled ? "" : "; not enabled", covers ? "" : "; is not for this dossier");
                for (int i = 0; i < rule.steps; i++) {
                        rule.offset[i] = (int32_t)offsets[i];
                        if (rule.start_mark == NO_TIME)
                                rule.start_mark = x->now;
                }
                for (int i = 0; i < rule.steps && x->due_at != NO_TIME; i++)
                        explain_step(x, &rule, i, covers && enabled);
                explain_history(x, rule.rule_id);
        }
        pg_free(r);
        return OK;
}

static enum fault explain(struct explaining *x, const struct conf *conf, struct err *e)
{
        const struct pg_param id = pg_text(x->dossier_id);
        struct clock clock;
        int32_t version;
        char now[32];
        if (clock_read_conf(&clock, conf, e) != OK ||
            calendar_read(&x->calendar, x->pg, x->zone, &version, e) != OK)
                return e->kind;
        x->now = clock_now(&clock);
        if (explain_dossier(x, e) != OK ||
            pg_run(x->pg, SQL_alert_explain_history, &id, 1, &x->history, e) != OK)
                return e->kind;
        printf("now it is %s (%s), by version %d of the working calendar\n", local(x, x->now, now),
               zone_name(x->zone), (int)version);
        return explain_rules(x, e);
}

enum fault alert_explain(struct pg *pg, const struct conf *conf, const struct warehouse *w,
                         struct text dossier_id, struct err *e)
{
        struct explaining x = {.pg = pg, .dossier_id = dossier_id, .zone = w->zone};
        const enum fault fault = explain(&x, conf, e);
        pg_free(x.history);
        calendar_close(x.calendar);
        return fault;
}
