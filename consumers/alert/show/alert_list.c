/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_list.c - one line per alert.
 */
#include "consumers/alert/show/alert_list.h"

#include "core/base/nearest.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>

static void print_head(const struct zone *zone)
{
        printf("%-19s  %-16s step  %-19s  %-32s  at agency; times of %s\n", "raised", "rule", "return date",
               "dossier", zone_name(zone));
}

static void print_marks(const struct pg_result *r, int row, const struct zone *zone)
{
        char until[32];
        const struct text by = pg_get_text(r, row, COL_alert_list_acknowledged_by),
                          why = pg_get_text(r, row, COL_alert_list_acknowledged_reason),
                          snoozed = pg_get_text(r, row, COL_alert_list_snoozed_by),
                          reason = pg_get_text(r, row, COL_alert_list_snoozed_reason);
        if (by.at)
                printf("  (acknowledged by %.*s: %.*s)", (int)by.len, by.at, (int)why.len, why.at);
        if (snoozed.at)
                printf("  (snoozed until %s by %.*s: %.*s)",
                       zone_format(zone, pg_get_instant(r, row, COL_alert_list_snoozed_until), until),
                       (int)snoozed.len, snoozed.at, (int)reason.len, reason.at);
        putchar('\n');
}

static void print_text(const struct pg_result *r, int row, const struct zone *zone)
{
        char raised[32], due[32];
        const struct text rule = pg_get_text(r, row, COL_alert_list_rule),
                          dossier = pg_get_text(r, row, COL_alert_list_dossier_id),
                          agency = pg_get_text(r, row, COL_alert_list_agency),
                          recipient = pg_get_text(r, row, COL_alert_list_recipient);
        const struct text source = pg_get_text(r, row, COL_alert_list_source);
        const bool moved_up = !text_equal(agency, recipient);
        if (source.len) {
                printf("%s  %-*.*s    -  %s  source %.*s: silent since then; usual are %" PRId64
                       " working minutes",
                       zone_format(zone, pg_get_instant(r, row, COL_alert_list_raised_at), raised),
                       text_field(rule, 16), (int)rule.len, rule.at,
                       zone_format(zone, pg_get_instant(r, row, COL_alert_list_due_at), due), (int)source.len,
                       source.at, pg_get_int(r, row, COL_alert_list_usual_minutes));
                print_marks(r, row, zone);
                return;
        }
        char likely[96] = "";
        if (!pg_is_null(r, row, COL_alert_list_chance_percent))
                snprintf(likely, sizeof(likely), "  (%" PRId64 " %%, by %" PRId64 " like it)",
                         pg_get_int(r, row, COL_alert_list_chance_percent),
                         pg_get_int(r, row, COL_alert_list_alike));
        printf("%s  %-*.*s %4" PRId64 "  %s  %-32.*s  %.*s%s%.*s%s%s",
               zone_format(zone, pg_get_instant(r, row, COL_alert_list_raised_at), raised),
               text_field(rule, 16), (int)rule.len, rule.at, pg_get_int(r, row, COL_alert_list_step),
               zone_format(zone, pg_get_instant(r, row, COL_alert_list_due_at), due), (int)dossier.len,
               dossier.at, (int)agency.len, agency.at, moved_up ? " -> " : "",
               moved_up ? (int)recipient.len : 0, recipient.at, likely,
               pg_get_int(r, row, COL_alert_list_stale) ? "  (stale)" : "");
        print_marks(r, row, zone);
}

static const char *const column_names[] = {"alert_id",
                                           "raised_at",
                                           "rule",
                                           "kind",
                                           "step",
                                           "due_at",
                                           "dossier_id",
                                           "agency",
                                           "recipient",
                                           "procedure",
                                           "stale",
                                           "source",
                                           "usual_minutes",
                                           "chance_percent",
                                           "alike",
                                           "acknowledged_by",
                                           "acknowledged_reason",
                                           "snoozed_by",
                                           "snoozed_until",
                                           "snoozed_reason",
                                           NULL};

static void put_code(struct table *t, const char *name, struct text code)
{
        if (code.len)
                table_text(t, name, code);
        else
                table_null(t, name);
}

