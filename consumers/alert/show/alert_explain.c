/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_explain.c - the rules, applied to one dossier, step by step in words.
 */
#include "consumers/alert/show/alert_explain.h"

#include "consumers/alert/alert_rules.h"
#include "consumers/alert/tell/alert_text.h"
#include "consumers/warehouse/calendar_read.h"
#include "consumers/warehouse/calendars.h"
#include "core/program/clock.h"
#include "generated/embedded.h"
#include <stdio.h>

/* Reason why no alert of a rule can be open for the dossier now. */
struct idle {
        const char *why; /* NULL: one can be open */
        micros since;    /* NO_TIME: all the time */
};

struct explaining {
        struct pg *pg;
        struct text dossier_id;
        const struct zone *zone;
        struct calendar *general;
        const struct calendar *calendar; /* that the agency of the dossier goes by */
        struct calendar_table days;      /* that it was made of */
        bool crossed[CALENDAR_YEAR_LAST - CALENDAR_YEAR_FIRST +
                     1]; /* years in which working time was counted */
        micros now;
        micros due_at;
        struct idle idle; /* for any rule */
        struct pg_result *history, *acks;
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
        const struct text kind = pg_get_text(r, 0, COL_alert_explain_dossier_case_kind),
                          agency = pg_get_text(r, 0, COL_alert_explain_dossier_agency),
                          procedure = pg_get_text(r, 0, COL_alert_explain_dossier_procedure),
                          ended_by = pg_get_text(r, 0, COL_alert_explain_dossier_ended_by),
                          status = pg_get_text(r, 0, COL_alert_explain_dossier_status);
        const bool received = !pg_is_null(r, 0, COL_alert_explain_dossier_received_at),
                   ended = ended_by.len > 0, paused = !pg_is_null(r, 0, COL_alert_explain_dossier_paused_at);
        x->due_at = pg_get_instant(r, 0, COL_alert_explain_dossier_due_at);
        x->calendar =
                calendar_for(x->general, (uint32_t)pg_get_int(r, 0, COL_alert_explain_dossier_agency_id));
        if (!received)
                x->idle = (struct idle){"it was never received", NO_TIME};
        else if (ended)
                x->idle = (struct idle){"the dossier has ended",
                                        pg_get_instant(r, 0, COL_alert_explain_dossier_ended_at)};
        else if (paused)
                x->idle = (struct idle){"its clock does not run",
                                        pg_get_instant(r, 0, COL_alert_explain_dossier_paused_at)};
        printf("%.*s (%.*s) at %.*s, procedure %.*s\n", (int)x->dossier_id.len, x->dossier_id.at,
               (int)kind.len, kind.at, (int)agency.len, agency.at, procedure.len ? (int)procedure.len : 1,
               procedure.len ? procedure.at : "-");
        printf("  %s%s, return date %s, status %.*s\n", received ? "received " : "never received",
               received ? local(x, pg_get_instant(r, 0, COL_alert_explain_dossier_received_at), a) : "",
               x->due_at == NO_TIME ? "none was said" : local(x, x->due_at, b), (int)status.len, status.at);
        if (ended)
                printf("  ended %s (%.*s): no alert stands for what has ended\n",
                       local(x, pg_get_instant(r, 0, COL_alert_explain_dossier_ended_at), c),
                       (int)ended_by.len, ended_by.at);
        else if (!received)
                puts("  never received: its clock does not run");
        else if (paused)
                printf("  paused or stopped since %s: its clock does not run\n",
                       local(x, pg_get_instant(r, 0, COL_alert_explain_dossier_paused_at), c));
        else
                puts(x->due_at == NO_TIME ? "  runs, but cannot be late without a return date" : "  runs");
        pg_free(r);
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

static const char waits[] = "no alerter runs, or it waits for a loader that is behind";

/* For a step that had an alert for this return date. `wanted`: there should be one now. */
static void print_alert(const struct explaining *x, int row, bool wanted)
{
        const struct text reason = pg_get_text(x->history, row, COL_alert_explain_history_reason);
        const bool raised = pg_get_int(x->history, row, COL_alert_explain_history_transition) % 2 != 0;
        if (raised && wanted)
                puts("an alert stands");
        else if (raised)
                printf("an alert stands, and is to be cleared: %s\n", waits);
        else if (wanted)
                printf("its alert was cleared (%.*s), and is to be raised again: %s\n", (int)reason.len,
                       reason.at, waits);
        else
                printf("its alert was cleared: %.*s\n", (int)reason.len, reason.at);
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

static void print_unknown_years(const struct explaining *x)
{
        for (int year = CALENDAR_YEAR_FIRST; year <= CALENDAR_YEAR_LAST; year++) {
                if (x->crossed[year - CALENDAR_YEAR_FIRST] && !calendar_table_knows(&x->days, year))
                        printf(CALENDAR_YEAR_UNKNOWN "\n", year);
        }
}

/* Explains what a step of the rule asks for now. */
static void explain_step(struct explaining *x, const struct alert_rule *rule, int i, const struct idle *idle)
{
        char lead[DURATION_TEXT_MOST], at[32];
        struct alert_window w;
        const micros fires = alert_step_fires(x->calendar, rule->offset[i], x->due_at);
        const int last = last_of(x, rule->rule_id, i + 1);
        alert_step_window(x->calendar, rule, i, x->now, &w);
        printf("  step %d, %s%s: ", i + 1,
               rule->offset[i] ? working_duration_en(rule->offset[i], x->calendar, lead)
                               : "once the return date has passed",
               rule->offset[i] < 0   ? " before"
               : rule->offset[i] > 0 ? " after"
                                     : "");
        if (fires == NO_TIME || fires >= MOMENT_LIMIT) {
                printf("never, since its time is beyond the years of the calendar, %d to %d\n",
                       CALENDAR_YEAR_FIRST, CALENDAR_YEAR_LAST);
                return;
        }
        cross(x, fires, x->due_at);
        const bool fired = fires <= x->now, missed = last < 0 && idle->why && fires > idle->since;
        printf("%s %s; ",
               missed  ? fired ? "would have fired" : "would fire"
               : fired ? "fired"
                       : "fires",
               local(x, fires, at));
        if (last >= 0)
                print_alert(x, last, !idle->why && x->due_at > w.above && x->due_at <= w.until);
        else if (!missed && fires <= rule->start_mark)
                puts("before the rule began: never raised");
        else if (idle->why)
                printf("no alert: %s\n", idle->why);
        else if (!fired)
                puts("not yet");
        else if (x->due_at <= w.above)
                puts("a later step, or being overdue, has taken its place");
        else
                printf("an alert is to be raised: %s\n", waits);
}

/* Lists who acknowledged or snoozed alerts of a rule. */
static void explain_acks(const struct explaining *x, int32_t rule_id)
{
        char made[32], until[32], lifted[32];
        for (int row = 0; row < pg_rows(x->acks); row++) {
                const struct text by = pg_get_text(x->acks, row, COL_alert_explain_ack_made_by),
                                  reason = pg_get_text(x->acks, row, COL_alert_explain_ack_reason),
                                  back = pg_get_text(x->acks, row, COL_alert_explain_ack_lifted_by);
                const bool snooze = !pg_is_null(x->acks, row, COL_alert_explain_ack_until);
                if (pg_get_int(x->acks, row, COL_alert_explain_ack_rule_id) != rule_id)
                        continue;
                printf("  %s  alert %lld %s%s by %.*s: %.*s",
                       local(x, pg_get_instant(x->acks, row, COL_alert_explain_ack_made_at), made),
                       (long long)pg_get_int(x->acks, row, COL_alert_explain_ack_alert_id),
                       snooze ? "snoozed until " : "acknowledged",
                       snooze ? local(x, pg_get_instant(x->acks, row, COL_alert_explain_ack_until), until)
                              : "",
                       (int)by.len, by.at, (int)reason.len, reason.at);
                if (back.at)
                        printf(" (taken back or replaced %s by %.*s)",
                               local(x, pg_get_instant(x->acks, row, COL_alert_explain_ack_lifted_at),
                                     lifted),
                               (int)back.len, back.at);
                putchar('\n');
        }
}

static void explain_history(const struct explaining *x, int32_t rule_id)
{
        char at[32], due[32];
        for (int row = 0; row < pg_rows(x->history); row++) {
                const struct text state = pg_get_text(x->history, row, COL_alert_explain_history_state),
                                  reason = pg_get_text(x->history, row, COL_alert_explain_history_reason);
                if (pg_get_int(x->history, row, COL_alert_explain_history_rule_id) != rule_id)
                        continue;
                printf("  %s  %.*s%s%.*s  step %d, return date %s, alert %lld.%d%s\n",
                       local(x, pg_get_instant(x->history, row, COL_alert_explain_history_at), at),
                       (int)state.len, state.at, reason.len ? " " : "", (int)reason.len, reason.at,
                       (int)pg_get_int(x->history, row, COL_alert_explain_history_step),
                       local(x, pg_get_instant(x->history, row, COL_alert_explain_history_due_at), due),
                       (long long)pg_get_int(x->history, row, COL_alert_explain_history_alert_id),
                       (int)pg_get_int(x->history, row, COL_alert_explain_history_transition),
                       pg_get_int(x->history, row, COL_alert_explain_history_stale) ? " (on stale knowledge)"
                                                                                    : "");
        }
        explain_acks(x, rule_id);
}

/* alert_rule_of_row() reads the columns of alert_rule_read, with which a row of alert_explain_rule begins. */
_Static_assert((int)COL_alert_explain_rule_rule_id == (int)COL_alert_rule_read_rule_id &&
                       (int)COL_alert_explain_rule_kind == (int)COL_alert_rule_read_kind &&
                       (int)COL_alert_explain_rule_offsets == (int)COL_alert_rule_read_offsets &&
                       (int)COL_alert_explain_rule_start_mark == (int)COL_alert_rule_read_start_mark,
               "alert_explain_rule begins as alert_rule_read");

/* Explains a rule; one that has not begun would begin now. */
static void explain_rule(struct explaining *x, const struct pg_result *r, int row)
{
        char start[32] = "";
        struct alert_rule rule;
        struct idle idle = x->idle;
        const char *refused = alert_rule_of_row(r, row, &rule);
        const struct text name = pg_get_text(r, row, COL_alert_explain_rule_name);
        const bool covers = pg_get_int(r, row, COL_alert_explain_rule_covers) != 0,
                   enabled = pg_get_int(r, row, COL_alert_explain_rule_enabled) != 0,
                   begun = rule.start_mark != NO_TIME;
        if (begun)
                local(x, rule.start_mark, start);
        else
                rule.start_mark = x->now;
        printf("rule %.*s (%s), %s%s%s%s%s%s\n", (int)name.len, name.at, alert_kind_names[rule.kind],
               begun ? "begun " : "not begun: no alerter has met it yet", start,
               enabled ? "" : "; not enabled", covers ? "" : "; is not for this dossier",
               refused ? "; refused by the alerter: " : "", refused ? refused : "");
        if (!enabled)
                idle = (struct idle){"the rule is not enabled", NO_TIME};
        else if (!covers)
                idle = (struct idle){"the rule is not for this dossier", NO_TIME};
        for (int i = 0; i < rule.steps && x->due_at != NO_TIME && !refused; i++)
                explain_step(x, &rule, i, &idle);
        explain_history(x, rule.rule_id);
}

/* Explains what a rule about chances asks for now. */
static void explain_chance(const struct explaining *x, const struct pg_result *r, int row, bool enabled,
                           bool covers)
{
        const int64_t chance = pg_get_int(r, row, COL_alert_explain_likely_chance_percent),
                      wanted = pg_get_int(r, row, COL_alert_explain_likely_wanted);
        const bool known = !pg_is_null(r, row, COL_alert_explain_likely_chance_percent),
                   stands = pg_get_int(r, row, COL_alert_explain_likely_stands) != 0;
        if (!known)
                printf("  its chance to be late is not known (hentra foresight); ");
        else
                printf("  its chance to be late is %lld %%, by %lld dossiers like it that took longer; an "
                       "alert "
                       "from %lld %% on; ",
                       (long long)chance, (long long)pg_get_int(r, row, COL_alert_explain_likely_alike),
                       (long long)wanted);
        if (stands)
                puts("an alert stands");
        else if (!enabled)
                puts("no alert: the rule is not enabled");
        else if (!covers)
                puts("no alert: the rule is not for this dossier");
        else if (x->idle.why)
                printf("no alert: %s\n", x->idle.why);
        else if (x->due_at != NO_TIME && x->due_at < x->now)
                puts("no alert: being overdue has taken its place");
        else if (!known || chance < wanted)
                puts("not yet");
        else if (pg_get_int(r, row, COL_alert_explain_likely_before) != 0)
                puts("it was so when the rule began: never raised");
        else
                printf("an alert is to be raised, when it changes or on the next working day: %s\n", waits);
}

static enum fault explain_chances(struct explaining *x, struct err *e)
{
        const struct pg_param params[] = {pg_text(x->dossier_id), pg_instant(x->now)};
        struct pg_result *r;
        if (pg_run(x->pg, SQL_alert_explain_likely, params, 2, &r, e) != OK)
                return e->kind;
        for (int row = 0; x->due_at != NO_TIME && row < pg_rows(r); row++) {
                char start[32] = "";
                const struct text name = pg_get_text(r, row, COL_alert_explain_likely_name);
                const micros mark = pg_get_instant(r, row, COL_alert_explain_likely_start_mark);
                const bool enabled = pg_get_int(r, row, COL_alert_explain_likely_enabled) != 0,
                           covers = pg_get_int(r, row, COL_alert_explain_likely_covers) != 0;
                printf("rule %.*s (%s), %s%s%s%s\n", (int)name.len, name.at, alert_kind_names[LIKELY_LATE],
                       mark == NO_TIME ? "not begun: no alerter has met it yet" : "begun ",
                       mark == NO_TIME ? "" : local(x, mark, start), enabled ? "" : "; not enabled",
                       covers ? "" : "; is not for this dossier");
                explain_chance(x, r, row, enabled, covers);
                explain_history(x, (int32_t)pg_get_int(r, row, COL_alert_explain_likely_rule_id));
        }
        pg_free(r);
        return OK;
}

static enum fault explain_rules(struct explaining *x, struct err *e)
{
        const struct pg_param params[] = {pg_text(x->dossier_id), pg_instant(x->now)};
        struct pg_result *r;
        if (pg_run(x->pg, SQL_alert_explain_rule, params, 2, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                explain_rule(x, r, row);
        pg_free(r);
        if (explain_chances(x, e) != OK)
                return e->kind;
        print_unknown_years(x);
        return OK;
}

static enum fault explain(struct explaining *x, const struct conf *conf, struct err *e)
{
        const struct pg_param id = pg_text(x->dossier_id);
        struct clock clock;
        char now[32];
        if (clock_read_conf(&clock, conf, e) != OK ||
            calendar_table_read(&x->days, x->pg, CALENDAR_CURRENT, e) != OK)
                return e->kind;
        if (calendar_read(&x->general, x->pg, x->zone, NULL, e) != OK)
                return e->kind;
        x->calendar = x->general;
        x->now = clock_now(&clock);
        if (explain_dossier(x, e) != OK ||
            pg_run(x->pg, SQL_alert_explain_history, &id, 1, &x->history, e) != OK ||
            pg_run(x->pg, SQL_alert_explain_ack, &id, 1, &x->acks, e) != OK)
                return e->kind;
        printf("now it is %s (%s), by version %d of the working calendar%s\n", local(x, x->now, now),
               zone_name(x->zone), (int)x->days.version,
               x->calendar == x->general ? "" : ", and what its agency or one above it has of its own");
        return explain_rules(x, e);
}

enum fault alert_explain(struct pg *pg, const struct conf *conf, const struct warehouse *w,
                         struct text dossier_id, struct err *e)
{
        struct explaining x = {.pg = pg, .dossier_id = dossier_id, .zone = w->zone};
        const enum fault fault = explain(&x, conf, e);
        pg_free(x.history);
        pg_free(x.acks);
        calendar_close(x.general);
        calendar_table_close(&x.days);
        return fault;
}
