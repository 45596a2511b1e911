/* SPDX-License-Identifier: Apache-2.0
 *
 * explained.c - see explained.h.
 */
#include "consumers/alert/show/explained.h"

#include "consumers/alert/alert_rules.h"
#include "consumers/alert/tell/alert_text.h"
#include "consumers/warehouse/calendars.h"
#include "generated/embedded.h"

static enum fault find_dossier(struct explaining *x, struct err *e)
{
        const struct pg_param id = pg_text(x->dossier_id);
        if (pg_run(x->pg, SQL_alert_explain_dossier, &id, 1, &x->dossier, e) != OK)
                return e->kind;
        const struct pg_result *r = x->dossier;
        if (pg_rows(r) == 0)
                return fail(e, FATAL, "the warehouse has no dossier %.*s", (int)x->dossier_id.len,
                            x->dossier_id.at);
        x->case_kind = pg_get_text(r, 0, COL_alert_explain_dossier_case_kind);
        x->agency = pg_get_text(r, 0, COL_alert_explain_dossier_agency);
        x->procedure = pg_get_text(r, 0, COL_alert_explain_dossier_procedure);
        x->ended_by = pg_get_text(r, 0, COL_alert_explain_dossier_ended_by);
        x->status = pg_get_text(r, 0, COL_alert_explain_dossier_status);
        x->received_at = pg_get_instant(r, 0, COL_alert_explain_dossier_received_at);
        x->due_at = pg_get_instant(r, 0, COL_alert_explain_dossier_due_at);
        x->ended_at = pg_get_instant(r, 0, COL_alert_explain_dossier_ended_at);
        x->paused_at = pg_get_instant(r, 0, COL_alert_explain_dossier_paused_at);
        x->calendar =
                calendar_for(x->general, (uint32_t)pg_get_int(r, 0, COL_alert_explain_dossier_agency_id));
        x->idle = x->received_at == NO_TIME ? IDLE_NEVER_RECEIVED
                  : x->ended_by.len > 0     ? IDLE_ENDED
                  : x->paused_at != NO_TIME ? IDLE_STOPPED
                                            : IDLE_NOT;
        x->idle_since = x->idle == IDLE_ENDED     ? x->ended_at
                        : x->idle == IDLE_STOPPED ? x->paused_at
                                                  : NO_TIME;
        return OK;
}

/* The row of the last transition of a step's alert for the present return date; -1: there was none. */
static int last_of(const struct explaining *x, int32_t rule_id, int step)
{
        int last = -1;
        for (int row = 0; row < pg_rows(x->history); row++) {
                if (pg_get_int(x->history, row, COL_alert_explain_history_rule_id) == rule_id &&
                    pg_get_int(x->history, row, COL_alert_explain_history_step) == step &&
                    pg_get_instant(x->history, row, COL_alert_explain_history_due_at) == x->due_at)
                        last = row;
        }
        return last;
}

static void cross(struct explaining *x, micros a, micros b)
{
        struct civil first, last;
        zone_civil(x->zone, a < b ? a : b, &first);
        zone_civil(x->zone, a < b ? b : a, &last);
        for (int year = first.year; year <= last.year; year++) {
                if (year >= CALENDAR_YEAR_FIRST && year <= CALENDAR_YEAR_LAST)
                        x->crossed[year - CALENDAR_YEAR_FIRST] = true;
        }
}

/* Judges a step that had an alert for this return date. `wanted`: there should be one now. */
static enum verdict judge_alert(const struct explaining *x, int row, bool wanted)
{
        const bool raised = pg_get_int(x->history, row, COL_alert_explain_history_transition) % 2 != 0;
        if (raised)
                return wanted ? STANDS : TO_CLEAR;
        return wanted ? TO_RAISE_AGAIN : CLEARED;
}

static void judge_step(struct explaining *x, const struct alert_rule *rule, const struct explained_rule *of,
                       struct explained_step *s)
{
        struct alert_window w;
        const int last = last_of(x, rule->rule_id, s->step);
        const bool idle = of->idle != IDLE_NOT;
        alert_step_window(x->calendar, rule, s->step - 1, x->now, &w);
        cross(x, s->fires, x->due_at);
        s->fired = s->fires <= x->now;
        s->missed = last < 0 && idle && s->fires > of->idle_since;
        if (last >= 0) {
                s->reason = pg_get_text(x->history, last, COL_alert_explain_history_reason);
                s->at = pg_get_instant(x->history, last, COL_alert_explain_history_at);
                s->verdict = judge_alert(x, last, !idle && x->due_at > w.above && x->due_at <= w.until);
        } else if (!s->missed && s->fires <= rule->start_mark) {
                s->verdict = BEFORE_RULE;
        } else if (idle) {
                s->verdict = IDLE;
        } else if (!s->fired) {
                s->verdict = NOT_YET;
        } else {
                s->verdict = x->due_at <= w.above ? SUPERSEDED : TO_RAISE;
        }
}

static void visit_step(struct explaining *x, const struct alert_rule *rule, const struct explained_rule *of,
                       int i, const struct explained_visitor *v)
{
        struct explained_step s = {.step = i + 1,
                                   .offset = rule->offset[i],
                                   .fires = alert_step_fires(x->calendar, rule->offset[i], x->due_at),
                                   .verdict = BEYOND_CALENDAR,
                                   .at = NO_TIME};
        if (s.fires != NO_TIME && s.fires < MOMENT_LIMIT)
                judge_step(x, rule, of, &s);
        v->step(v->context, x, of, &s);
}