static void put_count(struct table *t, const char *name, const struct pg_result *r, int row, int column)
{
        if (pg_is_null(r, row, column))
                table_null(t, name);
        else
                table_count(t, name, pg_get_int(r, row, column));
}

static void add_cells(struct table *t, const struct pg_result *r, int row)
{
        table_count(t, "alert_id", pg_get_int(r, row, COL_alert_list_alert_id));
        table_instant(t, "raised_at", pg_get_instant(r, row, COL_alert_list_raised_at));
        table_text(t, "rule", pg_get_text(r, row, COL_alert_list_rule));
        table_text(t, "kind", pg_get_text(r, row, COL_alert_list_kind));
        table_count(t, "step", pg_get_int(r, row, COL_alert_list_step));
        table_instant(t, "due_at", pg_get_instant(r, row, COL_alert_list_due_at));
        put_code(t, "dossier_id", pg_get_text(r, row, COL_alert_list_dossier_id));
        table_text(t, "agency", pg_get_text(r, row, COL_alert_list_agency));
        table_text(t, "recipient", pg_get_text(r, row, COL_alert_list_recipient));
        table_text(t, "procedure", pg_get_text(r, row, COL_alert_list_procedure));
        table_flag(t, "stale", pg_get_int(r, row, COL_alert_list_stale) != 0);
        put_code(t, "source", pg_get_text(r, row, COL_alert_list_source));
        put_count(t, "usual_minutes", r, row, COL_alert_list_usual_minutes);
        put_count(t, "chance_percent", r, row, COL_alert_list_chance_percent);
        put_count(t, "alike", r, row, COL_alert_list_alike);
        table_text(t, "acknowledged_by", pg_get_text(r, row, COL_alert_list_acknowledged_by));
        table_text(t, "acknowledged_reason", pg_get_text(r, row, COL_alert_list_acknowledged_reason));
        table_text(t, "snoozed_by", pg_get_text(r, row, COL_alert_list_snoozed_by));
        table_instant(t, "snoozed_until", pg_get_instant(r, row, COL_alert_list_snoozed_until));
        table_text(t, "snoozed_reason", pg_get_text(r, row, COL_alert_list_snoozed_reason));
}

static const struct listing listing = {column_names, add_cells, print_head, print_text, "no alert stands"};

/* ---- names that the warehouse does not have: their list would look as if all were well ---- */

struct search {
        const char *name;
        struct nearest near;
        bool found;
};

static void compare(struct search *s, struct text other)
{
        s->found |= text_equal(text_of(s->name), other);
        nearest_offer(&s->near, s->name, other.at);
}

static enum fault search_end(const struct search *s, const char *kind, struct err *e)
{
        char hint[NEAREST_HINT];
        return s->found
                       ? OK
                       : fail(e, USAGE, "there is no %s '%s'%s", kind, s->name, nearest_hint(&s->near, hint));
}

static enum fault check_agency(struct pg *pg, const char *code, struct err *e)
{
        struct search s = {.name = code};
        struct pg_result *r;
        if (!code)
                return OK;
        if (pg_run(pg, SQL_alert_agency_codes, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                compare(&s, pg_get_text(r, row, COL_alert_agency_codes_code));
        const enum fault fault = search_end(&s, "agency", e);
        pg_free(r);
        return fault;
}

static enum fault check_rule(struct pg *pg, const char *name, struct err *e)
{
        struct search s = {.name = name};
        struct pg_result *r;
        if (!name)
                return OK;
        if (pg_run(pg, SQL_alert_rule_names, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                compare(&s, pg_get_text(r, row, COL_alert_rule_names_name));
        const enum fault fault = search_end(&s, "rule", e);
        pg_free(r);
        return fault;
}

enum fault alert_list(struct pg *pg, const struct zone *zone, micros now, const char *agency,
                      const char *rule, enum list_format format, struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(agency)), pg_text(text_of(rule)), pg_instant(now)};
        struct pg_result *r;
        if (check_agency(pg, agency, e) != OK || check_rule(pg, rule, e) != OK ||
            pg_run(pg, SQL_alert_list, params, 3, &r, e) != OK)
                return e->kind;
        listing_print(&listing, format, r, zone);
        pg_free(r);
        return OK;
}
