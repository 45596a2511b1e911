/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_explain.c - the rules, applied to one dossier, step by step in words.
 */
#include "consumers/alert/show/alert_explain.h"

#include "consumers/alert/show/explained.h"
#include "consumers/alert/tell/alert_text.h"
#include "consumers/warehouse/calendar_read.h"
#include "consumers/warehouse/calendars.h"
#include "core/program/clock.h"
#include "generated/embedded.h"
#include <stdio.h>

static const char waits[] = "no alerter runs, or it waits for a loader that is behind";
static const char *const idle_words[] = {[IDLE_NOT] = "",
                                         [IDLE_NEVER_RECEIVED] = "it was never received",
                                         [IDLE_ENDED] = "the dossier has ended",
                                         [IDLE_STOPPED] = "its clock does not run",
                                         [IDLE_RULE_OFF] = "the rule is not enabled",
                                         [IDLE_RULE_FOR_OTHERS] = "the rule is not for this dossier"};

static const char *local(const struct explaining *x, micros t, char out[static 32])
{
        if (t == NO_TIME || t >= MOMENT_LIMIT)
                return "never";
        return zone_format(x->zone, t, out);
}

/* `context` is the table of days that the calendar was made of. */
static void print_dossier(void *context, const struct explaining *x)
{
        const struct calendar_table *days = context;
        char a[32], b[32], c[32], now[32];
        const bool received = x->received_at != NO_TIME;
        printf("%.*s (%.*s) at %.*s, procedure %.*s\n", (int)x->dossier_id.len, x->dossier_id.at,
               (int)x->case_kind.len, x->case_kind.at, (int)x->agency.len, x->agency.at,
               x->procedure.len ? (int)x->procedure.len : 1, x->procedure.len ? x->procedure.at : "-");
        printf("  %s%s, return date %s, status %.*s\n", received ? "received " : "never received",
               received ? local(x, x->received_at, a) : "",
               x->due_at == NO_TIME ? "none was said" : local(x, x->due_at, b), (int)x->status.len,
               x->status.at);
        if (x->ended_by.len)
                printf("  ended %s (%.*s): no alert stands for what has ended\n", local(x, x->ended_at, c),
                       (int)x->ended_by.len, x->ended_by.at);
        else if (!received)
                puts("  never received: its clock does not run");
        else if (x->paused_at != NO_TIME)
                printf("  paused or stopped since %s: its clock does not run\n", local(x, x->paused_at, c));
        else
                puts(x->due_at == NO_TIME ? "  runs, but cannot be late without a return date" : "  runs");
        printf("now it is %s (%s), by version %d of the working calendar%s\n", local(x, x->now, now),
               zone_name(x->zone), (int)days->version,
               x->calendar == x->general ? "" : ", and what its agency or one above it has of its own");
}

static void print_rule(void *context, const struct explaining *x, const struct explained_rule *rule)
{
        char start[32];
        const bool begun = rule->start_mark != NO_TIME;
        (void)context;
        printf("rule %.*s (%s), %s%s%s%s%s%s\n", (int)rule->name.len, rule->name.at,
               alert_kind_names[rule->kind], begun ? "begun " : "not begun: no alerter has met it yet",
               begun ? local(x, rule->start_mark, start) : "", rule->enabled ? "" : "; not enabled",
               rule->covers ? "" : "; is not for this dossier",
               rule->refused ? "; refused by the alerter: " : "", rule->refused ? rule->refused : "");
}

static void print_verdict(const struct explained_rule *rule, const struct explained_step *s)
{
        const int reason = (int)s->reason.len;
        switch (s->verdict) {
        case STANDS:
                puts("an alert stands");
                break;
        case TO_CLEAR:
                printf("an alert stands, and is to be cleared: %s\n", waits);
                break;
        case TO_RAISE_AGAIN:
                printf("its alert was cleared (%.*s), and is to be raised again: %s\n", reason, s->reason.at,
                       waits);
                break;
        case CLEARED:
                printf("its alert was cleared: %.*s\n", reason, s->reason.at);
                break;
        case BEFORE_RULE:
                puts("before the rule began: never raised");
                break;
        case IDLE:
                printf("no alert: %s\n", idle_words[rule->idle]);
                break;
        case NOT_YET:
                puts("not yet");
                break;
        case SUPERSEDED:
                puts("a later step, or being overdue, has taken its place");
                break;
        case TO_RAISE:
                printf("an alert is to be raised: %s\n", waits);
                break;
        case BEYOND_CALENDAR:
                break;
        }
}

