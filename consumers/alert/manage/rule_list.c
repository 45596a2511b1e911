/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_list.c - a rule a line: its name, when it fires, which dossiers it is for, and what is open of it.
 */
#include "consumers/alert/manage/rule_list.h"

#include "consumers/alert/tell/alert_text.h"
#include "consumers/alert/window.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHEN_MOST = 400 };

/* Durations are told in working days of this calendar; a callback of a listing has no context. */
static const struct calendar *calendar_shown;

static void add(char out[static WHEN_MOST], const char *format, const char *a, const char *b)
{
        const size_t len = strlen(out);
        snprintf(out + len, WHEN_MOST - len, format, a, b);
}

static const char *steps_text(const struct pg_result *r, int row, const char *behind,
                              char out[static WHEN_MOST])
{
        int64_t minutes[ALERT_RULE_STEPS_MOST];
        char one[DURATION_TEXT_MOST];
        const int n = (int)pg_get_words(r, row, COL_alert_rule_list_offsets, minutes, ALERT_RULE_STEPS_MOST);
        *out = 0;
        for (int i = 0; i < n; i++)
                add(out, "%s%s", i ? ", " : "", working_duration_en(minutes[i], calendar_shown, one));
        add(out, " %s%s", behind, "");
        return out;
}

static const char *when_text(const struct pg_result *r, int row, char out[static WHEN_MOST])
{
        switch (pg_get_int(r, row, COL_alert_rule_list_kind)) {
        case DUE_SOON:
                return steps_text(r, row, "before the return date", out);
        case OVERDUE:
                return "once the return date has passed";
        case ESCALATION:
                return steps_text(r, row, "after the return date, each for one agency further up", out);
        case LIKELY_LATE:
                snprintf(out, WHEN_MOST,
                         "chance to be late from %" PRId64 "%% on, cleared below %" PRId64 "%%",
                         pg_get_int(r, row, COL_alert_rule_list_chance),
                         pg_get_int(r, row, COL_alert_rule_list_chance) -
                                 pg_get_int(r, row, COL_alert_rule_list_margin));
                return out;
        default:
                steps_text(r, row, "of silence at least, and", out);
                snprintf(out + strlen(out), WHEN_MOST - strlen(out), " %g times the usual one",
                         (double)pg_get_int(r, row, COL_alert_rule_list_factor) / 100);
                return out;
        }
}

static void print_filter(const char *what, const struct pg_result *r, int row, int column)
{
        const struct text t = pg_get_text(r, row, column);
        if (t.at)
                printf("; %s %.*s", what, (int)t.len, t.at);
}

static void print_head(const struct zone *zone)
{
        printf("%-24s %-13s %-4s %8s  begun                when; for which dossiers; times of %s\n", "rule",
               "kind", "is", "open", zone_name(zone));
}

static void print_text(const struct pg_result *r, int row, const struct zone *zone)
{
        char when[WHEN_MOST], begun[32];
        const struct text name = pg_get_text(r, row, COL_alert_rule_list_name),
                          kind = pg_get_text(r, row, COL_alert_rule_list_kind_name);
        const bool has_begun = !pg_is_null(r, row, COL_alert_rule_list_start_mark);
        printf("%-*.*s %-13.*s %-4s %8" PRId64 "  %-19s  %s", text_field(name, 24), (int)name.len, name.at,
               (int)kind.len, kind.at, pg_get_int(r, row, COL_alert_rule_list_enabled) ? "on" : "off",
               pg_get_int(r, row, COL_alert_rule_list_open),
               has_begun ? zone_format(zone, pg_get_instant(r, row, COL_alert_rule_list_start_mark), begun)
                         : "not yet",
               when_text(r, row, when));
        print_filter("at", r, row, COL_alert_rule_list_agency);
        print_filter("level", r, row, COL_alert_rule_list_level);
        print_filter("procedure", r, row, COL_alert_rule_list_procedure);
        print_filter("only", r, row, COL_alert_rule_list_case_kind);
        putchar('\n');
}

static const char *const names[] = {"name",      "kind",      "minutes", "level",      "agency",
                                    "procedure", "case_kind", "enabled", "start_mark", "factor",
                                    "chance",    "margin",    "open",    NULL};

/* Before or after the return date, as the kind tells. */
static void add_minutes(struct table *t, const struct pg_result *r, int row)
{
        int64_t minutes[ALERT_RULE_STEPS_MOST];
        char text[WHEN_MOST] = "";
        const int n = (int)pg_get_words(r, row, COL_alert_rule_list_offsets, minutes, ALERT_RULE_STEPS_MOST);
        for (int i = 0; i < n; i++)
                snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%lld", i ? "," : "",
                         llabs(minutes[i]));
        table_text(t, "minutes", text_of(text));
}

static void add_hundredths(struct table *t, const char *name, const struct pg_result *r, int row, int column)
{
        if (pg_is_null(r, row, column))
                table_null(t, name);
        else
                table_points(t, name, pg_get_int(r, row, column));
}

static void add_cells(struct table *t, const struct pg_result *r, int row)
{
        table_text(t, "name", pg_get_text(r, row, COL_alert_rule_list_name));
        table_text(t, "kind", pg_get_text(r, row, COL_alert_rule_list_kind_name));
        add_minutes(t, r, row);
        table_text(t, "level", pg_get_text(r, row, COL_alert_rule_list_level));
        table_text(t, "agency", pg_get_text(r, row, COL_alert_rule_list_agency));
        table_text(t, "procedure", pg_get_text(r, row, COL_alert_rule_list_procedure));
        table_text(t, "case_kind", pg_get_text(r, row, COL_alert_rule_list_case_kind));
        table_flag(t, "enabled", pg_get_int(r, row, COL_alert_rule_list_enabled) != 0);
        table_instant(t, "start_mark", pg_get_instant(r, row, COL_alert_rule_list_start_mark));
        add_hundredths(t, "factor", r, row, COL_alert_rule_list_factor);
        add_hundredths(t, "chance", r, row, COL_alert_rule_list_chance);
        add_hundredths(t, "margin", r, row, COL_alert_rule_list_margin);
        table_count(t, "open", pg_get_int(r, row, COL_alert_rule_list_open));
}

static void print_no_head(const struct zone *zone)
{
        (void)zone;
}

enum fault rule_list(struct pg *pg, const struct zone *zone, const struct calendar *calendar,
                     const char *name, enum list_format format, struct err *e)
{
        const struct listing all = {names, add_cells, print_head, print_text, "there is no rule"},
                             one = {names, add_cells, print_no_head, print_text, "there is no such rule"};
        const struct pg_param param = pg_text(text_of(name));
        struct pg_result *r;
        if (pg_run(pg, SQL_alert_rule_list, &param, 1, &r, e) != OK)
                return e->kind;
        calendar_shown = calendar;
        listing_print(name ? &one : &all, format, r, zone);
        pg_free(r);
        return OK;
}
