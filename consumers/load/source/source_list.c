/* SPDX-License-Identifier: Apache-2.0
 *
 * source_list.c - a line for each source; below it only what somebody should act upon.
 */
#include "consumers/load/source/source_list.h"

#include "core/program/table.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>

/* ---- for programs ---- */

static void put_count(struct table *t, const char *name, const struct pg_result *r, int row, int column)
{
        if (pg_is_null(r, row, column))
                table_null(t, name);
        else
                table_count(t, name, pg_get_int(r, row, column));
}

#define TEXT_CELL(name)  table_text(t, #name, pg_get_text(r, row, COL_source_list_##name))
#define COUNT_CELL(name) put_count(t, #name, r, row, COL_source_list_##name)
#define TIME_CELL(name)  table_instant(t, #name, pg_get_instant(r, row, COL_source_list_##name))

static const char *const names[] = {"source",         "first_heard_at",
                                    "last_heard_at",  "last_observed_at",
                                    "last_stated_at", "dossiers",
                                    "events",         "events_today",
                                    "events_7_days",  "lag_s",
                                    "usual_minutes",  "silent_since",
                                    "rejected",       "refused",
                                    "set_aside",      "constant_flags",
                                    "paused",         "pause_reason",
                                    "paused_at",      "paused_by",
                                    "paused_until",   NULL};

static void put_row(struct table *t, const struct pg_result *r, int row)
{
        TEXT_CELL(source);
        TIME_CELL(first_heard_at);
        TIME_CELL(last_heard_at);
        TIME_CELL(last_observed_at);
        TIME_CELL(last_stated_at);
        COUNT_CELL(dossiers);
        COUNT_CELL(events);
        COUNT_CELL(events_today);
        COUNT_CELL(events_7_days);
        COUNT_CELL(lag_s);
        COUNT_CELL(usual_minutes);
        TIME_CELL(silent_since);
        COUNT_CELL(rejected);
        COUNT_CELL(refused);
        COUNT_CELL(set_aside);
        TEXT_CELL(constant_flags);
        table_flag(t, "paused", pg_get_int(r, row, COL_source_list_paused) != 0);
        TEXT_CELL(pause_reason);
        TIME_CELL(paused_at);
        TEXT_CELL(paused_by);
        TIME_CELL(paused_until);
        table_row(t);
}

static void print_table(const struct pg_result *r, enum table_format format)
{
        struct table t = {.format = format, .out = stdout, .names = names};
        table_begin(&t);
        for (int row = 0; row < pg_rows(r); row++)
                put_row(&t, r, row);
        table_end(&t);
}

/* ---- for people ---- */

static const char *span(const struct pg_result *r, int row, int column, int64_t unit_s, char out[static 32])
{
        const int64_t s = pg_get_int(r, row, column) * unit_s;
        if (pg_is_null(r, row, column))
                return "-";
        if (s < 60)
                snprintf(out, 32, "%" PRId64 " s", s);
        else if (s < 2 * 3600)
                snprintf(out, 32, "%" PRId64 " min", s / 60);
        else if (s < 2 * 86400)
                snprintf(out, 32, "%" PRId64 " h", s / 3600);
        else
                snprintf(out, 32, "%" PRId64 " d", s / 86400);
        return out;
}

static const char *when(const struct pg_result *r, int row, int column, const struct zone *zone,
                        char out[static 32])
{
        const micros t = pg_get_instant(r, row, column);
        return t == NO_TIME ? "never" : zone_format(zone, t, out);
}

static void print_pause(const struct pg_result *r, int row, const struct zone *zone)
{
        char at[32], until[32];
        const struct text by = pg_get_text(r, row, COL_source_list_paused_by),
                          reason = pg_get_text(r, row, COL_source_list_pause_reason);
        const bool active = pg_get_int(r, row, COL_source_list_paused) != 0,
                   bounded = !pg_is_null(r, row, COL_source_list_paused_until);
        if (pg_is_null(r, row, COL_source_list_paused_at))
                return;
        printf("    %s %s by %.*s%s%s: %.*s\n", active ? "paused" : "pause over, not resumed:",
               when(r, row, COL_source_list_paused_at, zone, at), (int)by.len, by.at,
               bounded ? " until " : "",
               bounded ? when(r, row, COL_source_list_paused_until, zone, until) : "", (int)reason.len,
               reason.at);
}

static void print_text(const struct pg_result *r, int row, const struct zone *zone)
{
        char heard[32], lag[32], usual[32], since[32];
        const struct text source = pg_get_text(r, row, COL_source_list_source),
                          flags = pg_get_text(r, row, COL_source_list_constant_flags);
        printf("%-*.*s  %-19s %8" PRId64 " %9" PRId64 "  %7s %8s %8" PRId64 " %7" PRId64 " %9" PRId64 "\n",
               text_field(source, 24), (int)source.len, source.at,
               when(r, row, COL_source_list_last_heard_at, zone, heard),
               pg_get_int(r, row, COL_source_list_events_today),
               pg_get_int(r, row, COL_source_list_events_7_days), span(r, row, COL_source_list_lag_s, 1, lag),
               span(r, row, COL_source_list_usual_minutes, 60, usual),
               pg_get_int(r, row, COL_source_list_rejected), pg_get_int(r, row, COL_source_list_refused),
               pg_get_int(r, row, COL_source_list_set_aside));
        if (!pg_is_null(r, row, COL_source_list_silent_since))
                printf("    silent since %s\n", when(r, row, COL_source_list_silent_since, zone, since));
        print_pause(r, row, zone);
        if (flags.len)
                printf("    says nothing by its flags %.*s\n", (int)flags.len, flags.at);
}

enum fault source_list(struct pg *pg, const struct zone *zone, enum source_format format, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_source_list, NULL, 0, &r, e) != OK)
                return e->kind;
        if (format != SOURCE_TEXT)
                print_table(r, format == SOURCE_CSV ? TABLE_CSV : TABLE_JSON_LINES);
        else if (pg_rows(r) == 0)
                puts("no source has sent anything yet");
        else
                printf("%-24s  %-19s %8s %9s  %7s %8s %8s %7s %9s   times of %s\n", "source", "last heard",
                       "today", "7 days", "lag", "usual", "rejected", "refused", "set aside",
                       zone_name(zone));
        for (int row = 0; format == SOURCE_TEXT && row < pg_rows(r); row++)
                print_text(r, row, zone);
        pg_free(r);
        return OK;
}