static void print_step(void *context, const struct explaining *x, const struct explained_rule *rule,
                       const struct explained_step *s)
{
        char lead[DURATION_TEXT_MOST], at[32];
        (void)context;
        printf("  step %d, %s%s: ", s->step,
               s->offset ? working_duration_en(s->offset, x->calendar, lead)
                         : "once the return date has passed",
               s->offset < 0   ? " before"
               : s->offset > 0 ? " after"
                               : "");
        if (s->verdict == BEYOND_CALENDAR) {
                printf("never, since its time is beyond the years of the calendar, %d to %d\n",
                       CALENDAR_YEAR_FIRST, CALENDAR_YEAR_LAST);
                return;
        }
        printf("%s %s; ",
               s->missed  ? s->fired ? "would have fired" : "would fire"
               : s->fired ? "fired"
                          : "fires",
               local(x, s->fires, at));
        print_verdict(rule, s);
}

static void print_chance(void *context, const struct explaining *x, const struct explained_rule *rule,
                         const struct explained_chance *c)
{
        (void)context;
        (void)x;
        if (!c->known)
                printf("  its chance to be late is not known (hentra foresight); ");
        else
                printf("  its chance to be late is %lld %%, by %lld dossiers like it that took longer; an "
                       "alert from %lld %% on; ",
                       (long long)c->percent, (long long)c->alike, (long long)c->wanted);
        if (c->verdict == BEFORE_RULE)
                puts("it was so when the rule began: never raised");
        else if (c->verdict == SUPERSEDED)
                puts("no alert: being overdue has taken its place");
        else if (c->verdict == TO_RAISE)
                printf("an alert is to be raised, when it changes or on the next working day: %s\n", waits);
        else
                print_verdict(rule, &(struct explained_step){.verdict = c->verdict});
}

/* Lists who acknowledged or snoozed alerts of a rule. */
static void print_acks(const struct explaining *x, int32_t rule_id)
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

static void print_history(void *context, const struct explaining *x, const struct explained_rule *rule)
{
        const int32_t rule_id = rule->rule_id;
        char at[32], due[32];
        (void)context;
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
        print_acks(x, rule_id);
}

static void print_unknown_years(const struct explaining *x, const struct calendar_table *days)
{
        for (int year = CALENDAR_YEAR_FIRST; year <= CALENDAR_YEAR_LAST; year++) {
                if (x->crossed[year - CALENDAR_YEAR_FIRST] && !calendar_table_knows(days, year))
                        printf(CALENDAR_YEAR_UNKNOWN "\n", year);
        }
}

enum fault alert_explain(struct pg *pg, const struct conf *conf, const struct warehouse *w,
                         struct text dossier_id, struct err *e)
{
        struct calendar_table days = {0};
        const struct explained_visitor v = {&days,      print_dossier, print_rule,
                                            print_step, print_chance,  print_history};
        struct explaining x = {.pg = pg, .dossier_id = dossier_id, .zone = w->zone};
        struct calendar *general = NULL;
        struct clock clock;
        enum fault fault = clock_read_conf(&clock, conf, e);
        if (fault == OK)
                fault = calendar_table_read(&days, pg, CALENDAR_CURRENT, e);
        if (fault == OK)
                fault = calendar_read(&general, pg, w->zone, NULL, e);
        if (fault == OK) {
                x.general = general;
                x.now = clock_now(&clock);
                fault = explained_find(&x, &v, e);
        }
        if (fault == OK)
                print_unknown_years(&x, &days);
        explained_end(&x);
        calendar_close(general);
        calendar_table_close(&days);
        return fault;
}