/* Sets why no alert of the rule can be open, if none can. */
static void judge_rule(const struct explaining *x, struct explained_rule *rule)
{
        rule->idle = !rule->enabled ? IDLE_RULE_OFF : !rule->covers ? IDLE_RULE_FOR_OTHERS : x->idle;
        rule->idle_since = rule->idle == x->idle ? x->idle_since : NO_TIME;
}

/* alert_rule_of_row() reads the columns of alert_rule_read, with which a row of alert_explain_rule begins. */
_Static_assert((int)COL_alert_explain_rule_rule_id == (int)COL_alert_rule_read_rule_id &&
                       (int)COL_alert_explain_rule_kind == (int)COL_alert_rule_read_kind &&
                       (int)COL_alert_explain_rule_offsets == (int)COL_alert_rule_read_offsets &&
                       (int)COL_alert_explain_rule_start_mark == (int)COL_alert_rule_read_start_mark,
               "alert_explain_rule begins as alert_rule_read");

/* A rule that has not begun would begin now. */
static void visit_rule(struct explaining *x, const struct pg_result *r, int row,
                       const struct explained_visitor *v)
{
        struct alert_rule rule;
        const char *refused = alert_rule_of_row(r, row, &rule);
        struct explained_rule of = {.rule_id = rule.rule_id,
                                    .name = pg_get_text(r, row, COL_alert_explain_rule_name),
                                    .kind = rule.kind,
                                    .start_mark = rule.start_mark,
                                    .enabled = pg_get_int(r, row, COL_alert_explain_rule_enabled) != 0,
                                    .covers = pg_get_int(r, row, COL_alert_explain_rule_covers) != 0,
                                    .refused = refused};
        judge_rule(x, &of);
        if (rule.start_mark == NO_TIME)
                rule.start_mark = x->now;
        v->rule(v->context, x, &of);
        for (int i = 0; i < rule.steps && x->due_at != NO_TIME && !refused; i++)
                visit_step(x, &rule, &of, i, v);
        v->rule_end(v->context, x, &of);
}

static enum verdict judge_chance(const struct explaining *x, const struct explained_rule *of,
                                 const struct explained_chance *c, bool stands, bool before)
{
        if (stands)
                return STANDS;
        if (of->idle != IDLE_NOT)
                return IDLE;
        if (x->due_at != NO_TIME && x->due_at < x->now)
                return SUPERSEDED;
        if (!c->known || c->percent < c->wanted)
                return NOT_YET;
        return before ? BEFORE_RULE : TO_RAISE;
}

static void visit_chance(struct explaining *x, const struct pg_result *r, int row,
                         const struct explained_visitor *v)
{
        struct explained_rule of = {.rule_id = (int32_t)pg_get_int(r, row, COL_alert_explain_likely_rule_id),
                                    .name = pg_get_text(r, row, COL_alert_explain_likely_name),
                                    .kind = LIKELY_LATE,
                                    .start_mark = pg_get_instant(r, row, COL_alert_explain_likely_start_mark),
                                    .enabled = pg_get_int(r, row, COL_alert_explain_likely_enabled) != 0,
                                    .covers = pg_get_int(r, row, COL_alert_explain_likely_covers) != 0};
        struct explained_chance c = {.known = !pg_is_null(r, row, COL_alert_explain_likely_chance_percent),
                                     .percent = pg_get_int(r, row, COL_alert_explain_likely_chance_percent),
                                     .alike = pg_get_int(r, row, COL_alert_explain_likely_alike),
                                     .wanted = pg_get_int(r, row, COL_alert_explain_likely_wanted)};
        judge_rule(x, &of);
        c.verdict = judge_chance(x, &of, &c, pg_get_int(r, row, COL_alert_explain_likely_stands) != 0,
                                 pg_get_int(r, row, COL_alert_explain_likely_before) != 0);
        v->rule(v->context, x, &of);
        v->chance(v->context, x, &of, &c);
        v->rule_end(v->context, x, &of);
}

static enum fault find_rules(struct explaining *x, const struct explained_visitor *v, struct err *e)
{
        const struct pg_param params[] = {pg_text(x->dossier_id), pg_instant(x->now)};
        struct pg_result *r;
        if (pg_run(x->pg, SQL_alert_explain_rule, params, 2, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                visit_rule(x, r, row, v);
        pg_free(r);
        if (x->without_chances)
                return OK;
        if (pg_run(x->pg, SQL_alert_explain_likely, params, 2, &r, e) != OK)
                return e->kind;
        for (int row = 0; x->due_at != NO_TIME && row < pg_rows(r); row++)
                visit_chance(x, r, row, v);
        pg_free(r);
        return OK;
}

enum fault explained_find(struct explaining *x, const struct explained_visitor *v, struct err *e)
{
        const struct pg_param id = pg_text(x->dossier_id);
        if (find_dossier(x, e) != OK ||
            pg_run(x->pg, SQL_alert_explain_history, &id, 1, &x->history, e) != OK ||
            pg_run(x->pg, SQL_alert_explain_ack, &id, 1, &x->acks, e) != OK)
                return e->kind;
        v->dossier(v->context, x);
        return find_rules(x, v, e);
}

void explained_end(struct explaining *x)
{
        pg_free(x->dossier);
        pg_free(x->history);
        pg_free(x->acks);
        x->dossier = x->history = x->acks = NULL;
}
